"""Keeping a claim while its work runs, for an asynchronous client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import anyio

from .errors import ConflictError
from .lease import Lease

if TYPE_CHECKING:
    from .runtime import AsyncRuntime

T = TypeVar("T")


@asynccontextmanager
async def keep_lease(
    runtime: AsyncRuntime,
    seconds: float,
    claimed_at: float,
    renew: Callable[[float], Awaitable[object]],
) -> AsyncGenerator[Lease]:
    """Renew a lease from a task of its own, which is gone when the block is left.

    `renew` is given the seconds that it may take.
    """
    due = asyncio.Event()
    timer = runtime.timer if runtime.timer is not None else _start_timer
    lease = Lease(timer, runtime.monotonic, seconds, claimed_at, due.set)

    async def keep() -> None:
        while not lease.over:
            await due.wait()
            due.clear()
            if lease.over:
                return
            asked_at = runtime.monotonic()
            try:
                await renew(lease.interval)
                lease.renewed(asked_at)
            except ConflictError as error:
                lease.lose(error)
            except Exception:
                # Another chance comes with the next third.
                continue

    task = asyncio.create_task(keep(), name="coxswain-lease")
    try:
        yield lease
    finally:
        lease.release()
        task.cancel()
        await end(task)


async def complete(work: Coroutine[Any, Any, T]) -> T:
    """See something through even if the caller is cancelled meanwhile; then pass that on."""
    task = asyncio.create_task(work)
    await end(task)
    return task.result()


async def end(task: asyncio.Task[Any]) -> None:
    """Wait for the end of a task, even if the caller is cancelled meanwhile; then pass that on."""
    cancelled: asyncio.CancelledError | None = None
    # A scope of anyio cancels again and again until it is left; a task is cancelled once.
    with anyio.CancelScope(shield=True):
        while not task.done():
            try:
                await asyncio.wait([task])
            except asyncio.CancelledError as error:
                cancelled = error
    if cancelled is not None:
        if not task.cancelled():
            # Looked at, so that nobody is told that it was lost.
            task.exception()
        raise cancelled


def _start_timer(seconds: float, callback: Callable[[], object]) -> Callable[[], object]:
    return asyncio.get_running_loop().call_later(seconds, callback).cancel
