"""One thread that calls back in time: a thread for each attempt would cost more than it."""

import heapq
import os
import threading
import time
from collections.abc import Callable
from itertools import count

_IDLE_SECONDS = 0.25


class Timers:
    """Callbacks by due time. The thread starts with the first and ends after a while of none."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._due: list[tuple[float, int]] = []
        self._callbacks: dict[int, Callable[[], object]] = {}
        self._numbers = count()
        self._thread: threading.Thread | None = None

    def start(self, seconds: float, callback: Callable[[], object]) -> Callable[[], None]:
        """Call back once after `seconds`, unless the returned function is called first."""
        number = next(self._numbers)
        due = time.monotonic() + min(seconds, threading.TIMEOUT_MAX)
        with self._changed:
            self._callbacks[number] = callback
            heapq.heappush(self._due, (due, number))
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._run, name="coxswain-timer", daemon=True
                )
                self._thread.start()
            elif self._due[0][1] == number:
                self._changed.notify()

        def cancel() -> None:
            with self._changed:
                self._callbacks.pop(number, None)
                # A cancelled entry is dropped when it comes due; a busy client with a long timeout
                # must not collect them.
                if len(self._due) > 64 and len(self._due) > 2 * len(self._callbacks):
                    self._due = [entry for entry in self._due if entry[1] in self._callbacks]
                    heapq.heapify(self._due)

        return cancel

    def _run(self) -> None:
        while callback := self._next():
            callback()

    def _next(self) -> Callable[[], object] | None:
        """Wait for what is due; None when there has been nothing to wait for."""
        with self._changed:
            while True:
                while self._due and self._due[0][1] not in self._callbacks:
                    heapq.heappop(self._due)
                if not self._due:
                    if not self._changed.wait(_IDLE_SECONDS) and not self._due:
                        self._thread = None
                        return None
                    continue
                due, number = self._due[0]
                left = due - time.monotonic()
                if left <= 0:
                    heapq.heappop(self._due)
                    return self._callbacks.pop(number)
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
