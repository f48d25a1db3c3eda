"""Waiting until a person has decided, for a synchronous client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._gen import behaviour
from ._gen.operations import APPROVALS_WAIT
from .call import CallInput, operation_input
from .cancel import Limit
from .deadline import Deadline
from .headers import HeaderValues
from .lazy import models
from .options import RequestOptions
from .resource import Resource
from .settings import check_duration

if TYPE_CHECKING:
    from .runtime import AsyncRuntime, Runtime
    from .settings import ClientSettings

_PAUSE = behaviour.WAIT_PAUSE_MS / 1000


class Waiting:
    """One wait for an approval: calls that the server keeps waiting, one after the other."""

    def __init__(
        self,
        settings: ClientSettings,
        runtime: Runtime | AsyncRuntime,
        approval_id: str,
        timeout: float | None,
        wait_seconds: int,
        headers: HeaderValues | None,
    ) -> None:
        seconds = check_duration(timeout, "timeout")
        self._runtime = runtime
        self._deadline = Deadline(runtime, APPROVALS_WAIT.id, seconds)
        self._asked = 0.0
        options: RequestOptions = {} if headers is None else {"headers": headers}
        query = {"timeout_seconds": wait_seconds}
        self._call = operation_input(
            settings, APPROVALS_WAIT, (approval_id,), query, options, self._deadline
        )

    def ask(self) -> CallInput[models.Approval]:
        """The next call. It is retried until it has an answer."""
        self._asked = self._runtime.monotonic()
        return self._call

    def pause(self) -> float:
        """Seconds to wait before the next call: a server that doesn't wait must not be hammered."""
        took = round(self._runtime.monotonic() - self._asked, 9)
        return _PAUSE if took < _PAUSE else 0

    def limit(self) -> Limit:
        """What a pause may take."""
        return Limit(APPROVALS_WAIT.id, self._deadline.remaining(), self._deadline.error)


class WaitingApprovals(Resource):
    """What the generated methods of `approvals` stand on."""

    __slots__ = ()

    def wait_for(
        self,
        approval_id: str,
        *,
        timeout: float | None = None,
        wait_seconds: int = behaviour.WAIT_SECONDS,
        headers: HeaderValues | None = None,
    ) -> models.Approval:
        """Wait until someone has decided, or nobody can any more.

        Returns the approval as soon as it is not `pending`: `granted`, `denied`, `expired`,
        `cancelled`, or a status that this version does not know. Connections that fail and servers
        that are down are outlasted.

        Args:
            approval_id: The approval.
            timeout: Seconds to wait in all. Default: None, as long as it is pending.
            wait_seconds: Seconds that the server may keep each call waiting, 0 to 50.
            headers: Added to every request, over the client's.

        Raises:
            APITimeoutError: `deadline_exceeded`, after `timeout`
            APIError: what `wait` raises, unless it is worth another attempt
            AbortedError: the client was closed meanwhile
        """
        transport = self._transport
        waiting = Waiting(
            transport.settings, transport.runtime, approval_id, timeout, wait_seconds, headers
        )
        while True:
            approval = transport.send(waiting.ask()).data
            if approval.status != "pending":
                return approval
            pause = waiting.pause()
            if pause:
                with transport.guards.guard(waiting.limit()) as guard:
                    transport.runtime.sleep(pause, guard.stopped)
