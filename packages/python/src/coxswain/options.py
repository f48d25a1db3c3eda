"""The options of one request, of one stream, and of governed work."""

from collections.abc import Callable, Mapping

from typing_extensions import TypedDict


class RequestOptions(TypedDict, total=False):
    """What one call may set apart from its client. Every resource method takes it as `options`."""

    timeout: float | None
    """Seconds that one attempt may take, from waiting for a connection to the last byte.

    Default: the client's (60). None switches it off; 0 and infinity are refused.
    """
    deadline: float | None
    """Seconds that the whole call may take, all attempts and waits included.

    Default: the client's (None: no limit).
    """
    max_retries: int
    """Attempts after the first one. Default: the client's (2)."""
    headers: Mapping[str, str | None]
    """Added to the request, over the client's; names are compared in lower case, values are
    printable ASCII; None leaves out a header that would be sent otherwise."""
    idempotency_key: str
    """`Idempotency-Key` of a POST, PUT or PATCH, kept over retries. Default: a UUIDv7."""
    if_match: str
    """`If-Match`: the ETag that the resource must still have, else `PreconditionFailedError`."""


class StreamOptions(TypedDict, total=False):
    """What one stream may set apart from its client."""

    timeout: float | None
    """Seconds until the head of the answer, per connection.

    Default: the client's (60). None switches it off; 0 and infinity are refused.
    """
    deadline: float | None
    """Seconds that the whole stream may take, all connections and waits included.

    Default: None, no limit; the client's deadline is for calls that come to an end.
    """
    max_reconnects: int | None
    """Times to connect anew in a row without a frame in between. Default: None, no limit."""
    on_open: Callable[[], object]
    """Called once per connection, when its first bytes have come and before its items: what is read
    of the state now and what the stream brings leave no gap. What it raises ends the stream."""
    headers: Mapping[str, str | None]
    """Added to every request, over the client's; names are compared in lower case, values are
    printable ASCII; None leaves out a header that would be sent otherwise."""


class GovernedOptions(TypedDict, total=False):
    """What the calls of one governed action may set apart from their client."""

    timeout: float | None
    """`timeout` of every call but the waiting. Default: the client's."""
    max_retries: int
    """`max_retries` of every call but the waiting. Default: the client's."""
    headers: Mapping[str, str | None]
    """Added to every request, over the client's."""
