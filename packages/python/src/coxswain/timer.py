"""One thread that calls back in time: a thread for each attempt would cost more than it."""

import heapq
import os
import threading
import time
from collections.abc import Callable
from itertools import count

_IDLE_SECONDS = 0.25
_FEW = 64

Callbacks = list[Callable[[], object]]
"""One, or none where it was cancelled: emptying a list takes no lock."""


class Timers:
    """Callbacks by due time. The thread starts with the first and ends after a while of none."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._due: list[tuple[float, int, Callbacks]] = []
        self._most = _FEW
        self._numbers = count()
        self._thread: threading.Thread | None = None

    def start(self, seconds: float, callback: Callable[[], object]) -> Callable[[], None]:
        """Call back once after `seconds`, unless the returned function is called first."""
        due = time.monotonic() + min(seconds, threading.TIMEOUT_MAX)
        callbacks = [callback]
        with self._lock:
            heapq.heappush(self._due, (due, next(self._numbers), callbacks))
            if len(self._due) > self._most:
                self._drop_cancelled()
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run, name="coxswain-timer", daemon=True
                )
                self._thread.start()
            elif seconds < _IDLE_SECONDS and self._due[0][2] is callbacks:
                # What is due later is seen in time: the thread never sleeps for longer.
                self._changed.notify()
        return callbacks.clear

    def _drop_cancelled(self) -> None:
        """A busy client with a long timeout must not collect what comes due after a minute.

        Twice as many as are left may come before this is done again, so that each costs the same.
        """
        self._due = [entry for entry in self._due if entry[2]]
        heapq.heapify(self._due)
        self._most = max(_FEW, 2 * len(self._due))

    def _run(self) -> None:
        while (callbacks := self._next()) is not None:
            for callback in tuple(callbacks):
                callback()

    def _next(self) -> Callbacks | None:
        """Wait for what is due; None when there has been nothing to wait for."""
        with self._lock:
            while True:
                while self._due and not self._due[0][2]:
                    heapq.heappop(self._due)
                if not self._due:
                    if not self._changed.wait(_IDLE_SECONDS) and not self._due:
                        self._thread = None
                        return None
                    continue
                left = self._due[0][0] - time.monotonic()
                if left <= 0:
                    return heapq.heappop(self._due)[2]
                # Not for longer, so that the thread ends when all it waits for was cancelled.
                self._changed.wait(min(left, _IDLE_SECONDS))


_timers = Timers()


def start_timer(seconds: float, callback: Callable[[], object]) -> Callable[[], None]:
    """Call back once after `seconds`, from a thread of its own, unless cancelled first."""
    return _timers.start(seconds, callback)


def _forget() -> None:
    """A forked child has neither the thread nor, perhaps, a usable lock."""
    global _timers
    _timers = Timers()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
