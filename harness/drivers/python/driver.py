"""The driver of the Python SDK: JSON-RPC lines on stdin and stdout. `--async`: the async client."""

import asyncio
import json
import os
import platform
import sys
import threading
from collections.abc import Callable
from typing import Any, TextIO

from async_driver import AsyncDriver
from base_driver import BaseDriver
from sync_driver import SyncDriver

import coxswain

CAPABILITIES = [
    "call",
    "request",
    "iterate",
    "stream",
    "governed",
    "abort",
    "virtual_clock",
    "middleware",
    "own_transport",
    "logs",
]


class Channel:
    """The protocol's side of stdout: one whole line at a time, from any thread."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def notify(self, method: str, params: dict[str, Any]) -> None:
        """Tell the runner something that it has not asked for."""
        self.write({"method": method, "params": params})

    def write(self, message: dict[str, Any]) -> None:
        """Send one message."""
        line = json.dumps({"jsonrpc": "2.0", **message}, allow_nan=False)
        with self._lock:
            self._stream.write(line + "\n")
            self._stream.flush()


def receive(driver: BaseDriver, channel: Channel, line: str) -> None:
    """Handle one request; what goes wrong is its answer."""
    message = json.loads(line)
    number, method = message["id"], message["method"]

    def reply(result: dict[str, Any]) -> None:
        channel.write({"id": number, "result": result})

    try:
        if method == "hello":
            reply(hello(driver))
        elif method == "shutdown":
            reply({})
            os._exit(0)
        else:
            driver.handle(method, message["params"], reply)
    except Exception as error:
        text = f"{type(error).__name__}: {error}"
        channel.write({"id": number, "error": {"code": -32000, "message": text}})


def hello(driver: BaseDriver) -> dict[str, Any]:
    """Who this is."""
    return {
        "protocol_version": 1,
        "sdk": driver.name,
        "version": coxswain.__version__,
        "language": "python",
        "runtime": f"python {platform.python_version()}",
        "capabilities": CAPABILITIES,
    }


async def run_async(lines: TextIO, channel: Channel) -> None:
    """Read in a thread, handle in the loop."""
    driver = AsyncDriver(channel.notify)
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()

    def read(handle: Callable[[str], None]) -> None:
        for line in lines:
            loop.call_soon_threadsafe(handle, line)
        loop.call_soon_threadsafe(ended.set)

    def handle(line: str) -> None:
        receive(driver, channel, line)

    threading.Thread(target=read, args=(handle,), daemon=True).start()
    await ended.wait()


def main() -> None:
    """Serve until stdin ends. What anything prints goes to stderr."""
    channel = Channel(sys.stdout)
    sys.stdout = sys.stderr
    if "--async" in sys.argv[1:]:
        asyncio.run(run_async(sys.stdin, channel))
        return
    driver = SyncDriver(channel.notify)
    for line in sys.stdin:
        receive(driver, channel, line)


if __name__ == "__main__":
    main()
