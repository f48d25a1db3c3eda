"""Streams of the asynchronous client: a task for the pull that is under way."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

from base_driver import Fields
from client import Client, resolve, stream_arguments
from outcome import describe_error
from reading import ENDED, Opened, Reading, broken, item


@dataclass
class Open:
    """A stream, and the pull that no answer has told of yet."""

    stream: Any
    loop: AsyncGenerator[Any]
    """What a loop over the stream asks."""
    reading: Reading
    pull: "asyncio.Task[Fields] | None" = None
    aborted: bool = False
    """Told to stop before a pull was under way: the next one is."""


async def pull(loop: AsyncGenerator[Any]) -> Fields:
    """Ask for one item."""
    try:
        return item(await anext(loop))
    except StopAsyncIteration:
        return ENDED
    except BaseException as error:
        return broken(error)


class AsyncStreams:
    """The streams that are open, by call."""

    def __init__(self) -> None:
        self._open: dict[str, Open] = {}

    async def open(self, client: Client, params: Fields) -> Fields:
        """Begin a stream; nothing is sent."""
        try:
            if params.get("cancelled"):
                await client.sdk.close()
            method = resolve(client.sdk, params["operation"])
            opened = Opened() if params.get("on_open") else None
            stream = method(**stream_arguments(params, opened))
        except Exception as error:
            return {"error": describe_error(error), "sleeps_ms": []}
        self._open[params["call_id"]] = Open(stream, aiter(stream), Reading(client, stream, opened))
        return {"nothing": True, "sleeps_ms": []}

    async def next(self, params: Fields) -> Fields:
        """Pull until there are enough, the stream is over, or time is up."""
        state = self._open[params["call_id"]]
        pulled: list[Fields] = []
        loop = asyncio.get_running_loop()
        end = loop.time() + params["wait_ms"] / 1000
        while len(pulled) < params["max"] and all("item" in one for one in pulled):
            state.pull = state.pull or asyncio.create_task(pull(state.loop))
            if state.aborted:
                await asyncio.sleep(0)
                state.pull.cancel()
                state.aborted = False
            await asyncio.wait({state.pull}, timeout=max(0, end - loop.time()))
            if not state.pull.done():
                break
            pulled.append(state.pull.result())
            state.pull = None
        return state.reading.tell(pulled, pending=state.pull is not None)

    async def close(self, params: Fields) -> Fields:
        """Leave the loop, or, while a pull is under way, the `with` around it."""
        state = self._open.pop(params["call_id"])
        if state.pull and not state.pull.done():
            await state.stream.__aexit__(None, None, None)
            await state.pull
        else:
            await state.loop.aclose()
        state.reading.client.left.append(state)
        return {}

    def abort(self, call_id: str) -> bool:
        """Cancel the pull that is under way; False: the call is no stream."""
        state = self._open.get(call_id)
        if state and state.pull:
            state.pull.cancel()
        elif state:
            state.aborted = True
        return state is not None
