"""Makes calls in the way that is the argument, and tells what they cost this process."""

import asyncio
import cProfile
import itertools
import json
import pstats
import sys
import time
import uuid
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import httpx
from lines import answer

from coxswain import AsyncCoxswain, Coxswain

ANSWERS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "answers.json").read_text())
AGENT_ID = "deployer-1"
ACTION: Any = {
    "agent_id": AGENT_ID,
    "action_type": "deploy",
    "goal": "Ship release 2.1 to the staging environment",
    "reasoning": "All checks of the release are green and the change window is open.",
    "act": {"type": "shell", "command": "make deploy ENV=staging VERSION=2.1.0", "cwd": "/srv/app"},
    "reversible": True,
    "systems_touched": ["staging"],
    "metadata": {"release": "2.1.0", "ticket": "OPS-1234"},
}
API_KEY = "cox_test_bench_of_a_key_that_opens_nothing"
HEADERS = {"authorization": f"Bearer {API_KEY}", "accept": "application/json"}
STUB_URL = "http://bench.invalid"

_numbers = itertools.count()


def another_id() -> str:
    """Of an agent nobody has asked for: the SDK may have the URL of another one at hand."""
    return f"deployer-{next(_numbers)}"


_BODIES = {
    "GET": json.dumps(ANSWERS["get"]).encode(),
    "POST": json.dumps(ANSWERS["create"]).encode(),
}


def stub(request: httpx.Request) -> httpx.Response:
    """The server's answer, at once."""
    headers = {"content-type": "application/json", "x-request-id": "req_0"}
    status = 200 if request.method == "GET" else 201
    return httpx.Response(status, headers=headers, content=_BODIES[request.method])


async def async_stub(request: httpx.Request) -> httpx.Response:
    """The same for an asynchronous client."""
    return stub(request)


Sync = dict[str, Callable[[], object]]
Async = dict[str, Callable[[], Awaitable[object]]]


def coxswain_calls(base_url: str | None) -> Sync:
    """Calls of the SDK, which needs no client of httpx."""
    return _calls_of(base_url, None if base_url else httpx.MockTransport(stub))


def coxswain_client_calls(base_url: str | None) -> Sync:
    """Calls of the SDK through a client of httpx that its user brings."""
    return _calls_of(base_url, _client(base_url))


def _calls_of(base_url: str | None, http: httpx.Client | httpx.BaseTransport | None) -> Sync:
    client = Coxswain(base_url=base_url or STUB_URL, api_key=API_KEY, http_client=http)
    return {
        "get": lambda: client.agents.get(another_id()),
        "create": lambda: client.actions.create(**ACTION),
    }


def _client(base_url: str | None) -> httpx.Client:
    return httpx.Client() if base_url else httpx.Client(transport=httpx.MockTransport(stub))


def httpx_calls(base_url: str | None) -> Sync:
    """The same with httpx alone."""
    http = _client(base_url)
    base = f"{base_url or STUB_URL}/api/v1"

    def get() -> object:
        return http.get(f"{base}/agents/{another_id()}", headers=HEADERS).raise_for_status().json()

    def create() -> object:
        headers = {**HEADERS, "idempotency-key": str(uuid.uuid4())}
        response = http.post(f"{base}/actions", headers=headers, json=ACTION)
        return response.raise_for_status().json()

    return {"get": get, "create": create}


def async_coxswain_calls(base_url: str | None) -> Async:
    """Calls of the asynchronous SDK."""
    return _async_calls_of(base_url, None if base_url else httpx.MockTransport(async_stub))


def async_coxswain_client_calls(base_url: str | None) -> Async:
    """The same through a client of httpx that its user brings."""
    return _async_calls_of(base_url, _async_client(base_url))


def _async_calls_of(
    base_url: str | None, http: httpx.AsyncClient | httpx.AsyncBaseTransport | None
) -> Async:
    client = AsyncCoxswain(base_url=base_url or STUB_URL, api_key=API_KEY, http_client=http)
    return {
        "get": lambda: client.agents.get(another_id()),
        "create": lambda: client.actions.create(**ACTION),
    }


def _async_client(base_url: str | None) -> httpx.AsyncClient:
    if base_url:
        return httpx.AsyncClient()
    return httpx.AsyncClient(transport=httpx.MockTransport(async_stub))


def async_httpx_calls(base_url: str | None) -> Async:
    """The same with httpx alone."""
    http = _async_client(base_url)
    base = f"{base_url or STUB_URL}/api/v1"

    async def get() -> object:
        response = await http.get(f"{base}/agents/{another_id()}", headers=HEADERS)
        return response.raise_for_status().json()

    async def create() -> object:
        headers = {**HEADERS, "idempotency-key": str(uuid.uuid4())}
        response = await http.post(f"{base}/actions", headers=headers, json=ACTION)
        return response.raise_for_status().json()

    return {"get": get, "create": create}


def measure(count: int, work: Callable[[], object]) -> dict[str, float]:
    """CPU time per call in us, and calls per second."""
    cpu, started = time.process_time(), time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    return {"cpu": (time.process_time() - cpu) / count * 1e6, "rate": count / seconds}


def profile(count: int, limit: int, call: Callable[[], object]) -> list[dict[str, object]]:
    """The functions in which most time was spent, without what they called."""
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(count):
        call()
    profiler.disable()
    stats = cast("dict[Any, tuple[int, int, float, float, Any]]", pstats.Stats(profiler).stats)  # pyright: ignore
    total = sum(own for _, _, own, _, _ in stats.values())
    longest = sorted(stats.items(), key=lambda entry: -entry[1][2])[:limit]
    return [{"name": _place(*where), "share": own[2] / total} for where, own in longest]


def _place(file: str, line: int, name: str) -> str:
    """Files of packages by their place in them."""
    parts = Path(file).parts
    return name if file == "~" else f"{name} {'/'.join(parts[-2:])}"


SYNC = {
    "coxswain": coxswain_calls,
    "coxswain, httpx.Client": coxswain_client_calls,
    "httpx": httpx_calls,
}
ASYNC = {
    "async coxswain": async_coxswain_calls,
    "async coxswain, httpx.AsyncClient": async_coxswain_client_calls,
    "async httpx": async_httpx_calls,
}


def serve_sync(way: str) -> None:
    """Each connection is a thread."""
    made: dict[str | None, Sync] = {}

    def run(params: dict[str, Any]) -> object:
        base_url, connections = params.get("baseUrl"), params.get("connections", 1)
        calls = made.get(base_url) or SYNC[way](base_url)
        made[base_url] = calls
        call, each = calls[params["call"]], params["count"] // connections

        def repeat() -> None:
            for _ in range(each):
                call()

        def work() -> None:
            if connections == 1:
                repeat()
                return
            with ThreadPoolExecutor(connections) as pool:
                for done in [pool.submit(repeat) for _ in range(connections)]:
                    done.result()

        return measure(each * connections, work)

    def run_profile(params: dict[str, Any]) -> object:
        calls = SYNC[way](None)
        return profile(params["count"], params["limit"], calls[params["call"]])

    answer({"run": run, "profile": run_profile})


def serve_async(way: str) -> None:
    """Each connection is a task."""
    made: dict[str | None, Async] = {}

    loop = asyncio.new_event_loop()

    def run(params: dict[str, Any]) -> object:
        base_url, connections = params.get("baseUrl"), params.get("connections", 1)
        calls = made.get(base_url) or ASYNC[way](base_url)
        made[base_url] = calls
        call, each = calls[params["call"]], params["count"] // connections

        async def repeat() -> None:
            for _ in range(each):
                await call()

        async def work() -> None:
            await asyncio.gather(*(repeat() for _ in range(connections)))

        return measure(each * connections, lambda: loop.run_until_complete(work()))

    answer({"run": run})


if __name__ == "__main__":
    chosen = sys.argv[1]
    if chosen in SYNC:
        serve_sync(chosen)
    else:
        serve_async(chosen)
