"""What will go away."""

from collections.abc import Mapping
from typing import Any

from .logger import Log
from .operation import Operation

_warned: set[str] = set()


def warn_deprecated(operation: Operation[Any], headers: Mapping[str, str], log: Log) -> None:
    """Say once per process and operation that an operation will go away."""
    deprecation, sunset = headers.get("deprecation"), headers.get("sunset")
    deprecated = operation.deprecated or deprecation is not None or sunset is not None
    if not deprecated or operation.id in _warned:
        return
    _warned.add(operation.id)
    log(
        "warn",
        f"{operation.id} is deprecated",
        lambda: {
            "operation": operation.id,
            "deprecation": deprecation,
            "sunset": sunset,
            "link": headers.get("link"),
        },
    )
