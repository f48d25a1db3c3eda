"""What pulls from a stream have brought, in the words of the protocol."""

from typing import Any

from client import Client
from json_value import encode
from outcome import describe_error


class Opened:
    """Counts how often the SDK says that a connection stands."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        """Once more."""
        self.times += 1


class Reading:
    """The answers to `stream.next` of one stream."""

    def __init__(self, client: Client, stream: Any, opened: "Opened | None") -> None:
        self.client = client
        self._stream = stream
        self._opened = opened
        self._slept = len(client.clock.sleeps_ms)

    def tell(self, pulled: list[dict[str, Any]], *, pending: bool) -> dict[str, Any]:
        """An answer: the items, then how the stream ended, if it has."""
        answer: dict[str, Any] = {"items": []}
        for one in pulled:
            if "item" in one:
                answer["items"].append(one["item"])
            else:
                answer.update(one)
        sleeps = self.client.clock.sleeps_ms
        answer["sleeps_ms"] = sleeps[self._slept :]
        self._slept = len(sleeps)
        if pending:  # Its place is a matter of the moment.
            return answer
        if self._stream.last_event_id is not None:
            answer["last_event_id"] = self._stream.last_event_id
        if self._opened is not None:
            answer["opened"] = self._opened.times
        return answer


def item(value: Any) -> dict[str, Any]:
    """A pull that has brought something."""
    return {"item": encode(value)}


ENDED: dict[str, Any] = {"ended": True}


def broken(error: BaseException) -> dict[str, Any]:
    """A pull that has failed."""
    return {"error": describe_error(error)}
