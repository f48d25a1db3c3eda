"""What a stream yields."""

from typing import Literal

from ._gen.events import StreamEvent
from ._gen.models import StreamReset

__all__ = ["StreamItem", "StreamResetItem"]


class StreamResetItem(StreamReset):
    """Between the item before and the one after, events are missing: read again what you copied."""

    event: Literal["reset"]
    id: str | None
    """The newest event when the reset was sent: where the stream goes on."""


StreamItem = StreamEvent | StreamResetItem
"""What a stream yields: an event, or the notice that some were missed for good."""
