"""What is logged, and what never is."""

import logging

import pytest

from coxswain import LogFields, StandardLogger
from coxswain.logger import create_log
from coxswain.redact import create_redact, redact_headers

from .support import Records, Server, Subject, reply


def test_only_wanted_levels_are_written_and_fields_are_made_only_then() -> None:
    records = Records()
    log = create_log(records, "info", create_redact("secret"))
    log("debug", "a", lambda: pytest.fail("made in vain"))
    log("info", "b", dict)
    log("error", "c", dict)
    assert [(level, message) for level, message, _ in records.all] == [
        ("info", "b"),
        ("error", "c"),
    ]


def test_off_is_off() -> None:
    records = Records()
    create_log(records, "off", create_redact("secret"))("error", "a", dict)
    assert records.all == []


def test_secrets_are_taken_out_of_every_string() -> None:
    records = Records()
    log = create_log(records, "debug", create_redact("my own key"))
    nested = {"headers": {"x": "Bearer abc.def"}, "n": 1, "none": None}
    log("warn", "got cox_live_a1_b2_c3 and my own key", lambda: {**nested, "k": "whsec_MfKQ=="})
    assert records.all == [
        (
            "warn",
            "got [redacted] and [redacted]",
            {"headers": {"x": "Bearer [redacted]"}, "n": 1, "none": None, "k": "[redacted]"},
        )
    ]


def test_headers_that_hold_credentials_go_by_their_name() -> None:
    headers = {"Authorization": "x", "idempotency-key": "y", "set-cookie": "z", "accept": "a"}
    assert redact_headers(headers) == {
        "Authorization": "[redacted]",
        "idempotency-key": "[redacted]",
        "set-cookie": "[redacted]",
        "accept": "a",
    }


def test_the_key_is_in_no_record_of_a_call(subject: Subject) -> None:
    records = Records()
    client = subject.client(Server(reply()), api_key="hunter2", logger=records, log_level="debug")
    subject.run(client.agents.upsert("hunter2"))
    assert records.all
    assert "hunter2" not in str(records.all)


def test_the_standard_logger_keeps_the_fields(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("coxswain")
    logger.addHandler(caplog.handler)
    try:
        StandardLogger().debug("attempt", {"status": 200})
    finally:
        logger.removeHandler(caplog.handler)
    record = caplog.records[0]
    assert (record.levelname, record.name) == ("DEBUG", "coxswain")
    assert record.__dict__["fields"] == {"status": 200}
    assert record.getMessage() == "attempt {'status': 200}"


def test_without_any_handler_lines_go_to_stderr(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logger = logging.Logger("alone")
    StandardLogger(logger).warn("careful", {"a": 1})
    assert capsys.readouterr().err == "coxswain warning: careful {'a': 1}\n"


def test_the_level_comes_from_the_environment(
    subject: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COXSWAIN_LOG", "debug")
    records = Records()
    subject.run(subject.client(Server(reply()), logger=records).agents.get("a"))
    assert [level for level, _, _ in records.all] == ["debug"]


def test_a_logger_that_raises_is_nobodys_problem(subject: Subject) -> None:
    class Full(Records):
        def debug(self, message: str, fields: LogFields, /) -> None:
            raise OSError("disk full")

    client = subject.client(Server(reply()), logger=Full(), log_level="debug")
    assert subject.run(client.agents.get("a-1")).id == "a-1"
