"""The attempts of one call: what each may take, what came of it, and whether another follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from ._gen import behaviour
from .api_response import APIResponse
from .call import Call
from .cancel import Limit
from .deadline import Deadline, milliseconds
from .deprecation import warn_deprecated
from .errors import APIConnectionError, APIError, CoxswainError
from .middleware import AttemptRequest
from .redact import redact_headers
from .response import Reply, read_result, to_api_error
from .retry import backoff, is_retried_status
from .retry_budget import RetryBudget
from .runtime import AsyncRuntime, Runtime
from .settings import ClientSettings

T = TypeVar("T")


@dataclass(slots=True)
class Answer(Generic[T]):
    """A result, and the reply that it was read from."""

    data: T
    reply: Reply

    def with_response(self) -> APIResponse[T]:
        """What `client.with_raw_response` makes of it."""
        reply = self.reply
        request_id = reply.fields.get("x-request-id")
        return APIResponse(self.data, reply.status, reply.headers, request_id)


Outcome = Answer[T] | CoxswainError
"""How an attempt ended: with a result, or with an error that another attempt may mend."""


class Attempt:
    """One attempt on its way: of a call, or of a stream to connect."""

    def __init__(
        self,
        settings: ClientSettings,
        runtime: Runtime | AsyncRuntime,
        call: Call[Any],
        deadline: Deadline,
        number: int,
    ) -> None:
        operation = call.operation
        self._settings = settings
        self._runtime = runtime
        self._call = call
        self.limit: Limit = deadline.limit(call.settings.timeout, call.timeout_error)
        """What it may take: its timeout, or what is left of the deadline."""
        self._started = runtime.monotonic()
        self.request = AttemptRequest(
            operation.method,
            call.url,
            {**call.headers, "x-coxswain-attempt": str(number)},
            call.body,
            number,
            operation.id,
            operation.result == "stream",
        )
        self._headers = self.request.headers

    def answered(self, status: int, headers: Mapping[str, str]) -> None:
        """An answer has come."""
        self._record({"status": status, "request_id": headers.get("x-request-id")})
        self._call.span.answer(status)
        warn_deprecated(self._call.operation, headers, self._settings.log)

    def failed(self, error: BaseException) -> CoxswainError:
        """No answer has come. Raises what no further attempt can mend."""
        if isinstance(error, CoxswainError):
            self._record({"error": error.code})
        else:
            self._record({"error": str(error) if isinstance(error, Exception) else "aborted"})
        if isinstance(error, APIConnectionError) and error.code != "deadline_exceeded":
            return error
        raise error

    def _record(self, outcome: dict[str, object]) -> None:
        request, started = self.request, self._started
        self._settings.log(
            "debug",
            "attempt",
            lambda: {
                "operation": request.operation,
                "method": request.method,
                "path": urlsplit(request.url).path,
                "attempt": request.attempt,
                "headers": redact_headers(self._headers),
                "duration_ms": int((self._runtime.monotonic() - started) * 1000 + 0.5),
                **outcome,
            },
        )


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
        own = Deadline(runtime, call.operation.id, call.settings.deadline)
        self._deadline = own if call.patience is None else call.patience
        if call.patience is None:
            budget.deposit()

    def begin(self) -> Attempt:
        """The next attempt."""
        return Attempt(self._settings, self._runtime, self._call, self._deadline, self._number)

    def answered(self, attempt: Attempt, reply: Reply) -> Outcome[T]:
        """The attempt brought an answer. Raises what no further attempt can mend."""
        operation, settings = self._call.operation, self._settings
        attempt.answered(reply.status, reply.fields)
        if not 200 <= reply.status < 300:
            return to_api_error(reply, operation.id, settings.redact)
        try:
            data = read_result(operation, reply, validate=settings.validate_responses)
        except APIConnectionError as error:
            return error
        return Answer(data, reply)

    def delay_before_retry(self, error: CoxswainError) -> float:
        """Seconds to wait before the next attempt. Raises where there is none to be."""
        patient = self._call.patience is not None
        if not patient and self._number >= self._call.settings.max_retries:
            raise error
        wish = server_wish(error)
        delay = wish if wish is not None else backoff(self._number, self._runtime.random())
        remaining = self._deadline.remaining()
        if remaining is not None and delay >= remaining:
            raise self._deadline.error(error)
        if not patient and not self._budget.take():
            error.retry_stopped = "budget"
            raise error
        self._number += 1
        announce_retry(self._settings, self._call.operation.id, error, self._number, delay)
        self._call.span.retry(self._number, milliseconds(delay), error)
        return delay

    def wait_limit(self, error: CoxswainError) -> Limit:
        """What the wait after this error may take."""
        return self._deadline.wait_limit(error)


def server_wish(error: CoxswainError) -> float | None:
    """The seconds that the server asks to wait; None when it leaves that to us.

    Raises the error where trying again is of no use, or not for so long.
    """
    if not isinstance(error, APIError):
        return None
    told = None if error.problem is None else error.problem.get("retryable")
    if not is_retried_status(error.status, told):
        raise error
    wish = error.retry_after
    if wish is not None and wish * 1000 > behaviour.RETRY_AFTER_CAP_MS:
        error.retry_stopped = "retry_after"
        raise error
    return wish


def announce_retry(
    settings: ClientSettings, operation: str, error: CoxswainError, attempt: int, delay: float
) -> None:
    """Log that an attempt follows."""
    settings.log(
        "info",
        "retry",
        lambda: {
            "operation": operation,
            "attempt": attempt,
            "delay_ms": milliseconds(delay),
            "error": error.code,
        },
    )
