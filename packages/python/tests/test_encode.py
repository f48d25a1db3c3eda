"""Path and query, byte for byte as ECMAScript writes them."""

import json
import math
import re
import shutil
import struct
import subprocess
from random import Random
from typing import cast
from urllib.parse import parse_qsl, unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxswain import CoxswainError
from coxswain.encode import encode_path, encode_query, number_text

UNRESERVED = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

text = st.text(st.characters(exclude_categories=["Cs"]))


@given(text.filter(lambda value: value not in ("", ".", "..")))
def test_a_path_value_survives_with_only_unreserved_characters_left_bare(value: str) -> None:
    encoded = encode_path("/agents/{agent_id}/heartbeat", [value])
    inner = encoded.removeprefix("/agents/").removesuffix("/heartbeat")
    assert unquote_to_bytes(inner) == value.encode()
    assert all(character in UNRESERVED for character in inner.replace("%", ""))


@given(st.dictionaries(text, st.one_of(text, st.lists(text, max_size=3)), max_size=4))
def test_whatever_a_query_holds_is_read_back_in_its_order(
    query: dict[str, str | list[str]],
) -> None:
    encoded = encode_query(query).removeprefix("?")
    pairs = [
        (name, item)
        for name, value in query.items()
        for item in (value if isinstance(value, list) else [value])
    ]
    assert parse_qsl(encoded, keep_blank_values=True) == pairs
    assert all(character in UNRESERVED for character in re.sub("[%&=]", "", encoded))


@pytest.mark.parametrize("value", ["", ".", "..", None, [], {}, b"x"])
def test_a_path_value_that_would_name_another_resource_is_refused(value: object) -> None:
    with pytest.raises(CoxswainError, match="a path value"):
        encode_path("/agents/{agent_id}", [value])


def test_path_values_fill_the_placeholders_in_order() -> None:
    assert encode_path("/a/{x}/b/{y}", ["1/2", 3]) == "/a/1%2F2/b/3"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ""),
        ({"a": None}, ""),
        ({"a": []}, ""),
        ({"a": [None, "x", None]}, "?a=x"),
        ({"types": ["agent.*", "org.created"]}, "?types=agent.%2A&types=org.created"),
        ({"a": "x y", "b": True, "c": False}, "?a=x%20y&b=true&c=false"),
        ({"b": 1, "a": 2.0}, "?b=1&a=2"),
        ({"q": "é+&=\u2028'()!~"}, "?q=%C3%A9%2B%26%3D%E2%80%A8%27%28%29%21~"),
        ({"a b": ("x",)}, "?a%20b=x"),
    ],
)
def test_a_query_is_written_in_the_order_given(query: dict[str, object], expected: str) -> None:
    assert encode_query(query) == expected


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -math.inf, 2**53, -(2**53), 1e300, 10**400, {"a": 1}, b"x", [[1]]]
)
def test_a_query_value_that_has_no_form_is_refused(value: object) -> None:
    with pytest.raises(CoxswainError) as caught:
        encode_query({"limit": value})
    assert caught.value.code == "invalid_argument"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (math.nan, "NaN"),
        (-math.inf, "-Infinity"),
        (2**53 + 1, "9007199254740992"),
        (123456789012345678901234567890, "1.2345678901234568e+29"),
        (1e20, "100000000000000000000"),
        (10**400, "Infinity"),
    ],
)
def test_a_refused_number_is_shown_as_ecmascript_shows_it(value: float, shown: str) -> None:
    with pytest.raises(CoxswainError, match=re.escape(f"limit is {shown}: not finite")):
        encode_query({"limit": value})


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(CoxswainError, match="surrogate"):
        encode_query({"a": "\ud800"})


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1.0, "1"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (1e-6, "0.000001"),
        (1.5e-6, "0.0000015"),
        (1e-7, "1e-7"),
        (-1.25e-9, "-1.25e-9"),
        (5e-324, "5e-324"),
        (1e15, "1000000000000000"),
        (2**53 - 1, "9007199254740991"),
        (123456789.125, "123456789.125"),
    ],
)
def test_a_number_has_its_ecmascript_form(number: float, expected: str) -> None:
    assert number_text(number, "n") == expected


@given(st.floats(allow_nan=False, allow_infinity=False).filter(lambda value: abs(value) < 2**53))
def test_a_number_reads_back_as_the_same_number(number: float) -> None:
    assert float(number_text(number, "n")) == number


def test_numbers_and_text_are_written_as_node_writes_them() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no Node to compare with")
    chance = Random(20)
    numbers = [
        number
        for _ in range(4000)
        for number in struct.unpack("<d", chance.randbytes(8))
        if math.isfinite(number) and not (number.is_integer() and abs(number) >= 2**53)
    ]
    numbers += [chance.random() * 10.0 ** chance.randint(-9, 15) for _ in range(4000)]
    texts = ["".join(chr(chance.choice(range(1, 0x2FFF))) for _ in range(20)) for _ in range(200)]
    written = _written_by_node(node, numbers, texts)
    assert [number_text(number, "n") for number in numbers] == written["numbers"]
    assert [encode_query({"q": value}) for value in texts] == [f"?q={t}" for t in written["texts"]]


NODE = """
const { texts, packed } = JSON.parse(require('fs').readFileSync(0, 'utf8'))
const bytes = Buffer.from(packed, 'hex')
const numbers = []
for (let at = 0; at < bytes.length; at += 8) numbers.push(String(bytes.readDoubleLE(at)))
const strict = (character) => '%' + character.charCodeAt(0).toString(16).toUpperCase()
const encode = (text) => encodeURIComponent(text).replace(/[!'()*]/g, strict)
process.stdout.write(JSON.stringify({ numbers, texts: texts.map(encode) }))
"""


def _written_by_node(node: str, numbers: list[float], texts: list[str]) -> dict[str, list[str]]:
    packed = struct.pack(f"<{len(numbers)}d", *numbers).hex()
    done = subprocess.run(
        [node, "-e", NODE],
        input=json.dumps({"texts": texts, "packed": packed}).encode(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    return cast("dict[str, list[str]]", json.loads(done.stdout))
