"""Layers around every attempt."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import httpx

from .headers import build_headers, check_headers
from .operation import HttpMethod

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AttemptRequest:
    """One attempt on its way out. Every attempt gets its own copy of the headers, to be changed."""

    method: HttpMethod
    url: str
    headers: dict[str, str] = field(repr=False)
    """Names in lower case."""
    body: bytes | None
    """The serialised body, the same bytes for every attempt of a call."""
    attempt: int
    """0 for the first attempt."""
    operation: str
    """`agents.upsert`."""
    streaming: bool = False
    """Whether a stream is to be opened: the body of a successful answer is then left unread."""


SendAttempt = Callable[[AttemptRequest], httpx.Response]
AsyncSendAttempt = Callable[[AttemptRequest], Awaitable[httpx.Response]]

Middleware = Callable[[AttemptRequest, SendAttempt], httpx.Response]
"""Wraps every attempt of a synchronous client.

Call `next` to send it on, which returns the response with its body read unless it is a stream, or
answer with an `httpx.Response` of your own. What it raises reaches the caller as it is, and is
retried only if it is an `APIConnectionError`.
"""

AsyncMiddleware = Callable[[AttemptRequest, AsyncSendAttempt], Awaitable[httpx.Response]]
"""Wraps every attempt of an asynchronous client: `Middleware` with `await`."""


def compose_middleware(
    middleware: Sequence[Callable[[AttemptRequest, Callable[[AttemptRequest], T]], T]],
    send: Callable[[AttemptRequest], T],
) -> Callable[[AttemptRequest], T]:
    """The first middleware is the outermost. What they did to the headers is checked at the end."""
    if middleware:
        send = _check(send)
    for layer in reversed(middleware):
        send = _wrap(layer, send)
    return send


def _check(send: Callable[[AttemptRequest], T]) -> Callable[[AttemptRequest], T]:
    def checked(request: AttemptRequest) -> T:
        # A header may have been set in another case: it must not be sent twice.
        headers = build_headers(request.headers)
        check_headers(headers)
        return send(replace(request, headers=headers))

    return checked


def _wrap(
    layer: Callable[[AttemptRequest, Callable[[AttemptRequest], T]], T],
    send: Callable[[AttemptRequest], T],
) -> Callable[[AttemptRequest], T]:
    return lambda request: layer(request, send)
