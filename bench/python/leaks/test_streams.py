"""Streams that are opened and left."""

import asyncio
import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress

import httpx

from coxswain import AsyncCoxswain, AsyncEventStream, Coxswain, EventStream

from .support import (
    Baseline,
    Body,
    create_async_client,
    create_client,
    frame,
    stream_of,
    tasks_left,
)

WARM_UP, STREAMS = 500, 10_000
REAL_STREAMS = 200


def answer(request: httpx.Request) -> httpx.Response:
    return stream_of(frame(1), frame(2))


def open_and_leave(client: Coxswain, number: int) -> EventStream:
    """In each of the ways in which people leave streams."""
    stream = client.events.stream()
    if number % 3 == 0:
        for _ in stream:
            break
    elif number % 3 == 1:
        with stream:
            next(stream)
    else:
        next(stream)
        stream.close()
    return stream


async def open_and_leave_async(client: AsyncCoxswain, number: int) -> AsyncEventStream:
    """In each of the ways in which people leave streams."""
    stream = client.events.stream()
    if number % 2 == 0:
        async with stream:
            await anext(stream)
    else:
        await anext(stream)
        await stream.close()
    return stream


def test_streams_that_were_left_leave_nothing_behind() -> None:
    client = create_client(answer)
    for number in range(WARM_UP):
        open_and_leave(client, number)
    baseline = Baseline()
    for number in range(STREAMS):
        open_and_leave(client, number)
    baseline.check()
    assert Body.open == 0
    client.close()


async def test_asynchronous_streams_that_were_left_leave_nothing_behind() -> None:
    client = create_async_client(answer)
    for number in range(WARM_UP):
        await open_and_leave_async(client, number)
    tasks, baseline = await tasks_left(), Baseline()
    for number in range(STREAMS):
        await open_and_leave_async(client, number)
    baseline.check()
    assert await tasks_left() == tasks
    assert Body.open == 0
    await client.close()


class Sockets:
    """A server that streams one event and then stays silent, and the sockets still open to it."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._lock = threading.Lock()
        self.open = 0
        self.served = 0
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()

    def settle(self) -> int:
        """The sockets that are open when those that were closed have been noticed."""
        until = time.monotonic() + 5
        while self.open > 0 and time.monotonic() < until:
            time.sleep(0.01)
        return self.open

    def stop(self) -> None:
        # Closing alone does not wake a thread that accepts.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with self._lock:
            self.open += 1
            self.served += 1
        with connection:
            connection.recv(65536)
            head = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
            connection.sendall(head + frame(1))
            with suppress(ConnectionResetError):
                # Until the other side closes.
                connection.recv(1)
        with self._lock:
            self.open -= 1


@contextmanager
def serving() -> Generator[Sockets]:
    """Sockets for a while."""
    sockets = Sockets()
    try:
        yield sockets
    finally:
        sockets.stop()


def test_streams_over_real_sockets_leave_no_socket_open() -> None:
    with serving() as sockets, Coxswain(base_url=sockets.url, api_key="cox_test_leaks") as client:
        # They are kept, for those that are gone are closed by the interpreter.
        left = [open_and_leave(client, number) for number in range(REAL_STREAMS)]
        assert sockets.settle() == 0
        assert sockets.served == len(left)


async def test_asynchronous_streams_over_real_sockets_leave_no_socket_open() -> None:
    with serving() as sockets:
        async with AsyncCoxswain(base_url=sockets.url, api_key="cox_test_leaks") as client:
            # They are kept, for those that are gone are closed by the interpreter.
            left = [await open_and_leave_async(client, number) for number in range(REAL_STREAMS)]
            assert await asyncio.to_thread(sockets.settle) == 0
            assert sockets.served == len(left)
