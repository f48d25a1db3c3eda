"""How a call ended, in the words of the protocol."""

from typing import Any

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
    headers = getattr(error, "headers", None)
    if headers is not None:
        described["headers"] = dict(headers)
    return described


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
