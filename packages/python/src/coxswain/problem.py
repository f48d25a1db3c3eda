"""The problem document that an error carries (RFC 9457), and how it is told."""

import json
import re
from collections.abc import Mapping
from typing import Literal, NoReturn, cast

from typing_extensions import TypedDict

from .redact import Redact, redact_strings

ErrorCategory = Literal[
    "validation",
    "auth",
    "not_found",
    "conflict",
    "rate_limit",
    "upstream",
    "unavailable",
    "internal",
]


class ProblemItem(TypedDict):
    """One refused place of a request."""

    pointer: str
    """RFC 6901 into the body, or a fragment such as `#/query/limit` for a parameter."""
    code: str
    message: str


class Problem(TypedDict, total=False):
    """RFC 9457 problem document, as far as it could be read. Unknown members are kept."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str
    retryable: bool
    errors: list[ProblemItem]


_MEMBERS: dict[str, tuple[type, ...]] = {
    "type": (str,),
    "title": (str,),
    "status": (int, float),
    "detail": (str,),
    "instance": (str,),
    "code": (str,),
    "request_id": (str,),
    "retryable": (bool,),
    "errors": (list,),
}


def read_problem(body: str, redact: Redact) -> Problem | None:
    """The problem in an error's body, or None when the body is none.

    Whatever stands between client and server may answer in its own words. Members of the wrong
    type are left out, and secrets that the server repeats are redacted.
    """
    try:
        parsed: object = json.loads(body, parse_constant=refuse_constant)
        value = redact_strings(parsed, redact)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    problem = cast("dict[str, object]", value)
    for name, kinds in _MEMBERS.items():
        # Exactly these: to Python true is a number.
        if type(problem.get(name)) not in kinds:
            problem.pop(name, None)
    return cast("Problem", problem)


def refuse_constant(name: str) -> NoReturn:
    """`NaN` and the infinities, which Python reads although JSON has no such words."""
    raise ValueError(f"{name} is not JSON")


def describe_problem(
    status: int,
    headers: Mapping[str, str],
    problem: Problem | None,
    body: str,
    operation: str,
) -> str:
    """The message of an error.

    ``422 validation_failed: `act.command` must not be empty (request req_01K)``, and on a second
    line what was called and where to read on.
    """
    found: Problem = problem if problem is not None else {}
    what = found.get("detail")
    if what is None:
        what = _describe_items(found.get("errors"))
    if what is None:
        # The first 500 characters of what is no problem document.
        what = found.get("title", body[:500])
    told = f": {what}" if what else ""
    request_id = headers.get("x-request-id", found.get("request_id"))
    request = f" (request {request_id})" if request_id else ""
    kind = found.get("type")
    docs = f"   docs: {kind}" if kind else ""
    return f"{status} {found.get('code', 'unknown')}{told}{request}\n  at {operation}{docs}"


def _describe_items(items: object) -> str | None:
    if not isinstance(items, list) or not items:
        return None
    first, *rest = cast("list[object]", items)
    if not isinstance(first, dict):
        return None
    item = cast("dict[str, object]", first)
    message, pointer = item.get("message"), item.get("pointer")
    if not isinstance(message, str):
        return None
    place = re.sub("^#?/", "", pointer).replace("/", ".") if isinstance(pointer, str) else ""
    more = f" (and {len(rest)} more)" if rest else ""
    return f"{f'`{place}` ' if place else ''}{message}{more}"
