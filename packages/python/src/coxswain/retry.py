"""What is retried, and when."""

import re
from collections.abc import Mapping
from datetime import datetime, timezone

from ._gen import behaviour

_DECIMAL = re.compile(r"[0-9]{1,9}(\.[0-9]{1,3})?")
_IMF_FIXDATE = re.compile(
    r"(?P<weekday>[A-Z][a-z]{2}), (?P<day>[0-9]{2}) (?P<month>[A-Z][a-z]{2}) (?P<year>[0-9]{4})"
    r" (?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2}) GMT"
)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def is_retried_status(status: int, problem_retryable: bool | None) -> bool:
    """Whether a status is retried; a 409 only when the problem itself says so."""
    return status in behaviour.RETRY_STATUSES or (status == 409 and problem_retryable is True)


def backoff(retry: int, random: float, base: int = behaviour.BACKOFF_BASE_MS) -> float:
    """Full jitter: `random * min(cap, base * 2^n)` seconds before retry n, counted from 0.

    The base is in milliseconds.
    """
    cap = min(behaviour.BACKOFF_CAP_MS, base * 2.0 ** min(retry, 64))
    return random * cap / 1000


def parse_retry_after(headers: Mapping[str, str]) -> float | None:
    """How many seconds the server asks to wait.

    None when it does not say so in one of the three accepted forms: `retry-after-ms`,
    `Retry-After` in seconds, `Retry-After` as a date, which is read against the server's own clock
    (`Date`), never against ours.
    """
    milliseconds = _parse_decimal(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    value = headers.get("retry-after")
    seconds = _parse_decimal(value)
    if seconds is not None:
        return round(seconds * 1000) / 1000
    until = _parse_imf_date(value)
    start = _parse_imf_date(headers.get("date"))
    return None if until is None or start is None else max(0.0, until - start)


def _parse_decimal(value: str | None) -> float | None:
    return float(value) if value is not None and _DECIMAL.fullmatch(value) else None


def _parse_imf_date(value: str | None) -> float | None:
    """RFC 9110 IMF-fixdate, whose weekday must be the right one."""
    match = _IMF_FIXDATE.fullmatch(value or "")
    if match is None or match["month"] not in _MONTHS:
        return None
    day, year, hour, minute, second = (
        int(match[part]) for part in ("day", "year", "hour", "minute", "second")
    )
    if year < 100:
        # JavaScript takes such a year for one of the last century or of this one.
        return None
    try:
        date = datetime(
            year, _MONTHS.index(match["month"]) + 1, day, hour, minute, second, tzinfo=timezone.utc
        )
    except ValueError:
        return None
    return date.timestamp() if _WEEKDAYS[date.weekday()] == match["weekday"] else None
