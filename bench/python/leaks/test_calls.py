"""Calls without end on one client."""

from .support import Baseline, answer_agent, create_async_client, create_client, tasks_left

WARM_UP, CALLS = 5_000, 100_000


def test_a_hundred_thousand_calls_leave_nothing_behind() -> None:
    client = create_client(answer_agent)
    for _ in range(WARM_UP):
        client.agents.get("a-1")
    baseline = Baseline()
    for _ in range(CALLS):
        client.agents.get("a-1")
    baseline.check()
    client.close()


async def test_a_hundred_thousand_asynchronous_calls_leave_nothing_behind() -> None:
    client = create_async_client(answer_agent)
    for _ in range(WARM_UP):
        await client.agents.get("a-1")
    tasks, baseline = await tasks_left(), Baseline()
    for _ in range(CALLS):
        await client.agents.get("a-1")
    baseline.check()
    assert await tasks_left() == tasks
    await client.close()
