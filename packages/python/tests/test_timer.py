"""The thread that calls back in time."""

import threading
import time

from coxswain.timer import Timers

from .raw_server import PATIENCE


def test_callbacks_come_in_order_of_their_time() -> None:
    timers, done, order = Timers(), threading.Event(), list[str]()
    timers.start(0.06, done.set)
    timers.start(0.03, lambda: order.append("second"))
    timers.start(0.01, lambda: order.append("first"))
    assert done.wait(PATIENCE)
    assert order == ["first", "second"]


def test_one_that_is_due_sooner_than_those_before_it_comes_in_time() -> None:
    timers, done = Timers(), threading.Event()
    cancel = timers.start(60, lambda: None)
    # The thread may have begun to wait for the first one, at most for a quarter of a second.
    for seconds in (0.02, 0.3):
        done.clear()
        started = time.monotonic()
        timers.start(seconds, done.set)
        assert done.wait(PATIENCE)
        assert time.monotonic() - started >= seconds
    cancel()


def test_a_cancelled_callback_does_not_come() -> None:
    timers, done, wrong = Timers(), threading.Event(), threading.Event()
    cancel = timers.start(0.01, wrong.set)
    cancel()
    timers.start(0.03, done.set)
    assert done.wait(PATIENCE)
    assert not wrong.is_set()


def test_the_thread_ends_when_there_is_nothing_to_wait_for() -> None:
    timers = Timers()
    cancel = timers.start(60, lambda: None)
    thread = next(thread for thread in threading.enumerate() if thread.name == "coxswain-timer")
    cancel()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    done = threading.Event()
    timers.start(0, done.set)
    assert done.wait(PATIENCE)


def test_cancelled_timers_are_not_collected() -> None:
    timers = Timers()
    started = time.monotonic()
    for _ in range(10_000):
        timers.start(60, lambda: None)()
    assert len(timers._due) <= 65  # pyright: ignore[reportPrivateUsage]
    assert time.monotonic() - started < PATIENCE
