"""The events of an org as they happen, for an asynchronous client."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import anyio
import httpx
from typing_extensions import Self

from .errors import CoxswainError
from .lazy import stream_item
from .operation import Operation
from .options import StreamOptions
from .response import Reply, is_event_stream, read_async_reply, read_fields
from .stream_state import StreamState

if TYPE_CHECKING:
    from types import TracebackType

    from .async_transport import AsyncTransport


class AsyncEventStream(AsyncIterator["stream_item.StreamItem"]):
    """The events of an org as they happen, each once and in order: `EventStream` with `async for`.

    A pull that is cancelled costs the connection and no event: the next one resumes.
    """

    def __init__(
        self,
        transport: AsyncTransport,
        operation: Operation[Any],
        path: Sequence[str | int],
        params: Mapping[str, object],
        options: StreamOptions | None,
    ) -> None:
        self._transport = transport
        self._state = StreamState(
            transport.settings, transport.runtime, operation, path, params, options or {}
        )
        self._response: httpx.Response | None = None
        self._chunks: AsyncIterator[bytes] | None = None
        self._items: Iterator[stream_item.StreamItem] = iter(())
        self._turn = anyio.Lock()
        """Held by the one pull that is under way."""
        self._closed = False
        self._scope: anyio.CancelScope | None = None

    @property
    def last_event_id(self) -> str | None:
        """Where the stream stands: store it after dealing with an item, to resume after it."""
        return self._state.last_event_id

    async def close(self) -> None:
        """End the stream: a task that waits for an item finds the end."""
        self._closed = True
        if self._scope is None:
            await self._disconnect()
        else:
            self._scope.cancel()

    async def __anext__(self) -> stream_item.StreamItem:
        async with self._turn:
            item = None if self._closed else await self._pull_or_close()
        if item is None:
            raise StopAsyncIteration
        return item

    async def __aiter__(self) -> AsyncGenerator[stream_item.StreamItem]:
        # A generator closes when its loop is left.
        try:
            while True:
                try:
                    item = await anext(self)
                except StopAsyncIteration:
                    return
                yield item
        finally:
            await self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def _pull_or_close(self) -> stream_item.StreamItem | None:
        item: stream_item.StreamItem | None = None
        with anyio.CancelScope() as scope:
            self._scope = scope
            try:
                item = await self._pull()
                self._closed = self._closed or item is None
            except Exception:
                self._closed = True
                raise
            except BaseException:
                await self._disconnect()
                raise
            finally:
                self._scope = None
                if self._closed:
                    await self._disconnect()
        return item

    async def _pull(self) -> stream_item.StreamItem | None:
        """The next item; None when there is nothing to be streamed."""
        while True:
            for item in self._items:
                return item
            try:
                if self._chunks is None:
                    self._chunks = await self._connect()
                if self._chunks is None:
                    return None
                chunk = await self._read(self._chunks)
            except CoxswainError as error:
                await self._disconnect()
                await self._wait(error)
                continue
            self._state.tell_open()
            self._items = self._state.items(chunk)

    async def _connect(self) -> AsyncIterator[bytes] | None:
        """What the connection brings; None when there is nothing to be streamed."""
        with self._state.connection() as attempt:

            async def exchange() -> Reply | None:
                self._response = await self._transport.exchange(attempt.request)
                if is_event_stream(self._response):
                    return None
                return await read_async_reply(self._response, attempt.request.operation)

            try:
                reply = await self._transport.guards.guard(attempt.limit, exchange)
            except BaseException as error:
                raise attempt.failed(error) from error.__cause__
            assert self._response is not None
            fields = read_fields(self._response.headers.raw)
            attempt.answered(self._response.status_code, fields)
            refusal = None if reply is None else self._state.refusal(reply)
            if refusal is not None:
                raise refusal
        return self._response.aiter_bytes() if reply is None else None

    async def _read(self, chunks: AsyncIterator[bytes]) -> bytes:
        """What the connection brings next."""

        async def read() -> bytes | None:
            try:
                return await anext(chunks, None)
            except Exception as error:
                raise self._state.broken() from error

        chunk = await self._transport.guards.guard(self._state.read_limit(), read)
        if chunk is None:
            raise self._state.ended()
        return chunk

    async def _wait(self, error: CoxswainError) -> None:
        delay = self._state.delay_before_reconnect(error)

        async def sleep() -> object:
            return await self._transport.runtime.sleep(delay)

        await self._transport.guards.guard(self._state.wait_limit(error), sleep)

    async def _disconnect(self) -> None:
        response, self._response, self._chunks = self._response, None, None
        if response is not None:
            with anyio.CancelScope(shield=True):
                await response.aclose()
