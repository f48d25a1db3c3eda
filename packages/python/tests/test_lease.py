"""The lease of a claim while its work runs."""

import asyncio
import threading
from collections.abc import Callable, Generator
from typing import Any

import pytest

from coxswain import ConflictError, GovernedError, GovernedRun

from .desk import RUNNING, TASK, Desk
from .raw_server import PATIENCE
from .support import Answer, Subject, problem

LOST = problem(409, "claim_lost")
DOWN = problem(503, "store_unavailable")

Condition = Callable[[], bool]
Script = Callable[[GovernedRun], Generator[Condition, None, Any]]
"""Work that waits for each condition it yields."""


def _callback(subject: Subject, script: Script) -> Any:
    async def run_async(run: GovernedRun) -> Any:
        steps = script(run)
        while True:
            try:
                condition = next(steps)
            except StopIteration as end:
                return end.value
            for _ in range(10_000):
                if condition():
                    break
                await asyncio.sleep(0)
            assert condition()

    def run_sync(run: GovernedRun) -> Any:
        steps, pause = script(run), threading.Event()
        while True:
            try:
                condition = next(steps)
            except StopIteration as end:
                return end.value
            for _ in range(int(PATIENCE * 1000)):
                if condition():
                    break
                pause.wait(0.001)
            assert condition()

    return run_async if subject.asynchronous else run_sync


def _govern(subject: Subject, desk: Desk, script: Script, **options: Any) -> Any:
    before = threading.active_count()
    client = subject.client(desk)
    try:
        return subject.run(client.governed(TASK, _callback(subject, script), **options)).result
    finally:
        assert subject.clock.timers == []
        assert threading.active_count() <= before
        assert "coxswain-lease" not in [thread.name for thread in threading.enumerate()]


def _renewed(subject: Subject, desk: Desk, times: int, until: float) -> Condition:
    """Whether a renewal was answered: the lease ends later."""

    def condition() -> bool:
        ends = [due for due, _ in subject.clock.timers]
        return desk.names.count("renew") == times and until in ends

    return condition


def test_a_lease_is_renewed_every_third_and_never_after_the_end(subject: Subject) -> None:
    desk = Desk()

    def work(run: GovernedRun) -> Generator[Condition, None, str]:
        subject.clock.advance(19.9)
        assert "renew" not in desk.names
        for third in (1, 2, 3, 4):
            subject.clock.advance(0.1 if third == 1 else 20)
            yield _renewed(subject, desk, third, 20 * third + 60)
        assert not run.cancelled()
        return "done"

    assert _govern(subject, desk, work) == "done"
    assert desk.body("renew") == {"claim_id": "clm_1", "lease_seconds": 60}
    assert desk.names == ["create", "claim", *["renew"] * 4, "outcome"]
    subject.clock.advance(1000)
    assert desk.names[-1] == "outcome"


def test_the_length_of_a_lease_is_the_callers(subject: Subject) -> None:
    desk = Desk()

    def work(_: GovernedRun) -> Generator[Condition]:
        subject.clock.advance(100)
        yield _renewed(subject, desk, 1, 400)

    _govern(subject, desk, work, lease_seconds=300)
    assert desk.body("claim") == {"lease_seconds": 300}


@pytest.mark.parametrize("answer", [LOST, problem(409, "invalid_state")])
def test_a_refused_renewal_stops_the_run(subject: Subject, answer: Answer) -> None:
    desk = Desk(renew=answer, outcome=problem(409, "invalid_state"))

    def work(run: GovernedRun) -> Generator[Condition, None, str]:
        subject.clock.advance(20)
        yield run.cancelled
        subject.clock.advance(1000)
        return "stopped"

    with pytest.raises(GovernedError) as caught:
        _govern(subject, desk, work)
    error = caught.value
    assert (error.code, error.ran, error.result) == ("lease_lost", True, "stopped")
    assert isinstance(error.__cause__, ConflictError)
    assert desk.names == ["create", "claim", "renew", "outcome"]


def test_a_lost_lease_whose_outcome_is_accepted_was_not_lost(subject: Subject) -> None:
    desk = Desk(renew=LOST)

    def work(run: GovernedRun) -> Generator[Condition, None, str]:
        subject.clock.advance(20)
        yield run.cancelled
        return "done"

    assert _govern(subject, desk, work) == "done"


def test_an_error_after_a_lost_lease_is_the_cause(subject: Subject) -> None:
    desk = Desk(renew=LOST, outcome=problem(409, "invalid_state"))
    failure = LookupError("stopped")

    def work(run: GovernedRun) -> Generator[Condition]:
        subject.clock.advance(20)
        yield run.cancelled
        raise failure

    with pytest.raises(GovernedError) as caught:
        _govern(subject, desk, work)
    assert caught.value.code == "lease_lost"
    assert caught.value.__cause__ is failure


def test_an_error_after_a_lost_lease_that_was_told_is_raised_untouched(subject: Subject) -> None:
    desk = Desk(renew=LOST)

    def work(run: GovernedRun) -> Generator[Condition]:
        subject.clock.advance(20)
        yield run.cancelled
        raise LookupError("stopped")

    with pytest.raises(LookupError, match="stopped"):
        _govern(subject, desk, work)


def test_a_renewal_that_fails_is_tried_again_with_the_next_third(subject: Subject) -> None:
    desk = Desk(renew=[problem(500, "internal_error"), problem(403, "x"), RUNNING])

    def work(run: GovernedRun) -> Generator[Condition]:
        # Each renewal retries twice at most; 4xx is not retried.
        subject.clock.advance(20)
        yield lambda: desk.names.count("renew") == 2
        assert not run.cancelled()
        subject.clock.advance(20)
        yield lambda: desk.names.count("renew") == 3
        assert not run.cancelled()

    _govern(subject, desk, work, options={"max_retries": 1})


def test_a_lease_that_runs_out_stops_the_run(subject: Subject) -> None:
    desk = Desk(renew=problem(403, "agent_suspended"))

    def work(run: GovernedRun) -> Generator[Condition]:
        subject.clock.advance(20)
        yield lambda: desk.names.count("renew") == 1
        subject.clock.advance(20)
        yield lambda: desk.names.count("renew") == 2
        subject.clock.advance(19.9)
        assert not run.cancelled()
        subject.clock.advance(0.1)
        assert run.cancelled()

    _govern(subject, desk, work)
    assert desk.names == ["create", "claim", "renew", "renew", "outcome"]


def test_a_lease_counts_from_before_the_claim_was_sent(subject: Subject) -> None:
    clock = subject.clock

    class Late(Desk):
        def answer(self, request: Any) -> Any:
            if request.url.path.endswith("/claim"):
                clock.advance(50)
            return super().answer(request)

    def work(run: GovernedRun) -> Generator[Condition]:
        clock.advance(9.9)
        assert not run.cancelled()
        clock.advance(0.1)
        assert run.cancelled()
        yield run.cancelled

    _govern(subject, Late(), work)
