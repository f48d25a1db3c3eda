"""Secrets, taken out of whatever is logged."""

import re
from collections.abc import Callable, Mapping
from typing import cast

_MARK = "[redacted]"
_SECRET_HEADERS = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "x-api-key",
        "idempotency-key",
    }
)
_KEY = re.compile(r"\b(cox|whsec)_[A-Za-z0-9_+/=-]+", re.ASCII)
_BEARER = re.compile(r"\b(bearer) +[^ \t\r\n\"',]+", re.ASCII | re.IGNORECASE)

Redact = Callable[[str], str]


def create_redact(key: str) -> Redact:
    """Replaces the client's own key and everything that looks like a key or a bearer credential."""

    def redact(text: str) -> str:
        return _BEARER.sub(rf"\1 {_MARK}", _KEY.sub(_MARK, text.replace(key, _MARK)))

    return redact


def redact_strings(value: object, redact: Redact) -> object:
    """A copy of a JSON value with every string in it redacted."""
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        members = cast("Mapping[str, object]", value).items()
        return {name: redact_strings(item, redact) for name, item in members}
    if isinstance(value, list):
        return [redact_strings(item, redact) for item in cast("list[object]", value)]
    return value


def redact_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """A copy of the headers for the log: what only ever holds a credential goes by its name."""
    return {
        name: _MARK if name.lower() in _SECRET_HEADERS else value for name, value in headers.items()
    }
