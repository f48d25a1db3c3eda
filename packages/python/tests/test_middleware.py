"""Layers around every attempt."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from coxswain import (
    APIConnectionError,
    AsyncSendAttempt,
    AttemptRequest,
    CoxswainError,
    SendAttempt,
)

from .support import AGENT, Server, Subject, problem, reply

Before = Callable[[AttemptRequest], httpx.Response | None]
After = Callable[[httpx.Response], httpx.Response]


def _layer(subject: Subject, before: Before, after: After | None = None) -> Any:
    """A middleware for either client from two plain functions."""
    finish: After = after if after is not None else (lambda response: response)

    async def layer_async(request: AttemptRequest, send: AsyncSendAttempt) -> httpx.Response:
        given = before(request)
        return finish(given if given is not None else await send(request))

    def layer(request: AttemptRequest, send: SendAttempt) -> httpx.Response:
        given = before(request)
        return finish(given if given is not None else send(request))

    return layer_async if subject.asynchronous else layer


def test_the_first_one_is_the_outermost_and_each_sees_every_attempt(subject: Subject) -> None:
    seen: list[str] = []

    def named(name: str) -> Any:
        def note(request: AttemptRequest) -> None:
            seen.append(f"{name}{request.attempt}")

        return _layer(subject, note)

    server = Server(problem(503, "draining"), reply())
    client = subject.client(server, middleware=[named("a"), named("b")])
    subject.run(client.agents.get("a-1"))
    assert seen == ["a0", "b0", "a1", "b1"]


def test_headers_can_be_changed_for_one_attempt(subject: Subject) -> None:
    def mark(request: AttemptRequest) -> None:
        if request.attempt == 0:
            request.headers["x-mark"] = request.operation

    server = Server(problem(503, "draining"), reply())
    client = subject.client(server, middleware=[_layer(subject, mark)])
    subject.run(client.agents.get("a-1"))
    assert server.headers("x-mark") == ["agents.get", None]


def test_a_middleware_can_answer_itself(subject: Subject) -> None:
    server = Server(reply())
    own = _layer(subject, lambda request: httpx.Response(200, json={**AGENT, "id": "own"}))
    client = subject.client(server, middleware=[own])
    assert subject.run(client.agents.get("a-1")).id == "own"
    assert server.requests == []


def test_a_middleware_sees_the_whole_answer(subject: Subject) -> None:
    seen: list[Any] = []

    def read(response: httpx.Response) -> httpx.Response:
        seen.append(response.json()["id"])
        return response

    client = subject.client(Server(reply()), middleware=[_layer(subject, lambda _: None, read)])
    assert subject.run(client.agents.get("a-1")).id == "a-1"
    assert seen == ["a-1"]


def test_its_error_reaches_the_caller_as_it_is(subject: Subject) -> None:
    attempts: list[int] = []

    def fail(request: AttemptRequest) -> None:
        attempts.append(request.attempt)
        raise KeyError("mine")

    client = subject.client(Server(reply()), middleware=[_layer(subject, fail)])
    with pytest.raises(KeyError, match="mine"):
        subject.run(client.agents.get("a-1"))
    assert attempts == [0]


def test_its_connection_error_is_retried(subject: Subject) -> None:
    def fail_once(request: AttemptRequest) -> None:
        if request.attempt == 0:
            raise APIConnectionError("mine")

    client = subject.client(Server(reply()), middleware=[_layer(subject, fail_once)])
    assert subject.run(client.agents.get("a-1")).id == "a-1"


def test_a_header_that_a_middleware_breaks_is_refused(subject: Subject) -> None:
    def break_it(request: AttemptRequest) -> None:
        request.headers["x-a"] = "a\r\nx-b: c"

    server = Server(reply())
    client = subject.client(server, middleware=[_layer(subject, break_it)])
    with pytest.raises(Exception, match="x-a"):
        subject.run(client.agents.get("a-1"))
    assert server.requests == []


def test_a_client_of_the_users_stays_open() -> None:
    server = Server(reply())
    subject = Subject("sync")
    client = subject.client(server)
    http_client = client._transport._http
    client.close()
    assert not http_client.is_closed


def test_one_that_answers_with_nothing_is_told_so_and_nothing_is_retried(
    subject: Subject,
) -> None:
    client = subject.client(Server(reply()), middleware=[_layer(subject, _pass, _lose)])
    with pytest.raises(CoxswainError, match="must answer with") as caught:
        subject.run(client.agents.get("a-1"))
    assert caught.value.code == "invalid_argument"
    assert subject.clock.sleeps == []


def _pass(request: AttemptRequest) -> None:
    """Nothing to do."""


def _lose(response: httpx.Response) -> Any:
    return None


def test_a_header_set_in_another_case_replaces_the_one_that_is_there(subject: Subject) -> None:
    def impersonate(request: AttemptRequest) -> None:
        request.headers["Authorization"] = "Bearer other"

    server = Server(reply())
    client = subject.client(server, middleware=[_layer(subject, impersonate)])
    subject.run(client.agents.get("a-1"))
    assert server.requests[0].headers.get_list("authorization") == ["Bearer other"]
