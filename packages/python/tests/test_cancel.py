"""How a call ends early: the real clock, real sockets, T = 200 ms."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from coxswain import AbortedError, APITimeoutError, AsyncCoxswain, Coxswain, CoxswainError

from .raw_server import PATIENCE, Connection, RawServer
from .support import Server, Subject, problem, reply

T = 0.2


def _call(subject: Subject, url: str, *, times: int = 1, **options: Any) -> CoxswainError:
    """The error that the last one of some calls ends with."""
    given: dict[str, Any] = {"api_key": "k", "base_url": url, "max_retries": 0, **options}

    def get() -> None:
        with Coxswain(**given) as client:
            for _ in range(times):
                client.agents.get("a-1")

    async def get_async() -> None:
        async with AsyncCoxswain(**given) as client:
            for _ in range(times):
                await client.agents.get("a-1")

    with pytest.raises(CoxswainError) as caught:
        asyncio.run(get_async()) if subject.asynchronous else get()
    return caught.value


def _stall(connection: Connection) -> None:
    connection.request()
    connection.stall()


def _drip_head(connection: Connection) -> None:
    connection.request()
    connection.drip(b"HTTP/1.1 200 OK\r\nx-long: " + b"x" * 500)


def _drip_body(connection: Connection) -> None:
    connection.request()
    connection.send(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
    connection.drip(b" " * 1000)


@pytest.mark.parametrize("handler", [_stall, _drip_head, _drip_body])
def test_an_attempt_ends_when_its_time_is_up(
    subject: Subject, handler: Callable[[Connection], None]
) -> None:
    with RawServer(handler) as server:
        started = time.monotonic()
        error = _call(subject, server.url, timeout=T)
        took = time.monotonic() - started
        assert server.wait_for_connection().closed.wait(1)
    assert isinstance(error, APITimeoutError)
    assert (error.code, str(error)) == ("timeout", "the attempt took longer than 200 ms")
    assert not isinstance(error.__cause__, CoxswainError)
    assert T - 0.005 <= took <= T + 2


def test_an_attempt_whose_time_is_up_is_retried(subject: Subject) -> None:
    with RawServer(_stall) as server:
        error = _call(subject, server.url, timeout=T / 4, max_retries=1)
        server.wait_for_connection(1)
    assert isinstance(error, APITimeoutError)


def test_a_deadline_ends_an_attempt_for_good(subject: Subject) -> None:
    with RawServer(_stall) as server:
        error = _call(subject, server.url, deadline=T, max_retries=2)
        assert len(server.connections) == 1
    assert isinstance(error, APITimeoutError)
    assert error.code == "deadline_exceeded"


def test_a_connection_in_use_before_is_bounded_too(subject: Subject) -> None:
    def handler(connection: Connection) -> None:
        connection.request()
        connection.answer()
        _drip_head(connection)

    with RawServer(handler) as server:
        started = time.monotonic()
        error = _call(subject, server.url, times=2, timeout=T)
        assert time.monotonic() - started <= T + 2
        assert len(server.connections) == 1
        assert server.connections[0].closed.wait(1)
    assert isinstance(error, APITimeoutError)


@pytest.mark.parametrize("handler", [_stall, _drip_head, _drip_body])
def test_a_client_of_the_users_is_bounded_too(handler: Callable[[Connection], None]) -> None:
    with RawServer(handler) as server, httpx.Client() as http_client:
        started = time.monotonic()
        with pytest.raises(APITimeoutError):
            Coxswain(
                api_key="k", base_url=server.url, timeout=T, max_retries=0, http_client=http_client
            ).agents.get("a-1")
        assert time.monotonic() - started <= T + 2
        assert server.wait_for_connection().closed.wait(1)


def test_a_handshake_that_stalls_is_bounded(subject: Subject) -> None:
    with RawServer(lambda connection: connection.stall()) as server:
        error = _call(subject, server.url.replace("http", "https"), timeout=T)
        assert server.wait_for_connection().closed.wait(1)
    assert isinstance(error, APITimeoutError)


def test_a_connection_that_does_not_come_about_is_bounded(subject: Subject) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        started = time.monotonic()
        error = _call(subject, f"http://127.0.0.1:{address[1]}", timeout=T)
        assert T - 0.005 <= time.monotonic() - started <= T + 2
        assert isinstance(error, APITimeoutError)
        for filler in fillers:
            filler.close()


def test_virtual_time_runs_out_for_a_stalled_attempt(subject: Subject) -> None:
    with RawServer(_stall) as server:
        clock = subject.clock
        given: dict[str, Any] = {"api_key": "k", "base_url": server.url, "max_retries": 0}
        if subject.asynchronous:

            async def get() -> None:
                async with AsyncCoxswain(**given, runtime=clock.async_runtime()) as client:
                    task = asyncio.create_task(client.agents.get("a-1"))
                    await asyncio.to_thread(server.wait_for_connection)
                    clock.advance(61)
                    await task

            with pytest.raises(APITimeoutError):
                asyncio.run(get())
            return
        with Coxswain(**given, runtime=clock.runtime()) as client:
            failures = _in_thread(lambda: client.agents.get("a-1"))
            server.wait_for_connection()
            clock.advance(61)
            assert isinstance(failures.wait(), APITimeoutError)


class _Failure:
    """What a thread ended with."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._work = work
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as error:
            self._error = error

    def wait(self) -> BaseException | None:
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        return self._error


def _in_thread(work: Callable[[], object]) -> _Failure:
    return _Failure(work)


@pytest.mark.parametrize("handler", [_stall, _drip_head, _drip_body])
def test_closing_the_client_from_another_thread_ends_its_calls(
    handler: Callable[[Connection], None],
) -> None:
    with RawServer(handler) as server:
        client = Coxswain(api_key="k", base_url=server.url)
        failures = [_in_thread(lambda: client.agents.get("a-1")) for _ in range(3)]
        connections = [server.wait_for_connection(index) for index in range(3)]
        client.close()
        for failure in failures:
            error = failure.wait()
            assert isinstance(error, AbortedError)
            assert error.operation == "agents.get"
            assert not isinstance(error.__cause__, CoxswainError)
        assert all(connection.closed.wait(1) for connection in connections)
        assert len(server.connections) == 3


def test_closing_the_client_ends_a_wait_between_attempts() -> None:
    def handler(connection: Connection) -> None:
        connection.request()
        connection.answer(problem(503, "draining", headers={"retry-after": "60"}))
        answered.set()
        connection.stall()

    answered = threading.Event()
    with RawServer(handler) as server:
        client = Coxswain(api_key="k", base_url=server.url)
        failure = _in_thread(lambda: client.agents.get("a-1"))
        assert answered.wait(PATIENCE)
        client.close()
        assert isinstance(failure.wait(), AbortedError)
        assert len(server.connections) == 1


def test_a_closed_client_sends_nothing(subject: Subject) -> None:
    server = Server(reply())
    client = subject.client(server)
    subject.run(client.close())
    with pytest.raises(AbortedError):
        subject.run(client.agents.get("a-1"))
    assert server.requests == []


def test_closing_an_asynchronous_client_ends_its_calls() -> None:
    async def close() -> None:
        client = AsyncCoxswain(api_key="k", base_url=server.url)
        task = asyncio.create_task(client.agents.get("a-1"))
        connection = await asyncio.to_thread(server.wait_for_connection)
        await client.close()
        with pytest.raises(AbortedError):
            await task
        assert await asyncio.to_thread(connection.closed.wait, 1)

    with RawServer(_stall) as server:
        asyncio.run(close())


@pytest.mark.parametrize("handler", [_stall, _drip_body])
def test_a_cancelled_task_ends_with_its_own_error(handler: Callable[[Connection], None]) -> None:
    async def cancel() -> None:
        async with AsyncCoxswain(api_key="k", base_url=server.url) as client:
            task = asyncio.create_task(client.agents.get("a-1"))
            connection = await asyncio.to_thread(server.wait_for_connection)
            task.cancel("mine")
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            assert type(caught.value) is asyncio.CancelledError
            assert await asyncio.to_thread(connection.closed.wait, 1)
            assert len(server.connections) == 1

    with RawServer(handler) as server:
        asyncio.run(cancel())


def test_a_task_cancelled_at_any_turn_of_the_loop_leaves_no_socket() -> None:
    async def cancel(turns: int, client: AsyncCoxswain) -> None:
        task = asyncio.create_task(client.agents.get("a-1"))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    async def cancel_all() -> None:
        async with AsyncCoxswain(api_key="k", base_url=server.url) as client:
            for turns in range(100):
                await cancel(turns, client)
            for connection in list(server.connections):
                assert await asyncio.to_thread(connection.closed.wait, 1)

    with RawServer(_stall) as server:
        asyncio.run(cancel_all())


def test_a_cancelled_wait_makes_no_further_attempt() -> None:
    def handler(connection: Connection) -> None:
        connection.request()
        connection.answer(problem(503, "draining", headers={"retry-after": "60"}))
        answered.set()
        connection.stall()

    async def cancel() -> None:
        async with AsyncCoxswain(api_key="k", base_url=server.url) as client:
            task = asyncio.create_task(client.agents.get("a-1"))
            await asyncio.to_thread(answered.wait, PATIENCE)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    answered = threading.Event()
    with RawServer(handler) as server:
        asyncio.run(cancel())
        assert len(server.connections) == 1
