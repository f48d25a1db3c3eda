"""The options of a client and of a call: checked, completed, and then never changed."""

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import cast
from urllib.parse import urlsplit

from ._gen import behaviour
from .encode import is_path
from .environment import read_environment
from .errors import CoxswainError
from .headers import HeaderValues, build_headers, check_headers
from .logger import LOG_LEVELS, Log, Logger, LogLevel, StandardLogger, create_log
from .options import RequestOptions
from .redact import Redact, create_redact
from .user_agent import create_user_agent


@dataclass(frozen=True, slots=True)
class CallSettings:
    """The options that a call may set, decided."""

    timeout: float | None
    deadline: float | None
    max_retries: int


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """What all calls of a client have in common."""

    call: CallSettings
    url: str
    """Base URL with the API prefix, without a slash at its end."""
    user_agent: str
    authorization: str = field(repr=False)
    headers: HeaderValues = field(repr=False)
    log: Log
    redact: Redact
    validate_responses: bool


_BASE_URL = re.compile(
    r"https?://([\w.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?(/[^?#]*)?", re.ASCII | re.IGNORECASE
)
_NUMERIC_HOST = re.compile(r"(^|\.)([0-9]+|0x[0-9a-f]*)\.?$", re.IGNORECASE)
_LONGEST = sys.float_info.max
_DEFAULT_CALL = CallSettings(
    timeout=behaviour.DEFAULT_TIMEOUT_MS / 1000,
    deadline=None,
    max_retries=behaviour.DEFAULT_MAX_RETRIES,
)


def resolve_client_options(
    *,
    base_url: str | None,
    api_key: str | None,
    call: RequestOptions,
    logger: Logger | None,
    log_level: LogLevel | None,
    validate_responses: bool,
) -> ClientSettings:
    """A client's options checked and completed, from the environment too."""
    key = api_key if api_key is not None else read_environment(behaviour.ENV_API_KEY)
    if not key:
        raise CoxswainError(f"no API key: give api_key or set {behaviour.ENV_API_KEY}")
    authorization = f"Bearer {key}"
    headers = dict(call.get("headers") or {})
    check_headers(build_headers({"authorization": authorization}, headers))
    redact = create_redact(key)
    level = log_level if log_level is not None else read_environment(behaviour.ENV_LOG) or "warn"
    if level not in LOG_LEVELS:
        allowed = ", ".join(LOG_LEVELS)
        raise CoxswainError(f"{behaviour.ENV_LOG} or log_level is none of {allowed}")
    base = base_url if base_url is not None else read_environment(behaviour.ENV_BASE_URL)
    return ClientSettings(
        call=resolve_call_options(call, _DEFAULT_CALL),
        url=_resolve_base_url(base if base is not None else behaviour.DEFAULT_BASE_URL),
        user_agent=create_user_agent(),
        authorization=authorization,
        headers=headers,
        log=create_log(logger if logger is not None else StandardLogger(), level, redact),
        redact=redact,
        validate_responses=validate_responses,
    )


def resolve_call_options(options: RequestOptions, fallback: CallSettings) -> CallSettings:
    """What is absent falls back; what is present must make sense."""
    if not options:
        return fallback
    check_options(options, RequestOptions)
    given = cast("Mapping[str, object]", options)
    return CallSettings(
        timeout=check_duration(given.get("timeout", fallback.timeout), "timeout"),
        deadline=check_duration(given.get("deadline", fallback.deadline), "deadline"),
        max_retries=check_count(given.get("max_retries", fallback.max_retries), "max_retries"),
    )


def check_options(given: Iterable[str], kind: type) -> None:
    """Refuse a name that is none of the options: it is one misspelt."""
    unknown = set(given) - kind.__annotations__.keys()
    if unknown:
        raise CoxswainError(f"unknown option: {', '.join(sorted(unknown))}")


def check_duration(value: object, name: str) -> float | None:
    """Seconds; None for no limit."""
    if value is None:
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value <= _LONGEST:
        return value
    raise CoxswainError(f"{name} must be a finite number above 0")


def check_count(value: object, name: str) -> int:
    """How often something may be tried again."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100:
        return value
    raise CoxswainError(f"{name} must be an integer from 0 to 100")


def _resolve_base_url(text: str) -> str:
    """Kept as it was written, so that it reaches the wire byte by byte.

    Hence no more than what every parser of URLs reads alike.
    """
    try:
        parts = _BASE_URL.fullmatch(text)
        usable = parts is not None and urlsplit(text).port != 0
        # `127.1` and `0x7f.1` are addresses to some parsers and names to others.
        if parts is not None and _NUMERIC_HOST.search(parts[1]):
            IPv4Address(parts[1])
    except ValueError:
        usable = False
    if not usable or not is_path(urlsplit(text).path or "/"):
        # The text is not part of the message: it may hold a password.
        raise CoxswainError(
            "the base URL must be http or https in plain ASCII, without query, fragment or user"
        )
    return text.rstrip("/") + behaviour.BASE_PATH
