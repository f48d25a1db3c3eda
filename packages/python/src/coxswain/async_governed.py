"""Governed work for an asynchronous client."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast

import anyio
import anyio.to_thread

from .async_lease import complete, end, keep_lease
from .errors import AbortedError
from .governed import Governed, GovernedRun, Work
from .lazy import models

if TYPE_CHECKING:
    from .async_transport import AsyncTransport

T = TypeVar("T")


async def governed(
    transport: AsyncTransport,
    work: Work,
    fn: Callable[[GovernedRun[Any]], Awaitable[T] | T],
    on_waiting: Callable[[models.Approval], object] | None,
    wait_for: Callable[[str], Awaitable[models.Approval]],
) -> Governed[T]:
    """Create, wait, claim; then run and tell."""
    try:
        work.action = (await transport.send(work.create())).data
        approval_id = work.waits_for()
        if approval_id is not None:
            if on_waiting is not None:
                told = on_waiting((await transport.send(work.get_approval(approval_id))).data)
                if inspect.isawaitable(told):
                    await told
            work.approval = await wait_for(approval_id)
            work.action = (await transport.send(work.get())).data
        claim = work.claim()
        claimed_at = transport.runtime.monotonic()
        work.action = (await transport.send(claim)).data
        work.check_claimed()
    except BaseException as error:
        await _cancel(transport, work, error)
        raise
    return await _run(transport, work, fn, claimed_at)


async def _run(
    transport: AsyncTransport,
    work: Work,
    fn: Callable[[GovernedRun[Any]], Awaitable[T] | T],
    claimed_at: float,
) -> Governed[T]:
    """Run it under a lease, to its end whatever happens meanwhile, and tell of it."""

    async def renew(seconds: float) -> None:
        await transport.send(work.renew(seconds))

    result: T | None = None
    failure: Exception | None = None
    given_up: list[BaseException] = []
    try:
        async with keep_lease(transport.runtime, work.lease_seconds, claimed_at, renew) as lease:
            run = work.run(lambda: bool(lease.lost or transport.guards.closed or given_up))
            try:
                result = await _call(fn, run, given_up)
            except Exception as error:
                failure = error
        if transport.guards.closed:
            raise AbortedError(operation="governed") from failure
    except BaseException as error:
        await _cancel(transport, work, error)
        raise
    try:
        work.action = (await complete(transport.send(work.outcome(failure)))).data
    except Exception as error:
        if lease.lost or failure is None:
            raise work.untold(result, lost=lease.lost) from failure or error
    if failure is not None:
        raise failure
    return work.done(cast("T", result))


async def _call(
    fn: Callable[[GovernedRun[Any]], Awaitable[T] | T],
    run: GovernedRun[Any],
    given_up: list[BaseException],
) -> T:
    """Its result, its own end awaited however the caller's comes."""
    try:
        if inspect.iscoroutinefunction(fn):
            return cast("T", await fn(run))
        # A plain function may block: in this thread, renewing would have to wait for it. The thread
        # is its own, whatever number of others are under way.
        limiter = anyio.CapacityLimiter(1)
        thread = asyncio.create_task(anyio.to_thread.run_sync(fn, run, limiter=limiter))
        try:
            result: Any = await asyncio.shield(thread)
        except asyncio.CancelledError as error:
            given_up.append(error)
            await end(thread)
            raise
        return cast("T", await result if inspect.isawaitable(result) else result)
    except asyncio.CancelledError as error:
        # What it has left behind can see it.
        given_up.append(error)
        raise


async def _cancel(transport: AsyncTransport, work: Work, error: BaseException) -> None:
    """Once, and its failure changes nothing: the lease, or the approval, runs out anyway."""
    cancel = work.cancel(error)
    if cancel is not None:
        await complete(transport.send_at_last(cancel))
