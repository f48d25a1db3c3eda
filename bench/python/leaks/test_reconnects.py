"""A stream that is lost again and again."""

import httpx

from .support import (
    Baseline,
    Body,
    VirtualTime,
    create_async_client,
    create_client,
    frame,
    stream_of,
    tasks_left,
)

HOUR = 3600.0


class Network:
    """How a connection is lost, in turn: refused, answered with an error, ended, ended after an
    event."""

    def __init__(self) -> None:
        self.connections = 0
        self._frames = 0

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.connections += 1
        match self.connections % 4:
            case 0:
                raise httpx.ConnectError("refused")
            case 1:
                return httpx.Response(503)
            case 2:
                return stream_of()
            case _:
                self._frames += 1
                return stream_of(frame(self._frames))


def test_an_hour_of_reconnects_leaves_nothing_behind() -> None:
    time, network = VirtualTime(), Network()
    client = create_client(network.answer, time.runtime())
    stream = client.events.stream()
    while time.elapsed < HOUR / 20:
        next(stream)
    baseline = Baseline()
    while time.elapsed < HOUR:
        next(stream)
    baseline.check()
    assert network.connections > 1000
    stream.close()
    assert (time.timers, Body.open) == (set(), 0)


async def test_an_hour_of_asynchronous_reconnects_leaves_nothing_behind() -> None:
    time, network = VirtualTime(), Network()
    client = create_async_client(network.answer, time.async_runtime())
    stream = client.events.stream()
    while time.elapsed < HOUR / 20:
        await anext(stream)
    tasks, baseline = await tasks_left(), Baseline()
    while time.elapsed < HOUR:
        await anext(stream)
    baseline.check()
    assert network.connections > 1000
    assert await tasks_left() == tasks
    await stream.close()
    assert (time.timers, Body.open) == (set(), 0)
