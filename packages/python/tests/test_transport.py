"""Calls: attempts, waits, budget, deadline."""

from typing import Any

import httpx
import pytest

from coxswain import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    ConflictError,
    CoxswainError,
    ResponseFormatError,
    UnavailableError,
)
from coxswain.call import ABSENT

from .support import AGENT, Records, Server, Subject, problem, raw, reply

BUSY = problem(503, "store_unavailable")
BROKEN = httpx.ConnectError("refused")


def _fails(subject: Subject, client: Any, kind: type[CoxswainError], **options: Any) -> Any:
    with pytest.raises(kind) as caught:
        subject.run(client.agents.get("a-1", options=options))
    return caught.value


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_these_statuses_are_retried_twice_with_growing_waits(subject: Subject, status: int) -> None:
    server = Server(problem(status, "x"), problem(status, "x"), reply())
    agent = subject.run(subject.client(server).agents.get("a-1"))
    assert agent.id == "a-1"
    assert subject.clock.sleeps == [0.25, 0.5]
    assert server.headers("x-coxswain-attempt") == ["0", "1", "2"]


def test_the_last_error_is_raised_when_attempts_are_used_up(subject: Subject) -> None:
    server = Server(BUSY, BUSY, problem(503, "draining"), reply())
    error = _fails(subject, subject.client(server), UnavailableError)
    assert error.code == "draining"
    assert len(server.requests) == 3
    assert error.retry_stopped is None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 412, 422, 501, 302])
def test_other_statuses_are_not_retried(subject: Subject, status: int) -> None:
    server = Server(problem(status, "x"), reply())
    _fails(subject, subject.client(server), APIError)
    assert len(server.requests) == 1


def test_a_conflict_is_retried_when_the_problem_says_so(subject: Subject) -> None:
    server = Server(problem(409, "idempotency_in_progress", retryable=True), reply())
    assert subject.run(subject.client(server).agents.get("a-1")).id == "a-1"
    server = Server(problem(409, "agent_retired", retryable=False), reply())
    _fails(subject, subject.client(server), ConflictError)


def test_a_failed_connection_is_retried(subject: Subject) -> None:
    server = Server(BROKEN, httpx.RemoteProtocolError("closed"), reply())
    assert subject.run(subject.client(server).agents.get("a-1")).id == "a-1"
    assert subject.clock.sleeps == [0.25, 0.5]


def test_a_connection_that_never_comes_about_is_an_error_with_its_cause(subject: Subject) -> None:
    error = _fails(subject, subject.client(Server(BROKEN)), APIConnectionError, max_retries=0)
    assert str(error) == "connection failed"
    assert error.__cause__ is BROKEN
    assert error.operation == "agents.get"


def test_retries_are_a_setting_of_the_client_and_of_the_call(subject: Subject) -> None:
    server = Server(BUSY)
    client = subject.client(server, max_retries=1)
    _fails(subject, client, UnavailableError)
    _fails(subject, client, UnavailableError, max_retries=0)
    assert server.headers("x-coxswain-attempt") == ["0", "1", "0"]


@pytest.mark.parametrize(
    ("header", "value", "wait"),
    [("retry-after-ms", "120", 0.12), ("retry-after", "60", 60.0), ("retry-after", "0", 0.0)],
)
def test_the_wish_of_the_server_wins(
    subject: Subject, header: str, value: str, wait: float
) -> None:
    server = Server(problem(429, "rate_limited", headers={header: value}), reply())
    subject.run(subject.client(server).agents.get("a-1"))
    assert subject.clock.sleeps == [wait]


def test_a_wish_beyond_a_minute_fails_at_once(subject: Subject) -> None:
    server = Server(problem(429, "rate_limited", headers={"retry-after": "60.001"}), reply())
    error = _fails(subject, subject.client(server), APIError)
    assert (error.retry_after, error.retry_stopped) == (60.001, "retry_after")
    assert subject.clock.sleeps == []


def test_an_empty_budget_ends_retrying_with_the_original_error(subject: Subject) -> None:
    wish = {"retry-after": "0"}
    server = Server(problem(503, "store_unavailable", headers=wish))
    client = subject.client(server)
    stopped = [_fails(subject, client, UnavailableError).retry_stopped for _ in range(7)]
    assert stopped[:5] == [None] * 5
    assert stopped[-1] == "budget"


def test_retries_send_the_same_bytes_and_the_same_key(subject: Subject) -> None:
    server = Server(BUSY, BUSY, reply())
    labels = {"team": "é"}
    pending = subject.client(server).agents.upsert("a-1", labels=labels)
    subject.run(pending)
    assert len({request.content for request in server.requests}) == 1
    assert len(set(server.headers("idempotency-key"))) == 1
    assert len(set(server.headers("traceparent"))) == 1


def test_a_deadline_leaves_no_room_for_a_wait_that_would_pass_it(subject: Subject) -> None:
    server = Server(BUSY)
    error = _fails(subject, subject.client(server, deadline=0.7), APITimeoutError)
    assert error.code == "deadline_exceeded"
    assert str(error) == "the call took longer than its deadline of 700 ms"
    assert isinstance(error.__cause__, UnavailableError)
    assert subject.clock.sleeps == [0.25]


def test_the_body_of_a_write_is_never_absent(subject: Subject) -> None:
    server = Server(reply())
    subject.run(subject.client(server).agents.upsert("a-1"))
    assert server.requests[0].content == b"{}"


def test_a_read_has_neither_body_nor_key(subject: Subject) -> None:
    server = Server(reply())
    options = {"idempotency_key": "mine"}
    subject.run(subject.client(server).agents.get("a-1", options=options))
    headers = server.requests[0].headers
    assert server.requests[0].content == b""
    assert not {"idempotency-key", "content-type", "content-length"} & set(headers)


def test_null_is_sent_and_absent_is_not(subject: Subject) -> None:
    server = Server(reply())
    subject.run(subject.client(server).agents.upsert("a-1", display_name=None))
    assert server.requests[0].content == b'{"display_name":null}'


def test_every_request_carries_these_headers_and_no_others(subject: Subject) -> None:
    server = Server(reply())
    options = {"if_match": '"3"', "idempotency_key": "mine"}
    subject.run(subject.client(server).agents.upsert("a-1", options=options))
    headers = dict(server.requests[0].headers)
    agent = headers.pop("user-agent")
    assert agent.startswith("coxswain-python/1.0.0")
    assert headers.pop("traceparent") == f"00-{'80000000' * 4}-{'80000000' * 2}-00"
    assert headers == {
        "host": "127.0.0.1:4747",
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",
        "authorization": "Bearer cox_test_key",
        "content-type": "application/json",
        "content-length": "2",
        "idempotency-key": "mine",
        "if-match": '"3"',
        "x-coxswain-attempt": "0",
    }


def test_own_headers_are_sent_and_the_call_wins(subject: Subject) -> None:
    server = Server(reply())
    client = subject.client(server, headers={"X-Team": "a", "X-Other": "b", "User-Agent": "mine"})
    options = {"headers": {"x-team": "c", "X-Coxswain-Attempt": "9", "accept-encoding": None}}
    subject.run(client.agents.get("a-1", options=options))
    headers = server.requests[0].headers
    assert (headers["x-team"], headers["x-other"], headers["user-agent"]) == ("c", "b", "mine")
    assert headers["x-coxswain-attempt"] == "0"
    assert "accept-encoding" not in headers


def test_an_operation_without_security_gets_no_credential(subject: Subject) -> None:
    server = Server(raw(b"up 1\n", "text/plain"))
    assert subject.run(subject.client(server).ops.metrics()) == "up 1\n"
    assert "authorization" not in server.requests[0].headers
    assert server.requests[0].headers["accept"] == "*/*"


@pytest.mark.parametrize(
    "options",
    [
        {"timeout": 0},
        {"timeout": float("inf")},
        {"deadline": -1},
        {"deadline": True},
        {"max_retries": -1},
        {"max_retries": 1.5},
        {"max_retries": 101},
        {"headers": {"x": "é"}},
        {"if_match": "a\n"},
        {"idempotency_key": "ü"},
        {"max_retires": 1},
    ],
)
def test_an_option_that_makes_no_sense_is_refused_before_anything_is_sent(
    subject: Subject, options: dict[str, Any]
) -> None:
    server = Server(reply())
    client = subject.client(server)
    with pytest.raises(CoxswainError) as caught:
        subject.run(client.agents.upsert("a-1", options=options))
    assert caught.value.code == "invalid_argument"
    assert server.requests == []


def test_none_switches_the_time_out_off(subject: Subject) -> None:
    client = subject.client(Server(reply()), timeout=None)
    assert subject.run(client.agents.get("a-1", options={"timeout": None})).id == "a-1"
    assert subject.clock.timers == []


def test_a_timer_is_given_back_after_every_attempt(subject: Subject) -> None:
    client = subject.client(Server(BUSY, reply()), deadline=30)
    subject.run(client.agents.get("a-1"))
    assert subject.clock.timers == []


def test_the_raw_response_holds_status_headers_and_request_id(subject: Subject) -> None:
    server = Server(reply(etag='"4"', x_request_id="req_9"))
    response = subject.run(subject.client(server).with_raw_response.agents.get("a-1"))
    assert response.data.id == "a-1"
    assert (response.status, response.request_id) == (200, "req_9")
    assert response.headers["ETag"] == '"4"'


def test_any_route_can_be_called(subject: Subject) -> None:
    server = Server(BUSY, reply(201, {"made": True}))
    client = subject.client(server)
    made = subject.run(
        client.request("POST", "/things/a%20b", body={"x": 1}, query={"q": ["a", "b"]})
    )
    assert made == {"made": True}
    assert [request.url.raw_path for request in server.requests] == [
        b"/api/v1/things/a%20b?q=a&q=b"
    ] * 2
    assert len(set(server.headers("idempotency-key"))) == 1


@pytest.mark.parametrize("body", [b"", b"null"])
def test_a_route_without_a_result_gives_none(subject: Subject, body: bytes) -> None:
    client = subject.client(Server(raw(body)))
    assert subject.run(client.request("GET", "/things")) is None


def test_a_body_of_none_is_null(subject: Subject) -> None:
    server = Server(reply())
    subject.run(subject.client(server).request("POST", "/things", body=None))
    assert server.requests[0].content == b"null"


@pytest.mark.parametrize(
    "path",
    ["", "things", "/a b", "/a?b", "/a#b", "/../x", "/a/..", "/a/%2E%2e/b", "/./a", "/é", "/%zz"],
)
def test_a_path_that_could_lead_elsewhere_is_refused(subject: Subject, path: str) -> None:
    client = subject.client(Server(reply()))
    with pytest.raises(CoxswainError):
        subject.run(client.request("GET", path))


def test_attempts_and_retries_are_logged(subject: Subject) -> None:
    records = Records()
    server = Server(BUSY, reply(x_request_id="req_1"))
    client = subject.client(server, logger=records, log_level="debug")
    subject.run(client.agents.get("a-1"))
    first, second = records.named("attempt")
    assert first["status"] == 503
    assert {name: second[name] for name in second if name != "headers"} == {
        "operation": "agents.get",
        "method": "GET",
        "path": "/api/v1/agents/a-1",
        "attempt": 1,
        "duration_ms": 0,
        "status": 200,
        "request_id": "req_1",
    }
    assert second["headers"]["authorization"] == "[redacted]"
    assert list(records.named("retry")) == [
        {"operation": "agents.get", "attempt": 1, "delay_ms": 250, "error": "store_unavailable"}
    ]


def test_an_answer_that_is_not_the_contracts_is_not_retried(subject: Subject) -> None:
    server = Server(raw(b"[]"), reply())
    with pytest.raises(ResponseFormatError):
        subject.run(subject.client(server).agents.get("a-1"))
    assert len(server.requests) == 1


def test_a_query_is_part_of_every_page(subject: Subject) -> None:
    pages = [
        reply(body={"data": [AGENT, AGENT], "next_cursor": "c 1", "has_more": True}),
        reply(body={"data": [AGENT], "next_cursor": None, "has_more": False}),
    ]
    server = Server(*pages)
    found = subject.collect(subject.client(server).agents.list(limit=2, status="active"))
    assert [agent.id for agent in found] == ["a-1"] * 3
    assert [request.url.query for request in server.requests] == [
        b"limit=2&status=active",
        b"limit=2&status=active&cursor=c%201",
    ]


@pytest.mark.parametrize(
    ("method", "body"), [("patch", {}), ("TRACE", ABSENT), ("GET", {}), ("HEAD", None)]
)
def test_a_method_that_transports_disagree_on_is_refused(
    subject: Subject, method: Any, body: object
) -> None:
    server = Server(reply())
    client = subject.client(server)
    with pytest.raises(CoxswainError) as caught:
        subject.run(client.request(method, "/x", body=body))
    assert caught.value.code == "invalid_argument"
    assert server.requests == []
