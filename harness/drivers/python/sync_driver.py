"""The synchronous client: a thread per call, so that many calls can be under way."""

import threading
from collections.abc import Callable
from itertools import islice
from typing import Any

import httpx
from base_driver import BaseDriver, Fields, Notify, Reply
from client import Client, arguments, rename, resolve
from json_value import decode, encode
from middleware import answer_of, append_to
from outcome import describe_error, describe_response, describe_result
from sync_governed import SyncGoverned
from sync_streams import SyncStreams

import coxswain

Run = Callable[[Client, Fields, Fields], None]


def make_middleware(description: Fields) -> coxswain.Middleware:
    """Append to a header, or answer without sending."""

    def layer(request: coxswain.AttemptRequest, send: coxswain.SendAttempt) -> httpx.Response:
        append_to(request, description)
        if answer := answer_of(description, request):
            return answer
        return send(request)

    return layer


class SyncDriver(BaseDriver):
    """What goes over the wire runs in a thread of its own."""

    name = "coxswain (sync)"
    asynchronous = False
    make = coxswain.Coxswain
    make_runtime = coxswain.Runtime
    make_middleware = staticmethod(make_middleware)

    def __init__(self, notify: Notify) -> None:
        super().__init__(notify)
        self._calls: dict[str, Client] = {}
        self._governed = SyncGoverned(notify)
        self._streams = SyncStreams()
        self.callback_settle = self._governed.settle
        self.callback_read = self._governed.read
        self._runs: dict[str, Run] = {
            "call": self._call,
            "request": self._request,
            "iterate": self._iterate,
            "governed": self._governed.run,
        }

    def start(self, method: str, params: Fields, reply: Reply) -> bool:
        """Run in a thread what may wait."""
        if run := self._runs.get(method):
            client = self.clients[params["client"]]
            self._calls[params["call_id"]] = client
            self._spawn(lambda: self._run(run, client, params, reply))
        elif method == "stream.next":
            self._spawn(lambda: reply(self._streams.next(params)))
        elif method == "stream.close":
            self._calls.pop(params["call_id"], None)
            self._spawn(lambda: reply(self._streams.close(params)))
        else:
            return False
        return True

    def _spawn(self, target: Callable[[], None]) -> None:
        threading.Thread(target=target, daemon=True).start()

    def _run(self, run: Run, client: Client, params: Fields, reply: Reply) -> None:
        slept = len(client.clock.sleeps_ms)
        outcome: Fields = {}
        try:
            if params.get("cancelled"):
                client.sdk.close()
            run(client, params, outcome)
        except BaseException as error:
            outcome["error"] = describe_error(error)
        self._calls.pop(params["call_id"], None)
        reply({**outcome, "sleeps_ms": client.clock.sleeps_ms[slept:]})

    def _call(self, client: Client, params: Fields, outcome: Fields) -> None:
        raw = params.get("raw")
        method = resolve(client.sdk.with_raw_response if raw else client.sdk, params["operation"])
        path, keywords = arguments(method, params)
        result = method(*path, **keywords)
        if raw:
            outcome.update(describe_response(result))
        else:
            outcome.update(describe_result(result.page() if hasattr(result, "pages") else result))

    def _request(self, client: Client, params: Fields, outcome: Fields) -> None:
        slots = {name: decode(params[name]) for name in ("body", "query") if name in params}
        result = client.sdk.request(
            params["method"], params["path"], **slots, options=rename(params["options"])
        )
        outcome.update(describe_result(result))

    def _iterate(self, client: Client, params: Fields, outcome: Fields) -> None:
        items: list[Any] = []
        outcome["items"] = items
        method = resolve(client.sdk, params["operation"])
        path, keywords = arguments(method, params)
        result = method(*path, **keywords)
        found = result.pages() if params["by"] == "pages" else iter(result)
        for item in islice(found, params.get("take")):
            items.append(encode(item))

    def stream_open(self, params: Fields) -> Fields:
        """Begin a stream."""
        client = self.clients[params["client"]]
        self._calls[params["call_id"]] = client
        return self._streams.open(client, params)

    def client_close(self, params: Fields) -> Fields:
        """Leave a client as a `with` block would, and forget it."""
        client = self.clients.pop(params["client"])
        client.sdk.__exit__(None, None, None)
        if client.transport is not None:
            client.transport.close()
        return {}

    def abort(self, params: Fields) -> Fields:
        """What stops a synchronous call is closing its client from another thread."""
        if client := self._calls.get(params["call_id"]):
            client.sdk.close()
        return {}
