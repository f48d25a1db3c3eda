"""What both clients are driven alike in: everything that sends nothing."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

from client import Client, create_client
from json_value import decode, encode
from outcome import describe_error, describe_result
from stats import read_stats

import coxswain
from coxswain.webhooks import unwrap

Fields = dict[str, Any]
Reply = Callable[[Fields], None]
Notify = Callable[[str, Fields], None]


class BaseDriver(ABC):
    """One function per method of the protocol, named as it is with `_` for the dot."""

    name: ClassVar[str]
    asynchronous: ClassVar[bool]
    make: ClassVar[Callable[..., Any]]
    make_runtime: ClassVar[Callable[..., Any]]
    make_middleware: ClassVar[Callable[[Fields], Any]]

    def __init__(self, notify: Notify) -> None:
        self.clients: dict[str, Client] = {}
        self.notify = notify

    def handle(self, method: str, params: Fields, reply: Reply) -> None:
        """Answer at once, unless it may take its time."""
        if not self.start(method, params, reply):
            reply(getattr(self, method.replace(".", "_"))(params))

    @abstractmethod
    def start(self, method: str, params: Fields, reply: Reply) -> bool:
        """Begin what answers when it is done; False: the method is none of those."""

    def client_create(self, params: Fields) -> Fields:
        """Make a client; a refusal is an outcome."""
        kind = type(self)
        try:
            self.clients[params["client"]] = create_client(
                params,
                kind.make,
                kind.make_runtime,
                kind.make_middleware,
                asynchronous=kind.asynchronous,
            )
        except Exception as error:
            return {"error": describe_error(error), "sleeps_ms": []}
        return {"nothing": True, "sleeps_ms": []}

    def clock_advance(self, params: Fields) -> Fields:
        """Move a client's virtual time."""
        self.clients[params["client"]].clock.advance(params["ms"])
        return {}

    def clock_hold(self, params: Fields) -> Fields:
        """Let sleeps wait for `clock.advance`."""
        self.clients[params["client"]].clock.held = params["held"]
        return {}

    def clock_read(self, params: Fields) -> Fields:
        """The sleeps so far, and the timers that wait."""
        clock = self.clients[params["client"]].clock
        return {"sleeps_ms": clock.sleeps_ms, "timers": clock.timers}

    def logs_drain(self, params: Fields) -> Fields:
        """The records since the last time."""
        logs = self.clients[params["client"]].logs
        taken, logs[:] = list(logs), []
        return {"logs": encode(taken)}

    def webhook_unwrap(self, params: Fields) -> Fields:
        """Verify a webhook, at the moment that the scenario says."""
        options = {name: params[name] for name in ("tolerance_seconds",) if name in params}
        try:
            event = unwrap(
                decode(params["body"]),
                params["headers"],
                secrets=params["secrets"],
                runtime=coxswain.Runtime(now=lambda: params["now_ms"] / 1000),
                **options,
            )
        except Exception as error:
            return {"error": describe_error(error), "sleeps_ms": []}
        return {**describe_result(event), "sleeps_ms": []}

    def stats(self, _: Fields) -> dict[str, int]:
        """What this process holds."""
        return read_stats()
