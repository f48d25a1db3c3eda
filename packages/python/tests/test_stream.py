"""Streams: what is asked for, what arrives, and how one goes on."""

import asyncio
from itertools import islice
from typing import Any

import httpx
import pytest

from coxswain import (
    AgentEvent,
    AgentSuspendedEvent,
    APIConnectionError,
    APIError,
    APITimeoutError,
    AttemptRequest,
    CoxswainError,
    NotFoundError,
    ResponseFormatError,
    StreamResetItem,
    UnavailableError,
    UnknownEvent,
)

from .support import (
    Records,
    Server,
    Subject,
    event,
    event_id,
    frame,
    problem,
    raw,
    stream,
)

OVER = raw(b"", status=204)
RESET = b'id: %b\nevent: reset\ndata: {"reason":"trimmed","cursor":null,"detail":"d"}\n\n'


class Reading:
    """A stream, read to its end: its items, and the error it ended with."""

    def __init__(
        self,
        subject: Subject,
        pending: Any,
        take: int | None = None,
        items: list[Any] | None = None,
    ) -> None:
        self.stream = pending
        self.items: list[Any] = [] if items is None else items
        self.error: BaseException | None = None
        self._take = take
        try:
            if subject.asynchronous:
                asyncio.run(self._read())
            else:
                self.items.extend(islice(self.stream, take))
        except Exception as error:
            self.error = error

    @property
    def seqs(self) -> list[int]:
        return [item.seq for item in self.items]

    async def _read(self) -> None:
        if self._take == 0:
            return
        async for item in self.stream:
            self.items.append(item)
            if len(self.items) == self._take:
                break


def _read(subject: Subject, server: Server, **query: Any) -> Reading:
    options = {name: query.pop(name) for name in ("validate_responses",) if name in query}
    return Reading(subject, subject.client(server, **options).events.stream(**query))


def test_nothing_is_sent_before_an_item_is_asked_for(subject: Subject) -> None:
    server = Server(stream(event(1)))
    assert Reading(subject, subject.client(server).events.stream(), take=0).items == []
    assert server.requests == []


def test_a_stream_asks_for_what_it_should(subject: Subject) -> None:
    server = Server(OVER)
    assert _read(subject, server, types=["action.*", "a b"], last_event_id="evt_1").items == []
    request = server.requests[0]
    assert (request.method, request.url.raw_path) == (
        "GET",
        b"/api/v1/stream?types=action.%2A&types=a%20b",
    )
    headers = dict(request.headers)
    assert headers.pop("user-agent").startswith("coxswain-python/")
    assert headers.pop("traceparent") == f"00-{'80000000' * 4}-{'80000000' * 2}-00"
    assert headers == {
        "host": "127.0.0.1:4747",
        "accept": "text/event-stream",
        "accept-encoding": "identity",
        "authorization": "Bearer cox_test_key",
        "last-event-id": "evt_1",
        "x-coxswain-attempt": "0",
    }


@pytest.mark.parametrize("cursor", [None, ""])
def test_without_a_cursor_none_is_sent(subject: Subject, cursor: str | None) -> None:
    server = Server(OVER)
    _read(subject, server, last_event_id=cursor)
    assert "last-event-id" not in server.requests[0].headers


def test_events_arrive_typed_by_their_name(subject: Subject) -> None:
    server = Server(stream(event(1), event(2, event="boat.sunk", payload={"deep": True})), OVER)
    known, unknown = _read(subject, server).items
    assert isinstance(known, AgentSuspendedEvent)
    assert isinstance(known.payload, AgentEvent)
    assert (known.seq, known.payload.agent.id) == (1, "a-1")
    assert isinstance(unknown, UnknownEvent)
    assert unknown.payload == {"deep": True}


def test_a_stream_goes_on_where_it_stopped(subject: Subject) -> None:
    server = Server(
        stream(event(1), event(2)),
        stream(b"id: " + event_id(3).encode() + b"\n\n"),
        stream(event(4), httpx.ReadError("reset")),
        OVER,
    )
    assert _read(subject, server).seqs == [1, 2, 4]
    assert server.headers("last-event-id") == [None, event_id(2), event_id(3), event_id(4)]
    assert all(body.closed for body in server.bodies)


def test_the_cursor_never_runs_ahead_of_what_was_handed_out(subject: Subject) -> None:
    server = Server(stream(frame(event(1)) + frame(event(2)) + b"id: later\n\n"))
    reading = Reading(subject, subject.client(server).events.stream(), take=1)
    assert reading.stream.last_event_id == event_id(1)


def test_waits_grow_until_a_frame_comes(subject: Subject) -> None:
    down = problem(503, "draining")
    lost = httpx.ConnectError("refused")
    beat = stream(b": just a comment\n\n")
    server = Server(down, lost, beat, down, down, down, stream(b"id: 1\n\n"), down, OVER)
    _read(subject, server)
    assert subject.clock.sleeps == [0.25, 0.5, 1, 2, 4, 4, 0.25, 0.5]
    attempts = ["0", "1", "2", "3", "4", "5", "6", "1", "2"]
    assert server.headers("x-coxswain-attempt") == attempts


def test_the_server_says_how_long_to_wait(subject: Subject) -> None:
    busy = problem(429, "rate_limited", headers={"retry-after": "7"})
    server = Server(
        stream(b"retry: 2000\n\n", event(1)), problem(503, "x"), stream(b"retry: 0\n\n"), busy, OVER
    )
    _read(subject, server)
    assert subject.clock.sleeps == [1, 2, 0.002, 7]


def test_a_time_beyond_all_bounds_is_the_longest(subject: Subject) -> None:
    server = Server(stream(b"retry: " + b"9" * 9000 + b"\n"), *[problem(503, "x")] * 70, OVER)
    _read(subject, server)
    assert subject.clock.sleeps == [4] * 71


def test_a_wish_beyond_a_minute_ends_the_stream(subject: Subject) -> None:
    server = Server(problem(503, "draining", headers={"retry-after": "61"}))
    error = _read(subject, server).error
    assert isinstance(error, UnavailableError)
    assert error.retry_stopped == "retry_after"
    assert subject.clock.sleeps == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422, 501, 302])
def test_a_refusal_ends_the_stream(subject: Subject, status: int) -> None:
    server = Server(stream(event(1)), problem(status, "no"))
    reading = _read(subject, server)
    assert isinstance(reading.error, APIError)
    assert (reading.error.status, reading.error.operation) == (status, "events.stream")
    assert reading.seqs == [1]
    again = Reading(subject, reading.stream)
    assert (again.items, again.error, len(server.requests)) == ([], None, 2)


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_server_in_trouble_is_outlasted(subject: Subject, status: int) -> None:
    server = Server(*[problem(status, "no")] * 20, stream(event(1)), OVER)
    assert _read(subject, server).seqs == [1]


def test_nothing_of_a_stream_is_taken_from_the_budget(subject: Subject) -> None:
    # No time passes in which it could be filled again.
    down = problem(503, "no", headers={"retry-after": "0"})
    server = Server(*[down] * 20, OVER, down, problem(404, "no"))
    client = subject.client(server)
    Reading(subject, client.events.stream())
    with pytest.raises(NotFoundError):
        subject.run(client.agents.get("a-1"))


def test_what_is_no_stream_is_not_taken_for_one(subject: Subject) -> None:
    reading = _read(subject, Server(raw(frame(event(1)))))
    assert isinstance(reading.error, ResponseFormatError)
    what = "the content type is not text/event-stream\n  at events.stream"
    assert str(reading.error) == what


def test_a_silent_connection_is_replaced(subject: Subject) -> None:
    clock = subject.clock
    records = Records()
    server = Server(
        stream(
            event(1),
            lambda: clock.advance(44.9),
            b":",
            lambda: clock.advance(44.9),
            event(2),
            lambda: clock.advance(45),
            event(3),
        ),
        OVER,
    )
    client = subject.client(server, logger=records, log_level="info")
    assert Reading(subject, client.events.stream()).seqs == [1, 2]
    assert [fields["error"] for fields in records.named("retry")] == ["timeout"]
    assert clock.timers == []


def test_a_consumer_that_takes_its_time_costs_no_connection(subject: Subject) -> None:
    server = Server(stream(event(1), event(2)), OVER)
    if subject.asynchronous:

        async def read() -> None:
            async for _ in subject.client(server).events.stream():
                subject.clock.advance(1000)

        asyncio.run(read())
    else:
        for _ in subject.client(server).events.stream():
            subject.clock.advance(1000)
    assert len(server.requests) == 2


def test_nothing_is_delivered_twice(subject: Subject) -> None:
    odd = event(9, id="odd")
    server = Server(
        stream(event(1), event(2), event(1), odd, odd),
        stream(event(2), event(3), event(2, epoch=2), event(3)),
        OVER,
    )
    assert _read(subject, server).seqs == [1, 2, 9, 9, 3, 2, 3]


def test_a_gap_is_said_and_counting_begins_anew(subject: Subject) -> None:
    newest = event_id(40)
    server = Server(stream(event(5), RESET % newest.encode(), event(2)), OVER)
    first, reset, second = _read(subject, server, types=["x"]).items
    assert (first.seq, second.seq) == (5, 2)
    assert isinstance(reset, StreamResetItem)
    assert (reset.event, reset.id, reset.reason) == ("reset", newest, "trimmed")


def test_the_cursor_after_a_gap_is_the_newest_event(subject: Subject) -> None:
    server = Server(stream(RESET % b"evt_new"), OVER)
    _read(subject, server, last_event_id="evt_old")
    assert server.headers("last-event-id") == ["evt_old", "evt_new"]


@pytest.mark.parametrize(
    "data",
    ["", "{", "[]", "null", "NaN", '{"event":"a","payload":{}}', '{"id":"1","payload":{}}',
     '{"id":"1","event":"a","payload":[]}', '{"id":1,"event":"a","payload":{}}'],
)  # fmt: skip
def test_what_is_no_event_ends_the_stream_after_those_before_it(
    subject: Subject, data: str
) -> None:
    reading = _read(subject, Server(stream(event(1), f"data: {data}\n\n".encode())))
    assert reading.seqs == [1]
    assert isinstance(reading.error, ResponseFormatError)
    assert str(reading.error) == "a frame is not an event\n  at events.stream"


def test_a_reset_without_a_reason_is_no_reset(subject: Subject) -> None:
    reading = _read(subject, Server(stream(b"event: reset\ndata: {}\n\n")))
    assert isinstance(reading.error, ResponseFormatError)


def test_a_frame_without_an_end_ends_the_stream(subject: Subject) -> None:
    server = Server(stream(event(1), *[b"data: " + b"x" * 65536] * 17))
    reading = _read(subject, server)
    assert reading.seqs == [1]
    assert str(reading.error) == "a frame is longer than 1048576 bytes\n  at events.stream"
    assert server.bodies[0].closed


def test_events_are_validated_when_asked_for(subject: Subject) -> None:
    server = Server(stream(event(1), event(2, version=1)))
    reading = _read(subject, server, validate_responses=True)
    assert reading.seqs == [1]
    assert isinstance(reading.error, ResponseFormatError)
    assert '"/version"' in str(reading.error)


def test_reconnects_can_be_limited(subject: Subject) -> None:
    down = problem(503, "draining")
    server = Server(down, stream(event(1)), down, problem(503, "last"))
    reading = _read(subject, server, options={"max_reconnects": 2})
    assert isinstance(reading.error, UnavailableError)
    assert (reading.error.code, reading.seqs) == ("last", [1])
    ended = _read(subject, Server(stream()), options={"max_reconnects": 0}).error
    assert isinstance(ended, APIConnectionError)
    assert str(ended) == "the stream ended"
    torn = _read(subject, Server(stream(httpx.ReadError("x"))), options={"max_reconnects": 0})
    assert str(torn.error) == "the answer broke off"


def test_a_deadline_ends_the_stream_while_it_reads(subject: Subject) -> None:
    server = Server(stream(event(1), lambda: subject.clock.advance(10), event(2)))
    reading = _read(subject, server, options={"deadline": 10})
    assert isinstance(reading.error, APITimeoutError)
    assert str(reading.error) == "the call took longer than its deadline of 10000 ms"
    assert (reading.error.code, reading.seqs) == ("deadline_exceeded", [1])


def test_a_deadline_leaves_no_room_for_a_wait_that_would_pass_it(subject: Subject) -> None:
    reading = _read(subject, Server(problem(503, "no")), options={"deadline": 0.7})
    assert isinstance(reading.error, APITimeoutError)
    assert isinstance(reading.error.__cause__, UnavailableError)
    assert subject.clock.sleeps == [0.25]


def test_the_clients_deadline_is_for_calls(subject: Subject) -> None:
    server = Server(stream(event(1), lambda: subject.clock.advance(10), event(2)), OVER)
    client = subject.client(server, deadline=5)
    assert Reading(subject, client.events.stream()).seqs == [1, 2]


@pytest.mark.parametrize(
    "options",
    [
        {"max_reconnects": -1},
        {"max_reconnects": True},
        {"deadline": 0},
        {"timeout": float("inf")},
        {"headers": {"x": "é"}},
        {"max_retries": 1},
    ],
)
def test_an_option_that_makes_no_sense_is_refused(subject: Subject, options: Any) -> None:
    server = Server(OVER)
    client = subject.client(server)
    with pytest.raises(CoxswainError) as caught:
        client.events.stream(options=options)
    assert caught.value.code == "invalid_argument"
    assert server.requests == []


def test_leaving_the_loop_closes_the_connection(subject: Subject) -> None:
    server = Server(stream(event(1), event(2)))
    reading = Reading(subject, subject.client(server).events.stream(), take=1)
    assert server.bodies[0].closed
    assert Reading(subject, reading.stream).items == []
    assert len(server.requests) == 1


def test_leaving_the_block_closes_the_connection(subject: Subject) -> None:
    server = Server(stream(event(1), event(2)))
    events = subject.client(server).events.stream()

    async def read() -> Any:
        async with events as items:
            return (await anext(items)).seq

    def read_sync() -> Any:
        with events as items:
            return next(items).seq

    assert (asyncio.run(read()) if subject.asynchronous else read_sync()) == 1
    assert server.bodies[0].closed


def test_every_connection_that_stands_is_told_before_its_items(subject: Subject) -> None:
    told: list[Any] = []
    items: list[Any] = []
    server = Server(problem(503, "x"), stream(b":\n", event(1)), stream(), stream(event(2)), OVER)
    client = subject.client(server)
    options = {"on_open": lambda: told.append(len(items))}
    reading = Reading(subject, client.events.stream(options=options), items=items)
    assert told == [0, 1]
    assert reading.seqs == [1, 2]


@pytest.mark.parametrize("error", [LookupError("mine"), APIConnectionError("mine")])
def test_what_on_open_raises_ends_the_stream(subject: Subject, error: Exception) -> None:
    def fail() -> None:
        raise error

    server = Server(stream(event(1)))
    reading = _read(subject, server, options={"on_open": fail})
    assert reading.error is error
    assert (reading.items, len(server.requests)) == ([], 1)
    assert server.bodies[0].closed


def test_every_connection_passes_the_middleware(subject: Subject) -> None:
    seen: list[tuple[int, bool]] = []
    server = Server(stream(event(1)), problem(503, "no"), OVER)

    async def note_async(request: AttemptRequest, send: Any) -> Any:
        seen.append((request.attempt, request.streaming))
        request.headers["x-mine"] = "1"
        return await send(request)

    def note(request: AttemptRequest, send: Any) -> Any:
        seen.append((request.attempt, request.streaming))
        request.headers["x-mine"] = "1"
        return send(request)

    layer = note_async if subject.asynchronous else note
    client = subject.client(server, middleware=[layer])
    assert Reading(subject, client.events.stream()).seqs == [1]
    assert seen == [(0, True), (1, True), (2, True)]
    assert server.headers("x-mine") == ["1", "1", "1"]


def test_what_a_middleware_answers_is_a_stream_too(subject: Subject) -> None:
    answers = [Server(stream(event(1))), Server(OVER)]

    async def answer_async(request: AttemptRequest, _: Any) -> httpx.Response:
        return answers.pop(0).answer(httpx.Request(request.method, request.url))

    def answer(request: AttemptRequest, _: Any) -> httpx.Response:
        return answers.pop(0).answer(httpx.Request(request.method, request.url))

    layer = answer_async if subject.asynchronous else answer
    client = subject.client(Server(OVER), middleware=[layer])
    assert Reading(subject, client.events.stream()).seqs == [1]


def test_the_error_of_a_middleware_passes_untouched(subject: Subject) -> None:
    async def fail_async(request: AttemptRequest, _: Any) -> httpx.Response:
        raise LookupError(request.operation)

    def fail(request: AttemptRequest, _: Any) -> httpx.Response:
        raise LookupError(request.operation)

    layer = fail_async if subject.asynchronous else fail
    client = subject.client(Server(OVER), middleware=[layer])
    assert isinstance(Reading(subject, client.events.stream()).error, LookupError)


def test_connections_and_waits_are_logged(subject: Subject) -> None:
    records = Records()
    server = Server(problem(503, "draining"), stream(event(1)), OVER)
    client = subject.client(server, logger=records, log_level="debug")
    Reading(subject, client.events.stream())
    attempts = [(fields["attempt"], fields["status"]) for fields in records.named("attempt")]
    assert attempts == [(0, 503), (1, 200), (1, 204)]
    assert list(records.named("retry")) == [
        {"operation": "events.stream", "attempt": 1, "delay_ms": 250, "error": "draining"},
        {"operation": "events.stream", "attempt": 1, "delay_ms": 250, "error": "connection_error"},
    ]


def test_a_compressed_stream_is_read_as_well(subject: Subject) -> None:
    import gzip

    packed = gzip.compress(frame(event(1)))
    server = Server(stream(packed[:20], packed[20:], content_encoding="gzip"), OVER)
    assert _read(subject, server).seqs == [1]
