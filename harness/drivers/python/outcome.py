"""How a call ended, in the words of the protocol."""

from typing import Any

from callback import CallbackError
from json_value import encode

import coxswain

PROPERTIES = (
    "status",
    "code",
    "category",
    "operation",
    "request_id",
    "retryable",
    "retry_after",
    "retry_stopped",
    "problem",
    "action",
    "approval",
    "ran",
    "result",
)


def describe_result(value: Any) -> dict[str, Any]:
    """A result that came back."""
    return {"nothing": True} if value is None else {"ok": encode(value)}


def describe_error(error: BaseException) -> dict[str, Any]:
    """An error that was raised, with the classes of the SDK that it is one of."""
    ours = isinstance(error, coxswain.CoxswainError)
    described: dict[str, Any] = {
        "class": type(error).__name__,
        "classes": _classes(error) if ours else [],
        "message": str(error),
    }
    if not ours:
        return described
    for name in PROPERTIES:
        value = getattr(error, name, None)
        if value is not None:
            described[name] = encode(value)
    if cause := _describe_cause(error.__cause__):
        described["cause"] = cause
    headers = getattr(error, "headers", None)
    if headers is not None:
        described["headers"] = dict(headers)
    return described


def describe_governed(done: Any) -> dict[str, Any]:
    """What governed work has come to."""
    return {
        "action": encode(done.action),
        "result": encode(done.result),
        "approval": encode(done.approval),
    }


def _describe_cause(cause: BaseException | None) -> dict[str, Any] | None:
    # One of the platform is another one in every language.
    if isinstance(cause, coxswain.CoxswainError):
        status = getattr(cause, "status", None)
        described = {"class": type(cause).__name__, "code": cause.code}
        return described if status is None else {**described, "status": status}
    return {"class": "CallbackError"} if isinstance(cause, CallbackError) else None


def _classes(error: BaseException) -> list[str]:
    return [
        kind.__name__ for kind in type(error).__mro__ if issubclass(kind, coxswain.CoxswainError)
    ]


def describe_response(response: Any) -> dict[str, Any]:
    """Result, status, headers and request id of a raw response."""
    return {
        **describe_result(response.data),
        "response": {
            "status": response.status,
            "headers": dict(response.headers),
            "request_id": response.request_id,
        },
    }
