"""What the tests share: a clock that moves when somebody waits, scripted answers, two subjects."""

import asyncio
import inspect
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast

import httpx

import coxswain
from coxswain import AsyncCoxswain, AsyncRuntime, Coxswain, Runtime

AGENT: dict[str, Any] = {
    "id": "a-1",
    "org_id": "org_01K00000000000000000000000",
    "display_name": None,
    "description": None,
    "capabilities": ["deploy"],
    "labels": {"team": "infra"},
    "heartbeat_timeout_seconds": 60,
    "status": "active",
    "last_heartbeat_at": None,
    "suspended_at": None,
    "suspended_reason": None,
    "retired_at": None,
    "metadata": {},
    "created_at": "2026-01-01T00:00:00.000Z",
    "updated_at": "2026-01-01T00:00:00.000Z",
}


def event_id(seq: int, epoch: int = 1, *, ms: int = 1_700_000_000_000, org: int = 0) -> str:
    """The id of an event."""
    value = ms << 80 | seq << 40 | epoch << 16 | org
    digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    return "evt_" + "".join(digits[value >> shift & 31] for shift in range(125, -1, -5))


ACTION: dict[str, Any] = {
    "id": "act_01K00000000000000000000000",
    "agent_id": "a-1",
    "status": "approved",
    "approval_id": None,
    "act": {"type": "shell", "command": "as the server has it"},
    "approved_act": None,
    "claim_id": None,
}

APPROVAL: dict[str, Any] = {
    "id": "apr_01K00000000000000000000000",
    "action_id": ACTION["id"],
    "status": "pending",
    "message": None,
    "approved_act": None,
}


Part = bytes | Exception | Callable[[], object]
"""What comes next of a body: bytes, a failure, or something that happens meanwhile."""
Bytes = bytes | list[Part]


@dataclass(frozen=True)
class Scripted:
    """An answer that httpx has not looked at yet."""

    status: int
    headers: dict[str, str]
    body: Bytes


Answer = Scripted | Exception


class Clock:
    """Virtual time: a sleep is recorded and moves it; chance is 0.5."""

    def __init__(self) -> None:
        self.sleeps: list[float] = []
        self.time = 0.0
        self.timers: list[tuple[float, Callable[[], object]]] = []
        self._lock = threading.RLock()

    def runtime(self) -> Runtime:
        """For a synchronous client."""

        def sleep(seconds: float, stopped: threading.Event) -> None:
            self._pass(seconds)

        return Runtime(
            now=lambda: 1_700_000_000 + self.time,
            monotonic=lambda: self.time,
            sleep=sleep,
            timer=self._timer,
            random=lambda: 0.5,
        )

    def async_runtime(self) -> AsyncRuntime:
        """For an asynchronous client."""

        async def sleep(seconds: float) -> None:
            self._pass(seconds)
            await asyncio.sleep(0)

        return AsyncRuntime(
            now=lambda: 1_700_000_000 + self.time,
            monotonic=lambda: self.time,
            sleep=sleep,
            timer=self._timer,
            random=lambda: 0.5,
        )

    def advance(self, seconds: float) -> None:
        """Move time and call back what falls due."""
        until = self.time + seconds
        while True:
            with self._lock:
                due = min(self.timers, key=lambda entry: entry[0], default=(until + 1, int))
                if due[0] > until:
                    self.time = until
                    return
                self.time = max(self.time, due[0])
                self.timers.remove(due)
            due[1]()

    def _pass(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.advance(seconds)

    def _timer(self, seconds: float, callback: Callable[[], object]) -> Callable[[], None]:
        with self._lock:
            entry = (round(self.time + seconds, 9), callback)
            self.timers.append(entry)

        def cancel() -> None:
            with self._lock:
                if entry in self.timers:
                    self.timers.remove(entry)

        return cancel


class Server:
    """Scripted answers; the last one is repeated."""

    def __init__(self, *answers: Answer) -> None:
        self.requests: list[httpx.Request] = []
        self.bodies: list[Body] = []
        self._answers = list(answers)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """The next answer."""
        self.requests.append(request)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        self.bodies.append(Body(answer.body))
        return httpx.Response(answer.status, headers=answer.headers, stream=self.bodies[-1])

    def headers(self, name: str) -> list[str | None]:
        """The values of a header over all requests."""
        return [request.headers.get(name) for request in self.requests]


class Records:
    """A logger that keeps what it is told."""

    def __init__(self) -> None:
        self.all: list[tuple[str, str, dict[str, Any]]] = []

    def error(self, message: str, fields: coxswain.LogFields, /) -> None:
        self.all.append(("error", message, dict(fields)))

    def warn(self, message: str, fields: coxswain.LogFields, /) -> None:
        self.all.append(("warn", message, dict(fields)))

    def info(self, message: str, fields: coxswain.LogFields, /) -> None:
        self.all.append(("info", message, dict(fields)))

    def debug(self, message: str, fields: coxswain.LogFields, /) -> None:
        self.all.append(("debug", message, dict(fields)))

    def named(self, message: str) -> Iterator[dict[str, Any]]:
        """The fields of the records with this message."""
        return (fields for _, found, fields in self.all if found == message)


class Subject:
    """One of the two clients, driven in the same words. Its calls run to their end."""

    def __init__(self, kind: str) -> None:
        self.asynchronous = kind == "async"
        self.clock = Clock()

    def client(self, server: Server, **options: Any) -> Any:
        """A client whose network is a script and whose time is virtual."""
        transport = httpx.MockTransport(server.answer)
        given: dict[str, Any] = {"api_key": "cox_test_key", **options}
        if self.asynchronous:
            given.setdefault("runtime", self.clock.async_runtime())
            return AsyncCoxswain(http_client=httpx.AsyncClient(transport=transport), **given)
        given.setdefault("runtime", self.clock.runtime())
        return Coxswain(http_client=httpx.Client(transport=transport), **given)

    def run(self, pending: Any) -> Any:
        """The result of a call."""
        if inspect.isawaitable(pending):

            async def wait() -> Any:
                return await pending

            return asyncio.run(wait())
        return pending

    def collect(self, pending: Any) -> list[Any]:
        """All items of an iteration."""
        if not self.asynchronous:
            return list(pending)

        async def gather() -> list[Any]:
            return [item async for item in pending]

        return asyncio.run(gather())


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that can be read once, in either way."""

    def __init__(self, body: Bytes) -> None:
        self.closed = False
        self._parts: list[Part] = [body] if isinstance(body, bytes) else body

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            if isinstance(part, Exception):
                raise part
            if isinstance(part, bytes):
                yield part
            else:
                part()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self._parts:
            if isinstance(part, Exception):
                raise part
            if isinstance(part, bytes):
                yield part
            else:
                part()
                await asyncio.sleep(0)

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True


def reply(status: int = 200, body: Any = AGENT, **headers: str) -> Scripted:
    """An answer in JSON."""
    return raw(json.dumps(body).encode(), status=status, **headers)


def raw(
    body: bytes, content_type: str = "application/json", *, status: int = 200, **headers: str
) -> Scripted:
    """An answer with exactly this body; header names with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Scripted(status, {"content-type": content_type, **named}, body)


def stream(*parts: Part | dict[str, Any], **headers: str) -> Scripted:
    """A stream of these parts, an event being a part of its own, and then its end."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body = [frame(cast("Any", part)) if isinstance(part, dict) else part for part in parts]
    return Scripted(200, {"content-type": "text/event-stream", **named}, body)


def event(seq: int, epoch: int = 1, **members: Any) -> dict[str, Any]:
    """An event of the log."""
    agent = {"id": "a-1", "status": "suspended"}
    return {
        "id": event_id(seq, epoch),
        "org_id": AGENT["org_id"],
        "seq": seq,
        "event": "agent.suspended",
        "timestamp": "2026-01-01T00:00:00.000Z",
        "version": "v1",
        "trace_id": None,
        "actor": {"type": "system", "id": None},
        "resource": {"type": "agent", "id": "a-1"},
        "payload": {"agent": agent},
        **members,
    }


def frame(value: dict[str, Any]) -> bytes:
    """The frame of an event."""
    text = json.dumps(value)
    return f"id: {value['id']}\nevent: {value['event']}\ndata: {text}\n\n".encode()


def problem(
    status: int, code: str, *, headers: dict[str, str] | None = None, **members: Any
) -> Scripted:
    """An error of the server."""
    body = {"type": f"/errors/{code}", "title": code, "status": status, "code": code, **members}
    named: dict[str, str] = {"content-type": "application/problem+json", **(headers or {})}
    return Scripted(status, named, json.dumps(body).encode())
