"""What an answer means: a result, checked for its shape, or an error."""

import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn, TypeVar, cast

import httpx
from pydantic import ValidationError

from .errors import APIConnectionError, APIError, ResponseFormatError
from .json import decode_text, parse_json
from .lazy import models
from .model import Model
from .operation import Operation, ResultKind
from .problem import describe_problem, read_problem
from .redact import Redact
from .retry import is_retried_status, parse_retry_after

T = TypeVar("T")

_STREAM_TYPE = re.compile(r"text/event-stream *(;|$)", re.IGNORECASE)
_CODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
_TEXT_TYPE = re.compile(r"text/plain *(;|$)", re.IGNORECASE)
_JSON_TYPE = re.compile(r"application/json *(;|$)", re.IGNORECASE)


class Reply:
    """An answer read to its end."""

    __slots__ = ("_raw", "body", "fields", "status")

    def __init__(self, response: httpx.Response, body: bytes) -> None:
        self.status = response.status_code
        self.body = body
        self._raw = response.headers.raw
        self.fields = read_fields(self._raw)
        """The headers by their names in lower case: asking httpx for each of them is dear."""

    @property
    def headers(self) -> httpx.Headers:
        """Bytes for characters, as every other SDK reads them, not by a guess."""
        return httpx.Headers(self._raw, encoding="iso-8859-1")


def read_fields(raw: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers by their names in lower case, those of one name joined as httpx joins them."""
    fields: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("iso-8859-1").lower(), value.decode("iso-8859-1")
        fields[key] = f"{fields[key]}, {text}" if key in fields else text
    return fields


def read_reply(response: httpx.Response, operation: str) -> Reply:
    """A middleware's own response may not have been read yet."""
    try:
        return Reply(response, response.read())
    except Exception as error:
        raise APIConnectionError("the answer broke off", operation=operation) from error


async def read_async_reply(response: httpx.Response, operation: str) -> Reply:
    """A middleware's own response may not have been read yet."""
    try:
        return Reply(response, await response.aread())
    except Exception as error:
        raise APIConnectionError("the answer broke off", operation=operation) from error


def is_event_stream(response: httpx.Response) -> bool:
    """Whether it is a success whose body is made of server-sent events."""
    found = _STREAM_TYPE.match(response.headers.get("content-type", ""))
    return response.is_success and response.status_code != 204 and found is not None


def is_encoded(response: httpx.Response) -> bool:
    """Whether httpx could decode the body, in its own ways."""
    return "content-encoding" in response.headers


def complete_response(response: httpx.Response, body: bytes) -> httpx.Response:
    """The response with its whole body, decompressed; its headers as they were sent."""
    content = decompress(body, response.headers["content-encoding"])
    complete = httpx.Response(response.status_code, content=content, request=response.request)
    complete.headers = response.headers
    return complete


def decompress(body: bytes, encoding: str) -> bytes:
    """Undo the `Content-Encoding`. Raises `ValueError` or `zlib.error` on a broken body.

    A coding that was not asked for leaves the body as it is, as `fetch` does: some servers call a
    plain body `utf-8`.
    """
    codings = [name.strip().lower() for name in encoding.split(",")]
    if not _CODINGS.issuperset(codings):
        return body
    for coding in reversed(codings):
        if coding in ("", "identity") or not body:
            continue
        body = _inflate(body) if coding == "deflate" else _gunzip(body)
    return body


def _gunzip(body: bytes) -> bytes:
    """Every member of a gzip stream; what follows the last one is no member and is ignored."""
    parts: list[bytes] = []
    while True:
        stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        parts.append(stream.decompress(body))
        if not stream.eof:
            raise ValueError("the gzip stream is cut off")
        body = stream.unused_data
        if not body.startswith(b"\x1f\x8b"):
            return b"".join(parts)


def _inflate(body: bytes) -> bytes:
    """RFC 9110 means the zlib format; some servers send the raw one."""
    zlib_format = body[0] & 0x0F == 8
    stream = zlib.decompressobj(zlib.MAX_WBITS if zlib_format else -zlib.MAX_WBITS)
    text = stream.decompress(body)
    if not stream.eof:
        raise ValueError("the deflate stream is cut off")
    return text


def to_api_error(reply: Reply, operation: str, redact: Redact) -> APIError:
    """The error that a reply other than 2xx stands for."""
    status, fields = reply.status, reply.fields
    text = reply.body.decode("utf-8", "replace").removeprefix("\ufeff")
    problem = read_problem(text, redact)
    retryable = problem.get("retryable") if problem is not None else None
    return APIError.class_of(status)(
        redact(describe_problem(status, fields, problem, text, operation)),
        status,
        reply.headers,
        problem,
        retryable=retryable if retryable is not None else is_retried_status(status, None),
        retry_after=parse_retry_after(fields),
        operation=operation,
    )


def read_result(operation: Operation[T], reply: Reply, *, validate: bool) -> T:
    """The result in a 2xx, as it stands there: checked for its shape, nothing coerced."""
    result = _read(operation.result, operation.id, reply)
    if result is None or operation.model is None:
        return cast("T", result)
    model: type[Model] = getattr(models, operation.model)
    if validate:
        check_schema(model, result, operation.id)
    return cast("T", model.build(cast("dict[str, object]", result)))


def _read(result: ResultKind, operation: str, reply: Reply) -> object:
    if result == "nothing" or (result == "json" and not reply.body):
        return None
    content_type = reply.fields.get("content-type", "")
    if result == "text":
        if not _TEXT_TYPE.match(content_type):
            _fail("the content type is not text", operation)
        return _parse(decode_text, reply, operation, "the body is not UTF-8 text")
    if not _JSON_TYPE.match(content_type):
        _fail("the content type is not JSON", operation)
    value = _parse(parse_json, reply, operation, "the body is not strict JSON")
    if not _ROOT_CHECKS[result](value):
        article = "a" if result == "page" else "an"
        _fail(f"the body is not {article} {result}", operation)
    return value


def _parse(read: Callable[[bytes], object], reply: Reply, operation: str, problem: str) -> object:
    """A compressed body that cannot be read counts as one that broke off."""
    try:
        return read(reply.body)
    except ValueError as error:
        if reply.fields.get("content-encoding", "").lower() not in ("", "identity"):
            message = "the answer broke off"
            raise APIConnectionError(message, operation=operation) from error
        _fail(problem, operation, error)


def _fail(what: str, operation: str, cause: Exception | None = None) -> NoReturn:
    raise ResponseFormatError(f"{what}\n  at {operation}", operation=operation) from cause


def _is_page(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    page = cast("dict[str, object]", value)
    cursor, more = page.get("next_cursor", False), page.get("has_more")
    if not isinstance(page.get("data"), list):
        return False
    return isinstance(more, bool) if isinstance(cursor, str) else cursor is None and more is False


_ROOT_CHECKS: Mapping[str, Callable[[object], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "page": _is_page,
    "json": lambda value: True,
}


def check_schema(model: type[Model], value: object, operation: str) -> None:
    """Raise `ResponseFormatError` on the first place where the value is not what its model says."""
    try:
        seen = _as_ecmascript(value)
    except RecursionError as error:
        _fail("the body is nested too deeply", operation, error)
    try:
        model.model_validate(seen, strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        pointer = _pointer(seen, first["loc"], missing=first["type"] == "missing")
        _fail(f'the body does not match its schema at "{pointer}"', operation, error)


def _as_ecmascript(value: object) -> object:
    """JSON knows one kind of number: 5.0 is an integer there."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_as_ecmascript(item) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        members = cast("dict[str, object]", value).items()
        return {name: _as_ecmascript(item) for name, item in members}
    return value


def _pointer(value: object, location: Sequence[int | str], *, missing: bool) -> str:
    """RFC 6901. pydantic's locations also name the variants it tried, which are not in the body."""
    pointer = ""
    for index, segment in enumerate(location):
        if isinstance(value, dict):
            members = cast("dict[int | str, object]", value)
            if segment not in members and not (missing and index == len(location) - 1):
                continue
            value = members.get(segment)
        elif isinstance(value, list) and isinstance(segment, int):
            value = cast("list[object]", value)[segment]
        else:
            break
        pointer += "/" + str(segment).replace("~", "~0").replace("/", "~1")
    return pointer
