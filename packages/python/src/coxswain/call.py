"""One call, made ready: all that its attempts have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar, cast

from ._gen import behaviour
from .deadline import Deadline, milliseconds
from .encode import check_path, encode_path, encode_query
from .errors import APITimeoutError
from .headers import build_headers, check_headers
from .idempotency import create_idempotency_key
from .json import serialize_json
from .operation import HttpMethod, Operation, ResultKind, check_method
from .options import RequestOptions
from .runtime import AsyncRuntime, Runtime
from .scrub import scrub_body
from .settings import CallSettings, ClientSettings, resolve_call_options
from .telemetry import CallSpan, create_traceparent, start_span

T = TypeVar("T")


_ACCEPT: Mapping[ResultKind, str] = {"text": "*/*", "stream": "text/event-stream"}


class _Absent:
    """What stands for a body that is not given, because None is null."""


ABSENT: Final = _Absent()


@dataclass(slots=True)
class CallInput(Generic[T]):
    """What a resource method or `client.request` asks for."""

    operation: Operation[T]
    url: str
    body: bytes | None
    """Serialised."""
    options: RequestOptions
    cursor: str | None = None
    """What a stream resumes after."""
    patience: Deadline | None = None
    """Given, the call is retried until this is over, whatever its own limits are."""


@dataclass(slots=True)
class Call(Generic[T]):
    """Ready to be sent as often as need be: nothing in it changes between attempts."""

    operation: Operation[T]
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None
    settings: CallSettings
    span: CallSpan
    patience: Deadline | None

    def timeout_error(self) -> APITimeoutError:
        """What an attempt ends with that takes too long.

        Not a method of the attempt: what refers to itself is left to the garbage collector.
        """
        took = milliseconds(self.settings.timeout or 0)
        message = f"the attempt took longer than {took} ms"
        return APITimeoutError(message, "timeout", operation=self.operation.id)


def operation_input(
    settings: ClientSettings,
    operation: Operation[T],
    path: Sequence[str | int],
    params: Mapping[str, object],
    options: RequestOptions | None,
    patience: Deadline | None = None,
) -> CallInput[T]:
    """The input of a resource method."""
    own: RequestOptions = options if options is not None else {}
    if operation.wait is not None:
        own = {"timeout": _wait_timeout(params.get(operation.wait)), **own}
    query = encode_query(params) if operation.takes == "query" else ""
    return CallInput(
        operation=operation,
        url=settings.url + encode_path(operation.path, path) + query,
        body=scrub_body(serialize_json(params)) if operation.takes == "body" else None,
        options=own,
        patience=patience,
    )


def _wait_timeout(wait: object) -> float:
    """An attempt must outlast the wait that it asks for."""
    told = isinstance(wait, (int, float)) and not isinstance(wait, bool) and wait >= 0
    seconds = cast("float", wait) if told else behaviour.WAIT_SECONDS
    return seconds + behaviour.WAIT_MARGIN_MS / 1000


def free_input(
    settings: ClientSettings,
    method: HttpMethod,
    path: str,
    body: object,
    query: Mapping[str, object] | None,
    options: RequestOptions | None,
) -> CallInput[Any]:
    """The input of `client.request`."""
    check_method(method, has_body=not isinstance(body, _Absent))
    return CallInput(
        operation=Operation(f"{method} {path}", method, path, "json"),
        url=settings.url + check_path(path) + encode_query(query if query is not None else {}),
        body=None if isinstance(body, _Absent) else serialize_json(body),
        options=options if options is not None else {},
    )


def prepare_call(
    settings: ClientSettings, runtime: Runtime | AsyncRuntime, given: CallInput[T]
) -> Call[T]:
    """Decide everything that the attempts of a call have in common.

    Raises on what must never be sent; nothing has been sent by then. The call's span has begun.
    """
    operation = given.operation
    call = resolve_call_options(given.options, settings.call)
    headers = _call_headers(settings, runtime, given)
    span = start_span(operation.id, operation.method, given.url)
    if "traceparent" not in headers:
        headers["traceparent"] = span.traceparent or create_traceparent(runtime.random)
    return Call(operation, given.url, headers, given.body, call, span, given.patience)


def _call_headers(
    settings: ClientSettings, runtime: Runtime | AsyncRuntime, given: CallInput[Any]
) -> dict[str, str]:
    operation, options = given.operation, given.options
    headers = {
        "accept": _ACCEPT.get(operation.result, "application/json"),
        # What compresses a stream holds events back.
        "accept-encoding": "identity" if operation.result == "stream" else "gzip, deflate",
        "user-agent": settings.user_agent,
    }
    if operation.authenticated:
        headers["authorization"] = settings.authorization
    if given.body is not None:
        headers["content-type"] = "application/json"
    if_match = options.get("if_match")
    if if_match is not None:
        headers["if-match"] = if_match
    more = options.get("headers")
    if settings.headers or more:
        headers = build_headers(headers, settings.headers, more or {})
    if given.cursor is not None:
        headers["last-event-id"] = given.cursor
    keyed = operation.method in ("POST", "PUT", "PATCH")
    if keyed and "idempotency-key" not in headers:
        key = options.get("idempotency_key")
        headers["idempotency-key"] = create_idempotency_key(runtime) if key is None else key
    if options or given.cursor is not None:
        # What comes from the client alone was checked when that was made.
        check_headers(headers)
    return headers
