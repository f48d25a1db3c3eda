"""Governed work whose caller gives up: what is under way ends, and is taken back."""

import asyncio
import json
import threading
from typing import Any

import anyio
import httpx
import pytest

from coxswain import AbortedError, AsyncCoxswain, Coxswain, GovernedRun

from .desk import CANCEL, TASK, WAITS, Desk
from .raw_server import PATIENCE, Connection, RawServer
from .support import ACTION, APPROVAL, Subject, reply


async def _cancelled(subject: Subject, desk: Desk, step: str, fn: Any, **options: Any) -> None:
    """Govern in a task, cancel it at a step, and see that the cancellation passes."""
    before = asyncio.all_tasks()
    client = subject.client(desk)
    task = asyncio.create_task(client.governed(TASK, fn, **options))
    while step not in desk.names:
        await asyncio.sleep(0)
    task.cancel("mine")
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    assert type(caught.value) is asyncio.CancelledError
    assert asyncio.all_tasks() == before
    assert subject.clock.timers == []


def _never(_: GovernedRun) -> None:
    raise AssertionError("must not run")


def test_a_task_cancelled_before_the_run_takes_the_action_back() -> None:
    subject, desk = Subject("async"), Desk(create=WAITS)

    async def stay(_: Any) -> None:
        await asyncio.Event().wait()

    asyncio.run(_cancelled(subject, desk, "approval", _never, on_waiting=stay))
    assert desk.names == ["create", "approval", "cancel"]
    assert desk.body("cancel") == {"reason": CANCEL}


def test_a_task_cancelled_during_the_run_cancels_it_and_takes_the_action_back() -> None:
    subject, desk = Subject("async"), Desk()
    ended: list[bool] = []

    async def work(run: GovernedRun) -> None:
        runs.append(run)
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(True)

    runs: list[GovernedRun] = []
    asyncio.run(_cancelled(subject, desk, "claim", work))
    assert ended == [True]
    assert runs[0].cancelled()
    assert desk.names == ["create", "claim", "cancel"]
    assert desk.body("cancel") == {"reason": CANCEL}


def test_a_thread_is_told_of_the_cancellation_and_its_end_awaited() -> None:
    subject, desk = Subject("async"), Desk()
    ended: list[list[str]] = []

    def work(run: GovernedRun) -> None:
        pause = threading.Event()
        for _ in range(int(PATIENCE * 1000)):
            if run.cancelled():
                break
            pause.wait(0.001)
        assert run.cancelled()
        ended.append(desk.names)

    asyncio.run(_cancelled(subject, desk, "claim", work))
    assert ended == [["create", "claim"]]
    assert desk.names[-1] == "cancel"


def test_a_scope_that_is_cancelled_is_obeyed_too() -> None:
    subject, desk = Subject("async"), Desk()

    async def govern() -> None:
        with anyio.CancelScope() as scope:

            async def work(_: GovernedRun) -> None:
                scope.cancel()
                await asyncio.Event().wait()

            await subject.client(desk).governed(TASK, work)
        assert scope.cancelled_caught

    asyncio.run(govern())
    assert desk.names == ["create", "claim", "cancel"]


@pytest.mark.parametrize("step", ["outcome", "cancel"])
def test_what_is_being_told_is_told_to_its_end(step: str) -> None:
    subject, desk = Subject("async"), Desk()
    told: list[str] = []
    task: Any = None

    async def answer(request: httpx.Request) -> httpx.Response:
        answered = desk.answer(request)
        if desk.names[-1] == step:
            task.cancel()
            for _ in range(3):
                await asyncio.sleep(0)
            told.append(step)
        return answered

    async def work(_: GovernedRun) -> str:
        if step == "cancel":
            await asyncio.Event().wait()
        return "done"

    async def govern() -> None:
        nonlocal task
        http_client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        client = AsyncCoxswain(
            api_key="k", http_client=http_client, runtime=subject.clock.async_runtime()
        )
        task = asyncio.create_task(client.governed(TASK, work))
        while step == "cancel" and "claim" not in desk.names:
            await asyncio.sleep(0)
        if step == "cancel":
            task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(govern())
    assert told == [step]
    assert desk.names == ["create", "claim", step]


def _step(request: bytes) -> str:
    return request.split(b" ")[1].decode().split("?")[0].rsplit("/", 1)[1]


class WaitingServer:
    """Keeps the caller waiting for a person forever, on real sockets."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, bytes]] = []
        self.waiting = threading.Event()
        self.cancelled = threading.Event()

    def __call__(self, connection: Connection) -> None:
        while request := connection.request():
            step = _step(request)
            self.requests.append((step, request))
            if step == "actions":
                body = {**ACTION, "status": "pending_approval", "approval_id": APPROVAL["id"]}
                connection.answer(reply(body=body))
            elif step == "cancel":
                self.cancelled.set()
                connection.answer(reply(body={**ACTION, "status": "cancelled"}))
            else:
                self.waiting.set()
                connection.stall()
                return

    @property
    def reason(self) -> Any:
        return json.loads(self.requests[-1][1].split(b"\r\n\r\n")[1])


def test_closing_the_client_from_another_thread_takes_the_action_back() -> None:
    handler = WaitingServer()
    with RawServer(handler) as server:
        client = Coxswain(api_key="k", base_url=server.url)
        errors: list[BaseException] = []

        def govern() -> None:
            try:
                client.governed(TASK, _never)
            except BaseException as error:
                errors.append(error)

        before = threading.active_count()
        thread = threading.Thread(target=govern)
        thread.start()
        assert handler.waiting.wait(PATIENCE)
        client.close()
        thread.join(PATIENCE)
        assert isinstance(errors[0], AbortedError)
        assert handler.cancelled.is_set()
        assert handler.reason == {"reason": CANCEL}
        assert all(connection.closed.wait(1) for connection in server.connections)
        assert threading.active_count() <= before + len(server.connections) + 1


def test_a_cancelled_wait_on_a_real_socket_takes_the_action_back() -> None:
    handler = WaitingServer()

    async def govern() -> None:
        async with AsyncCoxswain(api_key="k", base_url=server.url) as client:
            task = asyncio.create_task(client.governed(TASK, _never))
            await asyncio.to_thread(handler.waiting.wait, PATIENCE)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert handler.cancelled.is_set()

    with RawServer(handler) as server:
        asyncio.run(govern())
        assert all(connection.closed.wait(1) for connection in server.connections)


def test_a_renewal_under_way_does_not_hold_up_the_end(subject: Subject) -> None:
    renewing = threading.Event()

    def handler(connection: Connection) -> None:
        while request := connection.request():
            step = _step(request)
            if step == "renew":
                renewing.set()
                connection.stall()
                return
            running = {**ACTION, "status": "running", "claim_id": "clm_1"}
            connection.answer(reply(body=running if step == "claim" else ACTION))

    def work(_: GovernedRun) -> bool:
        subject.clock.advance(20)
        return renewing.wait(PATIENCE)

    async def work_async(_: GovernedRun) -> bool:
        subject.clock.advance(20)
        return await asyncio.to_thread(renewing.wait, PATIENCE)

    async def govern() -> bool:
        runtime = subject.clock.async_runtime()
        async with AsyncCoxswain(api_key="k", base_url=server.url, runtime=runtime) as client:
            return (await client.governed(TASK, work_async)).result

    def govern_sync() -> bool:
        runtime = subject.clock.runtime()
        with Coxswain(api_key="k", base_url=server.url, runtime=runtime) as client:
            return client.governed(TASK, work).result

    with RawServer(handler) as server:
        assert asyncio.run(govern()) if subject.asynchronous else govern_sync()
        assert "coxswain-lease" not in [thread.name for thread in threading.enumerate()]
        assert all(connection.closed.wait(1) for connection in server.connections)
