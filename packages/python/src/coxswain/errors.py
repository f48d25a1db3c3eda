"""Everything that this library raises.

CoxswainError
├── APIError                        the server answered, and not with 2xx
│   ├── BadRequestError                400
│   ├── AuthenticationError            401
│   ├── PermissionDeniedError          403
│   ├── NotFoundError                  404
│   ├── MethodNotAllowedError          405
│   ├── ConflictError                  409
│   ├── GoneError                      410
│   ├── PreconditionFailedError        412
│   ├── PayloadTooLargeError           413
│   ├── UnsupportedMediaTypeError      415
│   ├── UnprocessableError             422
│   ├── RateLimitedError               429
│   ├── UnavailableError               503
│   └── InternalError                  any other 5xx
├── APIConnectionError              no answer, or none that could be read to its end
│   └── APITimeoutError                not within the attempt's timeout or the call's deadline
├── AbortedError                    the client was closed during the call
├── ResponseFormatError             a 2xx that is not what the contract declares
├── WebhookVerificationError        a request that is no webhook, or not one of now
└── GovernedError                   governed work was not done, or its end is not on record

`APIConnectionError` is a `ConnectionError`, `APITimeoutError` a `TimeoutError` as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, cast

import httpx

from ._gen.errors import ERROR_CATEGORIES
from .problem import ErrorCategory, Problem

if TYPE_CHECKING:
    from ._gen.models import Action, Approval

RetryStopped = Literal["budget", "retry_after"]
"""Why retrying ended although attempts were left."""


class CoxswainError(Exception):
    """Everything this library raises.

    On its own it is a mistake made by the caller (`invalid_argument`), found before anything was
    sent.
    """

    code: str
    """Closed set: the contract's error codes, or one of this library's own."""
    operation: str | None
    """What was called: `agents.upsert`; None when nothing was."""
    retry_stopped: RetryStopped | None

    def __init__(
        self, message: str, code: str = "invalid_argument", *, operation: str | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.operation = operation
        self.retry_stopped = None

    def __str__(self) -> str:
        return str(self.args[0])

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.args, self.__dict__)


def _restore(
    kind: type[CoxswainError], args: tuple[object, ...], state: dict[str, object]
) -> CoxswainError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error


class APIError(CoxswainError):
    """The server's refusal. `code` is the problem's, or `unknown` when the body is no problem."""

    status: int
    category: ErrorCategory
    request_id: str | None
    headers: httpx.Headers
    problem: Problem | None
    """The problem document, when the body was one."""
    retryable: bool
    retry_after: float | None
    """How long the server asks to wait, in seconds."""

    def __init__(
        self,
        message: str,
        status: int,
        headers: httpx.Headers,
        problem: Problem | None,
        *,
        retryable: bool,
        retry_after: float | None,
        operation: str,
    ) -> None:
        found: Problem = problem if problem is not None else {}
        super().__init__(message, found.get("code", "unknown"), operation=operation)
        self.status = status
        self.category = _category_of(self.code, status)
        self.request_id = headers.get("x-request-id", found.get("request_id"))
        self.headers = headers
        self.problem = problem
        self.retryable = retryable
        self.retry_after = retry_after

    @staticmethod
    def class_of(status: int) -> type[APIError]:
        """The class that a status calls for."""
        return _ERROR_CLASSES.get(status, InternalError if status >= 500 else APIError)


def _category_of(code: str, status: int) -> ErrorCategory:
    fallback = "internal" if status >= 500 else "validation"
    found = ERROR_CATEGORIES.get(code) or ERROR_CATEGORIES.get(str(status)) or fallback
    return cast("ErrorCategory", found)


class BadRequestError(APIError):
    """400"""


class AuthenticationError(APIError):
    """401"""


class PermissionDeniedError(APIError):
    """403"""


class NotFoundError(APIError):
    """404"""


class MethodNotAllowedError(APIError):
    """405"""


class ConflictError(APIError):
    """409"""


class GoneError(APIError):
    """410"""


class PreconditionFailedError(APIError):
    """412"""


class PayloadTooLargeError(APIError):
    """413"""


class UnsupportedMediaTypeError(APIError):
    """415"""


class UnprocessableError(APIError):
    """422"""


class RateLimitedError(APIError):
    """429"""


class InternalError(APIError):
    """500 and every other 5xx but 503"""


class UnavailableError(APIError):
    """503"""


_ERROR_CLASSES: dict[int, type[APIError]] = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    405: MethodNotAllowedError,
    409: ConflictError,
    410: GoneError,
    412: PreconditionFailedError,
    413: PayloadTooLargeError,
    415: UnsupportedMediaTypeError,
    422: UnprocessableError,
    429: RateLimitedError,
    503: UnavailableError,
}


class APIConnectionError(CoxswainError, ConnectionError):
    """No answer, or one that broke off or could not be decompressed. Retried."""

    def __init__(
        self, message: str, code: str = "connection_error", *, operation: str | None = None
    ) -> None:
        super().__init__(message, code, operation=operation)


class APITimeoutError(APIConnectionError, TimeoutError):
    """Code `timeout`: one attempt took too long, retried. Code `deadline_exceeded`: the call."""

    def __init__(
        self, message: str, code: str = "timeout", *, operation: str | None = None
    ) -> None:
        super().__init__(message, code, operation=operation)


class AbortedError(CoxswainError):
    """The client was closed while the call was under way."""

    def __init__(self, *, operation: str | None = None) -> None:
        super().__init__("the call was aborted", "aborted", operation=operation)


class ResponseFormatError(CoxswainError):
    """A 2xx whose body is not what the contract declares. Never retried: it has taken effect."""

    def __init__(self, message: str, *, operation: str | None = None) -> None:
        super().__init__(message, "invalid_response", operation=operation)


WebhookErrorCode = Literal[
    "missing_header",
    "invalid_timestamp",
    "timestamp_too_old",
    "timestamp_too_new",
    "signature_mismatch",
    "invalid_event",
]
"""Why a webhook was refused."""


class WebhookVerificationError(CoxswainError):
    """A request that is not a webhook of Coxswain's, or not one of now. Answer it with 400."""

    def __init__(self, message: str, code: WebhookErrorCode) -> None:
        super().__init__(message, code)


GovernedErrorCode = Literal[
    "action_blocked",
    "action_denied",
    "approval_expired",
    "action_cancelled",
    "act_modified",
    "action_not_approved",
    "lease_lost",
    "outcome_unrecorded",
]
"""Why governed work was not done, or that its end is not on record (the last two)."""


class GovernedError(CoxswainError):
    """Governed work that was not done, or whose end the server does not know."""

    action: Action
    """The action, as it was last seen."""
    approval: Approval | None
    """The decision of the person, where one was asked; its `message` tells why."""
    ran: bool
    """Whether the callback was called."""
    result: Any
    """What the callback returned."""

    def __init__(
        self,
        code: GovernedErrorCode,
        action: Action,
        approval: Approval | None,
        *,
        ran: bool = False,
        result: object = None,
    ) -> None:
        why = None if approval is None else approval.message
        if code == "action_blocked":
            # A server of an earlier version gives none.
            reasons = getattr(action, "reasons", None)
            why = reasons[0].message if reasons else None
        said = f": {why}" if why else ""
        message = f"{code.replace('_', ' ')} ({getattr(action, 'id', None)}){said}"
        super().__init__(message, code, operation="governed")
        self.action = action
        self.approval = approval
        self.ran = ran
        self.result = result
