"""The events of an org as they happen, for a synchronous client."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx
from typing_extensions import Self

from .cancel import Guard, Limit
from .errors import CoxswainError
from .lazy import stream_item
from .operation import Operation
from .options import StreamOptions
from .response import is_event_stream, read_fields, read_reply
from .stream_state import StreamState

if TYPE_CHECKING:
    from types import TracebackType

    from .transport import Transport


class EventStream(Iterator["stream_item.StreamItem"]):
    """The events of an org as they happen, each once and in order.

    Nothing is sent before the first item is asked for. A connection that ends, breaks or falls
    silent for 45 seconds is replaced by another that resumes where it was; waits between them grow
    up to 8 seconds. What has no remedy is raised and ends the stream: `APIError` when the server
    refuses it, `ResponseFormatError` when it is not what the contract declares, `APITimeoutError`
    (`deadline_exceeded`) after the option `deadline`, `AbortedError` when the client is closed.

    One stream is one reading. Leave the loop, leave the `with` block or call `close` and its socket
    closes; to go on later, begin another with `last_event_id`.
    """

    def __init__(
        self,
        transport: Transport,
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
        self._chunks: Iterator[bytes] | None = None
        self._items: Iterator[stream_item.StreamItem] = iter(())
        self._turn = threading.Lock()
        """Held by the one pull that is under way."""
        self._lock = threading.Lock()
        """Of the members below, which `close` reads from another thread."""
        self._pulling = False
        self._closed = False
        self._guard: Guard | None = None

    @property
    def last_event_id(self) -> str | None:
        """Where the stream stands: store it after dealing with an item, to resume after it."""
        return self._state.last_event_id

    def close(self) -> None:
        """End the stream, from whatever thread: one that waits for an item finds the end."""
        with self._lock:
            self._closed = True
            if self._pulling:
                if self._guard is not None:
                    self._guard.abort()
                return
        self._disconnect()

    def __next__(self) -> stream_item.StreamItem:
        with self._turn:
            item = self._pull_or_close()
        if item is None:
            raise StopIteration
        return item

    def __iter__(self) -> Generator[stream_item.StreamItem]:
        # A generator closes when its loop is left.
        try:
            while True:
                try:
                    item = next(self)
                except StopIteration:
                    return
                yield item
        finally:
            self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _pull_or_close(self) -> stream_item.StreamItem | None:
        with self._lock:
            if self._closed:
                return None
            self._pulling = True
        over = True
        try:
            item = self._pull()
            over = item is None
        except CoxswainError:
            if not self._closed:
                raise
            return None
        else:
            return item
        finally:
            with self._lock:
                self._pulling = False
                self._closed = over = self._closed or over
            if over:
                self._disconnect()

    def _pull(self) -> stream_item.StreamItem | None:
        """The next item; None when there is nothing to be streamed."""
        while True:
            for item in self._items:
                return item
            try:
                if self._chunks is None:
                    self._chunks = self._connect()
                if self._chunks is None:
                    return None
                chunk = self._read(self._chunks)
            except CoxswainError as error:
                self._disconnect()
                self._wait(error)
                continue
            self._state.tell_open()
            self._items = self._state.items(chunk)

    def _connect(self) -> Iterator[bytes] | None:
        """What the connection brings; None when there is nothing to be streamed."""
        with self._state.connection() as attempt:
            try:
                with self._guarded(attempt.limit):
                    response = self._transport.exchange(attempt.request)
                    self._response = response
                    stream = is_event_stream(response)
                    reply = None if stream else read_reply(response, attempt.request.operation)
            except BaseException as error:
                raise attempt.failed(error) from error.__cause__
            attempt.answered(response.status_code, read_fields(response.headers.raw))
            refusal = None if reply is None else self._state.refusal(reply)
            if refusal is not None:
                raise refusal
        return response.iter_bytes() if reply is None else None

    def _read(self, chunks: Iterator[bytes]) -> bytes:
        """What the connection brings next."""
        with self._guarded(self._state.read_limit()):
            try:
                self._transport.hold(self._response)
                chunk = next(chunks, None)
            except Exception as error:
                raise self._state.broken() from error
        if chunk is None:
            raise self._state.ended()
        return chunk

    def _wait(self, error: CoxswainError) -> None:
        delay = self._state.delay_before_reconnect(error)
        with self._guarded(self._state.wait_limit(error)) as guard:
            self._transport.runtime.sleep(delay, guard.stopped)

    def _disconnect(self) -> None:
        response, self._response, self._chunks = self._response, None, None
        if response is not None:
            response.close()

    @contextmanager
    def _guarded(self, limit: Limit) -> Generator[Guard]:
        """Bound what runs inside, and let `close` end it."""
        with self._transport.guards.guard(limit) as guard:
            with self._lock:
                self._guard = guard
                closed = self._closed
            try:
                if closed:
                    guard.abort()
                yield guard
            finally:
                with self._lock:
                    self._guard = None
