"""The synchronous client: a thread per call, so that many calls can be under way."""

import threading
from collections.abc import Callable
from itertools import islice
from typing import Any

import httpx
from client import Client, arguments, create_client, rename, resolve
from json_value import decode, encode
from middleware import answer_of, append_to
from outcome import describe_error, describe_response, describe_result
from stats import read_stats

import coxswain

Reply = Callable[[dict[str, Any]], None]


def make_middleware(description: dict[str, Any]) -> coxswain.Middleware:
    """Append to a header, or answer without sending."""

    def layer(request: coxswain.AttemptRequest, send: coxswain.SendAttempt) -> httpx.Response:
        append_to(request, description)
        if answer := answer_of(description, request):
            answer.read()
            return answer
        return send(request)

    return layer


class SyncDriver:
    """One function per method of the protocol."""

    name = "coxswain (sync)"

    def __init__(self) -> None:
        self._clients: dict[str, Client] = {}
        self._calls: dict[str, Client] = {}

    def handle(self, method: str, params: dict[str, Any], reply: Reply) -> None:
        """Answer at once, or, for what goes over the wire, from a thread of its own."""
        run = {
            "call": self._call,
            "request": self._request,
            "iterate": self._iterate,
        }.get(method)
        if run is None:
            reply(getattr(self, method.replace(".", "_"))(params))
            return
        client = self._clients[params["client"]]
        self._calls[params["call_id"]] = client
        threading.Thread(target=self._run, args=(run, client, params, reply), daemon=True).start()

    def _run(
        self,
        run: Callable[[Client, dict[str, Any], dict[str, Any]], None],
        client: Client,
        params: dict[str, Any],
        reply: Reply,
    ) -> None:
        slept = len(client.clock.sleeps_ms)
        outcome: dict[str, Any] = {}
        try:
            if params.get("cancelled"):
                client.sdk.close()
            run(client, params, outcome)
        except BaseException as error:
            outcome["error"] = describe_error(error)
        self._calls.pop(params["call_id"], None)
        reply({**outcome, "sleeps_ms": client.clock.sleeps_ms[slept:]})

    def _call(self, client: Client, params: dict[str, Any], outcome: dict[str, Any]) -> None:
        path, keywords = arguments(params)
        if params.get("raw"):
            raw = resolve(client.sdk.with_raw_response, params["operation"])
            outcome.update(describe_response(raw(*path, **keywords)))
            return
        result = resolve(client.sdk, params["operation"])(*path, **keywords)
        outcome.update(describe_result(result.page() if hasattr(result, "pages") else result))

    def _request(self, client: Client, params: dict[str, Any], outcome: dict[str, Any]) -> None:
        slots = {name: decode(params[name]) for name in ("body", "query") if name in params}
        result = client.sdk.request(
            params["method"], params["path"], **slots, options=rename(params["options"])
        )
        outcome.update(describe_result(result))

    def _iterate(self, client: Client, params: dict[str, Any], outcome: dict[str, Any]) -> None:
        outcome["items"] = []
        path, keywords = arguments(params)
        result = resolve(client.sdk, params["operation"])(*path, **keywords)
        found = result.pages() if params["by"] == "pages" else iter(result)
        for item in islice(found, params.get("take")):
            outcome["items"].append(encode(item))

    def client_create(self, params: dict[str, Any]) -> dict[str, Any]:
        """Make a client; a refusal is an outcome."""
        try:
            self._clients[params["client"]] = create_client(
                params,
                coxswain.Coxswain,
                coxswain.Runtime,
                make_middleware,
                asynchronous=False,
            )
        except Exception as error:
            return {"error": describe_error(error), "sleeps_ms": []}
        return {"nothing": True, "sleeps_ms": []}

    def client_close(self, params: dict[str, Any]) -> dict[str, Any]:
        """Close a client and forget it."""
        self._clients.pop(params["client"]).sdk.close()
        return {}

    def abort(self, params: dict[str, Any]) -> dict[str, Any]:
        """What stops a synchronous call is closing its client from another thread."""
        if client := self._calls.get(params["call_id"]):
            client.sdk.close()
        return {}

    def clock_advance(self, params: dict[str, Any]) -> dict[str, Any]:
        """Move a client's virtual time."""
        self._clients[params["client"]].clock.advance(params["ms"])
        return {}

    def clock_hold(self, params: dict[str, Any]) -> dict[str, Any]:
        """Let sleeps wait for `clock.advance`."""
        self._clients[params["client"]].clock.held = params["held"]
        return {}

    def clock_read(self, params: dict[str, Any]) -> dict[str, Any]:
        """The sleeps so far."""
        return {"sleeps_ms": self._clients[params["client"]].clock.sleeps_ms}

    def logs_drain(self, params: dict[str, Any]) -> dict[str, Any]:
        """The records since the last time."""
        logs = self._clients[params["client"]].logs
        taken, logs[:] = list(logs), []
        return {"logs": encode(taken)}

    def stats(self, _: dict[str, Any]) -> dict[str, int]:
        """What this process holds."""
        return read_stats()
