"""What an event's id says of its place in the log."""

import re
from typing import NamedTuple

_EVENT_ID = re.compile(r"evt_([0-7][0-9A-HJKMNP-TV-Z]{25})")
_DIGITS = {digit: value for value, digit in enumerate("0123456789ABCDEFGHJKMNPQRSTVWXYZ")}


class EventPosition(NamedTuple):
    """The place of an event. Those of one epoch are in the order of `seq`."""

    epoch: int
    seq: int


def decode_event_id(text: str) -> EventPosition | None:
    """Where an event stands; None when the text is no event id.

    After `evt_` stand 128 bits in Crockford's base 32: 48 of milliseconds, 40 of `seq`, 24 of the
    epoch, 16 of a hash of the org.
    """
    match = _EVENT_ID.fullmatch(text)
    if match is None:
        return None
    value = 0
    for digit in match[1]:
        value = value << 5 | _DIGITS[digit]
    return EventPosition(value >> 16 & 0xFF_FFFF, value >> 40 & 0xFF_FFFF_FFFF)
