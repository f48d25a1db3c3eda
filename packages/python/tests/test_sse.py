"""Frames out of bytes, whatever way they are torn."""

import re
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coxswain._gen.behaviour import STREAM_FRAME_BYTES as FRAME_LIMIT
from coxswain.sse import Frame, FrameParser, FrameTooLongError


def _read(chunks: Iterable[bytes]) -> tuple[list[Frame], int | None]:
    parser = FrameParser()
    return [frame for chunk in chunks for frame in parser.feed(chunk)], parser.retry


def _oracle(text: bytes) -> tuple[list[Frame], int | None]:
    """The same from the whole text at once, written down as the standard words it."""
    lines = re.split("\r\n|\r|\n", text.decode("utf-8", "replace").removeprefix("\ufeff"))
    frames: list[Frame] = []
    retry = last_id = None
    event, data, moved = "", "", False
    for line in lines[:-1]:
        if line == "":
            if data != "" or moved:
                frames.append(Frame(event, data[:-1] if data else None, last_id))
            event, data, moved = "", "", False
            continue
        name, colon, value = line.partition(":")
        if colon and value[:1] == " ":
            value = value[1:]
        if name == "event":
            event = value
        if name == "data":
            data += value + "\n"
        if name == "id" and "\0" not in value:
            last_id, moved = value, True
        if name == "retry" and value and all(digit in "0123456789" for digit in value):
            retry = int(value)
    return frames, retry


_WORDS = [
    b"data", b"event", b"id", b"retry", b":", b": ", b"\r", b"\n", b"\r\n", b"\n\n", b"\r\r",
    b"\xef\xbb\xbf", b"\0", b" ", b"12", b"x", "é".encode(), "\u2028".encode(), "\u0661".encode(),
    "🚣".encode(), b"\xff", b"\xe2\x80", b"\x0b", b"\x0c", b"\x85", b"\x1c",
]  # fmt: skip
_LINE = st.tuples(
    st.sampled_from([b"data", b"event", b"id", b"retry", b"", b"other"]),
    st.sampled_from([b":", b": ", b"", b":  "]),
    st.sampled_from(
        [b"", b"a", b"evt_1", b"250", b"1.5", b"a\0b", "é\u2028".encode(), b"\xf0\x9f"]
    ),
    st.sampled_from([b"\n", b"\r", b"\r\n", b"\n\n", b"\r\r", b"\r\n\r\n", b"\n\r"]),
).map(b"".join)
_TEXT = st.lists(st.one_of(st.sampled_from(_WORDS), _LINE), max_size=30).map(b"".join)


@given(text=_TEXT, cuts=st.lists(st.integers(0, 400), max_size=12))
@example(text=b"\xef\xbb\xbfdata: a\r\n\r\n", cuts=[1, 2, 3, 11, 12, 13])
@example(text=b"data\n\ndata\ndata\n\ndata:", cuts=[])
@example(text=b"id: 1\r\rid\r\r", cuts=[6, 7])
def test_every_way_to_tear_a_stream_reads_like_the_whole(text: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    chunks = [text[start:end] for start, end in pairwise(edges)]
    assert _read(chunks) == _oracle(text)


@given(text=_TEXT)
def test_single_bytes_read_like_the_whole(text: bytes) -> None:
    assert _read(text[index : index + 1] for index in range(len(text))) == _oracle(text)


def _frames(text: str) -> list[Frame]:
    return _read([text.encode()])[0]


def test_a_frame_has_a_type_data_and_an_id() -> None:
    text = "id: evt_1\nevent: action.created\ndata: {\ndata:  }\n\n"
    assert _frames(text) == [Frame("action.created", "{\n }", "evt_1")]


def test_a_frame_of_only_an_id_moves_the_cursor() -> None:
    assert _frames("id: evt_1\n\n: beat\n\n") == [Frame("", None, "evt_1")]


def test_an_id_stays_until_another_comes() -> None:
    frames = _frames("id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n")
    assert [frame.id for frame in frames] == ["1", "1", ""]
    assert _frames("data: a\n\n")[0].id is None


def test_an_id_with_a_nul_is_none() -> None:
    assert _frames("id: a\0b\n\n") == []
    assert _frames("id: 1\ndata\n\nid: \0\ndata\n\n")[1].id == "1"


def test_data_without_a_value_is_an_empty_text() -> None:
    assert [frame.data for frame in _frames("data\n\ndata:\ndata:\n\n")] == ["", "\n"]


def test_what_is_cut_off_at_the_end_is_dropped() -> None:
    assert _frames("data: a\n\nid: 2\ndata: b\n") == [Frame("", "a", None)]


def test_only_cr_and_lf_end_a_line() -> None:
    data = "a\u2028b\u2029c\x85d\x0be\x0cf\x1cg"
    assert _frames(f"data: {data}\n\n")[0].data == data


def test_one_byte_order_mark_is_stripped_and_only_at_the_start() -> None:
    assert _frames("\ufeffdata: a\n\n\ufeffdata: b\n\n") == [Frame("", "a", None)]
    assert _frames("\ufeff\ufeffdata: a\n\n") == []


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("0", 0),
        ("1500", 1500),
        ("1e3", None),
        ("-1", None),
        ("", None),
        ("\u0661", None),
        ("²", None),
    ],
)
def test_only_digits_of_ascii_are_a_retry_time(value: str, told: int | None) -> None:
    # At its line: a server that says it and goes has said it.
    assert _read([f"retry: {value}\n".encode()])[1] == told


def test_broken_utf_8_is_replaced() -> None:
    assert _read([b"data: a\xe2\x80\n\n"])[0][0].data == "a\ufffd"


def _sizes(parser: FrameParser, text: bytes, size: int, sizes: list[int]) -> None:
    for start in range(0, len(text), size):
        for frame in parser.feed(text[start : start + size]):
            sizes.append(len(frame.data or ""))


@pytest.mark.parametrize("size", [4096, FRAME_LIMIT * 2])
def test_a_frame_beyond_the_limit_is_refused_after_those_before_it(size: int) -> None:
    longest = b"data: " + b"x" * (FRAME_LIMIT - 8) + b"\n\n"
    text = longest * 2 + b"data: a\n\n" + b"x" + longest
    sizes: list[int] = []
    with pytest.raises(FrameTooLongError):
        _sizes(FrameParser(), text, size, sizes)
    assert sizes == [FRAME_LIMIT - 8, FRAME_LIMIT - 8, 1]


def test_comments_without_an_end_are_refused_too() -> None:
    sizes: list[int] = []
    with pytest.raises(FrameTooLongError):
        _sizes(FrameParser(), b":\n" * FRAME_LIMIT, 4096, sizes)
    assert sizes == []
