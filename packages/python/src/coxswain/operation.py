"""One row of the operations table, from which every resource method works."""

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

T = TypeVar("T")

HttpMethod = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

ResultKind = Literal["object", "array", "page", "json", "text", "nothing"]
"""What a successful answer's body must be: a JSON object, a JSON array, a page envelope, any JSON
value, text, or nothing."""

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
    response: type[T] | None = None
    """The model of the result, when it has one."""
    takes: Takes = "nothing"
    authenticated: bool = True
    """Whether the credential is sent."""
    deprecated: bool = False
