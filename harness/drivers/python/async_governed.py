"""Governed work of the asynchronous client: callbacks wait until the runner settles them."""

import asyncio
from typing import Any

from base_driver import Fields, Notify
from callback import describe_run, describe_waiting, end_as
from client import Client, governed_arguments
from json_value import decode
from outcome import describe_governed


class AsyncGoverned:
    """The governed work that is under way, by call."""

    def __init__(self, notify: Notify) -> None:
        self._notify = notify
        self._waiting: dict[tuple[str, str], asyncio.Future[Fields]] = {}
        # Kept when the work has ended: the runner may ask what its callback would read then.
        self._runs: dict[str, Any] = {}

    async def run(self, client: Client, params: Fields, outcome: Fields) -> None:
        """Do the work."""
        call_id = params["call_id"]

        async def invoke(given: Fields) -> Any:
            future: asyncio.Future[Fields] = asyncio.get_running_loop().create_future()
            self._waiting[call_id, given["callback"]] = future
            self._notify("callback.invoked", {"call_id": call_id, **given})
            return end_as(await future)

        async def do_act(run: Any) -> Any:
            self._runs[call_id] = run
            return await invoke(describe_run(run))

        async def on_waiting(approval: Any) -> None:
            await invoke(describe_waiting(approval))

        governed = client.sdk.governed
        keywords = governed_arguments(governed, params, on_waiting)
        done = await governed(decode(params["action"]), do_act, **keywords)
        outcome["ok"] = describe_governed(done)

    def settle(self, params: Fields) -> Fields:
        """End a callback as the runner says; one that was cancelled has ended."""
        future = self._waiting.pop((params["call_id"], params["callback"]))
        if not future.done():
            future.set_result(params)
        return {}

    def read(self, params: Fields) -> Fields:
        """What the callback would read now."""
        run = self._runs.get(params["call_id"])
        return {"cancelled": run is not None and run.cancelled()}
