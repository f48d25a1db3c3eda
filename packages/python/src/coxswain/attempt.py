"""The attempts of one call: what each may take, what came of it, and whether another follows."""

from typing import Generic, TypeVar, cast
from urllib.parse import urlsplit

from ._gen import behaviour
from .api_response import APIResponse
from .call import Call
from .cancel import Limit
from .deprecation import warn_deprecated
from .errors import APIConnectionError, APIError, APITimeoutError, CoxswainError
from .middleware import AttemptRequest
from .redact import redact_headers
from .response import Reply, read_result, to_api_error
from .retry import backoff, is_retried_status
from .retry_budget import RetryBudget
from .runtime import AsyncRuntime, Runtime
from .settings import ClientSettings

T = TypeVar("T")


Outcome = APIResponse[T] | CoxswainError
"""How an attempt ended: with a result, or with an error that another attempt may mend."""


class Attempts(Generic[T]):
    """The attempts of one call. Nothing here waits or sends: the transports do."""

    def __init__(
        self,
        settings: ClientSettings,
        runtime: Runtime | AsyncRuntime,
        budget: RetryBudget,
        call: Call[T],
    ) -> None:
        self._settings = settings
        self._runtime = runtime
        self._budget = budget
        self._call = call
        self._number = 0
        self._call_started = self._attempt_started = runtime.monotonic()
        self._headers: dict[str, str] = {}
        budget.deposit()

    def begin(self) -> tuple[AttemptRequest, Limit]:
        """The next attempt and what it may take: its timeout, or what is left of the deadline."""
        call, timeout, remaining = self._call, self._call.settings.timeout, self._remaining()
        self._attempt_started = self._runtime.monotonic()
        self._headers = {**call.headers, "x-coxswain-attempt": str(self._number)}
        method, operation = call.operation.method, call.operation.id
        request = AttemptRequest(
            method, call.url, self._headers, call.body, self._number, operation
        )
        if remaining is not None and (timeout is None or remaining <= timeout):
            return request, Limit(operation, remaining, self._deadline_error)
        return request, Limit(operation, timeout, self._timeout_error)

    def answered(self, reply: Reply) -> Outcome[T]:
        """The attempt brought an answer. Raises what no further attempt can mend."""
        operation, settings = self._call.operation, self._settings
        request_id = reply.headers.get("x-request-id")
        self._record({"status": reply.status, "request_id": request_id})
        self._call.span.answer(reply.status)
        warn_deprecated(operation, reply.headers, settings.log)
        if not 200 <= reply.status < 300:
            return to_api_error(reply, operation.id, settings.redact)
        try:
            data = read_result(operation, reply, validate=settings.validate_responses)
        except APIConnectionError as error:
            return error
        return APIResponse(data, reply.status, reply.headers, request_id)

    def failed(self, error: BaseException) -> CoxswainError:
        """The attempt brought no answer. Raises what no further attempt can mend."""
        if isinstance(error, CoxswainError):
            self._record({"error": error.code})
        else:
            self._record({"error": str(error) if isinstance(error, Exception) else "aborted"})
        if isinstance(error, APIConnectionError) and error.code != "deadline_exceeded":
            return error
        raise error

    def delay_before_retry(self, error: CoxswainError) -> float:
        """Seconds to wait before the next attempt. Raises where there is none to be."""
        if self._number >= self._call.settings.max_retries:
            raise error
        wish: float | None = None
        if isinstance(error, APIError):
            wish = error.retry_after
            told = None if error.problem is None else error.problem.get("retryable")
            if not is_retried_status(error.status, told):
                raise error
        if wish is not None and wish * 1000 > behaviour.RETRY_AFTER_CAP_MS:
            error.retry_stopped = "retry_after"
            raise error
        delay = wish if wish is not None else backoff(self._number, self._runtime.random())
        remaining = self._remaining()
        if remaining is not None and delay >= remaining:
            raise self._deadline_error() from error
        if not self._budget.take():
            error.retry_stopped = "budget"
            raise error
        self._number += 1
        self._announce_retry(delay, error)
        return delay

    def wait_limit(self, error: CoxswainError) -> Limit:
        """What the wait after this error may take."""

        def on_timeout() -> CoxswainError:
            deadline_error = self._deadline_error()
            deadline_error.__cause__ = error
            return deadline_error

        return Limit(self._call.operation.id, self._remaining(), on_timeout)

    def _remaining(self) -> float | None:
        deadline = self._call.settings.deadline
        if deadline is None:
            return None
        # Nanoseconds are noise of counting in seconds; they must not decide whether a wait fits.
        return round(deadline - (self._runtime.monotonic() - self._call_started), 9)

    def _timeout_error(self) -> APITimeoutError:
        took = _milliseconds(cast("float", self._call.settings.timeout))
        message = f"the attempt took longer than {took} ms"
        return APITimeoutError(message, "timeout", operation=self._call.operation.id)

    def _deadline_error(self) -> APITimeoutError:
        took = _milliseconds(cast("float", self._call.settings.deadline))
        message = f"the call took longer than its deadline of {took} ms"
        return APITimeoutError(message, "deadline_exceeded", operation=self._call.operation.id)

    def _record(self, outcome: dict[str, object]) -> None:
        call, started = self._call, self._attempt_started
        self._settings.log(
            "debug",
            "attempt",
            lambda: {
                "operation": call.operation.id,
                "method": call.operation.method,
                "path": urlsplit(call.url).path,
                "attempt": self._number,
                "headers": redact_headers(self._headers),
                "duration_ms": int((self._runtime.monotonic() - started) * 1000 + 0.5),
                **outcome,
            },
        )

    def _announce_retry(self, delay: float, error: CoxswainError) -> None:
        self._call.span.retry(self._number, _milliseconds(delay), error)
        self._settings.log(
            "info",
            "retry",
            lambda: {
                "operation": self._call.operation.id,
                "attempt": self._number,
                "delay_ms": _milliseconds(delay),
                "error": error.code,
            },
        )


def _milliseconds(seconds: float) -> int | float:
    """Without the noise that comes from counting in seconds."""
    value = round(seconds * 1000, 6)
    return int(value) if value == int(value) else value
