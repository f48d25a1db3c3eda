"""What both SDKs and the server redact."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxswain import Agent
from coxswain._gen.secrets import SECRET_HINTS, SECRET_PATTERNS
from coxswain.json import serialize_json
from coxswain.scrub import scrub_body, scrub_text

from .support import AGENT, Server, Subject, reply

OPENAPI = Path(__file__).parents[3] / "openapi"
# The same texts that the TypeScript SDK is held to.
VECTORS: list[dict[str, Any]] = json.loads((OPENAPI / "src" / "scrub-vectors.json").read_text())
EXAMPLES: dict[str, dict[str, Any]] = json.loads((OPENAPI / "v1" / "current.json").read_text())[
    "x-secret-patterns"
]
MATCHES = [(name, text) for name, entry in EXAMPLES.items() for text in entry["matches"]]
IGNORES = [text for entry in EXAMPLES.values() for text in entry["ignores"]]
TOKEN = "ghp_EXAMPLE00000000000000000000000000000"


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["title"] for vector in VECTORS])
def test_the_vectors(vector: dict[str, Any]) -> None:
    assert scrub_body(serialize_json(vector["given"])) == serialize_json(vector["becomes"])


@pytest.mark.parametrize(("name", "text"), MATCHES)
def test_a_secret_is_found(name: str, text: str) -> None:
    assert f"[redacted:{name}]" in scrub_text(text)


@pytest.mark.parametrize("text", IGNORES)
def test_what_merely_looks_like_a_secret_is_not_found(text: str) -> None:
    assert scrub_text(text) == text


def test_a_typed_method_sends_no_secret_and_leaves_what_it_was_given_alone(
    subject: Subject,
) -> None:
    server = Server(reply())
    metadata = {"token": TOKEN}
    client = subject.client(server)
    subject.run(client.agents.upsert("a-1", display_name=TOKEN, metadata=metadata))
    sent = json.loads(server.requests[0].content)
    assert sent == {"display_name": TOKEN, "metadata": {"token": "[redacted:github-token]"}}
    assert metadata == {"token": TOKEN}


def test_a_model_is_scrubbed_as_well() -> None:
    agent = Agent.build({**AGENT, "metadata": {"token": TOKEN}})
    assert b"ghp_" not in scrub_body(serialize_json(agent))
    assert agent.metadata == {"token": TOKEN}


def test_request_sends_what_it_is_given(subject: Subject) -> None:
    server = Server(reply())
    client = subject.client(server)
    subject.run(client.request("PUT", "/agents/a-1", body={"metadata": {"token": TOKEN}}))
    assert json.loads(server.requests[0].content) == {"metadata": {"token": TOKEN}}


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
pieces = (
    st.sampled_from([text for _, text in MATCHES] + IGNORES)
    | st.sampled_from([" ", "\n", '"', "=", "-", "_", "@", "://", "a", ":", "Bearer ", "é", "😀"])
    | text
)


@given(st.lists(pieces, max_size=8).map("".join))
def test_a_scrubbed_text_holds_no_secret_and_scrubbing_it_again_changes_nothing(given: str) -> None:
    clean = scrub_text(given)
    assert scrub_text(clean) == clean


@given(st.sampled_from([pair for pair in MATCHES if len(pair[1].split()) == 1]), text, text)
def test_a_secret_is_found_whatever_words_stand_around_it(
    secret: tuple[str, str], before: str, after: str
) -> None:
    assert f"[redacted:{secret[0]}]" in scrub_text(f"{before} {secret[1]} {after}")


@given(st.data(), st.sampled_from(sorted(SECRET_PATTERNS.items())))
def test_whatever_looks_like_a_secret_holds_a_hint_of_it(
    data: st.DataObject, pattern: tuple[str, str]
) -> None:
    name, source = pattern
    found = data.draw(st.from_regex(source))
    assert any(hint in found.lower() for hint in SECRET_HINTS[name])
    assert scrub_body(serialize_json({"goal": found})) != serialize_json({"goal": found})


def test_a_hint_alone_changes_nothing() -> None:
    hints = " ".join(hint for hints in SECRET_HINTS.values() for hint in hints)
    body = serialize_json({"goal": hints, "metadata": {"a": [1.5, -0.0, None, True, "é"]}})
    assert scrub_body(body) == body


def test_every_pattern_is_used() -> None:
    assert list(SECRET_HINTS) == list(EXAMPLES)
    assert list(SECRET_PATTERNS) == list(EXAMPLES)
