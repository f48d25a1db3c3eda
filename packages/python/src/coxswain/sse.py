"""Server-sent events: bytes become frames (WHATWG HTML, section 9.2.6)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ._gen import behaviour

_LINE_END = re.compile(rb"[\r\n]")
_DIGITS = re.compile(r"[0-9]+")
_BOM = b"\xef\xbb\xbf"


class FrameTooLongError(Exception):
    """A peer that sends no blank line must not fill our memory."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands before a blank line, if it has data or moves the cursor."""

    event: str
    """The type; empty when none is given."""
    data: str | None
    """None in a frame that only moves the cursor."""
    id: str | None
    """The last id so far, `""` when a frame took it back; None while no frame had one."""


class FrameParser:
    """The frames of one connection.

    Lines are split as bytes, where CR and LF can't be part of another character, and decoded one by
    one: neither a character nor a line end that is torn between chunks is ever misread.
    """

    def __init__(self) -> None:
        self.retry: int | None = None
        """Milliseconds to wait before connecting anew, once the server has said so."""
        self._line = bytearray()
        self._first = True
        self._after_cr = False
        self._size = 0
        self._id: str | None = None
        self._moved = False
        self._event = ""
        self._data: list[str] = []

    def feed(self, chunk: bytes) -> Iterator[Frame]:
        """The frames that a chunk completes, read as they are asked for.

        Raises `FrameTooLongError` when more bytes than the limit come without a blank line.
        """
        start = 1 if self._after_cr and chunk.startswith(b"\n") else 0
        if chunk:
            self._after_cr = False
        while found := _LINE_END.search(chunk, start):
            end = found.start()
            self._grow(end + 1 - start)
            self._line += chunk[start:end]
            start = end + 1
            if chunk[end:start] == b"\r":
                self._after_cr = start == len(chunk)
                start += chunk.startswith(b"\n", start)
            frame = self._end_line()
            if frame is not None:
                yield frame
        self._grow(len(chunk) - start)
        self._line += chunk[start:]

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > behaviour.STREAM_FRAME_BYTES:
            raise FrameTooLongError

    def _end_line(self) -> Frame | None:
        line = bytes(self._line)
        self._line.clear()
        if self._first:
            self._first = False
            line = line.removeprefix(_BOM)
        if not line:
            return self._dispatch()
        name, _, value = line.decode("utf-8", "replace").partition(":")
        self._field(name, value.removeprefix(" "))
        return None

    def _field(self, name: str, value: str) -> None:
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value
            self._moved = True
        elif name == "retry" and _DIGITS.fullmatch(value):
            # Python refuses to read very long numbers; this many digits are long enough.
            self.retry = int(value.lstrip("0")[:16] or "0")

    def _dispatch(self) -> Frame | None:
        event, data, moved = self._event, self._data, self._moved
        self._event, self._data, self._moved, self._size = "", [], False, 0
        if data:
            return Frame(event, "\n".join(data), self._id)
        return Frame(event, None, self._id) if moved else None
