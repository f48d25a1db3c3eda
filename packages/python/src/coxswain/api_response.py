"""A result together with the response that brought it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class APIResponse(Generic[T]):
    """What `client.with_raw_response` returns."""

    data: T
    """The result that the plain method returns."""
    status: int
    headers: Mapping[str, str]
    """By name, in whatever case."""
    request_id: str | None
    """The id under which the server logged the request."""
