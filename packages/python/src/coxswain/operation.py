"""One row of the operations table, from which every resource method works."""

import json
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar, get_args

from .errors import CoxswainError

T = TypeVar("T")

HttpMethod = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

ResultKind = Literal["object", "array", "page", "json", "text", "nothing", "stream"]
"""What a successful answer's body must be: a JSON object, a JSON array, a page envelope, any JSON
value, text, nothing, or server-sent events."""

Takes = Literal["nothing", "body", "query"]
"""Where the keyword arguments of the method go."""


@dataclass(frozen=True, slots=True)
class Operation(Generic[T]):
    """What the transport must know of an operation. The table itself is generated."""

    id: str
    """`agents.upsert`; for `client.request` the method and path."""
    method: HttpMethod
    path: str
    """Below the API prefix, with `{placeholders}`."""
    result: ResultKind
    model: str | None = None
    """The name of the model of the result, when it has one."""
    takes: Takes = "nothing"
    authenticated: bool = True
    """Whether the credential is sent."""
    deprecated: bool = False
    wait: str | None = None
    """The query parameter that says for how many seconds the server may keep the call waiting."""


def check_method(method: str, *, has_body: bool) -> None:
    """Refuse what transports would spell, refuse or send in ways of their own."""
    if method not in get_args(HttpMethod):
        raise CoxswainError(f"{json.dumps(method, ensure_ascii=False)} is not a method")
    if has_body and method in ("GET", "HEAD"):
        raise CoxswainError(f"{method} takes no body")
