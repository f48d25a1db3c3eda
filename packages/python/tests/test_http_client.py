"""What the user brings to send with: a client of httpx, or a transport alone."""

import gzip
import json
from collections.abc import Callable, Generator
from functools import partial
from typing import Any

import httpx
import pytest

from coxswain import APIError, AsyncCoxswain, Coxswain

from .support import AGENT, Server, Subject, reply

JSON = {"content-type": "application/json"}
KEY: dict[str, Any] = {"api_key": "cox_test_key", "base_url": "http://Local.test:80"}


class Transport(httpx.MockTransport):
    """A network that is a function, and knows whether it was closed."""

    closed = False

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True


class Signature(httpx.Auth):
    """Signs what is sent."""

    requires_request_body = True

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        request.headers["x-signature"] = str(len(request.content))
        yield request


def _client(subject: Subject, answer: Callable[[httpx.Request], httpx.Response], **own: Any) -> Any:
    """The SDK over a client of httpx that was set up with `own`."""
    transport = httpx.MockTransport(answer)
    if subject.asynchronous:
        return AsyncCoxswain(http_client=httpx.AsyncClient(transport=transport, **own), **KEY)
    return Coxswain(http_client=httpx.Client(transport=transport, **own), **KEY)


def _hooks(subject: Subject, *hooks: Callable[[Any], None]) -> dict[str, list[Any]]:
    def later(hook: Callable[[Any], None]) -> Any:
        async def called(seen: Any) -> None:
            hook(seen)

        return called

    given = [later(hook) for hook in hooks] if subject.asynchronous else list(hooks)
    return {"request": given[:1], "response": given[1:]}


def test_the_hooks_credentials_and_cookies_of_a_client_work(subject: Subject) -> None:
    seen: list[object] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["x-signature"])
        return httpx.Response(200, headers={"set-cookie": "a=1; Path=/"}, json=AGENT)

    hooks = _hooks(
        subject,
        lambda request: seen.append(request.content),
        lambda response: seen.append(response.request.method),
    )
    client = _client(subject, answer, event_hooks=hooks, auth=Signature())
    agent = subject.run(client.agents.upsert("a-1", display_name="A"))
    assert agent.id == "a-1"
    body = b'{"display_name":"A"}'
    assert seen == [body, str(len(body)), "PUT"]
    assert dict(client._transport._http.cookies) == {"a": "1"}


def test_a_client_that_follows_redirects_does_not_here(subject: Subject) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(307, headers={"location": "http://elsewhere.test/"})

    with pytest.raises(APIError) as caught:
        subject.run(_client(subject, answer, follow_redirects=True).agents.get("a-1"))
    assert caught.value.status == 307
    assert asked == ["http://local.test/api/v1/agents/a-1"]


def test_a_transport_alone_is_sent_by_and_stays_open(subject: Subject) -> None:
    server = Server(reply())
    transport = Transport(server.answer)
    client: Any = (AsyncCoxswain if subject.asynchronous else Coxswain)(
        http_client=transport, **KEY
    )
    assert subject.run(client.agents.get("a-1")).id == "a-1"
    subject.run(client.close())
    assert not transport.closed


def test_a_middleware_sees_which_request_was_answered(subject: Subject) -> None:
    seen: list[str] = []

    def watch(response: httpx.Response) -> httpx.Response:
        seen.append(response.raise_for_status().request.url.path)
        return response

    def middleware(request: Any, send: Any) -> Any:
        async def later() -> httpx.Response:
            return watch(await send(request))

        return later() if subject.asynchronous else watch(send(request))

    body = gzip.compress(json.dumps(AGENT).encode())
    encoded = httpx.Response(
        200, headers={**JSON, "content-encoding": "gzip"}, stream=httpx.ByteStream(body)
    )
    for answer in (httpx.Response(200, json=AGENT), encoded):
        client: Any = (AsyncCoxswain if subject.asynchronous else Coxswain)(
            http_client=httpx.MockTransport(partial(_same, answer)), middleware=[middleware], **KEY
        )
        subject.run(client.agents.get("a-1"))
    assert seen == ["/api/v1/agents/a-1"] * 2


def _same(answer: httpx.Response, request: httpx.Request) -> httpx.Response:
    return answer


@pytest.mark.parametrize(
    ("method", "options", "expected"),
    [
        ("POST", {"body": {"é": 1}}, (b'{"\xc3\xa9":1}', "local.test", "8")),
        ("POST", {}, (b"", "local.test", "0")),
        ("DELETE", {}, (b"", "local.test", None)),
        ("GET", {"options": {"headers": {"Host": "other"}}}, (b"", "other", None)),
    ],
)
def test_what_is_sent_is_complete(
    subject: Subject, method: Any, options: dict[str, Any], expected: tuple[bytes, str, str | None]
) -> None:
    server = Server(reply())
    client = _client(subject, server.answer)
    subject.run(client.request(method, "/things", **options))
    (request,) = server.requests
    found = (request.content, request.headers["host"], request.headers.get("content-length"))
    assert found == expected
