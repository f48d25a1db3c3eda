"""Register an agent, run a session and read its events, in Python."""

from coxswain import Coxswain, PermissionDeniedError


def main() -> None:
    # Reads COXSWAIN_BASE_URL and COXSWAIN_API_KEY.
    with Coxswain() as cox:
        agent = cox.agents.upsert(
            "reviewer-1",
            display_name="Reviewer",
            capabilities=["review"],
            labels={"tier": "production"},
        )
        print(f"{agent.id} is {agent.status}")

        session = cox.sessions.start(agent_id=agent.id, name="Review 2.1")
        cox.agents.heartbeat(agent.id)
        cox.sessions.end(session.id, outcome="completed", counters={"steps": 3})
        print(f"{session.id} has ended")

        # The kill switch: nothing starts for a suspended agent.
        cox.agents.suspend(agent.id, reason="Maintenance")
        try:
            cox.sessions.start(agent_id=agent.id)
        except PermissionDeniedError as error:
            print(f"refused: {error.code}")
        cox.agents.resume(agent.id)

        for event in cox.events.list(types=["agent.*", "session.*"]):
            print(f"{event.seq} {event.event} {event.resource.id}")


if __name__ == "__main__":
    main()
