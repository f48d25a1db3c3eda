"""Values as they travel: `{"$number": "NaN"}` and `{"$b64": "…"}` hold what JSON cannot."""

import base64
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast


def decode(value: Any) -> Any:
    """A value of the protocol as a Python value."""
    if isinstance(value, list):
        return [decode(item) for item in cast("list[Any]", value)]
    if not isinstance(value, dict):
        return value
    fields = cast("dict[str, Any]", value)
    if isinstance(number := fields.get("$number"), str):
        return int(number) if re.fullmatch(r"-?[0-9]+", number) else float(number)
    if isinstance(text := fields.get("$b64"), str):
        return base64.b64decode(text)
    return {name: decode(item) for name, item in fields.items()}


def encode(value: Any) -> Any:
    """A result of the SDK as a value of the protocol; models tell their fields by `to_dict`."""
    if hasattr(value, "to_dict"):
        return encode(value.to_dict())
    if isinstance(value, float) and not math.isfinite(value):
        return {"$number": str(value)}
    if isinstance(value, bytes):
        return {"$b64": base64.b64encode(value).decode()}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in cast("Sequence[Any]", value)]
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, Any]", value)
        return {name: encode(item) for name, item in fields.items()}
    return value
