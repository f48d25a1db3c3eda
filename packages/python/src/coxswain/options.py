"""The options of one request."""

from collections.abc import Mapping

from typing_extensions import TypedDict


class RequestOptions(TypedDict, total=False):
    """What one call may set apart from its client. Every resource method takes it as `options`."""

    timeout: float | None
    """Seconds that one attempt may take, from waiting for a connection to the last byte.

    Default: the client's (60). None is no limit; 0 and infinity are refused.
    """
    deadline: float | None
    """Seconds that all attempts and the waits between them may take. Default: the client's (None)."""
    max_retries: int
    """How often a failed attempt is repeated. Default: the client's (2)."""
    idempotency_key: str
    """The `Idempotency-Key` of a POST, PUT or PATCH. Default: a new UUIDv7 for each call."""
    if_match: str
    """The ETag that the resource must still have, else the call fails with 412."""
    headers: Mapping[str, str]
    """Headers for this request, over those of the client."""
