"""Waiting for a person: one call after the other, for as long as it takes."""

from typing import Any

import httpx
import pytest

from coxswain import APITimeoutError, CoxswainError, NotFoundError, UnavailableError

from .support import APPROVAL, Server, Subject, problem, reply

PENDING = reply(body=APPROVAL)
GRANTED = reply(body={**APPROVAL, "status": "granted", "message": "go"})
BUSY = problem(503, "store_unavailable")
LOST = httpx.ConnectError("refused")


class Slow(Server):
    """Keeps every caller waiting, as a server should."""

    def __init__(self, subject: Subject, *answers: Any, seconds: float = 25) -> None:
        super().__init__(*answers)
        self._subject = subject
        self._seconds = seconds

    def answer(self, request: httpx.Request) -> httpx.Response:
        self._subject.clock.advance(self._seconds)
        return super().answer(request)


def _wait(subject: Subject, server: Server, *, client: Any = None, **options: Any) -> Any:
    client = client or subject.client(server)
    return subject.run(client.approvals.wait_for(APPROVAL["id"], **options))


@pytest.mark.parametrize("status", ["granted", "denied", "expired", "cancelled", "postponed"])
def test_it_ends_when_the_approval_is_not_pending(subject: Subject, status: str) -> None:
    server = Slow(subject, PENDING, PENDING, reply(body={**APPROVAL, "status": status}))
    assert _wait(subject, server).status == status
    assert [str(request.url) for request in server.requests] == [
        f"http://127.0.0.1:4747/api/v1/approvals/{APPROVAL['id']}/wait?timeout_seconds=25"
    ] * 3
    assert subject.clock.sleeps == []


def test_a_server_that_does_not_wait_is_not_hammered(subject: Subject) -> None:
    server = Slow(subject, PENDING, PENDING, GRANTED, seconds=0.999)
    assert _wait(subject, server, wait_seconds=0).message == "go"
    assert subject.clock.sleeps == [1, 1]
    server = Slow(subject, PENDING, GRANTED, seconds=1)
    _wait(subject, server)
    assert subject.clock.sleeps == [1, 1]


def test_trouble_is_outlasted_whatever_the_clients_limits_are(subject: Subject) -> None:
    server = Server(BUSY, *[LOST] * 14, GRANTED)
    client = subject.client(server, max_retries=0, deadline=5)
    assert _wait(subject, server, client=client).status == "granted"
    assert subject.clock.sleeps == [0.25, 0.5, 1, 2, *[4] * 11]
    assert server.headers("x-coxswain-attempt") == [str(number) for number in range(16)]


def test_waits_grow_anew_after_an_answer(subject: Subject) -> None:
    server = Server(BUSY, BUSY, PENDING, BUSY, GRANTED)
    _wait(subject, server)
    assert subject.clock.sleeps == [0.25, 0.5, 1, 0.25]
    assert server.headers("x-coxswain-attempt") == ["0", "1", "2", "0", "1"]


def test_nothing_is_taken_from_the_budget(subject: Subject) -> None:
    # No time passes in which it could be filled again.
    busy = problem(503, "store_unavailable", headers={"retry-after": "0"})
    server = Server(*[busy] * 30, GRANTED, busy, GRANTED)
    client = subject.client(server)
    _wait(subject, server, client=client)
    assert subject.run(client.approvals.get(APPROVAL["id"])).status == "granted"


def test_a_wish_beyond_a_minute_is_an_error(subject: Subject) -> None:
    server = Server(problem(503, "draining", headers={"retry-after": "61"}))
    with pytest.raises(UnavailableError) as caught:
        _wait(subject, server)
    assert caught.value.retry_stopped == "retry_after"


def test_what_trying_again_does_not_mend_is_raised(subject: Subject) -> None:
    with pytest.raises(NotFoundError) as caught:
        _wait(subject, Server(PENDING, problem(404, "not_found")))
    assert caught.value.operation == "approvals.wait"


def test_the_time_out_counts_over_all_calls(subject: Subject) -> None:
    server = Slow(subject, PENDING)
    with pytest.raises(APITimeoutError) as caught:
        _wait(subject, server, timeout=60)
    assert caught.value.code == "deadline_exceeded"
    assert str(caught.value) == "the call took longer than its deadline of 60000 ms"
    assert len(server.requests) == 3
    assert subject.clock.timers == []


def test_the_time_out_ends_retrying(subject: Subject) -> None:
    with pytest.raises(APITimeoutError) as caught:
        _wait(subject, Server(BUSY), timeout=0.7)
    assert isinstance(caught.value.__cause__, UnavailableError)
    assert subject.clock.sleeps == [0.25]


@pytest.mark.parametrize("timeout", [0, -1, float("inf"), True])
def test_a_time_out_that_makes_no_sense_is_refused(subject: Subject, timeout: float) -> None:
    server = Server(GRANTED)
    with pytest.raises(CoxswainError) as caught:
        _wait(subject, server, timeout=timeout)
    assert caught.value.code == "invalid_argument"
    assert server.requests == []


def test_headers_are_sent_with_every_call(subject: Subject) -> None:
    server = Slow(subject, PENDING, GRANTED)
    _wait(subject, server, headers={"x-mine": "1"})
    assert server.headers("x-mine") == ["1", "1"]


@pytest.mark.parametrize(
    ("query", "options", "seconds"),
    [
        ({}, {}, 35),
        ({"timeout_seconds": 50}, {}, 60),
        ({"timeout_seconds": 0}, {}, 10),
        ({"timeout_seconds": None}, {}, 35),
        ({"timeout_seconds": 50}, {"timeout": 7}, 7),
        ({"timeout_seconds": 50}, {"deadline": 8}, 8),
    ],
)
def test_an_attempt_outlasts_the_wait_it_asks_for(
    subject: Subject, query: Any, options: Any, seconds: float
) -> None:
    limits: list[float] = []

    class Noting(Server):
        def answer(self, request: httpx.Request) -> httpx.Response:
            limits.extend(due for due, _ in subject.clock.timers)
            return super().answer(request)

    client = subject.client(Noting(GRANTED), timeout=1)
    subject.run(client.approvals.wait(APPROVAL["id"], options=options, **query))
    assert limits == [seconds]
