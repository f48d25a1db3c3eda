"""A server for governed work: it says yes to every step unless a test wants something else."""

import json
import threading
from typing import Any

import httpx

from .raw_server import PATIENCE
from .support import ACTION, APPROVAL, Answer, Scripted, Server, reply

TASK: Any = {
    "agent_id": "a-1",
    "action_type": "deploy",
    "goal": "Ship 2.1",
    "act": {"type": "shell", "command": "make deploy"},
}

RUNNING = reply(body={**ACTION, "status": "running", "claim_id": "clm_1"})
CANCEL = "the caller cancelled"


def action(status: str, **members: Any) -> Scripted:
    """The action in this state."""
    return reply(body={**ACTION, "status": status, **members})


def approval(status: str, **members: Any) -> Scripted:
    """The approval in this state."""
    return reply(body={**APPROVAL, "status": status, **members})


WAITS = action("pending_approval", approval_id=APPROVAL["id"])


class Desk(Server):
    """Answers by step: `create`, `approval`, `wait`, `get`, `claim`, `renew`, `outcome`, `cancel`.

    The last answer of a step is repeated.
    """

    def __init__(self, **answers: Answer | list[Answer]) -> None:
        super().__init__()
        self.steps: list[tuple[str, Any]] = []
        self._changed = threading.Condition()
        self._by_step: dict[str, list[Answer]] = {
            "create": [action("approved")],
            "approval": [approval("pending")],
            "wait": [approval("granted")],
            "get": [action("approved")],
            "claim": [RUNNING],
            "renew": [RUNNING],
            "outcome": [action("completed")],
            "cancel": [action("cancelled")],
        }
        for step, given in answers.items():
            self._by_step[step] = list(given) if isinstance(given, list) else [given]

    def answer(self, request: httpx.Request) -> httpx.Response:
        last = request.url.path.rsplit("/", 1)[1]
        if request.method == "POST":
            step = "create" if last == "actions" else last
        else:
            step = {ACTION["id"]: "get", APPROVAL["id"]: "approval"}.get(last, last)
        script = self._by_step[step]
        self._answers = [script.pop(0) if len(script) > 1 else script[0]]
        with self._changed:
            self.steps.append((step, json.loads(request.content or b"null")))
            self._changed.notify_all()
        return super().answer(request)

    @property
    def names(self) -> list[str]:
        """The steps so far."""
        return [name for name, _ in self.steps]

    def body(self, step: str) -> Any:
        """What the last request of a step said."""
        return [body for name, body in self.steps if name == step][-1]

    def wait_for(self, step: str, times: int = 1) -> None:
        """Until a step was asked for so many times."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.names.count(step) >= times, PATIENCE)
