"""How a call ends early: its time is up, or its client is closed."""

from __future__ import annotations

import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

import anyio
from typing_extensions import Self

from .errors import AbortedError, CoxswainError
from .runtime import AsyncRuntime, Runtime

T = TypeVar("T")


@dataclass(slots=True)
class Limit:
    """How long something may take, and what it ends with then."""

    operation: str
    seconds: float | None
    """None for no limit."""
    on_timeout: Callable[[], CoxswainError]


class Guard:
    """One attempt or one wait of a synchronous call, while the `with` block lasts.

    Blocking calls cannot be interrupted, but their socket can be shut from another thread: that is
    what stops them, whatever they wait for.
    """

    def __init__(self, guards: Guards, limit: Limit) -> None:
        self.limit = limit
        self.error: CoxswainError | None = None
        self.socket: socket.socket | None = None
        self._guards = guards
        self._lock = threading.Lock()
        self._stopped: threading.Event | None = None
        self._finished = False
        self._on_stop: Callable[[], object] | None = None
        self._cancel_timer: Callable[[], object] | None = None

    def __enter__(self) -> Self:
        self._guards.enter(self)
        self._token = current_guard.set(self)
        if self.limit.seconds is not None:
            self._cancel_timer = self._guards.runtime.timer(self.limit.seconds, self.expire)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: object
    ) -> None:
        self.finish()
        self._guards.leave(self)
        if self._cancel_timer is not None:
            self._cancel_timer()
        current_guard.reset(self._token)
        if self.error is None or error is self.error:
            return
        if error is None:
            raise self.error
        if isinstance(error, Exception):
            # Not what ending it looked like, but what the platform made of that.
            raise self.error from (error.__cause__ or error)

    @property
    def stopped(self) -> threading.Event:
        """Set when it is stopped. Made for who asks: an event is dear, and only waits need it."""
        with self._lock:
            if self._stopped is None:
                self._stopped = threading.Event()
                if self.error is not None:
                    self._stopped.set()
            return self._stopped

    def stop(self, error: CoxswainError) -> None:
        """End it with this error, from any thread. The first one counts."""
        with self._lock:
            if self._finished or self.error is not None:
                return
            self.error = error
            if self._stopped is not None:
                self._stopped.set()
            self._shut()
            if self._on_stop is not None:
                self._on_stop()

    def expire(self) -> None:
        """Its time is up."""
        self.stop(self.limit.on_timeout())

    def abort(self) -> None:
        """Its client is closed."""
        self.stop(AbortedError(operation=self.limit.operation))

    def hold(self, used: socket.socket | None) -> None:
        """From now on this is the socket to shut."""
        with self._lock:
            self.socket = used
            if self.error is not None:
                self._shut()

    def finish(self) -> None:
        """The socket goes back to the pool: nothing may shut it any more."""
        with self._lock:
            self._finished = True
            self.socket = None

    def run(self, work: Callable[[], T], discard: Callable[[T], object]) -> T:
        """Do in a thread what has no socket to shut yet; what comes too late is discarded."""
        changed = threading.Event()
        outcome: list[T | BaseException] = []
        abandoned = False

        def perform() -> None:
            try:
                result: T | BaseException = work()
            except BaseException as error:
                result = error
            with self._lock:
                outcome.append(result)
                late = abandoned
            changed.set()
            if late and not isinstance(result, BaseException):
                discard(result)

        with self._lock:
            self._on_stop = changed.set
            if self.error is not None:
                changed.set()
        threading.Thread(target=perform, name="coxswain-connect", daemon=True).start()
        changed.wait()
        with self._lock:
            self._on_stop = None
            abandoned = not outcome
        if abandoned:
            raise ConnectionAbortedError("given up")
        result = outcome[0]
        if isinstance(result, BaseException):
            raise result
        return result

    def _shut(self) -> None:
        if self.socket is not None:
            # Not the method of a TLS socket, which would first take its state away from the reader.
            with suppress(OSError):
                socket.socket.shutdown(self.socket, socket.SHUT_RDWR)


current_guard: ContextVar[Guard | None] = ContextVar("current_guard", default=None)
"""The guard of the attempt that runs in this thread: the network layer tells it of its socket."""


class Guards:
    """Bounds what a client does, by time and by the client's own life."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self._lock = threading.Lock()
        self._live: set[Guard] = set()
        self.closed = False

    def guard(self, limit: Limit) -> Guard:
        """Bound what runs inside the `with` block."""
        if limit.seconds is not None and limit.seconds <= 0:
            raise limit.on_timeout()
        return Guard(self, limit)

    def enter(self, guard: Guard) -> None:
        """From now on it ends with the client."""
        with self._lock:
            if self.closed:
                raise AbortedError(operation=guard.limit.operation)
            self._live.add(guard)

    def leave(self, guard: Guard) -> None:
        """It is over."""
        with self._lock:
            self._live.discard(guard)

    def close(self) -> None:
        """End every call with `AbortedError`, and let none begin."""
        with self._lock:
            self.closed = True
            live = list(self._live)
        for guard in live:
            guard.abort()


class AsyncGuards:
    """Bounds what an asynchronous client does, by time and by the client's own life.

    A cancellation from outside passes untouched.
    """

    def __init__(self, runtime: AsyncRuntime) -> None:
        self._runtime = runtime
        self._live: set[anyio.CancelScope] = set()
        self.closed = False

    async def guard(self, limit: Limit, work: Callable[[], Awaitable[T]]) -> T:
        """Bound `work`."""
        if limit.seconds is not None and limit.seconds <= 0:
            raise limit.on_timeout()
        if self.closed:
            raise AbortedError(operation=limit.operation)
        cancel: Callable[[], object] | None = None
        with anyio.CancelScope() as scope:
            self._live.add(scope)
            try:
                if limit.seconds is not None:
                    if self._runtime.timer is None:
                        scope.deadline = anyio.current_time() + limit.seconds
                    else:
                        cancel = self._runtime.timer(limit.seconds, scope.cancel)
                return await work()
            finally:
                self._live.discard(scope)
                if cancel is not None:
                    cancel()
        raise AbortedError(operation=limit.operation) if self.closed else limit.on_timeout()

    def close(self) -> None:
        """End every call with `AbortedError`, and let none begin."""
        self.closed = True
        for scope in list(self._live):
            scope.cancel()
