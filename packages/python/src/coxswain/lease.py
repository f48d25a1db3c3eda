"""Keeping a claim while its work runs, for a synchronous client."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .cancel import Guards
from .errors import ConflictError
from .runtime import Timer

if TYPE_CHECKING:
    from .runtime import Runtime


class Lease:
    """The time that a claim holds.

    Renewed every third of it, which leaves room for a renewal that fails.

    ```
    held ── a third passes ──> renewing ── renewed, or failed otherwise ──> held
      └── it runs out ──> lost <── 409 ──┘
    ```
    """

    def __init__(
        self,
        timer: Timer,
        monotonic: Callable[[], float],
        seconds: float,
        claimed_at: float,
        wake: Callable[[], object],
    ) -> None:
        """`claimed_at` is the time before the claim was sent: it began later, if anything.
        `wake` is called when it is time to renew, and when there is nothing more to do."""
        self.seconds = seconds
        self.interval = seconds / 3
        self.lost = False
        self.over = False
        self.cause: BaseException | None = None
        """What refused the renewal."""
        self._timer = timer
        self._monotonic = monotonic
        self._wake = wake
        self._lock = threading.Lock()
        with self._lock:
            self._cancel_end = self._hold_from(claimed_at)
            self._cancel_tick = timer(self.interval, self._tick)

    def renewed(self, asked_at: float) -> None:
        """It holds anew since it was asked for."""
        with self._lock:
            if not self.over:
                self._cancel_end()
                self._cancel_end = self._hold_from(asked_at)

    def lose(self, cause: BaseException | None = None) -> None:
        """Nobody believes in this run any more."""
        with self._lock:
            if self.over:
                return
            self.lost = True
            self.cause = cause
            self._end()

    def release(self) -> None:
        """The work has ended."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        self.over = True
        self._cancel_tick()
        self._cancel_end()
        self._wake()

    def _hold_from(self, asked_at: float) -> Callable[[], object]:
        left = asked_at + self.seconds - self._monotonic()
        return self._timer(max(0.0, left), self.lose)

    def _tick(self) -> None:
        with self._lock:
            if self.over:
                return
            self._cancel_tick = self._timer(self.interval, self._tick)
            self._wake()


@contextmanager
def keep_lease(
    runtime: Runtime,
    seconds: float,
    claimed_at: float,
    renew: Callable[[float, Guards], object],
) -> Generator[Lease]:
    """Renew a lease from a thread of its own, which is gone when the block is left.

    `renew` is given the seconds that it may take, and guards that end it when the work has ended.
    """
    due = threading.Event()
    guards = Guards(runtime)
    lease = Lease(runtime.timer, runtime.monotonic, seconds, claimed_at, due.set)

    def keep() -> None:
        while True:
            due.wait()
            due.clear()
            if lease.over:
                return
            asked_at = runtime.monotonic()
            try:
                renew(lease.interval, guards)
                lease.renewed(asked_at)
            except ConflictError as error:
                lease.lose(error)
            except Exception:
                # Another chance comes with the next third.
                continue

    thread = threading.Thread(target=keep, name="coxswain-lease", daemon=True)
    thread.start()
    try:
        yield lease
    finally:
        lease.release()
        guards.close()
        thread.join()
