"""Traces: a span per call where OpenTelemetry is in use, and a trace context in any case."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from typing_extensions import Self

from .errors import CoxswainError
from .version import __version__

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from types import TracebackType

    from opentelemetry.trace import Span


class CallSpan:
    """The span of one call, which ends with the `with` block; this one is none and does nothing."""

    __slots__ = ()

    traceparent: str | None = None
    """W3C trace context of the span, when it has a valid one."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """The span ends, with the error if there is one."""

    def retry(self, attempt: int, delay: float, error: CoxswainError) -> None:
        """A retry is an event of the span."""

    def answer(self, status: int) -> None:
        """The status of the answer that counts."""


class OpenTelemetrySpan(CallSpan):
    """A span of OpenTelemetry, the active one from its making on."""

    __slots__ = ("_active", "_span", "traceparent")

    def __init__(self, active: AbstractContextManager[Span]) -> None:
        self._active = active
        self._span = active.__enter__()
        self.traceparent = _traceparent_of(self._span)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None:
            self._span.set_attribute("error.type", type(error).__name__)
        self._active.__exit__(kind, error, traceback)

    def retry(self, attempt: int, delay: float, error: CoxswainError) -> None:
        self._span.add_event("retry", {"attempt": attempt, "delay_ms": delay, "error": error.code})

    def answer(self, status: int) -> None:
        self._span.set_attribute("http.response.status_code", status)


_NO_SPAN = CallSpan()


def start_span(operation: str, method: str, url: str) -> CallSpan:
    """`coxswain.agents.upsert`, a child of whatever span is active.

    An application that traces has imported the API of OpenTelemetry itself: looking there costs
    nothing where nobody traces.
    """
    if "opentelemetry.trace" not in sys.modules:
        return _NO_SPAN
    from opentelemetry.trace import SpanKind, get_tracer

    attributes = {
        "http.request.method": method,
        "server.address": urlsplit(url).hostname or "",
        "coxswain.operation": operation,
    }
    tracer = get_tracer("coxswain", __version__)
    return OpenTelemetrySpan(
        tracer.start_as_current_span(
            f"coxswain.{operation}", kind=SpanKind.CLIENT, attributes=attributes
        )
    )


def _traceparent_of(span: Span) -> str | None:
    context = span.get_span_context()
    if not context.is_valid:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"


def create_traceparent(random: Callable[[], float]) -> str:
    """A trace context of our own, not sampled: it lets the server's log be joined with ours.

    An id of only zeros is invalid.
    """
    bits = 0
    for _ in range(6):
        bits = bits << 32 | int(random() * 2**32)
    return f"00-{bits >> 64 or 1:032x}-{bits & 0xFFFF_FFFF_FFFF_FFFF or 1:016x}-00"
