"""Bytes that were drawn together with what they mean, the same for every SDK."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from coxswain.encode import encode_path, encode_query
from coxswain.errors import CoxswainError
from coxswain.retry import parse_retry_after
from coxswain.sse import FrameParser

FILE = Path(__file__).parents[3] / "harness/fuzz/vectors.ndjson"
ALL: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text().splitlines()]


def vectors_of(kind: str) -> list[dict[str, Any]]:
    return [vector for vector in ALL if vector["kind"] == kind]


def parse(*chunks: bytes) -> tuple[list[dict[str, Any]], int | None]:
    parser = FrameParser()
    frames = [frame for chunk in chunks for frame in parser.feed(chunk)]
    return [{"event": f.event, "data": f.data, "id": f.id} for f in frames], parser.retry


def without_place(frame: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in frame.items() if name != "at"}


def test_frames_are_read_as_they_were_written_wherever_the_bytes_are_split() -> None:
    for vector in vectors_of("sse"):
        data = b64decode(vector["b64"])
        expected = ([without_place(frame) for frame in vector["frames"]], vector["retry"])
        assert parse(*(bytes([byte]) for byte in data)) == expected, data
        for cut in range(len(data) + 1):
            assert parse(data[:cut], data[cut:]) == expected, (data, cut)


def test_a_stream_that_is_cut_off_gives_the_frames_that_were_complete() -> None:
    for vector in vectors_of("sse"):
        data = b64decode(vector["b64"])
        for cut in range(len(data) + 1):
            whole = [without_place(frame) for frame in vector["frames"] if frame["at"] <= cut]
            assert parse(data[:cut])[0] == whole, (data, cut)


@pytest.mark.parametrize("vector", vectors_of("retry-after"), ids=lambda v: str(v["headers"]))
def test_what_the_server_asks_to_wait_is_read_as_it_was_written(vector: dict[str, Any]) -> None:
    wait = parse_retry_after(vector["headers"])
    assert (None if wait is None else round(wait * 1000, 3)) == vector["wait_ms"]


def test_values_of_paths_and_queries_are_written_byte_for_byte_or_refused() -> None:
    def path(value: object) -> str | None:
        try:
            return encode_path("{id}", [value])
        except CoxswainError:
            return None

    def query(values: dict[str, object]) -> str | None:
        try:
            return encode_query(values)
        except CoxswainError:
            return None

    for vector in vectors_of("path"):
        assert path(vector["value"]) == vector["wire"], vector
    for vector in vectors_of("query"):
        assert query(vector["query"]) == vector["wire"], vector
