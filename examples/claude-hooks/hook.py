"""A command hook for PreToolUse and PostToolUse: every tool call is decided about.

Exit code 2 keeps the tool from running, any other failure would let it run: so whatever goes
wrong here ends with 2.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from coxswain import Action, Coxswain, FileAct, ShellAct, ToolCallAct

AGENT = os.environ.get("COXSWAIN_AGENT_ID", "coder-1")
WAIT_SECONDS = 50


def main() -> None:
    call = json.load(sys.stdin)
    with Coxswain() as cox:  # COXSWAIN_BASE_URL, COXSWAIN_API_KEY
        if call["hook_event_name"] == "PreToolUse":
            before(cox, call)
        elif call["hook_event_name"] == "PostToolUse":
            after(cox, call)


def before(cox: Coxswain, call: dict[str, Any]) -> None:
    """Creates the action, waits for a person where one must decide, and claims it."""
    name, given = call["tool_name"], call["tool_input"]
    action = cox.actions.create(
        agent_id=AGENT, action_type=f"tool.{name}", goal=f"Use {name}", act=act_of(name, given)
    )
    if action.status == "pending_approval" and action.approval_id:
        approval = cox.approvals.wait(action.approval_id, timeout_seconds=WAIT_SECONDS)
        if approval.status == "pending":
            cox.actions.cancel(action.id, reason="Nobody decided while the tool waited")
        action = cox.actions.get(action.id)
    if action.status != "approved":
        answer("deny", f"{action.status}: ask a person to look at {action.id}")
        return
    action = cox.actions.claim(action.id, lease_seconds=3600)
    note_of(call).write_text(json.dumps({"action": action.id, "claim": action.claim_id}))
    answer("allow", f"decided as {action.id}", input_of(action, given))


def after(cox: Coxswain, call: dict[str, Any]) -> None:
    """Tells how the tool ended; this hook runs only for tools that have run."""
    note = json.loads(note_of(call).read_text())
    cox.actions.outcome(note["action"], claim_id=note["claim"], outcome="completed")
    note_of(call).unlink()


def act_of(name: str, given: dict[str, Any]) -> Any:
    if name == "Bash":
        return {"type": "shell", "command": given["command"]}
    if name in ("Write", "Edit"):
        return {"type": "file", "operation": "write", "path": given["file_path"]}
    return {"type": "tool_call", "server": "claude", "name": name, "arguments": given}


def input_of(action: Action, given: dict[str, Any]) -> dict[str, Any]:
    """What the tool gets: the act as an approver changed it, or what was given."""
    act = action.approved_act
    if act is None:
        return given
    if isinstance(act, ShellAct):
        return {**given, "command": act.command}
    if isinstance(act, FileAct):
        return {**given, "file_path": act.path}
    if isinstance(act, ToolCallAct):
        return act.arguments
    raise ValueError("the act was changed to something that is not a tool of this agent")


def answer(decision: str, reason: str, updated: dict[str, Any] | None = None) -> None:
    output: dict[str, Any] = {
        "hookEventName": "PreToolUse",
        "permissionDecision": decision,
        "permissionDecisionReason": reason,
    }
    if updated is not None:
        output["updatedInput"] = updated
    print(json.dumps({"hookSpecificOutput": output}))


def note_of(call: dict[str, Any]) -> Path:
    """Where the first hook leaves the claim for the second."""
    folder = Path(tempfile.gettempdir()) / f"coxswain-hook-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"{Path(call['tool_use_id']).name}.json"


if __name__ == "__main__":
    try:
        main()
    except Exception as error:
        print(f"not allowed, for this went wrong: {error}", file=sys.stderr)
        sys.exit(2)
