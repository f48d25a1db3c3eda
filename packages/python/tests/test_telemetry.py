"""Traces."""

import re
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, TraceFlags

import coxswain
from coxswain import NotFoundError, Runtime
from coxswain.telemetry import create_traceparent

from .support import Server, Subject, problem, reply


class Span(NonRecordingSpan):
    """A span that keeps what it is told."""

    def __init__(self, name: str, kind: SpanKind, attributes: dict[str, Any]) -> None:
        super().__init__(SpanContext(0xA1, 0xB2, is_remote=False, trace_flags=TraceFlags(1)))
        self.name = name
        self.kind = kind
        self.attributes = attributes
        self.events: list[tuple[str, Any]] = []
        self.ended_with: str | None = None

    def set_attribute(self, key: str, value: Any) -> None:
        self.attributes[key] = value

    def add_event(self, name: str, attributes: Any = None, timestamp: int | None = None) -> None:
        self.events.append((name, attributes))


class Tracer:
    """The part of a tracer that is used."""

    def __init__(self) -> None:
        self.spans: list[Span] = []

    @contextmanager
    def start_as_current_span(
        self, name: str, *, kind: SpanKind, attributes: dict[str, Any]
    ) -> Generator[Span]:
        span = Span(name, kind, dict(attributes))
        self.spans.append(span)
        try:
            yield span
        except BaseException as error:
            span.ended_with = type(error).__name__
            raise


@pytest.fixture
def tracer(monkeypatch: pytest.MonkeyPatch) -> Tracer:
    """Stands for what an application has set up."""
    tracer = Tracer()

    def get_tracer(name: str, version: str) -> Tracer:
        assert (name, version) == ("coxswain", coxswain.__version__)
        return tracer

    monkeypatch.setattr(trace, "get_tracer", get_tracer)
    return tracer


def test_every_call_is_a_client_span_with_an_event_per_retry(
    subject: Subject, tracer: Tracer
) -> None:
    server = Server(problem(503, "draining"), reply())
    subject.run(subject.client(server).agents.get("a-1"))
    (span,) = tracer.spans
    assert (span.name, span.kind) == ("coxswain.agents.get", SpanKind.CLIENT)
    assert span.attributes == {
        "http.request.method": "GET",
        "server.address": "127.0.0.1",
        "coxswain.operation": "agents.get",
        "http.response.status_code": 200,
    }
    assert span.events == [("retry", {"attempt": 1, "delay_ms": 250, "error": "draining"})]
    assert span.ended_with is None


def test_the_trace_context_of_the_span_is_sent(subject: Subject, tracer: Tracer) -> None:
    server = Server(problem(503, "draining"), reply())
    subject.run(subject.client(server).agents.get("a-1"))
    assert server.headers("traceparent") == [f"00-{0xA1:032x}-{0xB2:016x}-01"] * 2


def test_an_error_ends_the_span(subject: Subject, tracer: Tracer) -> None:
    with pytest.raises(NotFoundError):
        subject.run(subject.client(Server(problem(404, "not_found"))).agents.get("a-1"))
    (span,) = tracer.spans
    assert span.attributes["error.type"] == "NotFoundError"
    assert span.attributes["http.response.status_code"] == 404
    assert span.ended_with == "NotFoundError"


def test_the_callers_trace_context_wins(subject: Subject, tracer: Tracer) -> None:
    server = Server(reply())
    given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    options: Any = {"headers": {"Traceparent": given}}
    subject.run(subject.client(server).agents.get("a-1", options=options))
    assert server.headers("traceparent") == [given]


def test_without_a_tracer_a_context_of_our_own_is_sent(subject: Subject) -> None:
    server = Server(reply())
    client = subject.client(server, runtime=None)
    subject.run(client.agents.get("a-1"))
    subject.run(client.agents.get("a-1"))
    first, second = server.headers("traceparent")
    assert re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-00", first or "")
    assert first != second


def test_an_id_is_never_all_zeros() -> None:
    assert create_traceparent(Runtime(random=lambda: 0.0).random) == f"00-{1:032x}-{1:016x}-00"
