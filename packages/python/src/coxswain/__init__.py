"""The Python SDK of Coxswain, the control plane that keeps a crew of AI agents in time.

`Coxswain` and `AsyncCoxswain` are the clients; everything else is what they take, return and raise.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from ._gen import async_resources, exports, resources
from ._gen.async_resources import *
from ._gen.errors import ErrorCode
from ._gen.resources import *
from .api_response import APIResponse
from .async_stream import AsyncEventStream
from .client import AsyncCoxswain, Coxswain
from .errors import (
    AbortedError,
    APIConnectionError,
    APIError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    ConflictError,
    CoxswainError,
    GoneError,
    GovernedError,
    GovernedErrorCode,
    InternalError,
    MethodNotAllowedError,
    NotFoundError,
    PayloadTooLargeError,
    PermissionDeniedError,
    PreconditionFailedError,
    RateLimitedError,
    ResponseFormatError,
    RetryStopped,
    UnavailableError,
    UnprocessableError,
    UnsupportedMediaTypeError,
    WebhookErrorCode,
    WebhookVerificationError,
)
from .governed import Governed, GovernedRun
from .headers import HeaderValues
from .logger import LogFields, Logger, LogLevel, StandardLogger
from .middleware import (
    AsyncMiddleware,
    AsyncSendAttempt,
    AttemptRequest,
    Middleware,
    SendAttempt,
)
from .model import Model, Unrecognized
from .operation import HttpMethod
from .options import GovernedOptions, RequestOptions, StreamOptions
from .pagination import AsyncPaginator, Page, Paginator
from .problem import ErrorCategory, Problem, ProblemItem
from .runtime import AsyncRuntime, Runtime, Timer
from .stream import EventStream
from .version import __version__

if TYPE_CHECKING:
    from ._gen import events, models, params
    from ._gen.events import *
    from ._gen.models import *
    from ._gen.params import *
    from .stream_item import StreamItem, StreamResetItem

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIResponse",
    "APITimeoutError",
    "AbortedError",
    "AsyncCoxswain",
    "AsyncEventStream",
    "AsyncMiddleware",
    "AsyncPaginator",
    "AsyncRuntime",
    "AsyncSendAttempt",
    "AttemptRequest",
    "AuthenticationError",
    "BadRequestError",
    "ConflictError",
    "Coxswain",
    "CoxswainError",
    "ErrorCategory",
    "ErrorCode",
    "EventStream",
    "GoneError",
    "Governed",
    "GovernedError",
    "GovernedErrorCode",
    "GovernedOptions",
    "GovernedRun",
    "HeaderValues",
    "HttpMethod",
    "InternalError",
    "LogFields",
    "LogLevel",
    "Logger",
    "MethodNotAllowedError",
    "Middleware",
    "Model",
    "NotFoundError",
    "Page",
    "Paginator",
    "PayloadTooLargeError",
    "PermissionDeniedError",
    "PreconditionFailedError",
    "Problem",
    "ProblemItem",
    "RateLimitedError",
    "RequestOptions",
    "ResponseFormatError",
    "RetryStopped",
    "Runtime",
    "SendAttempt",
    "StandardLogger",
    "StreamItem",
    "StreamOptions",
    "StreamResetItem",
    "Timer",
    "UnavailableError",
    "UnprocessableError",
    "Unrecognized",
    "UnsupportedMediaTypeError",
    "WebhookErrorCode",
    "WebhookVerificationError",
    "__version__",
]
__all__ += resources.__all__
__all__ += async_resources.__all__

if TYPE_CHECKING:
    __all__ += models.__all__
    __all__ += events.__all__
    __all__ += params.__all__
else:
    _HOMES = {name: f"._gen.{home}" for name, home in exports.HOMES.items()}
    _HOMES |= dict.fromkeys(("StreamItem", "StreamResetItem"), ".stream_item")
    __all__.extend(exports.HOMES)

    def __getattr__(name: str) -> object:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = globals()[name] = getattr(import_module(home, __name__), name)
        return found

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
