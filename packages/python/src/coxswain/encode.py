"""Path and query, byte for byte as every other SDK writes them."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast
from urllib.parse import quote

from ._gen import behaviour
from .errors import CoxswainError

_NOT_FINITE = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
_PLACEHOLDER = re.compile(r"\{\w+\}")
_PATH = re.compile(r"/([A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*")
_DOT_SEGMENT = re.compile(r"/(\.|%2e){1,2}(/|$)", re.IGNORECASE)


def encode_path(template: str, values: Sequence[object]) -> str:
    """Fill the placeholders of `/agents/{agent_id}` in their order."""
    if "{" not in template:
        return template
    remaining = iter(values)
    name = "a path value"

    def fill(_: re.Match[str]) -> str:
        text = _scalar_text(next(remaining, None), name)
        # A dot segment would be resolved away by every URL parser and reach another resource.
        if text in ("", ".", ".."):
            raise CoxswainError(f'{name} must not be empty, "." or ".."')
        return _encode_text(text, name)

    return _PLACEHOLDER.sub(fill, template)


def check_path(path: str) -> str:
    """A path that is already encoded.

    RFC 3986 characters only, and no dot segment, in whatever spelling URL parsers resolve away.
    """
    if not is_path(path):
        raise CoxswainError(f"{json.dumps(path, ensure_ascii=False)} is not a path")
    return path


def is_path(path: str) -> bool:
    """Whether it is such a path."""
    return _PATH.fullmatch(path) is not None and _DOT_SEGMENT.search(path) is None


def encode_query(query: Mapping[str, object]) -> str:
    """`?a=1&a=2&b=x%20y`, or an empty string. Lists repeat the name; None is left out."""
    pairs = [
        f"{_encode_text(name, name)}={_encode_text(_scalar_text(item, name), name)}"
        for name, value in query.items()
        for item in _items(value)
        if item is not None
    ]
    return "?" + "&".join(pairs) if pairs else ""


def _items(value: object) -> Sequence[object]:
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes, bytearray)):
        return cast("Sequence[object]", value)
    return (value,)


def _encode_text(text: str, name: str) -> str:
    """Percent-encode everything but the unreserved characters of RFC 3986."""
    try:
        return quote(text, safe="")
    except UnicodeEncodeError as error:
        raise CoxswainError(f"{name} holds a lone surrogate") from error


def _scalar_text(value: object, name: str) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value, name)
    if isinstance(value, str):
        return str.__str__(value)
    raise CoxswainError(f"{name} must be a string, a number or a boolean")


def number_text(value: float, name: str) -> str:
    """A number as ECMAScript writes it.

    Refuses what other languages could not read back as the same number.
    """
    if isinstance(value, int) or value.is_integer():
        if abs(value) <= behaviour.MAX_SAFE_INTEGER:
            return str(int(value))
        raise _refusal(value, name)
    if not math.isfinite(value):
        raise _refusal(value, name)
    # Both languages write the shortest digits that read back as the same number (ECMA-262,
    # Number::toString); they differ in where the exponent begins.
    digits, _, exponent = float.__repr__(float(value)).partition("e")
    if not exponent:
        return digits
    power = int(exponent)
    sign, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    head, _, tail = digits.partition(".")
    if power >= -6:
        return f"{sign}0.{'0' * (-power - 1)}{head}{tail}"
    return f"{sign}{head}{f'.{tail}' if tail else ''}e{power}"


def _refusal(value: float, name: str) -> CoxswainError:
    """Shows the number as a language without large integers sees it."""
    try:
        seen = float(value)
    except OverflowError:
        seen = math.inf
    shown = _NOT_FINITE.get(str(seen))
    if shown is None:
        shown = float.__repr__(seen)
        if abs(seen) < 1e21:
            shown = f"{Decimal(shown):.0f}"
    return CoxswainError(f"{name} is {shown}: not finite, or an integer beyond 2^53-1")
