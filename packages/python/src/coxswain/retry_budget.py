"""What keeps retries in proportion."""

import threading
from collections.abc import Callable

from ._gen import behaviour


class RetryBudget:
    """A token bucket that all calls of a client share.

    When a server is down, the retries of a busy client stay a fraction of its calls instead of
    multiplying them.
    """

    __slots__ = ("_filled_at", "_lock", "_monotonic", "_tokens")

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._tokens: float = behaviour.BUDGET_CAPACITY
        self._filled_at = monotonic()
        self._lock = threading.Lock()

    def deposit(self) -> None:
        """Called once per call: traffic earns retries."""
        with self._lock:
            self._add(behaviour.BUDGET_REFILL_PER_CALL)

    def take(self) -> bool:
        """Take the token of one retry, if there is one."""
        with self._lock:
            now = self._monotonic()
            self._add(round(now - self._filled_at, 9) * behaviour.BUDGET_REFILL_PER_SECOND)
            self._filled_at = now
            if self._tokens < 1:
                return False
            self._tokens -= 1
            return True

    def _add(self, tokens: float) -> None:
        self._tokens = min(behaviour.BUDGET_CAPACITY, self._tokens + tokens)
