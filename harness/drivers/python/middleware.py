"""What both middlewares of the driver do to a request, as a scenario describes it."""

import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx

import coxswain


def append_to(request: coxswain.AttemptRequest, description: dict[str, Any]) -> None:
    """Append a text to a header."""
    if append := description.get("append_header"):
        name, text = append
        known = request.headers.get(name)
        request.headers[name] = text if known is None else f"{known},{text}"


def answer_of(
    description: dict[str, Any], request: coxswain.AttemptRequest
) -> httpx.Response | None:
    """The answer that is given without sending, if one is asked for."""
    if description.get("echo"):
        seen = {"method": request.method, "url": request.url, "headers": request.headers}
        stream = httpx.ByteStream(json.dumps(seen).encode())
        return httpx.Response(200, headers={"content-type": "application/json"}, stream=stream)
    if answer := description.get("answer"):
        # A stream, so that no content type and no length are added. The SDK reads it.
        body = answer.get("body", "").encode()
        stream = _Broken(body) if answer.get("breaks_off") else httpx.ByteStream(body)
        return httpx.Response(answer["status"], headers=answer.get("headers"), stream=stream)
    return None


class _Broken(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that ends as that of a lost connection does."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        yield self._body
        raise httpx.ReadError("broken off")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece
