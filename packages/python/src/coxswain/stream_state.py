"""What a stream knows beyond one connection."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, cast

from ._gen import behaviour
from .attempt import Attempt, announce_retry, server_wish
from .call import CallInput, prepare_call
from .cancel import Limit
from .deadline import Deadline
from .encode import encode_path, encode_query
from .errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    CoxswainError,
    ResponseFormatError,
)
from .event_id import EventPosition, decode_event_id
from .headers import build_headers, check_headers
from .json import parse_json
from .lazy import events, models, stream_item
from .operation import Operation
from .options import RequestOptions, StreamOptions
from .response import Reply, check_schema, to_api_error
from .retry import backoff
from .runtime import AsyncRuntime, Runtime
from .settings import ClientSettings, check_count, check_duration, check_options
from .sse import Frame, FrameParser, FrameTooLongError


class StreamState:
    """What a stream knows beyond one connection. Nothing here waits, connects or reads.

    ```
               head is there                a frame
    connecting ─────────────> reading ──────────────────> reading, failures = 0
        │ ^                      │ ended, broken or silent
        │ └──── waited ────┐     v
        └─ no answer, 5xx ─┴── lost, failures + 1
    ```
    """

    def __init__(
        self,
        settings: ClientSettings,
        runtime: Runtime | AsyncRuntime,
        operation: Operation[Any],
        path: Sequence[str | int],
        params: Mapping[str, object],
        options: StreamOptions,
    ) -> None:
        query = dict(params)
        cursor = query.pop("last_event_id", None)
        self.last_event_id = cast("str | None", cursor) or None
        self._settings = settings
        self._runtime = runtime
        self._operation = operation
        self._url = settings.url + encode_path(operation.path, path) + encode_query(query)
        given = _resolve_options(options)
        self._options, self._deadline_seconds, self._max_reconnects = given
        self._on_open = options.get("on_open")
        self._told_open = False
        self._deadline: Deadline | None = None
        self._failures = 0
        self._retry = behaviour.STREAM_BACKOFF_BASE_MS
        self._parser = FrameParser()
        self._delivered: EventPosition | None = None

    @contextmanager
    def connection(self) -> Generator[Attempt]:
        """One attempt to connect, with a span and a trace context of its own."""
        given = CallInput(self._operation, self._url, None, self._options, self.last_event_id)
        self._parser = FrameParser()
        self._told_open = False
        call = prepare_call(self._settings, self._runtime, given)
        with call.span:
            yield Attempt(self._settings, self._runtime, call, self._clock, self._failures)

    def read_limit(self) -> Limit:
        """What a read may take: after three heartbeats that did not come the peer is gone."""
        silence = behaviour.STREAM_SILENCE_MS

        def silent() -> CoxswainError:
            message = f"the stream was silent for {silence} ms"
            return APITimeoutError(message, "timeout", operation=self._operation.id)

        return self._clock.limit(silence / 1000, silent)

    def wait_limit(self, error: CoxswainError) -> Limit:
        """What the wait after this error may take."""
        return self._clock.wait_limit(error)

    def refusal(self, reply: Reply) -> CoxswainError | None:
        """What an answer that is no stream means; None when there is nothing to be streamed."""
        if reply.status == 204:
            return None
        if 200 <= reply.status < 300:
            return self._format_error("the content type is not text/event-stream")
        return to_api_error(reply, self._operation.id, self._settings.redact)

    def tell_open(self) -> None:
        """Bytes have come: what happens from now on is not missed."""
        if not self._told_open:
            self._told_open = True
            if self._on_open is not None:
                self._on_open()

    def items(self, chunk: bytes) -> Iterator[stream_item.StreamItem]:
        """What a chunk brings, read as it is asked for: the cursor never runs ahead of its item."""
        try:
            for frame in self._parser.feed(chunk):
                self._failures = 0
                if frame.id is not None:
                    self.last_event_id = frame.id or None
                item = None if frame.data is None else self._item(frame, frame.data)
                if item is not None:
                    yield item
        except FrameTooLongError:
            limit = behaviour.STREAM_FRAME_BYTES
            raise self._format_error(f"a frame is longer than {limit} bytes") from None

    def ended(self) -> CoxswainError:
        """A connection has come to its end, which the stream has not."""
        return APIConnectionError("the stream ended", operation=self._operation.id)

    def broken(self) -> CoxswainError:
        """A connection broke off."""
        return APIConnectionError("the answer broke off", operation=self._operation.id)

    def delay_before_reconnect(self, error: CoxswainError) -> float:
        """Seconds to wait before connecting anew. Raises the error where that can't mend it."""
        mendable = isinstance(error, (APIError, APIConnectionError))
        if not mendable or error.code == "deadline_exceeded":
            raise error
        if self._max_reconnects is not None and self._failures >= self._max_reconnects:
            raise error
        wish = server_wish(error)
        if self._parser.retry is not None:
            # A loop without any pause is never what a server wants.
            self._retry = max(1, self._parser.retry)
        random = self._runtime.random
        delay = backoff(self._failures, random(), self._retry) if wish is None else wish
        remaining = self._clock.remaining()
        if remaining is not None and delay >= remaining:
            raise self._clock.error(error)
        self._failures += 1
        announce_retry(self._settings, self._operation.id, error, self._failures, delay)
        return delay

    @property
    def _clock(self) -> Deadline:
        """Starts with the first pull."""
        if self._deadline is None:
            seconds = self._deadline_seconds
            self._deadline = Deadline(self._runtime, self._operation.id, seconds)
        return self._deadline

    def _item(self, frame: Frame, data: str) -> stream_item.StreamItem | None:
        """The item of a frame; None when it was delivered before."""
        value = self._envelope(data)
        if frame.event == "reset":
            if not isinstance(value.get("reason"), str):
                raise self._no_event()
            self._delivered = None
            return stream_item.StreamResetItem.build({**value, "event": "reset", "id": frame.id})
        identifier, event = value.get("id"), value.get("event")
        if not (
            isinstance(identifier, str)
            and isinstance(event, str)
            and isinstance(value.get("payload"), dict)
        ):
            raise self._no_event()
        position, last = decode_event_id(identifier), self._delivered
        if position is not None:
            if last is not None and position.epoch == last.epoch and position.seq <= last.seq:
                return None
            self._delivered = position
        if self._settings.validate_responses:
            check_schema(models.Event, value, self._operation.id)
        return cast(
            "events.StreamEvent", events.EVENTS.get(event, events.UnknownEvent).build(value)
        )

    def _envelope(self, data: str) -> dict[str, object]:
        try:
            value = parse_json(data.encode())
        except ValueError:
            raise self._no_event() from None
        if not isinstance(value, dict):
            raise self._no_event()
        return cast("dict[str, object]", value)

    def _no_event(self) -> ResponseFormatError:
        return self._format_error("a frame is not an event")

    def _format_error(self, what: str) -> ResponseFormatError:
        operation = self._operation.id
        return ResponseFormatError(f"{what}\n  at {operation}", operation=operation)


def _resolve_options(options: StreamOptions) -> tuple[RequestOptions, float | None, int | None]:
    """What each connection takes, the total deadline, how many connections in a row may fail."""
    check_options(options, StreamOptions)
    connection: RequestOptions = {}
    if "timeout" in options:
        connection["timeout"] = check_duration(options["timeout"], "timeout")
    if "headers" in options:
        check_headers(build_headers(options["headers"]))
        connection["headers"] = options["headers"]
    deadline = check_duration(options.get("deadline"), "deadline")
    reconnects = options.get("max_reconnects")
    if reconnects is not None:
        check_count(reconnects, "max_reconnects")
    return connection, deadline, reconnects
