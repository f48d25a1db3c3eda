"""JSON, strict in both directions."""

import json
import re
from collections.abc import Mapping, Sequence
from json.encoder import encode_basestring  # pyright: ignore[reportUnknownVariableType]
from typing import cast

from .encode import number_text
from .errors import CoxswainError
from .model import Model
from .problem import refuse_constant

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def serialize_json(value: object) -> bytes:
    """Compact JSON in UTF-8, byte for byte as JavaScript writes it.

    What would be changed silently is refused: NaN and infinities, integers that lose digits, lone
    surrogates, names that are not strings.
    """
    try:
        return _text(value, "the body").encode()
    except RecursionError as error:
        raise CoxswainError("the body cannot be written as JSON") from error


def _text(value: object, place: str) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _string(value, place)
    if isinstance(value, (int, float)):
        return number_text(value, place)
    if isinstance(value, Model):
        value = value.to_dict()
    if isinstance(value, Mapping):
        members = cast("Mapping[object, object]", value).items()
        return f"{{{','.join(_member(name, item) for name, item in members)}}}"
    if isinstance(value, (bytes, bytearray)) or not isinstance(value, Sequence):
        raise CoxswainError(f"{place} cannot be written as JSON")
    items = cast("Sequence[object]", value)
    # The place in a list is told by its index, as JSON.stringify tells it.
    texts = (_text(item, f'"{index}"') for index, item in enumerate(items))
    return f"[{','.join(texts)}]"


def _member(name: object, value: object) -> str:
    if not isinstance(name, str):
        raise CoxswainError(f"{name!r} cannot be the name of a JSON member")
    place = f'"{name}"'
    return f"{_string(name, place)}:{_text(value, place)}"


def _string(text: str, place: str) -> str:
    if _LONE_SURROGATE.search(text):
        raise CoxswainError(f"{place} holds a lone surrogate")
    return encode_basestring(text)


def decode_text(body: bytes) -> str:
    """Strict UTF-8; one byte order mark is stripped. Raises `ValueError` on anything else."""
    return body.decode("utf-8").removeprefix("\ufeff")


def parse_json(body: bytes) -> object:
    """Strict RFC 8259 over strict UTF-8. Raises `ValueError` on anything else.

    So does nesting beyond what Python recurses into, about a thousand levels.
    """
    try:
        return json.loads(decode_text(body), parse_constant=refuse_constant)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
