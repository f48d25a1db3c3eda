"""Governed work of the synchronous client: callbacks block until the runner settles them."""

from queue import SimpleQueue
from typing import Any

from base_driver import Fields, Notify
from callback import describe_run, describe_waiting, end_as
from client import Client, governed_arguments
from json_value import decode
from outcome import describe_governed


class SyncGoverned:
    """The governed work that is under way, by call."""

    def __init__(self, notify: Notify) -> None:
        self._notify = notify
        self._waiting: dict[tuple[str, str], SimpleQueue[Fields]] = {}
        # Kept when the work has ended: the runner may ask what its callback would read then.
        self._runs: dict[str, Any] = {}

    def run(self, client: Client, params: Fields, outcome: Fields) -> None:
        """Do the work."""
        call_id = params["call_id"]

        def invoke(given: Fields) -> Any:
            queue: SimpleQueue[Fields] = SimpleQueue()
            self._waiting[call_id, given["callback"]] = queue
            self._notify("callback.invoked", {"call_id": call_id, **given})
            return end_as(queue.get())

        def do_act(run: Any) -> Any:
            self._runs[call_id] = run
            return invoke(describe_run(run))

        def on_waiting(approval: Any) -> None:
            invoke(describe_waiting(approval))

        governed = client.sdk.governed
        keywords = governed_arguments(governed, params, on_waiting)
        done = governed(decode(params["action"]), do_act, **keywords)
        outcome["ok"] = describe_governed(done)

    def settle(self, params: Fields) -> Fields:
        """End a callback as the runner says."""
        self._waiting.pop((params["call_id"], params["callback"])).put(params)
        return {}

    def read(self, params: Fields) -> Fields:
        """What the callback would read now."""
        run = self._runs.get(params["call_id"])
        return {"cancelled": run is not None and run.cancelled()}
