"""JSON, strict in both directions."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxswain import Agent, CoxswainError
from coxswain.json import parse_json, serialize_json

from .support import AGENT

text = st.text(st.characters(exclude_categories=["Cs"]))
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False).filter(lambda value: abs(value) < 2**53)
    | text
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4)
)


@given(values)
def test_what_is_written_reads_back_as_it_was(value: Any) -> None:
    assert parse_json(serialize_json(value)) == value


whole_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
)


@given(whole_values)
def test_what_is_written_is_compact_and_keeps_its_order(value: Any) -> None:
    expected = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    assert serialize_json(value) == expected.encode()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": 1.0, "b": -0.0, "c": 1e-7}, b'{"a":1,"b":0,"c":1e-7}'),
        ({"a": None}, b'{"a":null}'),
        ({"\u2028": '\x7f\x00\x1f\n"\\/'}, '{"\u2028":"\x7f\\u0000\\u001f\\n\\"\\\\/"}'.encode()),
        ({"a": "e\u0301"}, '{"a":"e\u0301"}'.encode()),
        ({"a": (1, 2)}, b'{"a":[1,2]}'),
        ({"a": "\U0001f6a3"}, '{"a":"\U0001f6a3"}'.encode()),
    ],
)
def test_bytes_are_those_of_javascript(value: object, expected: bytes) -> None:
    assert serialize_json(value) == expected


def test_a_model_can_be_sent_back() -> None:
    agent = Agent.build({**AGENT, "later": {"x": 1}})
    assert parse_json(serialize_json(agent)) == {**AGENT, "later": {"x": 1}}


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        2**53,
        -(2**53),
        1e16,
        "\ud800",
        {"\udfff": 1},
        {1: 2},
        b"x",
        {1, 2},
        object(),
    ],
)
def test_what_would_be_changed_on_the_way_is_refused(value: object) -> None:
    with pytest.raises(CoxswainError) as caught:
        serialize_json({"a": [value]})
    assert caught.value.code == "invalid_argument"


def test_a_cycle_is_refused() -> None:
    cycle: list[object] = []
    cycle.append(cycle)
    with pytest.raises(CoxswainError):
        serialize_json(cycle)


def test_one_byte_order_mark_is_stripped() -> None:
    assert parse_json(b"\xef\xbb\xbf[1]") == [1]
    with pytest.raises(ValueError):
        parse_json(b"\xef\xbb\xbf\xef\xbb\xbf[1]")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[1] 2",
        b"[NaN]",
        b"[Infinity]",
        b"[-Infinity]",
        b'"\xff"',
        b"['a']",
        b"[1,]",
        b"[01]",
        b'"\n"',
        b"\xff\xfe[\x001\x00]\x00",
        b"[" * 100_000,
    ],
)
def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):
        parse_json(body)
