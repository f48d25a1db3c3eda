"""What an answer means."""

import gzip
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxswain import Agent, APIConnectionError, ResponseFormatError
from coxswain.response import decompress

from .support import AGENT, Server, Subject, raw, reply


def _get(subject: Subject, answer: Any, **options: Any) -> Any:
    client = subject.client(Server(answer), max_retries=0, **options)
    return subject.run(client.agents.get("a-1"))


@pytest.mark.parametrize(
    ("body", "content_type", "message"),
    [
        (b"{}", "text/html", "the content type is not JSON"),
        (b"{}", "", "the content type is not JSON"),
        (b"{}", "application/problem+json", "the content type is not JSON"),
        (b"", "application/json", "the body is not strict JSON"),
        (b"{} x", "application/json", "the body is not strict JSON"),
        (b'{"a":NaN}', "application/json", "the body is not strict JSON"),
        (b'{"a":"\xff"}', "application/json", "the body is not strict JSON"),
        (b"[]", "application/json", "the body is not an object"),
        (b"null", "application/json", "the body is not an object"),
    ],
)
def test_a_result_that_is_not_what_it_should_be(
    subject: Subject, body: bytes, content_type: str, message: str
) -> None:
    with pytest.raises(ResponseFormatError) as caught:
        _get(subject, raw(body, content_type))
    assert str(caught.value) == f"{message}\n  at agents.get"
    assert caught.value.code == "invalid_response"
    assert caught.value.operation == "agents.get"


@pytest.mark.parametrize(
    "page",
    [
        [],
        {},
        {"data": {}, "next_cursor": None, "has_more": False},
        {"data": [], "has_more": False},
        {"data": [], "next_cursor": None},
        {"data": [], "next_cursor": 5, "has_more": True},
        {"data": [], "next_cursor": None, "has_more": True},
        {"data": [], "next_cursor": None, "has_more": 0},
    ],
)
def test_a_page_must_be_one(subject: Subject, page: object) -> None:
    client = subject.client(Server(reply(body=page)))
    with pytest.raises(ResponseFormatError, match="the body is not a page"):
        subject.run(client.agents.list().page())


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/json ;a"]
)
def test_json_has_many_names(subject: Subject, content_type: str) -> None:
    assert _get(subject, raw(b'\xef\xbb\xbf{"id":"a"}', content_type)).id == "a"


def test_nothing_is_coerced(subject: Subject) -> None:
    odd = {**AGENT, "heartbeat_timeout_seconds": "5", "display_name": 7, "created_at": "soon"}
    agent = _get(subject, reply(body=odd))
    assert agent.heartbeat_timeout_seconds == "5"
    assert agent.display_name == 7
    assert agent.created_at == "soon"
    assert agent.to_dict() == odd


def test_unknown_fields_and_values_are_kept(subject: Subject) -> None:
    odd = {**AGENT, "status": "dreaming", "later": {"x": [1]}}
    agent = _get(subject, reply(body=odd))
    assert isinstance(agent, Agent)
    assert (agent.status, agent.later) == ("dreaming", {"x": [1]})  # type: ignore[attr-defined]  # pyright: ignore
    assert agent.to_dict() == odd


def test_no_content_is_none_whatever_the_body(subject: Subject) -> None:
    client = subject.client(Server(raw(b"", status=204)))
    assert subject.run(client.api_keys.revoke("key_1")) is None
    client = subject.client(Server(raw(b"<html>")))
    assert subject.run(client.api_keys.revoke("key_1")) is None


def test_text_is_strict_utf_8(subject: Subject) -> None:
    client = subject.client(Server(raw("a é\n".encode(), "text/plain"), raw(b"\xff", "text/plain")))
    assert subject.run(client.ops.metrics()) == "a é\n"
    with pytest.raises(ResponseFormatError, match="not UTF-8 text"):
        subject.run(client.ops.metrics())


def test_text_must_be_declared_as_such(subject: Subject) -> None:
    client = subject.client(Server(raw(b"a", "application/json")))
    with pytest.raises(ResponseFormatError, match="the content type is not text"):
        subject.run(client.ops.metrics())


def test_checking_every_field_can_be_switched_on(subject: Subject) -> None:
    assert _get(subject, reply(), validate_responses=True).id == "a-1"
    whole = {**AGENT, "heartbeat_timeout_seconds": 60.0, "status": "dreaming", "later": 1}
    assert _get(subject, reply(body=whole), validate_responses=True).status == "dreaming"


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("heartbeat_timeout_seconds", "5", "/heartbeat_timeout_seconds"),
        ("status", 5, "/status"),
        ("labels", {"a/b": 1}, "/labels/a~1b"),
        ("capabilities", ["x", None], "/capabilities/1"),
        ("created_at", "soon", "/created_at"),
    ],
)
def test_a_field_that_does_not_fit_is_named(
    subject: Subject, field: str, value: object, pointer: str
) -> None:
    with pytest.raises(ResponseFormatError) as caught:
        _get(subject, reply(body={**AGENT, field: value}), validate_responses=True)
    expected = f'the body does not match its schema at "{pointer}"\n  at agents.get'
    assert str(caught.value) == expected


def test_a_field_that_is_missing_is_named(subject: Subject) -> None:
    short = {name: value for name, value in AGENT.items() if name != "status"}
    with pytest.raises(ResponseFormatError, match='at "/status"'):
        _get(subject, reply(body=short), validate_responses=True)


BODY = b'{"id":"a-1"}'


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(BODY, mtime=0)),
        ("x-gzip", gzip.compress(BODY[:5], mtime=0) + gzip.compress(BODY[5:], mtime=0) + b"\0\0"),
        ("deflate", zlib.compress(BODY)),
        ("deflate", zlib.compress(BODY)[2:-4]),
        ("identity", BODY),
        ("deflate, GZIP", gzip.compress(zlib.compress(BODY), mtime=0)),
    ],
)
def test_a_compressed_body_is_read(subject: Subject, encoding: str, body: bytes) -> None:
    answer = raw(body, content_encoding=encoding)
    assert _get(subject, answer).id == "a-1"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", b"not gzip"),
        ("gzip", gzip.compress(BODY, mtime=0)[:-9]),
        ("gzip", gzip.compress(BODY, mtime=0)[:-1]),
        ("gzip", gzip.compress(BODY, mtime=0)[:-8] + b"\0" * 8),
        ("deflate", zlib.compress(BODY)[:-1]),
        ("gzip", gzip.compress(b'{"id"', mtime=0)),
    ],
)
@pytest.mark.parametrize("status", [200, 404])
def test_a_body_that_does_not_decompress_is_a_connection_error(
    subject: Subject, encoding: str, body: bytes, status: int
) -> None:
    if status == 404 and body == gzip.compress(b'{"id"', mtime=0):
        return
    answer = raw(body, status=status, content_encoding=encoding)
    server = Server(answer, reply())
    assert subject.run(subject.client(server).agents.get("a-1")).id == "a-1"
    with pytest.raises(APIConnectionError, match="the answer broke off"):
        _get(subject, answer)


@given(st.binary(), st.sampled_from(["gzip", "deflate", "identity", "deflate, gzip", ""]))
def test_only_two_errors_come_of_hostile_bytes(body: bytes, encoding: str) -> None:
    try:
        decompress(body, encoding)
    except (ValueError, zlib.error):
        return


@pytest.mark.parametrize("encoding", ["utf-8", "br", "gzip, utf-8"])
def test_a_coding_that_was_not_asked_for_leaves_the_body_as_it_is(
    subject: Subject, encoding: str
) -> None:
    assert _get(subject, raw(BODY, content_encoding=encoding)).id == "a-1"


def test_a_check_of_what_is_nested_too_deeply_is_a_format_error(subject: Subject) -> None:
    body = b'{"id":' + b"[" * 700 + b"]" * 700 + b"}"
    with pytest.raises(ResponseFormatError):
        _get(subject, raw(body), validate_responses=True)
