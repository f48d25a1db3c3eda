"""Waiting until a person has decided, for an asynchronous client."""

from __future__ import annotations

from ._gen import behaviour
from .headers import HeaderValues
from .lazy import models
from .resource import AsyncResource
from .waiting import Waiting


class AsyncWaitingApprovals(AsyncResource):
    """What the generated methods of `approvals` stand on."""

    __slots__ = ()

    async def wait_for(
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

        async def sleep() -> object:
            return await transport.runtime.sleep(waiting.pause())

        while True:
            approval = (await transport.send(waiting.ask())).data
            if approval.status != "pending":
                return approval
            if waiting.pause():
                await transport.guards.guard(waiting.limit(), sleep)
