"""Governed work: no answer, no run; and whatever happens, it is told."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any, cast

import httpx
import pytest

from coxswain import (
    AbortedError,
    APIConnectionError,
    APIError,
    APITimeoutError,
    ConflictError,
    CoxswainError,
    Governed,
    GovernedError,
    GovernedRun,
    ShellAct,
    UnavailableError,
    Unrecognized,
)

from .desk import CANCEL, TASK, WAITS, Desk, action, approval
from .support import ACTION, Answer, Subject, problem, reply

MODIFIED = {"type": "shell", "command": "make deploy --dry-run"}
DOWN = problem(503, "store_unavailable")
REFUSED = problem(403, "agent_suspended")
GONE = httpx.ReadError("gone")


class Work:
    """A callback that notes what it was given."""

    def __init__(self, subject: Subject, result: Any = "done") -> None:
        self.runs: list[GovernedRun] = []
        self._result = result
        self._subject = subject

    @property
    def callback(self) -> Any:
        async def run_async(run: GovernedRun) -> Any:
            return self._run(run)

        return run_async if self._subject.asynchronous else self._run

    def _run(self, run: GovernedRun) -> Any:
        self.runs.append(run)
        if isinstance(self._result, BaseException):
            raise self._result
        return self._result(run) if callable(self._result) else self._result


def _do(
    subject: Subject, desk: Desk, work: Work, task: Any = TASK, **options: Any
) -> Governed[Any]:
    done = subject.run(subject.client(desk).governed(task, work.callback, **options))
    assert subject.clock.timers == []
    return cast("Governed[Any]", done)


def _fails(subject: Subject, desk: Desk, work: Work, **options: Any) -> Any:
    client = subject.client(desk, **options.pop("client", {}))
    with pytest.raises(Exception) as caught:
        subject.run(client.governed(TASK, work.callback, **options))
    assert subject.clock.timers == []
    return caught.value


def test_what_is_allowed_is_run_and_told(subject: Subject) -> None:
    desk, work = Desk(), Work(subject)
    done = _do(subject, desk, work)
    assert (done.result, done.action.status, done.approval) == ("done", "completed", None)
    assert desk.steps == [
        ("create", TASK),
        ("claim", {"lease_seconds": 60}),
        ("outcome", {"claim_id": "clm_1", "outcome": "completed"}),
    ]
    (run,) = work.runs
    assert isinstance(run.act, ShellAct)
    assert (run.act.command, run.action.status, run.cancelled()) == (
        "make deploy",
        "running",
        False,
    )


def test_a_person_is_waited_for(subject: Subject) -> None:
    desk = Desk(create=WAITS, wait=[approval("pending"), approval("granted", message="go")])
    told: list[Any] = []
    done = _do(subject, desk, Work(subject), on_waiting=told.append)
    assert desk.names == ["create", "approval", "wait", "wait", "get", "claim", "outcome"]
    assert [found.status for found in told] == ["pending"]
    assert done.approval is not None
    assert (done.approval.status, done.approval.message) == ("granted", "go")


def test_nobody_has_to_be_told_of_waiting(subject: Subject) -> None:
    desk = Desk(create=WAITS)
    _do(subject, desk, Work(subject))
    assert "approval" not in desk.names


@pytest.mark.parametrize(
    ("status", "code", "cancelled"),
    [
        ("blocked", "action_blocked", False),
        ("denied", "action_denied", False),
        ("expired", "approval_expired", False),
        ("cancelled", "action_cancelled", False),
        ("running", "action_not_approved", True),
        ("allowed_by_the_moon", "action_not_approved", True),
    ],
)
@pytest.mark.parametrize("asked", [False, True])
def test_what_is_not_surely_approved_is_not_run(
    subject: Subject, status: str, code: str, cancelled: bool, asked: bool
) -> None:
    ended = action(status)
    desk = Desk(create=WAITS if asked else ended, get=ended, wait=approval("denied", message="no"))
    work = Work(subject)
    error = _fails(subject, desk, work)
    assert isinstance(error, GovernedError)
    assert (error.code, error.ran, error.operation) == (code, False, "governed")
    assert error.action.status == status
    said = ": no" if asked and status != "blocked" else ""
    assert str(error) == f"{code.replace('_', ' ')} ({ACTION['id']}){said}"
    assert work.runs == []
    assert "claim" not in desk.names
    assert ("cancel" in desk.names) is cancelled
    if cancelled:
        assert desk.body("cancel") == {"reason": f"not run: {code}"}


def test_a_modified_act_needs_consent(subject: Subject) -> None:
    desk = Desk(create=WAITS, get=action("approved", approved_act=MODIFIED))
    work = Work(subject)
    error = _fails(subject, desk, work)
    assert (error.code, error.ran, error.approval.status) == ("act_modified", False, "granted")
    assert desk.names[-1] == "cancel"
    assert desk.body("cancel") == {"reason": "not run: act_modified"}
    assert work.runs == []


def test_a_modified_act_is_run_with_consent(subject: Subject) -> None:
    desk = Desk(create=WAITS, get=action("approved", approved_act=MODIFIED))
    work = Work(subject)
    _do(subject, desk, work, accept_modified=True)
    assert isinstance(work.runs[0].act, ShellAct)
    assert work.runs[0].act.command == "make deploy --dry-run"


def test_an_act_of_another_kind_is_never_run(subject: Subject) -> None:
    other = {"type": "sql", "statement": "drop table boats"}
    desk = Desk(create=WAITS, get=action("approved", approved_act=other))
    work = Work(subject)
    error = _fails(subject, desk, work, accept_modified=True)
    assert (error.code, error.ran, work.runs) == ("act_modified", False, [])
    assert desk.names[-1] == "cancel"


def test_a_blocked_action_says_why(subject: Subject) -> None:
    reasons = [{"message": "production is closed"}, {"message": "too late"}]
    error = _fails(subject, Desk(create=action("blocked", reasons=reasons)), Work(subject))
    assert str(error) == f"action blocked ({ACTION['id']}): production is closed"


def test_the_act_is_the_callers_own_as_it_was(subject: Subject) -> None:
    secret = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    act: dict[str, Any] = {"type": "custom", "name": "pay", "data": {"keys": [secret]}}
    own = {**act, "data": {"keys": [secret]}}

    def change(_: Any) -> None:
        act["name"] = "steal"
        act["data"]["keys"].append("another")

    desk, work = Desk(create=WAITS), Work(subject)
    _do(subject, desk, work, {**TASK, "act": act}, on_waiting=change)
    assert work.runs[0].act.to_dict() == own
    assert secret not in str(desk.steps)


def test_an_act_of_a_kind_that_is_not_known_keeps_its_fields(subject: Subject) -> None:
    work = Work(subject)
    _do(subject, Desk(), work, {**TASK, "act": {"type": "rowing", "strokes": 30}})
    assert isinstance(work.runs[0].act, Unrecognized)
    assert work.runs[0].act.to_dict() == {"type": "rowing", "strokes": 30}


def test_an_error_of_the_callback_is_told_and_raised_untouched(subject: Subject) -> None:
    failure = LookupError("no \ud800 boat")
    desk = Desk(outcome=action("failed"))
    error = _fails(subject, desk, Work(subject, failure))
    assert error is failure
    assert desk.body("outcome") == {
        "claim_id": "clm_1",
        "outcome": "failed",
        "error_message": "LookupError: no \ufffd boat",
    }


@pytest.mark.parametrize(
    ("failure", "told"),
    [(LookupError(), "LookupError"), (ValueError("🚣" * 3000), "ValueError: " + "🚣" * 1988)],
)
def test_a_message_is_as_long_as_it_may_be(subject: Subject, failure: Exception, told: str) -> None:
    desk = Desk()
    _fails(subject, desk, Work(subject, failure))
    assert desk.body("outcome")["error_message"] == told


def test_an_error_of_the_callback_matters_more_than_its_record(subject: Subject) -> None:
    failure = LookupError("boat")
    assert _fails(subject, Desk(outcome=DOWN), Work(subject, failure)) is failure


@pytest.mark.parametrize("answer", [DOWN, REFUSED, GONE, reply(body=[])])
def test_a_result_that_cannot_be_told_is_not_lost(subject: Subject, answer: Answer) -> None:
    error = _fails(subject, Desk(outcome=answer), Work(subject, 42))
    assert isinstance(error, GovernedError)
    assert (error.code, error.ran, error.result) == ("outcome_unrecorded", True, 42)
    assert isinstance(error.__cause__, CoxswainError)


@pytest.mark.parametrize("step", ["approval", "wait", "get", "claim"])
@pytest.mark.parametrize("answer", [REFUSED, problem(401, "revoked_api_key"), reply(body=[])])
def test_a_step_that_fails_is_raised_and_the_action_taken_back(
    subject: Subject, step: str, answer: Answer
) -> None:
    desk, work = Desk(create=WAITS, **{step: answer}), Work(subject)
    error = _fails(subject, desk, work, on_waiting=print)
    assert isinstance(error, CoxswainError)
    assert not isinstance(error, GovernedError)
    assert work.runs == []
    assert desk.names[-2:] == [step, "cancel"]
    assert desk.body("cancel") == {"reason": f"not run: {error.code}"}


@pytest.mark.parametrize("step", ["create", "approval", "get", "claim"])
@pytest.mark.parametrize("answer", [DOWN, GONE])
def test_a_server_that_dies_at_a_step_runs_nothing(
    subject: Subject, step: str, answer: Answer
) -> None:
    steps = {"create": WAITS, "approval": approval("pending"), "get": action("approved")}
    before = list(steps)[: [*steps, "claim"].index(step)]
    dead = dict.fromkeys([*steps, "claim", "cancel"], answer)
    desk = Desk(**{**dead, **{name: steps[name] for name in before}})
    work = Work(subject)
    error = _fails(subject, desk, work, on_waiting=print)
    assert isinstance(error, UnavailableError if answer is DOWN else APIConnectionError)
    assert work.runs == []
    # The step and its retries, then taking back, once; nothing was recorded by a failed create.
    assert desk.names.count(step) == 3
    assert desk.names.count("cancel") == (0 if step == "create" else 1)
    assert len(subject.clock.sleeps) == 2


def test_what_someone_else_claimed_is_left_alone(subject: Subject) -> None:
    desk, work = Desk(claim=problem(409, "already_claimed")), Work(subject)
    error = _fails(subject, desk, work)
    assert isinstance(error, ConflictError)
    assert (work.runs, desk.names) == ([], ["create", "claim"])


def test_a_claim_that_does_not_run_is_no_leave_to_run(subject: Subject) -> None:
    desk, work = Desk(claim=action("approved")), Work(subject)
    error = _fails(subject, desk, work)
    assert (error.code, error.ran, work.runs) == ("action_not_approved", False, [])
    assert desk.names[-1] == "cancel"


@pytest.mark.parametrize("step", ["create", "get", "claim"])
def test_an_answer_without_a_state_is_no_leave_to_run(subject: Subject, step: str) -> None:
    work = Work(subject)
    desk = Desk(**{"create": WAITS, step: reply(body={})})
    error = _fails(subject, desk, work)
    assert (error.code, error.ran, work.runs) == ("action_not_approved", False, [])


def test_an_error_of_on_waiting_takes_the_action_back(subject: Subject) -> None:
    def refuse(_: Any) -> None:
        raise LookupError("nobody there")

    desk, work = Desk(create=WAITS), Work(subject)
    error = _fails(subject, desk, work, on_waiting=refuse)
    assert isinstance(error, LookupError)
    assert desk.names == ["create", "approval", "cancel"]
    assert desk.body("cancel") == {"reason": "not run: callback_failed"}
    assert work.runs == []


def test_waiting_can_be_limited(subject: Subject) -> None:
    desk, work = Desk(create=WAITS, wait=approval("pending")), Work(subject)
    error = _fails(subject, desk, work, approval_timeout=3)
    assert isinstance(error, APITimeoutError)
    assert error.code == "deadline_exceeded"
    assert desk.body("cancel") == {"reason": "not run: deadline_exceeded"}
    assert subject.clock.time == 3


@pytest.mark.parametrize(
    "options",
    [
        {"lease_seconds": 0},
        {"lease_seconds": None},
        {"approval_timeout": -1},
        {"options": {"deadline": 3}},
        {"options": {"max_retries": 101}},
    ],
)
def test_an_option_that_makes_no_sense_is_refused(subject: Subject, options: Any) -> None:
    desk = Desk()
    error = _fails(subject, desk, Work(subject), **options)
    assert (error.code, desk.steps) == ("invalid_argument", [])


def test_an_act_that_cannot_be_written_is_refused(subject: Subject) -> None:
    desk, work = Desk(), Work(subject)
    act = {"type": "custom", "name": "x", "data": {"at": float("nan")}}
    with pytest.raises(CoxswainError) as caught:
        _do(subject, desk, work, {**TASK, "act": act})
    assert (caught.value.code, desk.steps, work.runs) == ("invalid_argument", [], [])


def test_options_reach_every_step(subject: Subject) -> None:
    desk = Desk(create=[DOWN, WAITS], get=action("allowed"))
    options = {"headers": {"x-mine": "1"}, "max_retries": 1, "timeout": 7}
    _fails(subject, desk, Work(subject), on_waiting=print, options=options)
    assert desk.names == ["create", "create", "approval", "wait", "get", "cancel"]
    assert desk.headers("x-mine") == ["1"] * 6


def test_nothing_is_left_of_it(subject: Subject) -> None:
    before = threading.active_count()
    for answer in (action("completed"), DOWN, GONE):
        desk = Desk(outcome=answer)
        if answer is DOWN or answer is GONE:
            _fails(subject, desk, Work(subject))
        else:
            _do(subject, desk, Work(subject))
    assert threading.active_count() <= before


def test_a_closed_client_runs_nothing_and_takes_the_action_back(subject: Subject) -> None:
    desk = Desk(create=WAITS)
    client = subject.client(desk)
    work = Work(subject)

    def close(_: Any) -> Any:
        return client.close()

    with pytest.raises(AbortedError):
        subject.run(client.governed(TASK, work.callback, on_waiting=close))
    assert desk.names == ["create", "approval", "cancel"]
    assert desk.body("cancel") == {"reason": CANCEL}
    assert work.runs == []


def test_a_client_closed_during_the_run_takes_the_action_back_afterwards(subject: Subject) -> None:
    desk = Desk()
    client = subject.client(desk)
    seen: list[bool] = []

    async def run_async(run: GovernedRun) -> None:
        await client.close()
        seen.append(run.cancelled())

    def run_sync(run: GovernedRun) -> None:
        client.close()
        seen.append(run.cancelled())

    with pytest.raises(AbortedError) as caught:
        subject.run(client.governed(TASK, run_async if subject.asynchronous else run_sync))
    assert caught.value.operation == "governed"
    assert seen == [True]
    assert desk.names == ["create", "claim", "cancel"]
    assert desk.body("cancel") == {"reason": CANCEL}


def test_an_interrupt_passes_untouched_and_takes_the_action_back() -> None:
    subject, desk = Subject("sync"), Desk()
    with pytest.raises(KeyboardInterrupt):
        subject.client(desk).governed(TASK, Work(subject, KeyboardInterrupt()).callback)
    assert desk.names == ["create", "claim", "cancel"]
    assert desk.body("cancel") == {"reason": CANCEL}


def test_an_api_error_says_what_was_called(subject: Subject) -> None:
    error = _fails(subject, Desk(create=REFUSED), Work(subject))
    assert isinstance(error, APIError)
    assert error.operation == "actions.create"


def test_a_plain_function_does_not_block_the_loop() -> None:
    subject, desk = Subject("async"), Desk()
    go = threading.Event()

    def block(run: GovernedRun) -> str:
        assert go.wait(5)
        return threading.current_thread().name

    async def both() -> None:
        task = asyncio.create_task(subject.client(desk).governed(TASK, block))
        while "claim" not in desk.names:
            await asyncio.sleep(0)
        go.set()
        assert (await task).result != threading.current_thread().name

    asyncio.run(both())


def test_what_a_plain_function_returns_is_awaited() -> None:
    subject, desk = Subject("async"), Desk()

    async def shell(command: str) -> str:
        return f"{command}: ok"

    async def run() -> Any:
        client = subject.client(desk)
        act: Callable[[Any], Any] = lambda run: shell(run.act.command)  # noqa: E731
        return (await client.governed(TASK, act)).result

    assert asyncio.run(run()) == "make deploy: ok"


def test_on_waiting_may_be_awaited() -> None:
    subject, desk = Subject("async"), Desk(create=WAITS)
    told: list[str] = []

    async def tell(found: Any) -> None:
        await asyncio.sleep(0)
        told.append(found.status)

    _do(subject, desk, Work(subject), on_waiting=tell)
    assert told == ["pending"]
