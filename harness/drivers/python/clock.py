"""Time that moves only when somebody waits for it."""

import asyncio
import threading
import time
from collections.abc import Callable
from itertools import count
from typing import Any

import coxswain


class Clock:
    """The clock of one client. In real mode only chance is replaced and sleeps are recorded."""

    def __init__(self, mode: str, start_ms: int) -> None:
        self.real = mode == "real"
        self.sleeps_ms: list[float] = []
        self.held = False
        self._start = start_ms / 1000
        self._elapsed_ms = 0.0
        self._waiting: dict[int, tuple[float, Callable[[], object]]] = {}
        self._numbers = count()
        self._lock = threading.RLock()

    def runtime(self, *, asynchronous: bool) -> dict[str, Any]:
        """The members of the SDK's runtime, by name."""
        members: dict[str, Any] = {
            "random": lambda: 0.5,
            "sleep": self._sleep_async if asynchronous else self._sleep,
        }
        if not self.real:
            members["now"] = lambda: self._start + self._elapsed_ms / 1000
            members["monotonic"] = lambda: self._elapsed_ms / 1000
            members["timer"] = self._timer
        return members

    @property
    def timers(self) -> int:
        """How many wait."""
        with self._lock:
            return len(self._waiting)

    def advance(self, ms: float) -> None:
        """Move time and call back what falls due on the way, in order."""
        until = self._elapsed_ms + ms
        while True:
            with self._lock:
                due = sorted((at, number) for number, (at, _) in self._waiting.items())
                if not due or due[0][0] > until:
                    self._elapsed_ms = until
                    return
                at, number = due[0]
                self._elapsed_ms = max(self._elapsed_ms, at)
                _, callback = self._waiting.pop(number)
            callback()

    def _timer(self, seconds: float, callback: Callable[[], object]) -> Callable[[], None]:
        number = next(self._numbers)
        with self._lock:
            self._waiting[number] = (self._elapsed_ms + seconds * 1000, callback)
        return lambda: self._forget(number)

    def _forget(self, number: int) -> None:
        with self._lock:
            self._waiting.pop(number, None)

    def _record(self, seconds: float) -> None:
        # The protocol speaks milliseconds; a microsecond is finer than any promise of the SDK.
        self.sleeps_ms.append(round(seconds * 1000, 3))

    def _sleep(self, seconds: float, stopped: threading.Event) -> None:
        self._record(seconds)
        if self.real:
            coxswain.Runtime().sleep(seconds, stopped)
        elif not self.held:
            self.advance(seconds * 1000)
        else:
            over = threading.Event()
            cancel = self._timer(seconds, over.set)
            while not over.is_set() and not stopped.is_set():
                time.sleep(0.002)
            cancel()

    async def _sleep_async(self, seconds: float) -> None:
        self._record(seconds)
        if self.real:
            await coxswain.AsyncRuntime().sleep(seconds)
        elif not self.held:
            self.advance(seconds * 1000)
            await asyncio.sleep(0)
        else:
            over = asyncio.Event()
            cancel = self._timer(seconds, over.set)
            try:
                await over.wait()
            finally:
                cancel()
