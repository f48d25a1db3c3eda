"""The problem document that an error carries (RFC 9457), and how it is told."""

import json
import re
from typing import Literal, NoReturn, cast

from typing_extensions import TypedDict

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


_MEMBERS: dict[str, type] = {
    "type": str,
    "title": str,
    "detail": str,
    "code": str,
    "request_id": str,
    "retryable": bool,
    "errors": list,
}


def read_problem(body: bytes) -> Problem | None:
    """The problem in an error's body, or None when the body is none.

    Whatever stands between client and server may answer in its own words. Members of the wrong
    type are left out.
    """
    text = body.decode("utf-8", "replace").removeprefix("\ufeff")
    try:
        value: object = json.loads(text, parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict):
        return None
    problem = cast("dict[str, object]", value)
    for name, kind in _MEMBERS.items():
        if not isinstance(problem.get(name), kind):
            problem.pop(name, None)
    return cast("Problem", problem)


def refuse_constant(name: str) -> NoReturn:
    """`NaN` and the infinities, which Python reads although JSON has no such words."""
    raise ValueError(f"{name} is not JSON")


def describe_problem(
    status: int, code: str, problem: Problem, request_id: str | None, operation: str
) -> str:
    """The message of an error.

    ``422 validation_failed: `act.command` must not be empty (request req_01K)``, and on a second
    line where it happened and where to read on.
    """
    what = _describe_items(problem.get("errors"))
    if what is None:
        what = problem.get("detail", problem.get("title"))
    told = f": {what}" if what else ""
    request = f" (request {request_id})" if request_id else ""
    docs = f"   docs: {problem['type']}" if problem.get("type") else ""
    return f"{status} {code}{told}{request}\n  at {operation}{docs}"


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
