"""What the runner is told of callbacks, and how they end as it says."""

from typing import Any

from json_value import decode, encode


class CallbackError(Exception):
    """What a callback raises when it is told to."""


def describe_run(run: Any) -> dict[str, Any]:
    """What the callback that does the act was given."""
    return {"callback": "run", "act": encode(run.act), "action": encode(run.action)}


def describe_waiting(approval: Any) -> dict[str, Any]:
    """What the callback that hears of an approval was given."""
    return {"callback": "on_waiting", "approval": encode(approval)}


def end_as(settlement: dict[str, Any]) -> Any:
    """Return or raise what a `callback.settle` says."""
    if "throw" in settlement:
        raise CallbackError(settlement["throw"])
    return decode(settlement["return"])
