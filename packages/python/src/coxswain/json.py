"""JSON, strict in both directions."""

import json
import re
from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring  # pyright: ignore[reportUnknownVariableType]
from typing import Any, cast

from .encode import number_text
from .errors import CoxswainError
from .model import Model
from .problem import refuse_constant

_DECODER = json.JSONDecoder(parse_constant=refuse_constant)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def serialize_json(value: object) -> bytes:
    """Compact JSON in UTF-8, byte for byte as JavaScript writes it.

    What would be changed silently is refused: NaN and infinities, integers that lose digits, lone
    surrogates, names that are not strings.
    """
    try:
        return _text(value, None).encode()
    except RecursionError as error:
        raise CoxswainError("the body cannot be written as JSON") from error


def _text(value: object, place: str | int | None) -> str:
    if isinstance(value, str):
        return _string(value, place)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value, _tell(place))
    if isinstance(value, dict):
        return _object(cast("dict[object, object]", value))
    if isinstance(value, list):
        return _array(cast("list[object]", value))
    # Rarer, and dear to be recognised.
    if isinstance(value, Model):
        return _object(value.to_dict())
    if isinstance(value, Mapping):
        return _object(cast("Mapping[object, object]", value))
    if isinstance(value, (bytes, bytearray)) or not isinstance(value, Sequence):
        raise CoxswainError(f"{_tell(place)} cannot be written as JSON")
    return _array(cast("Sequence[object]", value))


def _object(members: Mapping[Any, object]) -> str:
    return f"{{{','.join([_member(name, item) for name, item in members.items()])}}}"


def _array(items: Sequence[object]) -> str:
    texts = [_text(item, index) for index, item in enumerate(items)]
    return f"[{','.join(texts)}]"


def _member(name: object, value: object) -> str:
    if not isinstance(name, str):
        raise CoxswainError(f"{name!r} cannot be the name of a JSON member")
    return f"{_string(name, name)}:{_text(value, name)}"


def _string(text: str, place: str | int | None) -> str:
    if not text.isascii() and _LONE_SURROGATE.search(text):
        raise CoxswainError(f"{_tell(place)} holds a lone surrogate")
    return encode_basestring(text)


def _tell(place: str | int | None) -> str:
    """Where in a body something is refused; in a list by its index, as JSON.stringify tells it."""
    return "the body" if place is None else f'"{place}"'


def decode_text(body: bytes) -> str:
    """Strict UTF-8; one byte order mark is stripped. Raises `ValueError` on anything else."""
    return body.decode("utf-8").removeprefix("\ufeff")


def parse_json(body: bytes) -> object:
    """Strict RFC 8259 over strict UTF-8. Raises `ValueError` on anything else.

    So does nesting beyond what Python recurses into, about a thousand levels.
    """
    try:
        return _DECODER.decode(decode_text(body))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
