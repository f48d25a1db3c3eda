"""Traces: a span per call where OpenTelemetry is in use, and a trace context in any case."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .errors import CoxswainError
from .version import __version__

if TYPE_CHECKING:
    from opentelemetry.trace import Span


class CallSpan:
    """The span of one call; does nothing where there is no OpenTelemetry."""

    __slots__ = ("_span", "traceparent")

    def __init__(self, span: Span | None) -> None:
        self._span = span
        self.traceparent = None if span is None else _traceparent_of(span)
        """W3C trace context of the span, when it has a valid one."""

    def retry(self, attempt: int, delay: float, error: CoxswainError) -> None:
        """A retry is an event of the span."""
        if self._span is not None:
            self._span.add_event(
                "retry", {"attempt": attempt, "delay_ms": delay, "error": error.code}
            )

    def answer(self, status: int) -> None:
        """The status of the answer that counts."""
        if self._span is not None:
            self._span.set_attribute("http.response.status_code", status)

    def fail(self, error: BaseException) -> None:
        """What the call ends with, when it is not a result."""
        if self._span is not None:
            self._span.set_attribute("error.type", type(error).__name__)


@contextmanager
def start_span(operation: str, method: str, url: str) -> Generator[CallSpan]:
    """`coxswain.agents.upsert`, a child of whatever span is active.

    An application that traces has imported the API of OpenTelemetry itself: looking there costs
    nothing where nobody traces.
    """
    api = sys.modules.get("opentelemetry.trace")
    if api is None:
        yield CallSpan(None)
        return
    from opentelemetry.trace import SpanKind, get_tracer

    attributes = {
        "http.request.method": method,
        "server.address": urlsplit(url).hostname or "",
        "coxswain.operation": operation,
    }
    tracer = get_tracer("coxswain", __version__)
    name = f"coxswain.{operation}"
    with tracer.start_as_current_span(name, kind=SpanKind.CLIENT, attributes=attributes) as span:
        call = CallSpan(span)
        try:
            yield call
        except BaseException as error:
            call.fail(error)
            raise


def _traceparent_of(span: Span) -> str | None:
    context = span.get_span_context()
    if not context.is_valid:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"


def create_traceparent(random: Callable[[], float]) -> str:
    """A trace context of our own, not sampled: it lets the server's log be joined with ours."""
    words = [f"{int(random() * 2**32):08x}" for _ in range(6)]
    return f"00-{_not_zero(''.join(words[:4]))}-{_not_zero(''.join(words[4:]))}-00"


def _not_zero(identifier: str) -> str:
    """An id of only zeros is invalid."""
    return identifier if identifier.strip("0") else f"{identifier[1:]}1"
