"""What the leak tests share: a network that answers at once, virtual time, the heap."""

import asyncio
import gc
import json
import resource
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx

from coxswain import AsyncCoxswain, AsyncRuntime, Coxswain, Runtime

ALLOWED_GROWTH = 5 * 1024 * 1024
"""Bytes."""
AGENT = json.dumps(json.loads((Path(__file__).parents[2] / "answers.json").read_text())["get"])


def memory_in_use() -> int:
    """Bytes that the process holds when all garbage is gone. Tracing them would take minutes."""
    gc.collect()
    gc.collect()
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(statm.read_text().split()[1]) * resource.getpagesize()


def frame(seq: int) -> bytes:
    """The frame of an event; `seq` makes it another one."""
    event_id = f"evt_{seq:026d}"
    data: dict[str, Any] = {
        "id": event_id,
        "event": "agent.retired",
        "seq": seq,
        "payload": {"agent": {"id": "a-1"}},
    }
    return f"id: {event_id}\nevent: agent.retired\ndata: {json.dumps(data)}\n\n".encode()


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """These chunks; then it fails unless it ends. Counts the bodies that nobody has closed."""

    open = 0

    def __init__(self, *chunks: bytes) -> None:
        self._chunks = chunks
        self._closed = False
        Body.open += 1

    def __iter__(self) -> Iterator[bytes]:
        yield from self._chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            yield chunk

    def close(self) -> None:
        Body.open -= not self._closed
        self._closed = True

    async def aclose(self) -> None:
        self.close()


def stream_of(*chunks: bytes) -> httpx.Response:
    """An answer that streams these chunks and ends."""
    return httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=Body(*chunks))


Answer = Callable[[httpx.Request], httpx.Response]


def answer_agent(request: httpx.Request) -> httpx.Response:
    """The agent, at once."""
    return httpx.Response(200, headers={"content-type": "application/json"}, text=AGENT)


class VirtualTime:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.elapsed = 0.0
        self.timers: set[object] = set()

    def runtime(self) -> Runtime:
        """For a synchronous client."""

        def sleep(seconds: float, stopped: threading.Event) -> None:
            self.elapsed += seconds

        return Runtime(monotonic=lambda: self.elapsed, sleep=sleep, timer=self._timer)

    def async_runtime(self) -> AsyncRuntime:
        """For an asynchronous client."""

        async def sleep(seconds: float) -> None:
            self.elapsed += seconds
            await asyncio.sleep(0)

        return AsyncRuntime(monotonic=lambda: self.elapsed, sleep=sleep, timer=self._timer)

    def _timer(self, seconds: float, callback: Callable[[], object]) -> Callable[[], None]:
        timer = object()
        self.timers.add(timer)
        return lambda: self.timers.discard(timer)


def create_client(answer: Answer, runtime: Runtime | None = None) -> Coxswain:
    """A synchronous client whose network is a function."""
    http = httpx.Client(transport=httpx.MockTransport(answer))
    return Coxswain(api_key="cox_test_leaks", log_level="off", http_client=http, runtime=runtime)


def create_async_client(answer: Answer, runtime: AsyncRuntime | None = None) -> AsyncCoxswain:
    """An asynchronous client whose network is a function that takes a turn of the loop."""

    async def answer_later(request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)
        return answer(request)

    http = httpx.AsyncClient(transport=httpx.MockTransport(answer_later))
    return AsyncCoxswain(
        api_key="cox_test_leaks", log_level="off", http_client=http, runtime=runtime
    )


async def tasks_left() -> set[asyncio.Task[Any]]:
    """The tasks that are there when generators that were left have been closed by the loop."""
    gc.collect()
    for _ in range(10):
        await asyncio.sleep(0)
    return asyncio.all_tasks()


class Baseline:
    """What there was before, to be compared with what there is after."""

    def __init__(self) -> None:
        self._threads = set(threading.enumerate())
        self._memory = memory_in_use()

    def check(self) -> None:
        """Fail unless memory and threads are back where they were."""
        growth = memory_in_use() - self._memory
        assert growth <= ALLOWED_GROWTH, f"{growth} bytes were left behind"
        for thread in set(threading.enumerate()) - self._threads:
            thread.join(2)
        assert set(threading.enumerate()) <= self._threads
