"""Answers one request a line until the input ends: the side of the process that is measured."""

import json
import sys
import traceback
from collections.abc import Callable, Mapping
from typing import Any


def answer(handlers: Mapping[str, Callable[[dict[str, Any]], object]]) -> None:
    """Serve `handlers` on standard input and output."""
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply: dict[str, object] = {"result": handlers[request["name"]](request["params"])}
        except Exception:
            reply = {"error": traceback.format_exc()}
        print(json.dumps(reply), flush=True)
