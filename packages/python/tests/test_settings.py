"""Construction: options, environment, refusals."""

from typing import Any

import httpx
import pytest

from coxswain import AsyncCoxswain, Coxswain, CoxswainError

from .support import Server, Subject, reply


def test_a_missing_key_names_its_variable() -> None:
    with pytest.raises(CoxswainError, match="COXSWAIN_API_KEY"):
        Coxswain()
    with pytest.raises(CoxswainError, match="COXSWAIN_API_KEY"):
        AsyncCoxswain(api_key="")


def test_the_environment_is_read_where_options_are_absent(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COXSWAIN_API_KEY", "cox_env")
    monkeypatch.setenv("COXSWAIN_BASE_URL", "http://env.test:1/below/")
    server = Server(reply())
    client = subject.client(server, api_key=None)
    subject.run(client.agents.get("a"))
    assert server.requests[0].url == httpx.URL("http://env.test:1/below/api/v1/agents/a")
    assert server.requests[0].headers["authorization"] == "Bearer cox_env"
    client = subject.client(server, base_url="https://option.test")
    assert client.base_url == "https://option.test/api/v1"


def test_an_empty_variable_is_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COXSWAIN_BASE_URL", "")
    monkeypatch.setenv("COXSWAIN_LOG", "")
    assert Coxswain(api_key="k").base_url == "http://127.0.0.1:4747/api/v1"


@pytest.mark.parametrize(
    "options",
    [
        {"base_url": ""},
        {"base_url": "ftp://x"},
        {"base_url": "/api"},
        {"base_url": "http://"},
        {"base_url": "http://u:p@x"},
        {"base_url": "http://x?a"},
        {"base_url": "http://x#a"},
        {"base_url": "http://x y"},
        {"base_url": "http://x:99999"},
        {"base_url": "http:/x"},
        {"base_url": "http://@x"},
        {"base_url": "http://x:0"},
        {"base_url": "\0http://x"},
        {"base_url": "http://x\\a"},
        {"base_url": "http://x/ü"},
        {"base_url": "http://x/%zz"},
        {"base_url": "http://x/a/../b"},
        {"base_url": "http://bücher.test"},
        {"base_url": "http://[::1"},
        {"base_url": "http://127.1"},
        {"base_url": "http://0x7f.1"},
        {"base_url": "http://999.1.1.1"},
        {"base_url": "http://x\n"},
        {"timeout": 10**400},
        {"timeout": 0},
        {"timeout": float("nan")},
        {"timeout": "5"},
        {"deadline": float("inf")},
        {"max_retries": True},
        {"log_level": "loud"},
        {"logger": object()},
        {"headers": {"x": "é"}},
        {"api_key": "a\nb"},
    ],
)
def test_an_option_that_makes_no_sense_is_refused(options: dict[str, Any]) -> None:
    given: dict[str, Any] = {"api_key": "k", **options}
    for kind in (Coxswain, AsyncCoxswain):
        with pytest.raises(CoxswainError) as caught:
            kind(**given)
        assert caught.value.code == "invalid_argument"


def test_a_log_level_of_the_environment_is_checked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COXSWAIN_LOG", "loud")
    with pytest.raises(CoxswainError, match="COXSWAIN_LOG"):
        Coxswain(api_key="k")


def test_headers_are_copied(subject: Subject) -> None:
    headers = {"x-a": "1"}
    server = Server(reply())
    client = subject.client(server, headers=headers)
    headers["x-a"] = "2"
    subject.run(client.agents.get("a"))
    assert server.requests[0].headers["x-a"] == "1"


@pytest.mark.parametrize(
    "base_url",
    ["http://x/a@b:c", "HTTPS://X.test:8443", "http://[::1]:80", "http://my_app/%C3%BC/"],
)
def test_a_base_url_is_kept_as_it_was_written(base_url: str) -> None:
    assert Coxswain(api_key="k", base_url=base_url).base_url == f"{base_url.rstrip('/')}/api/v1"


def test_headers_may_be_none(subject: Subject) -> None:
    client = subject.client(Server(reply()), headers=None)
    assert subject.run(client.agents.get("a-1", options={"headers": None})).id == "a-1"


def test_a_secret_is_in_no_representation(subject: Subject) -> None:
    client = subject.client(Server(reply()), api_key="hunter2", headers={"x-key": "hunter3"})
    assert "hunter" not in repr(client._transport.settings)
