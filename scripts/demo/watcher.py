"""The Python half of the demo: it watches the other half, and holds the kill switch."""

import time

from coxswain import Coxswain, Event

WATCHED = "deployer-1"


class Watcher:
    """Reads the log from where the last look ended."""

    def __init__(self, cox: Coxswain) -> None:
        self.cox = cox
        self.read: str | None = None

    def next_event(self, name: str) -> Event:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            page = self.cox.events.list(cursor=self.read)
            for event in page:
                self.read = event.id
                if event.event == name:
                    return event
            time.sleep(0.05)
        raise TimeoutError(f"no {name} within 30 s")


def tell(text: str) -> None:
    print(text, flush=True)


def main() -> None:
    with Coxswain() as cox:  # COXSWAIN_BASE_URL, COXSWAIN_API_KEY
        watcher = Watcher(cox)
        cox.agents.upsert("watcher-1", capabilities=["watch"])
        tell("registers watcher-1, which can watch")

        started = watcher.next_event("session.started")
        session = started.payload["session"]
        tell(f"reads event {started.seq}, {started.event}: {session['agent_id']}")
        own = cox.sessions.start(agent_id="watcher-1", name="Watch the deploy")
        tell(f'starts the session "{own.name}"')
        tell(f"suspends {WATCHED}")  # Told first: the other half may hear of it at once.
        cox.agents.suspend(WATCHED, reason="It is Friday, five o'clock")

        updated = watcher.next_event("agent.updated")
        labels = updated.payload["agent"]["labels"]
        tell(f"reads event {updated.seq}, {updated.event}: labelled {labels['state']}")
        tell(f"resumes {WATCHED}")
        cox.agents.resume(WATCHED)

        ended = watcher.next_event("session.ended")
        summary = ended.payload["session"]["summary"]
        tell(f"reads event {ended.seq}, {ended.event}: {summary}")
        cox.sessions.end(own.id, outcome="completed", summary="Watched 2.1")
        tell("ends its session: completed")


if __name__ == "__main__":
    main()
