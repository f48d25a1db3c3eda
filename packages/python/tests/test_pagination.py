"""Lists, fetched page by page as they are read."""

import pytest

from coxswain import AgentPage, ResponseFormatError

from .support import AGENT, Server, Subject, reply


def _page(cursor: str | None, *names: str) -> object:
    data = [{**AGENT, "id": name} for name in names]
    return {"data": data, "next_cursor": cursor, "has_more": cursor is not None, "total": 3}


def test_the_first_page_is_fetched_alone(subject: Subject) -> None:
    server = Server(reply(body=_page("c1", "a", "b")))
    page = subject.run(subject.client(server).agents.list().page())
    assert isinstance(page, AgentPage)
    assert ([agent.id for agent in page.data], page.next_cursor) == (["a", "b"], "c1")
    assert page.to_dict()["total"] == 3
    assert len(server.requests) == 1


def test_pages_follow_each_other(subject: Subject) -> None:
    server = Server(
        reply(body=_page("c1", "a")), reply(body=_page("c2")), reply(body=_page(None, "b"))
    )
    pages = subject.collect(subject.client(server).agents.list().pages())
    assert [len(page.data) for page in pages] == [1, 0, 1]
    cursors = [request.url.params.get("cursor") for request in server.requests]
    assert cursors == [None, "c1", "c2"]


def test_every_iteration_starts_anew_from_the_callers_cursor(subject: Subject) -> None:
    server = Server(reply(body=_page(None, "a")))
    listed = subject.client(server).agents.list(cursor="mine")
    subject.collect(listed)
    subject.collect(listed)
    cursors = [request.url.params.get("cursor") for request in server.requests]
    assert cursors == ["mine", "mine"]


def test_nothing_is_fetched_before_it_is_read(subject: Subject) -> None:
    server = Server(reply(body=_page("c1", "a")))
    subject.client(server).agents.list()
    assert server.requests == []


def test_a_cursor_that_repeats_itself_is_an_error(subject: Subject) -> None:
    server = Server(reply(body=_page("c1", "a")))
    with pytest.raises(ResponseFormatError, match="repeats its cursor"):
        subject.collect(subject.client(server).agents.list())
    assert len(server.requests) == 2


def test_a_page_with_its_response(subject: Subject) -> None:
    server = Server(reply(body=_page(None, "a"), x_request_id="req_1"))
    response = subject.run(subject.client(server).with_raw_response.agents.list(limit=1))
    assert response.request_id == "req_1"
    assert response.data.data[0].id == "a"
