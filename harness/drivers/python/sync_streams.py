"""Streams of the synchronous client: a thread each that pulls when it is asked to."""

import threading
from typing import Any

from base_driver import Fields
from client import Client, resolve, stream_arguments
from outcome import describe_error
from reading import ENDED, Opened, Reading, broken, item


class Puller:
    """Pulls from one stream, never more than was asked for."""

    def __init__(self, client: Client, stream: Any, opened: Opened | None) -> None:
        self.reading = Reading(client, stream, opened)
        self._stream = stream
        self._loop = iter(stream)
        self._changed = threading.Condition()
        self._wanted = 0
        self._pulling = False
        self._closed = False
        self._pulled: list[Fields] = []
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def read(self, most: int, seconds: float) -> Fields:
        """What is there when there is enough, the stream is over, or time is up."""
        with self._changed:
            self._wanted = most - len(self._pulled) - self._pulling
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._is_enough(most), seconds)
            # Time was up: one pull stays under way, or begins.
            self._wanted = 0 if self._pulling or self._is_enough(most) else 1
            taken, self._pulled = self._pulled[:most], self._pulled[most:]
            return self.reading.tell(taken, pending=self._pulling or self._wanted > 0)

    def close(self) -> None:
        """Leave the loop, or, while a pull is under way, the `with` around it."""
        with self._changed:
            self._closed = True
            waiting = self._pulling or self._wanted > 0
            self._changed.notify_all()
        if waiting:
            self._stream.__exit__(None, None, None)
        else:
            self._loop.close()
        self._thread.join()

    def _is_enough(self, most: int) -> bool:
        return len(self._pulled) >= most or any("item" not in one for one in self._pulled)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._wanted > 0)
                if self._wanted <= 0:
                    return
                self._wanted -= 1
                self._pulling = True
            pulled = self._pull()
            with self._changed:
                self._pulling = False
                self._pulled.append(pulled)
                if "item" not in pulled:
                    self._wanted = 0
                self._changed.notify_all()

    def _pull(self) -> Fields:
        try:
            return item(next(self._loop))
        except StopIteration:
            return ENDED
        except BaseException as error:
            return broken(error)


class SyncStreams:
    """The streams that are open, by call."""

    def __init__(self) -> None:
        self._open: dict[str, Puller] = {}

    def open(self, client: Client, params: Fields) -> Fields:
        """Begin a stream; nothing is sent."""
        try:
            if params.get("cancelled"):
                client.sdk.close()
            method = resolve(client.sdk, params["operation"])
            opened = Opened() if params.get("on_open") else None
            stream = method(**stream_arguments(params, opened))
        except Exception as error:
            return {"error": describe_error(error), "sleeps_ms": []}
        self._open[params["call_id"]] = Puller(client, stream, opened)
        return {"nothing": True, "sleeps_ms": []}

    def next(self, params: Fields) -> Fields:
        """Pull."""
        return self._open[params["call_id"]].read(params["max"], params["wait_ms"] / 1000)

    def close(self, params: Fields) -> Fields:
        """Leave a stream."""
        puller = self._open.pop(params["call_id"])
        puller.close()
        puller.reading.client.left.append(puller)
        return {}
