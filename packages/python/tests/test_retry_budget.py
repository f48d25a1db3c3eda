"""The bucket that keeps retries in proportion."""

from coxswain.retry_budget import RetryBudget

from .support import Clock


def _budget() -> tuple[RetryBudget, Clock]:
    clock = Clock()
    return RetryBudget(lambda: clock.time), clock


def _take_all(budget: RetryBudget) -> int:
    taken = 0
    while budget.take():
        taken += 1
    return taken


def test_a_full_bucket_holds_ten_retries() -> None:
    budget, _ = _budget()
    assert _take_all(budget) == 10


def test_ten_retries_return_in_a_second_and_never_more() -> None:
    budget, clock = _budget()
    _take_all(budget)
    clock.advance(0.3)
    assert _take_all(budget) == 3
    clock.advance(3600)
    assert _take_all(budget) == 10


def test_five_calls_earn_one_retry() -> None:
    budget, _ = _budget()
    _take_all(budget)
    for _ in range(4):
        budget.deposit()
    assert not budget.take()
    for _ in range(2):
        budget.deposit()
    assert budget.take()
