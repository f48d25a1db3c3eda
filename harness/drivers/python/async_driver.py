"""The asynchronous client: a task per call."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import httpx
from async_governed import AsyncGoverned
from async_streams import AsyncStreams
from base_driver import BaseDriver, Fields, Notify, Reply
from client import Client, arguments, rename, resolve
from json_value import decode, encode
from middleware import answer_of, append_to
from outcome import describe_error, describe_response, describe_result

import coxswain

Run = Callable[[Client, Fields, Fields], Awaitable[None]]


def make_middleware(description: Fields) -> coxswain.AsyncMiddleware:
    """Append to a header, or answer without sending."""

    async def layer(
        request: coxswain.AttemptRequest, send: coxswain.AsyncSendAttempt
    ) -> httpx.Response:
        append_to(request, description)
        if answer := answer_of(description, request):
            return answer
        return await send(request)

    return layer


class AsyncDriver(BaseDriver):
    """What goes over the wire is a task. Lives in the event loop's thread."""

    name = "coxswain (async)"
    asynchronous = True
    make = coxswain.AsyncCoxswain
    make_runtime = coxswain.AsyncRuntime
    make_middleware = staticmethod(make_middleware)

    def __init__(self, notify: Notify) -> None:
        super().__init__(notify)
        self._calls: dict[str, asyncio.Task[None]] = {}
        self._others: set[asyncio.Task[None]] = set()
        self._governed = AsyncGoverned(notify)
        self._streams = AsyncStreams()
        self.callback_settle = self._governed.settle
        self.callback_read = self._governed.read
        self._runs: dict[str, Run] = {
            "call": self._call,
            "request": self._request,
            "iterate": self._iterate,
            "governed": self._governed.run,
        }

    def start(self, method: str, params: Fields, reply: Reply) -> bool:
        """Make a task of what may wait."""
        if run := self._runs.get(method):
            client = self.clients[params["client"]]
            task = asyncio.create_task(self._run(run, client, params, reply))
            self._calls[params["call_id"]] = task
        elif method == "stream.open":
            self._answer(self._streams.open(self.clients[params["client"]], params), reply)
        elif method == "stream.next":
            self._answer(self._streams.next(params), reply)
        elif method == "stream.close":
            self._answer(self._streams.close(params), reply)
        elif method == "client.close":
            self._answer(self._close(params), reply)
        else:
            return False
        return True

    def _answer(self, work: Coroutine[Any, Any, Fields], reply: Reply) -> None:
        async def answer() -> None:
            reply(await work)

        task = asyncio.create_task(answer())
        self._others.add(task)
        task.add_done_callback(self._others.discard)

    async def _run(self, run: Run, client: Client, params: Fields, reply: Reply) -> None:
        slept = len(client.clock.sleeps_ms)
        outcome: Fields = {}
        try:
            if params.get("cancelled"):
                await client.sdk.close()
            await run(client, params, outcome)
        except BaseException as error:
            outcome["error"] = describe_error(error)
        self._calls.pop(params["call_id"], None)
        reply({**outcome, "sleeps_ms": client.clock.sleeps_ms[slept:]})

    async def _close(self, params: Fields) -> Fields:
        client = self.clients.pop(params["client"])
        await client.sdk.__aexit__(None, None, None)
        if client.transport is not None:
            await client.transport.aclose()
        return {}

    async def _call(self, client: Client, params: Fields, outcome: Fields) -> None:
        raw = params.get("raw")
        method = resolve(client.sdk.with_raw_response if raw else client.sdk, params["operation"])
        path, keywords = arguments(method, params)
        result = method(*path, **keywords)
        awaited = await (result.page() if hasattr(result, "pages") else result)
        outcome.update(describe_response(awaited) if raw else describe_result(awaited))

    async def _request(self, client: Client, params: Fields, outcome: Fields) -> None:
        slots = {name: decode(params[name]) for name in ("body", "query") if name in params}
        result = await client.sdk.request(
            params["method"], params["path"], **slots, options=rename(params["options"])
        )
        outcome.update(describe_result(result))

    async def _iterate(self, client: Client, params: Fields, outcome: Fields) -> None:
        items: list[Any] = []
        outcome["items"] = items
        method = resolve(client.sdk, params["operation"])
        path, keywords = arguments(method, params)
        result = method(*path, **keywords)
        async for item in result.pages() if params["by"] == "pages" else result:
            items.append(encode(item))
            if len(items) == params.get("take"):
                break

    def abort(self, params: Fields) -> Fields:
        """What stops an asynchronous call is cancelling its task."""
        call_id = params["call_id"]
        if not self._streams.abort(call_id) and (task := self._calls.get(call_id)):
            task.cancel()
        return {}
