"""Govern the tools that a model calls, without a framework."""

from collections.abc import Callable
from typing import Any

from coxswain import Approval, Coxswain, GovernedError, ToolCallAct


def read_mail(sender: str) -> str:
    return f"1 mail from {sender}: the invoice is wrong"


def refund(order: str, amount: str) -> str:
    return f"refunded {amount} for order {order}"


def delete_customer(customer: str) -> str:
    return f"deleted customer {customer}"


TOOLS: dict[str, Callable[..., str]] = {
    "email.read": read_mail,
    "refund.create": refund,
    "customer.delete": delete_customer,
}

# Stands for a model: it asks for these calls, one after the other, whatever it is told.
SCRIPTED_MODEL: list[tuple[str, dict[str, Any]]] = [
    ("email.read", {"sender": "customer 7"}),
    ("refund.create", {"order": "42", "amount": "900.00"}),
    ("customer.delete", {"customer": "7"}),
]


def main() -> None:
    with Coxswain() as operator:  # COXSWAIN_BASE_URL, COXSWAIN_API_KEY
        operator.agents.upsert("support-1")
        operator.policies.create(
            name="A person looks at every refund",
            rule={"type": "require_approval", "action_types": ["refund.*"]},
        )
        operator.policies.create(
            name="Customers stay",
            rule={"type": "block_action_type", "action_types": ["customer.delete"]},
        )
        # The agent has a key of its own, which is bound to it and can decide nothing.
        key = operator.api_keys.create(
            name="support-1", scopes=["actions:write", "approvals:read"], agent_id="support-1"
        )

        def approve_half(approval: Approval) -> None:
            """Stands for a person at `coxswain approvals`."""
            assert isinstance(approval.act, ToolCallAct)
            arguments = {**approval.act.arguments, "amount": "450.00"}
            operator.approvals.approve(
                approval.id,
                modified_act={
                    "type": "tool_call",
                    "server": approval.act.server,
                    "name": approval.act.name,
                    "arguments": arguments,
                },
                message="half is enough",
            )

        with Coxswain(api_key=key.secret) as cox:
            for name, arguments in SCRIPTED_MODEL:
                print(f"{name}: {call_tool(cox, name, arguments, approve_half)}")


def call_tool(
    cox: Coxswain, name: str, arguments: dict[str, Any], on_waiting: Callable[[Approval], None]
) -> str:
    """The one place where tools are called: a refusal becomes an answer for the model."""
    try:
        done = cox.governed(
            {
                "agent_id": "support-1",
                "action_type": name,
                "goal": f"Answer the mail of customer 7 with {name}",
                "act": {
                    "type": "tool_call",
                    "server": "support",
                    "name": name,
                    "arguments": arguments,
                },
            },
            lambda run: TOOLS[name](**run.act.arguments),
            on_waiting=on_waiting,
            accept_modified=True,
        )
    except GovernedError as error:
        return str(error)
    return done.result


if __name__ == "__main__":
    main()
