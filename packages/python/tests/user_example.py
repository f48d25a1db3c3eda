"""What a user writes: nothing here is a mistake to type checkers but what is marked as one."""

from typing import Literal

from typing_extensions import assert_type

from coxswain import (
    Agent,
    AgentPage,
    APIResponse,
    AsyncCoxswain,
    Coxswain,
    Page,
    UnprocessableError,
)


def register(cox: Coxswain, names: list[str]) -> dict[str, str]:
    """Register agents, and say what became of them."""
    found: dict[str, str] = {}
    for name in names:
        try:
            agent = cox.agents.upsert(name, capabilities=["deploy"], labels={"team": "infra"})
        except UnprocessableError as error:
            items = error.problem.get("errors", []) if error.problem is not None else []
            found[name] = ", ".join(item["pointer"] for item in items)
        else:
            assert_type(agent, Agent)
            found[name] = agent.status
    return found


def page(cox: Coxswain) -> str | None:
    """The cursor after the first agents."""
    listed = cox.agents.list(limit=2, status="active").page()
    assert_type(listed, Page[Agent])
    return listed.next_cursor


def etag(cox: Coxswain) -> str | None:
    """What `if_match` takes."""
    response = cox.with_raw_response.agents.get("a-1", options={"timeout": 5})
    assert_type(response, APIResponse[Agent])
    return response.headers.get("etag")


def refused_by_type_checkers(cox: Coxswain) -> None:
    """Each of these is a mistake."""
    cox.agents.upsert("a-1", label={})  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    cox.agents.get()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    cox.agents.list(status="dead")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    cox.agents.get("a", options={"timeouts": 1})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def names(cox: AsyncCoxswain) -> list[str]:
    """All agents."""
    first = await cox.agents.get("a-1")
    assert_type(first, Agent)
    return [first.id, *[agent.id async for agent in cox.agents.list()]]


Status = Literal["active", "silent", "suspended", "retired"]
built: AgentPage = AgentPage(data=[], next_cursor=None, has_more=False)
