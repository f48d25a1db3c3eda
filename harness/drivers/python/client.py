"""Clients by name, and how the protocol's names become the SDK's."""

import inspect
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from clock import Clock
from json_value import decode

SECONDS = {
    "timeout_ms": "timeout",
    "deadline_ms": "deadline",
    "approval_timeout_ms": "approval_timeout",
}


@dataclass
class Client:
    """An SDK client with its clock and what it has logged."""

    sdk: Any
    clock: Clock
    logs: list[dict[str, Any]]
    transport: Any | None = None
    """Of its own, where the scenario gives it one: whoever brings it closes it."""
    left: list[Any] = field(default_factory=list[Any])
    """Streams that were left: forgotten, they would close what the SDK has not."""


class RecordingLogger:
    """A logger that keeps its records."""

    def __init__(self, records: list[dict[str, Any]]) -> None:
        self._records = records

    def __getattr__(self, level: str) -> Callable[..., None]:
        def write(message: str, fields: Any = None) -> None:
            record = {"level": level, "message": message}
            self._records.append(record if fields is None else {**record, "fields": dict(fields)})

        return write


def create_client(
    params: dict[str, Any],
    make: Callable[..., Any],
    make_runtime: Callable[..., Any],
    make_middleware: Callable[[dict[str, Any]], Any],
    *,
    asynchronous: bool,
) -> Client:
    """Make a client as the scenario describes it."""
    clock = Clock(**params["clock"])
    logs: list[dict[str, Any]] = []
    options = rename(params["options"])
    if "middleware" in options:
        options["middleware"] = [make_middleware(item) for item in options["middleware"]]
    options["runtime"] = make_runtime(**clock.runtime(asynchronous=asynchronous))
    options["logger"] = RecordingLogger(logs)
    transport = None
    if options.pop("own_transport", False):
        transport = (httpx.AsyncClient if asynchronous else httpx.Client)(trust_env=False)
        options["http_client"] = transport
    before = dict(os.environ)
    os.environ.update(params.get("env") or {})
    try:
        return Client(make(**options), clock, logs, transport)
    finally:
        os.environ.clear()
        os.environ.update(before)


def rename(options: dict[str, Any]) -> dict[str, Any]:
    """Durations are seconds here; every other option has the protocol's name."""
    renamed: dict[str, Any] = {}
    for name, encoded in options.items():
        value = decode(encoded)
        if name in SECONDS:
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            renamed[SECONDS[name]] = value / 1000 if number else value
        else:
            renamed[name] = value
    return renamed


def resolve(sdk: Any, operation: str) -> Callable[..., Any]:
    """Find `apiKeys.create` as `sdk.api_keys.create`."""
    resource, method = (snake(part) for part in operation.split("."))
    return getattr(getattr(sdk, resource), method)


def arguments(
    method: Callable[..., Any], params: dict[str, Any]
) -> tuple[list[Any], dict[str, Any]]:
    """Path values by position, then body or query by keyword, then the options."""
    slot = decode(params.get("body", params.get("query", {})))
    return decode(params["path"]), {**slot, **spread(method, rename(params["options"]))}


def stream_arguments(
    params: dict[str, Any], on_open: Callable[[], object] | None
) -> dict[str, Any]:
    """The query by keyword, then the options."""
    options = rename(params["options"])
    if on_open is not None:
        options["on_open"] = on_open
    return {**decode(params["query"]), "options": options}


def governed_arguments(
    method: Callable[..., Any], params: dict[str, Any], on_waiting: Callable[[Any], Any]
) -> dict[str, Any]:
    """The options, and the second callback where it is asked for."""
    keywords = spread(method, rename(params["options"]))
    return {**keywords, "on_waiting": on_waiting} if params.get("on_waiting") else keywords


def spread(method: Callable[..., Any], options: dict[str, Any]) -> dict[str, Any]:
    """What a method names are keywords; the rest goes into its `options`."""
    names = inspect.signature(method).parameters
    own = {name: value for name, value in options.items() if name in names}
    rest = {name: value for name, value in options.items() if name not in names}
    return {**own, "options": rest} if "options" in names else {**own, **rest}


def snake(name: str) -> str:
    """`apiKeys` as `api_keys`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
