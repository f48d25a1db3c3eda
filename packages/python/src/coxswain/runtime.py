"""Time and chance."""

import os
import struct
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import anyio

from .timer import start_timer

Timer = Callable[[float, Callable[[], object]], Callable[[], object]]

_POOL_SIZE = 256
_pool: list[int] = []


def sleep(seconds: float, stopped: threading.Event) -> None:
    """Wait, unless the call is given up meanwhile."""
    if seconds > 0:
        stopped.wait(seconds)


def random() -> float:
    """At least 0, less than 1. Asking the system is dear; a pool spreads that over 256 numbers."""
    try:
        bits = _pool.pop()
    except IndexError:
        bits, *more = struct.unpack(f"{_POOL_SIZE}Q", os.urandom(8 * _POOL_SIZE))
        _pool.extend(more)
    return (bits >> 11) * 2.0**-53


if hasattr(os, "register_at_fork"):
    # A child would draw the numbers of its parent.
    os.register_at_fork(after_in_child=_pool.clear)


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """Time and chance of a synchronous client.

    Retry, budget, timeouts, idempotency keys and logs take them from here and from nowhere else, so
    that a test, a simulation or an unusual platform can replace them.
    """

    now: Callable[[], float] = time.time
    """Seconds since the epoch."""
    monotonic: Callable[[], float] = time.monotonic
    """Seconds that never go back."""
    sleep: Callable[[float, threading.Event], object] = sleep
    """Returns after so many seconds, or soon after the event is set. Asked for every wait, also one
    of 0."""
    timer: Timer = start_timer
    """Calls back once after so many seconds, from any thread, unless the returned function is
    called first."""
    random: Callable[[], float] = random
    """At least 0, less than 1. Default: from the system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AsyncRuntime:
    """Time and chance of an asynchronous client."""

    now: Callable[[], float] = time.time
    """Seconds since the epoch."""
    monotonic: Callable[[], float] = time.monotonic
    """Seconds that never go back."""
    sleep: Callable[[float], Awaitable[object]] = anyio.sleep
    """Returns after so many seconds. Asked for every wait, also one of 0."""
    timer: Timer | None = None
    """Calls back once after so many seconds, in the event loop's thread, unless the returned
    function is called first. Default: the cancel scopes of anyio."""
    random: Callable[[], float] = random
    """At least 0, less than 1. Default: from the system."""
