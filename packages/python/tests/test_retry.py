"""What is retried, and when."""

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxswain.retry import backoff, is_retried_status, parse_retry_after

DATE = "Sat, 21 Nov 2026 10:00:00 GMT"


def test_only_these_statuses_are_retried() -> None:
    retried = {status for status in range(300, 600) if is_retried_status(status, None)}
    assert retried == {408, 429, 500, 502, 503, 504}


@pytest.mark.parametrize(("told", "expected"), [(True, True), (False, False), (None, False)])
def test_a_conflict_is_retried_only_when_the_problem_says_so(
    told: bool | None, expected: bool
) -> None:
    assert is_retried_status(409, told) is expected


@pytest.mark.parametrize("told", [True, False, None])
def test_the_problem_does_not_decide_over_other_statuses(told: bool | None) -> None:
    assert is_retried_status(503, told)
    assert not is_retried_status(422, told)


@pytest.mark.parametrize(("retry", "expected"), [(0, 0.5), (1, 1), (4, 8), (5, 8), (100, 8)])
def test_backoff_doubles_up_to_its_cap(retry: int, expected: float) -> None:
    assert backoff(retry, 1.0) == expected
    assert backoff(retry, 0.5) == expected / 2


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"retry-after-ms": "1500"}, 1.5),
        ({"retry-after-ms": "0"}, 0),
        ({"retry-after-ms": "x", "retry-after": "2"}, 2),
        ({"retry-after-ms": "10", "retry-after": "2"}, 0.01),
        ({"retry-after": "0"}, 0),
        ({"retry-after": "1.125"}, 1.125),
        ({"retry-after": "999999999"}, 999999999),
        ({"retry-after": "1.1234"}, None),
        ({"retry-after": "1234567890"}, None),
        ({"retry-after": "+1"}, None),
        ({"retry-after": "1e3"}, None),
        ({"retry-after": " 1"}, None),
        ({"retry-after": "\u0661"}, None),
        ({"retry-after": "1\n"}, None),
        ({"retry-after": "Sat, 21 Nov 2026 10:00:05 GMT", "date": DATE}, 5),
        ({"retry-after": "Sat, 21 Nov 2026 09:00:00 GMT", "date": DATE}, 0),
        ({"retry-after": "Sat, 21 Nov 2026 10:00:05 GMT"}, None),
        ({"retry-after": "Sun, 21 Nov 2026 10:00:05 GMT", "date": DATE}, None),
        ({"retry-after": "Sat, 31 Feb 2026 10:00:05 GMT", "date": DATE}, None),
        ({"retry-after": "Saturday, 21-Nov-26 10:00:05 GMT", "date": DATE}, None),
        ({"retry-after": "Sat Nov 21 10:00:05 2026", "date": DATE}, None),
        ({"retry-after": "Sat, 21 Nov 2026 10:00:05 GMT", "date": "yesterday"}, None),
    ],
)
def test_the_wish_of_the_server_is_read_in_three_forms(
    headers: dict[str, str], expected: float | None
) -> None:
    assert parse_retry_after(headers) == expected


@given(st.text(), st.text())
def test_no_header_value_breaks_the_parser(value: str, date: str) -> None:
    headers = {"retry-after": value, "date": date, "retry-after-ms": date}
    wish = parse_retry_after(headers)
    assert wish is None or wish >= 0


@given(
    st.datetimes(datetime(1970, 1, 1), datetime(2199, 1, 1)),
    st.integers(min_value=0, max_value=10**6),
)
def test_dates_are_read_against_the_clock_of_the_server(date: datetime, seconds: int) -> None:
    start = date.replace(microsecond=0, tzinfo=timezone.utc)
    until = start + timedelta(seconds=seconds)
    headers = {
        "retry-after": format_datetime(until, usegmt=True),
        "date": format_datetime(start, usegmt=True),
    }
    assert parse_retry_after(headers) == seconds
