"""The Python half of the demo: one act is denied, one is modified; it watches the Node half."""

import os

from coxswain import ActionBlockedEvent, ActionUpdatedEvent, Coxswain, GovernedError

AGENT = "clerk-1"


def tell(text: str) -> None:
    print(text, flush=True)


def pay(invoice: object, amount: object) -> str:
    tell(f"pays {amount} for invoice {invoice}")
    return f"paid {amount}"


def main() -> None:
    with Coxswain() as cox:  # COXSWAIN_BASE_URL, COXSWAIN_API_KEY
        try:
            cox.governed(
                {
                    "agent_id": AGENT,
                    "action_type": "refund",
                    "goal": "Refund order 42 twice",
                    "act": {
                        "type": "custom",
                        "name": "refund",
                        "data": {"order": "42", "times": 2},
                    },
                },
                lambda run: tell("refunds"),
            )
        except GovernedError as error:
            tell(f'may not "Refund order 42 twice": {error}')

        done = cox.governed(
            {
                "agent_id": AGENT,
                "action_type": "pay",
                "goal": "Pay invoice 2113",
                "act": {
                    "type": "custom",
                    "name": "pay",
                    "data": {"invoice": "2113", "amount": "1200.00"},
                },
            },
            lambda run: pay(**run.act.data),
            accept_modified=True,
        )
        tell(f"has done what was approved instead: {done.result}")

        # From the beginning of the demo on, so that nothing is missed whoever is first.
        with cox.events.stream(
            types=["action.*"], last_event_id=os.environ["DEMO_CURSOR"]
        ) as stream:
            for item in stream:
                if not isinstance(item, ActionUpdatedEvent | ActionBlockedEvent):
                    continue
                action = item.payload.action
                if action.agent_id == AGENT:
                    continue
                tell(f'sees event {item.seq}: "{action.goal}" is {action.status}')
                if isinstance(item, ActionBlockedEvent):
                    break


if __name__ == "__main__":
    main()
