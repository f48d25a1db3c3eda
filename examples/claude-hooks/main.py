"""Calls the hook as the agent does, before and after two tool calls, so that no key is needed."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

from coxswain import Coxswain

HOOK = Path(__file__).with_name("hook.py")


def run_hook(event: str, call: dict[str, Any], **environment: str) -> str:
    told = json.dumps({"hook_event_name": event, **call})
    done = subprocess.run(
        [sys.executable, str(HOOK)],
        input=told,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    if done.returncode != 0:
        return f"exit code {done.returncode}"
    if not done.stdout:
        return "noted"
    output = json.loads(done.stdout)["hookSpecificOutput"]
    return str(output["permissionDecision"])


def main() -> None:
    with Coxswain() as cox:  # COXSWAIN_BASE_URL, COXSWAIN_API_KEY
        cox.agents.upsert("coder-1")
        cox.policies.create(
            name="System files stay",
            rule={"type": "protected_path", "paths": ["/etc/**"], "decision": "block"},
        )
        for command in ("npm test", "echo 127.0.0.1 x >> /etc/hosts"):
            call = {
                "tool_name": "Bash",
                "tool_input": {"command": command},
                "tool_use_id": uuid.uuid4().hex,
            }
            verdict = run_hook("PreToolUse", call)
            print(f"{command}: {verdict}")
            if verdict == "allow":
                print(f"{command}: {run_hook('PostToolUse', call)}")
        nowhere = run_hook("PreToolUse", call, COXSWAIN_BASE_URL="http://127.0.0.1:9")
        print(f"without a control plane: {nowhere}")
        for action in cox.actions.list():
            print(f"{action.goal} is {action.status}")


if __name__ == "__main__":
    main()
