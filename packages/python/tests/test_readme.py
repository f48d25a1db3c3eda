"""The code of the README runs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from .desk import RUNNING, action
from .raw_server import Connection, RawServer
from .support import AGENT, event, event_id, frame, problem, raw, reply

README = Path(__file__).parent.parent / "README.md"
BLOCKS = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)

ACTIONS = {b"actions": action("approved"), b"claim": RUNNING}
CREATED = raw(frame(event(2, event="agent.created", payload={"agent": AGENT})), "text/event-stream")
PAGE = {"data": [AGENT], "next_cursor": None, "has_more": False}
LOG = {"data": [event(1)], "next_cursor": event_id(1), "has_more": False}


def _serve(connection: Connection) -> None:
    while request := connection.request():
        path = request.split(b" ")[1]
        if path.endswith(b"/nobody"):
            connection.answer(problem(404, "not_found", request_id="req_1"))
        elif b"?status=" in path:
            connection.answer(reply(body=PAGE))
        elif path.endswith(b"/events"):
            connection.answer(reply(body=LOG))
        elif b"/stream" in path:
            connection.answer(CREATED)
        elif b"/actions" in path:
            connection.answer(ACTIONS.get(path.rsplit(b"/", 1)[1], action("completed")))
        else:
            connection.answer(reply(etag='"1"'))


PRINTED = [
    "a-1\nnot_found req_1\n",
    "a-1\n",
    "completed did make deploy\n",
    f"a-1\n{event_id(2)}\n",
    "agents.upsert 0 ",
]


def test_every_example_is_tried() -> None:
    assert len(BLOCKS) == len(PRINTED)


@pytest.mark.parametrize(("block", "printed"), list(zip(BLOCKS, PRINTED, strict=True)))
def test_the_code_of_the_readme_runs(block: str, printed: str) -> None:
    with RawServer(_serve) as server:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", block],
            env={"COXSWAIN_BASE_URL": server.url, "COXSWAIN_API_KEY": "k", "PATH": ""},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.stderr == ""
    assert done.stdout.startswith(printed)


def test_the_code_of_the_readme_is_typed_strictly(tmp_path: Path) -> None:
    for index, block in enumerate(BLOCKS):
        (tmp_path / f"block_{index}.py").write_text(block)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
