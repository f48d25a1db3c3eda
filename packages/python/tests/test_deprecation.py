"""What will go away is said once."""

import pytest

from coxswain import deprecation

from .support import Records, Server, Subject, reply


@pytest.fixture(autouse=True)
def _forget(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    monkeypatch.setattr(deprecation, "_warned", set[str]())


def test_a_deprecated_operation_warns_once_in_a_process(subject: Subject) -> None:
    records = Records()
    answer = reply(deprecation="@1700000000", sunset="Sat, 21 Nov 2026 10:00:00 GMT")
    for _ in range(2):
        client = subject.client(Server(answer), logger=records)
        subject.run(client.agents.get("a"))
        subject.run(client.agents.upsert("a"))
    assert [(level, message, fields["operation"]) for level, message, fields in records.all] == [
        ("warn", "agents.get is deprecated", "agents.get"),
        ("warn", "agents.upsert is deprecated", "agents.upsert"),
    ]
    assert records.all[0][2]["sunset"] == "Sat, 21 Nov 2026 10:00:00 GMT"
    assert records.all[0][2]["link"] is None


def test_an_operation_that_stays_does_not_warn(subject: Subject) -> None:
    records = Records()
    subject.run(subject.client(Server(reply()), logger=records).agents.get("a"))
    assert records.all == []
