"""The asynchronous client: a task per call."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from client import Client, arguments, create_client, rename, resolve
from json_value import decode, encode
from middleware import answer_of, append_to
from outcome import describe_error, describe_response, describe_result
from stats import read_stats

import coxswain

Reply = Callable[[dict[str, Any]], None]


def make_middleware(description: dict[str, Any]) -> coxswain.AsyncMiddleware:
    """Append to a header, or answer without sending."""

    async def layer(
        request: coxswain.AttemptRequest, send: coxswain.AsyncSendAttempt
    ) -> httpx.Response:
        append_to(request, description)
        if answer := answer_of(description, request):
            await answer.aread()
            return answer
        return await send(request)

    return layer


class AsyncDriver:
    """One function per method of the protocol. Lives in the event loop's thread."""

    name = "coxswain (async)"

    def __init__(self) -> None:
        self._clients: dict[str, Client] = {}
        self._calls: dict[str, asyncio.Task[None]] = {}

    def handle(self, method: str, params: dict[str, Any], reply: Reply) -> None:
        """Answer at once, or from a task of its own."""
        run = {
            "call": self._call,
            "request": self._request,
            "iterate": self._iterate,
        }.get(method)
        if run is not None:
            client = self._clients[params["client"]]
            task = asyncio.create_task(self._run(run, client, params, reply))
            self._calls[params["call_id"]] = task
        elif method == "client.close":
            task = asyncio.create_task(self._close(params, reply))
            self._calls[f"close {params['client']}"] = task
        else:
            reply(getattr(self, method.replace(".", "_"))(params))

    async def _run(
        self,
        run: Callable[[Client, dict[str, Any], dict[str, Any]], Awaitable[None]],
        client: Client,
        params: dict[str, Any],
        reply: Reply,
    ) -> None:
        slept = len(client.clock.sleeps_ms)
        outcome: dict[str, Any] = {}
        try:
            if params.get("cancelled"):
                await client.sdk.close()
            await run(client, params, outcome)
        except BaseException as error:
            outcome["error"] = describe_error(error)
        self._calls.pop(params["call_id"], None)
        reply({**outcome, "sleeps_ms": client.clock.sleeps_ms[slept:]})

    async def _close(self, params: dict[str, Any], reply: Reply) -> None:
        await self._clients.pop(params["client"]).sdk.close()
        self._calls.pop(f"close {params['client']}", None)
        reply({})

    async def _call(self, client: Client, params: dict[str, Any], outcome: dict[str, Any]) -> None:
        path, keywords = arguments(params)
        if params.get("raw"):
            raw = resolve(client.sdk.with_raw_response, params["operation"])
            outcome.update(describe_response(await raw(*path, **keywords)))
            return
        result = resolve(client.sdk, params["operation"])(*path, **keywords)
        awaited = await (result.page() if hasattr(result, "pages") else result)
        outcome.update(describe_result(awaited))

    async def _request(
        self, client: Client, params: dict[str, Any], outcome: dict[str, Any]
    ) -> None:
        slots = {name: decode(params[name]) for name in ("body", "query") if name in params}
        result = await client.sdk.request(
            params["method"], params["path"], **slots, options=rename(params["options"])
        )
        outcome.update(describe_result(result))

    async def _iterate(
        self, client: Client, params: dict[str, Any], outcome: dict[str, Any]
    ) -> None:
        outcome["items"] = []
        path, keywords = arguments(params)
        result = resolve(client.sdk, params["operation"])(*path, **keywords)
        async for item in result.pages() if params["by"] == "pages" else result:
            outcome["items"].append(encode(item))
            if len(outcome["items"]) == params.get("take"):
                break

    def client_create(self, params: dict[str, Any]) -> dict[str, Any]:
        """Make a client; a refusal is an outcome."""
        try:
            self._clients[params["client"]] = create_client(
                params,
                coxswain.AsyncCoxswain,
                coxswain.AsyncRuntime,
                make_middleware,
                asynchronous=True,
            )
        except Exception as error:
            return {"error": describe_error(error), "sleeps_ms": []}
        return {"nothing": True, "sleeps_ms": []}

    def abort(self, params: dict[str, Any]) -> dict[str, Any]:
        """What stops an asynchronous call is cancelling its task."""
        if task := self._calls.get(params["call_id"]):
            task.cancel()
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
