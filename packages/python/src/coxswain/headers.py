"""Header values: merged, and checked before anything is sent."""

import json
import re
from collections.abc import Mapping

from .errors import CoxswainError

HeaderValues = Mapping[str, str | None]
"""Header values by name; None leaves out a header that would be sent otherwise."""

_TRANSPORT_HEADERS = frozenset(
    {"content-length", "expect", "keep-alive", "transfer-encoding", "upgrade"}
)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"(?! )[\x20-\x7e]*(?<! )")


def build_headers(*layers: HeaderValues) -> dict[str, str]:
    """Later layers win; names compare in lower case; None leaves the header out."""
    headers: dict[str, str] = {}
    for layer in layers:
        for name, value in layer.items():
            if value is None:
                headers.pop(name.lower(), None)
            else:
                headers[name.lower()] = value
    return headers


def check_headers(headers: Mapping[str, object]) -> None:
    """Refuse what a transport would refuse, alter or, worse, send as two headers.

    The value is not part of the message: it may be a secret.
    """
    for name, value in headers.items():
        # The transport's own, and what is no name at all.
        if name in _TRANSPORT_HEADERS or not _TOKEN.fullmatch(name):
            shown = json.dumps(name, ensure_ascii=False)
            raise CoxswainError(f"{shown} is not a header to set")
        if not isinstance(value, str) or not _VALUE.fullmatch(value):
            raise CoxswainError(f"the header {name} must be printable ASCII without outer spaces")
