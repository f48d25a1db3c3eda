"""How a stream ends early: real sockets, blocked reads."""

import asyncio
import gc
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from coxswain import (
    AbortedError,
    APITimeoutError,
    AsyncCoxswain,
    Coxswain,
    EventStream,
)

from .raw_server import PATIENCE, Connection, RawServer
from .support import Clock, event, frame, problem

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"
KEY: dict[str, Any] = {"api_key": "k"}


def _quiet(connection: Connection) -> None:
    """One event, and then nothing."""
    connection.request()
    connection.send(HEAD + b"\r\n" + frame(event(1)))
    connection.stall()


def _torn(connection: Connection) -> None:
    """One event, in chunks of one byte, and then nothing."""
    connection.request()
    text = b": \xf0\x9f\x9a\xa3\r\n\r\n" + frame(event(1)).replace(b"\n", b"\r\n")
    chunks = b"".join(b"1\r\n" + bytes([byte]) + b"\r\n" for byte in text)
    connection.send(HEAD + b"transfer-encoding: chunked\r\n\r\n" + chunks)
    connection.stall()


def _headless(connection: Connection) -> None:
    connection.request()
    connection.stall()


class Reader:
    """Reads a stream in a thread."""

    def __init__(self, stream: EventStream) -> None:
        self.seqs: list[int] = []
        self.error: BaseException | None = None
        self._first = threading.Event()
        self._stream = stream
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def wait_for_first(self) -> None:
        assert self._first.wait(PATIENCE)

    def end(self) -> BaseException | None:
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        return self.error

    def _run(self) -> None:
        try:
            for item in self._stream:
                self.seqs.append(getattr(item, "seq", 0))
                self._first.set()
        except BaseException as error:
            self.error = error


@pytest.mark.parametrize("handler", [_quiet, _torn])
@pytest.mark.parametrize("own", [True, False])
def test_closing_a_stream_from_another_thread_ends_it_quietly(
    handler: Callable[[Connection], None], own: bool
) -> None:
    with RawServer(handler) as server, httpx.Client() as theirs:
        client = Coxswain(base_url=server.url, **KEY, http_client=None if own else theirs)
        stream = client.events.stream()
        reader = Reader(stream)
        reader.wait_for_first()
        stream.close()
        assert reader.end() is None
        assert reader.seqs == [1]
        assert server.connections[0].closed.wait(1)
        assert len(server.connections) == 1


def test_closing_a_stream_that_connects_ends_it_quietly() -> None:
    with RawServer(_headless) as server:
        stream = Coxswain(base_url=server.url, **KEY).events.stream()
        reader = Reader(stream)
        connection = server.wait_for_connection()
        stream.close()
        assert reader.end() is None
        assert connection.closed.wait(1)


def test_closing_a_stream_that_pauses_ends_it_quietly() -> None:
    answered = threading.Event()

    def handler(connection: Connection) -> None:
        connection.request()
        connection.answer(problem(503, "draining", headers={"retry-after": "60"}))
        answered.set()
        connection.stall()

    with RawServer(handler) as server, Coxswain(base_url=server.url, **KEY) as client:
        stream = client.events.stream()
        reader = Reader(stream)
        assert answered.wait(PATIENCE)
        stream.close()
        assert reader.end() is None
        assert len(server.connections) == 1


@pytest.mark.parametrize("handler", [_quiet, _headless])
def test_closing_the_client_ends_its_streams(handler: Callable[[Connection], None]) -> None:
    with RawServer(handler) as server:
        client = Coxswain(base_url=server.url, **KEY)
        reader = Reader(client.events.stream())
        if handler is _quiet:
            reader.wait_for_first()
        connection = server.wait_for_connection()
        client.close()
        assert isinstance(reader.end(), AbortedError)
        assert connection.closed.wait(1)


@pytest.mark.parametrize("own", [True, False])
def test_a_silent_connection_is_cut_while_a_read_is_blocked(own: bool) -> None:
    clock = Clock()
    with RawServer(_quiet) as server, httpx.Client(timeout=None) as theirs:
        client = Coxswain(
            base_url=server.url,
            runtime=clock.runtime(),
            http_client=None if own else theirs,
            **KEY,
        )
        stream = client.events.stream()
        reader = Reader(stream)
        reader.wait_for_first()
        pause = threading.Event()
        # The read has begun once its timer is set.
        for _ in range(int(PATIENCE * 1000)):
            if clock.timers:
                break
            pause.wait(0.001)
        clock.advance(45)
        server.wait_for_connection(1)
        assert server.connections[0].closed.wait(1)
        assert clock.sleeps == [0.25]
        stream.close()
        assert reader.end() is None


def test_a_head_that_does_not_come_is_bounded_by_the_time_out() -> None:
    with RawServer(_headless) as server, Coxswain(base_url=server.url, **KEY) as client:
        started = time.monotonic()
        with pytest.raises(APITimeoutError) as caught:
            next(client.events.stream(options={"timeout": 0.2, "max_reconnects": 0}))
        assert str(caught.value) == "the attempt took longer than 200 ms"
        assert 0.195 <= time.monotonic() - started <= 2.2
        assert server.connections[0].closed.wait(1)


def test_a_deadline_cuts_a_blocked_read() -> None:
    with RawServer(_quiet) as server, Coxswain(base_url=server.url, **KEY) as client:
        stream = client.events.stream(options={"deadline": 0.2})
        assert getattr(next(stream), "seq", None) == 1
        with pytest.raises(APITimeoutError) as caught:
            next(stream)
        assert caught.value.code == "deadline_exceeded"
        assert server.connections[0].closed.wait(1)


def test_a_stream_that_is_dropped_after_its_loop_holds_no_socket() -> None:
    with RawServer(_quiet) as server:
        client = Coxswain(base_url=server.url, **KEY)
        for _ in client.events.stream():
            break
        gc.collect()
        assert server.connections[0].closed.wait(1)


def test_a_task_that_is_cancelled_closes_the_connection() -> None:
    async def read() -> None:
        async with AsyncCoxswain(base_url=server.url, **KEY) as client:

            async def watch() -> None:
                async for _ in client.events.stream():
                    seen.set()

            seen = asyncio.Event()
            task = asyncio.create_task(watch())
            await seen.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await asyncio.to_thread(server.connections[0].closed.wait, 1)
            # httpx leaves generators to the loop, which ends them in its next turns.
            for _ in range(10):
                await asyncio.sleep(0)
            assert asyncio.all_tasks() == {asyncio.current_task()}

    with RawServer(_quiet) as server:
        asyncio.run(read())
        assert len(server.connections) == 1


def test_a_pull_that_is_cancelled_costs_the_connection_and_no_event() -> None:
    def handler(connection: Connection) -> None:
        requests.append(connection.request())
        connection.send(HEAD + b"\r\n" + frame(event(len(requests))))
        connection.stall()

    async def read() -> None:
        client = AsyncCoxswain(base_url=server.url, **KEY)
        async with client, client.events.stream() as stream:
            assert getattr(await anext(stream), "seq", None) == 1
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(anext(stream), 0.05)
            assert getattr(await anext(stream), "seq", None) == 2

    requests: list[bytes] = []
    with RawServer(handler) as server:
        asyncio.run(read())
        again = requests[1].lower()
        assert f"last-event-id: {event(1)['id']}".lower().encode() in again
        # Nothing was lost: it is no reconnect, and not waited for.
        assert b"x-coxswain-attempt: 0" in again


@pytest.mark.parametrize("handler", [_quiet, _headless])
def test_closing_an_asynchronous_stream_ends_it_quietly(
    handler: Callable[[Connection], None],
) -> None:
    async def read() -> None:
        async with AsyncCoxswain(base_url=server.url, **KEY) as client:
            stream = client.events.stream()

            async def watch() -> int:
                return len([item async for item in stream])

            task = asyncio.create_task(watch())
            connection = await asyncio.to_thread(server.wait_for_connection)
            while handler is _quiet and stream.last_event_id is None:
                await asyncio.sleep(0)
            await stream.close()
            assert await task == (1 if handler is _quiet else 0)
            assert await asyncio.to_thread(connection.closed.wait, 1)

    with RawServer(handler) as server:
        asyncio.run(read())


def test_closing_an_asynchronous_client_ends_its_streams() -> None:
    async def read() -> None:
        client = AsyncCoxswain(base_url=server.url, **KEY)
        stream = client.events.stream()
        await anext(stream)
        task = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        await client.close()
        with pytest.raises(AbortedError):
            await task
        assert await asyncio.to_thread(server.connections[0].closed.wait, 1)

    with RawServer(_quiet) as server:
        asyncio.run(read())
