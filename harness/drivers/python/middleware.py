"""What both middlewares of the driver do to a request, as a scenario describes it."""

import json
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
        return _response(200, {"content-type": "application/json"}, json.dumps(seen))
    if answer := description.get("answer"):
        return _response(answer["status"], answer.get("headers"), answer.get("body", ""))
    return None


def _response(status: int, headers: dict[str, str] | None, body: str) -> httpx.Response:
    # A stream, so that no content type and no length are added.
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body.encode()))
