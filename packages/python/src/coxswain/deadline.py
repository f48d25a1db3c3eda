"""What is left of the time that a call may take in all."""

from collections.abc import Callable

from .cancel import Limit
from .errors import APITimeoutError, CoxswainError
from .runtime import AsyncRuntime, Runtime


class Deadline:
    """Counts from its making, over all attempts and waits. None seconds: no limit."""

    def __init__(
        self, runtime: Runtime | AsyncRuntime, operation: str, seconds: float | None
    ) -> None:
        self._runtime = runtime
        self._operation = operation
        self._seconds = seconds
        self._started = runtime.monotonic()

    def remaining(self) -> float | None:
        """Seconds that are left; None for no limit."""
        if self._seconds is None:
            return None
        # Nanoseconds are noise of counting in seconds; they must not decide whether a wait fits.
        return round(self._seconds - (self._runtime.monotonic() - self._started), 9)

    def error(self, cause: BaseException | None = None) -> APITimeoutError:
        """What a call ends with when nothing is left."""
        took = milliseconds(self._seconds or 0)
        message = f"the call took longer than its deadline of {took} ms"
        error = APITimeoutError(message, "deadline_exceeded", operation=self._operation)
        if cause is not None:
            error.__cause__ = cause
        return error

    def limit(self, seconds: float | None, on_timeout: Callable[[], CoxswainError]) -> Limit:
        """So many seconds, or what is left where that is no more."""
        remaining = self.remaining()
        if remaining is not None and (seconds is None or remaining <= seconds):
            return Limit(self._operation, remaining, self.error)
        return Limit(self._operation, seconds, on_timeout)

    def wait_limit(self, cause: CoxswainError) -> Limit:
        """What the wait after this error may take."""
        return Limit(self._operation, self.remaining(), lambda: self.error(cause))


def milliseconds(seconds: float) -> int | float:
    """Without the noise that comes from counting in seconds."""
    value = round(seconds * 1000, 6)
    return int(value) if value == int(value) else value
