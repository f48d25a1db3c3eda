"""Governed work: do what the server allows, and tell how it went. No answer, no run."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import typing_extensions

from ._gen import behaviour, operations
from .call import CallInput, operation_input
from .errors import AbortedError, ConflictError, CoxswainError, GovernedError, GovernedErrorCode
from .json import parse_json, serialize_json
from .lazy import models, params
from .lease import keep_lease
from .model import converter
from .operation import Operation
from .options import GovernedOptions, RequestOptions
from .settings import check_duration, check_options

if TYPE_CHECKING:
    from .cancel import Guards
    from .settings import ClientSettings
    from .transport import Transport

T = TypeVar("T")
A = typing_extensions.TypeVar("A", default="models.Act")

_SURROGATE = re.compile("[\ud800-\udfff]")
_REFUSALS: Mapping[str, GovernedErrorCode] = {
    "blocked": "action_blocked",
    "denied": "action_denied",
    "expired": "approval_expired",
    "cancelled": "action_cancelled",
}
"""Why an action in this state is not run. In these states there is nothing left to cancel."""


@dataclass(frozen=True, slots=True)
class GovernedRun(Generic[A]):
    """What the callback of governed work is given.

    A callback that knows what it is there for says so: `GovernedRun[ShellAct]`.
    """

    act: A
    """What to do: the act as it was when `governed` was called, or as the approver changed it."""
    action: models.Action
    """The action, claimed."""
    cancelled: Callable[[], bool] = field(repr=False)
    """Whether the lease is lost or the caller has given up: stop, nothing more may be done."""


@dataclass(frozen=True, slots=True)
class Governed(Generic[T]):
    """Governed work that was done and told."""

    action: models.Action
    """As it was recorded."""
    result: T
    """What the callback returned; it is sent nowhere."""
    approval: models.Approval | None
    """The decision of the person, where one was asked."""


class Work:
    """An action on its way: what is asked next, and what an answer allows. Sends nothing itself.

    A state that is not known here is no leave to run.

    ```
    pending_approval ── approved ──> approved ── claim ──> running ── ended ──> outcome
           │                            │                     └── lease lost: told to stop
           └── denied, expired          └── refused, modified, failed: cancelled, never run
    ```
    """

    def __init__(
        self,
        settings: ClientSettings,
        action: params.ActionCreateParams,
        options: GovernedOptions | None,
        *,
        accept_modified: bool,
        lease_seconds: int,
        approval_timeout: float | None,
    ) -> None:
        given: GovernedOptions = options if options is not None else {}
        check_options(given, GovernedOptions)
        if check_duration(lease_seconds, "lease_seconds") is None:
            raise CoxswainError("lease_seconds must be a finite number above 0")
        self._settings = settings
        # Nothing that the caller does to its objects changes what is asked for and what is run.
        self._body = cast("dict[str, object]", parse_json(serialize_json(action)))
        self._own = _to_act(self._body.get("act"))
        self._options = cast("RequestOptions", dict(given))
        self._accept_modified = accept_modified
        self.lease_seconds = lease_seconds
        self.approval_timeout = check_duration(approval_timeout, "approval_timeout")
        self.action: models.Action | None = None
        self.approval: models.Approval | None = None
        self._approved: models.Act | None = None

    @property
    def headers(self) -> Mapping[str, str | None] | None:
        """What waiting takes of the options."""
        return self._options.get("headers")

    def create(self) -> CallInput[models.Action]:
        """Record the action, which decides about it."""
        return self._call(operations.ACTIONS_CREATE, (), self._body)

    def waits_for(self) -> str | None:
        """The approval that a person has to decide about."""
        action = self._action
        return (action.approval_id or "") if _status(action) == "pending_approval" else None

    def get_approval(self, approval_id: str) -> CallInput[models.Approval]:
        """What the person is asked."""
        return self._call(operations.APPROVALS_GET, (approval_id,), {})

    def get(self) -> CallInput[models.Action]:
        """What has become of the action."""
        return self._call(operations.ACTIONS_GET, (self._action.id,), {})

    def claim(self) -> CallInput[models.Action]:
        """Make the run ours, if it is allowed. Raises `GovernedError` if not."""
        self._expect("approved")
        self._approved = self._action.approved_act
        if self._approved is not None and not self._accepts(self._approved):
            raise self.error("act_modified")
        body = {"lease_seconds": self.lease_seconds}
        return self._call(operations.ACTIONS_CLAIM, (self._action.id,), body)

    def check_claimed(self) -> None:
        """Raise `GovernedError` when the run is not ours."""
        self._expect("running")

    def run(self, cancelled: Callable[[], bool]) -> GovernedRun[Any]:
        """What the callback is given."""
        act = self._own if self._approved is None else self._approved
        return GovernedRun(act, self._action, cancelled)

    def renew(self, seconds: float) -> CallInput[models.Action]:
        """Hold the claim for another lease."""
        body = {"claim_id": self._action.claim_id, "lease_seconds": self.lease_seconds}
        options: RequestOptions = {"deadline": seconds}
        return self._call(operations.ACTIONS_RENEW, (self._action.id,), body, options)

    def outcome(self, failure: BaseException | None) -> CallInput[models.Action]:
        """Tell how it went."""
        body: dict[str, object] = {"claim_id": self._action.claim_id}
        if failure is None:
            body["outcome"] = "completed"
        else:
            body.update(outcome="failed", error_message=_describe(failure))
        return self._call(operations.ACTIONS_OUTCOME, (self._action.id,), body)

    def cancel(self, error: BaseException) -> CallInput[models.Action] | None:
        """Take back what is not to be run; None where there is nothing to take back.

        After a conflict someone else runs it, or nobody can any more.
        """
        action = self.action
        if action is None or not hasattr(action, "id"):
            return None
        if _status(action) in _REFUSALS or isinstance(error, ConflictError):
            return None
        if isinstance(error, AbortedError) or not isinstance(error, Exception):
            reason = "the caller cancelled"
        else:
            code = error.code if isinstance(error, CoxswainError) else "callback_failed"
            reason = f"not run: {code}"
        options: RequestOptions = {
            "timeout": behaviour.CANCEL_TIMEOUT_MS / 1000,
            "deadline": None,
            "max_retries": 0,
        }
        return self._call(operations.ACTIONS_CANCEL, (action.id,), {"reason": reason}, options)

    def untold(self, result: object, *, lost: bool) -> GovernedError:
        """The callback has ended, and the server does not know it."""
        code: GovernedErrorCode = "lease_lost" if lost else "outcome_unrecorded"
        return self.error(code, ran=True, result=result)

    def done(self, result: T) -> Governed[T]:
        """All of it."""
        return Governed(self._action, result, self.approval)

    def error(
        self, code: GovernedErrorCode, *, ran: bool = False, result: object = None
    ) -> GovernedError:
        """An error that holds what is known."""
        return GovernedError(code, self._action, self.approval, ran=ran, result=result)

    @property
    def _action(self) -> models.Action:
        assert self.action is not None
        return self.action

    def _accepts(self, approved: models.Act) -> bool:
        """A callback knows what to do with acts of one kind."""
        return self._accept_modified and _kind(approved) == _kind(self._own)

    def _expect(self, status: str) -> None:
        found = _status(self._action)
        if found != status:
            raise self.error(_REFUSALS.get(found, "action_not_approved"))

    def _call(
        self,
        operation: Operation[T],
        path: tuple[str, ...],
        given: Mapping[str, object],
        own: RequestOptions | None = None,
    ) -> CallInput[T]:
        options: RequestOptions = {**self._options, **(own or {})}
        return operation_input(self._settings, operation, path, given, options)


def _to_act(act: object) -> models.Act:
    convert = converter(models.Act)
    return cast("models.Act", act if convert is None else convert(act))


def _status(action: models.Action) -> str:
    """What answers without one is no leave to run either."""
    return getattr(action, "status", "")


def _kind(act: models.Act) -> object:
    return getattr(act, "type", None)


def _describe(failure: BaseException) -> str:
    """What was raised, as the record of the action can hold it."""
    name, message = type(failure).__name__, str(failure)
    told = f"{name}: {message}" if message else name
    return _SURROGATE.sub("\ufffd", told)[:2000]


def governed(
    transport: Transport,
    work: Work,
    fn: Callable[[GovernedRun[Any]], T],
    on_waiting: Callable[[models.Approval], object] | None,
    wait_for: Callable[[str], models.Approval],
) -> Governed[T]:
    """Create, wait, claim; then run and tell."""
    try:
        work.action = transport.send(work.create()).data
        approval_id = work.waits_for()
        if approval_id is not None:
            if on_waiting is not None:
                on_waiting(transport.send(work.get_approval(approval_id)).data)
            work.approval = wait_for(approval_id)
            work.action = transport.send(work.get()).data
        claim = work.claim()
        claimed_at = transport.runtime.monotonic()
        work.action = transport.send(claim).data
        work.check_claimed()
    except BaseException as error:
        _cancel(transport, work, error)
        raise
    return _run(transport, work, fn, claimed_at)


def _run(
    transport: Transport, work: Work, fn: Callable[[GovernedRun[Any]], T], claimed_at: float
) -> Governed[T]:
    """Run it under a lease, to its end whatever happens meanwhile, and tell of it."""

    def renew(seconds: float, guards: Guards) -> None:
        transport.send(work.renew(seconds), guards)

    result: T | None = None
    failure: Exception | None = None
    try:
        with keep_lease(transport.runtime, work.lease_seconds, claimed_at, renew) as lease:
            try:
                result = fn(work.run(lambda: lease.lost or transport.guards.closed))
            except Exception as error:
                failure = error
        if transport.guards.closed:
            raise AbortedError(operation="governed") from failure
    except BaseException as error:
        _cancel(transport, work, error)
        raise
    try:
        work.action = transport.send(work.outcome(failure)).data
    except Exception as error:
        if lease.lost or failure is None:
            raise work.untold(result, lost=lease.lost) from failure or error
    if failure is not None:
        raise failure
    return work.done(cast("T", result))


def _cancel(transport: Transport, work: Work, error: BaseException) -> None:
    """Once, and its failure changes nothing: the lease, or the approval, runs out anyway."""
    cancel = work.cancel(error)
    if cancel is not None:
        transport.send_at_last(cancel)
