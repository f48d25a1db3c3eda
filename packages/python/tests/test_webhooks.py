"""Receiving webhooks, against the standard's own library."""

import base64
import json
from datetime import datetime, timedelta, timezone
from typing import Any, cast

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from coxswain import AsyncRuntime, CoxswainError, Runtime, WebhookVerificationError
from coxswain.webhooks import unwrap

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
AT = datetime(2026, 2, 13, 18, tzinfo=timezone.utc)
RUNTIME = Runtime(now=lambda: AT.timestamp())
ID = "evt_01KA8Z3G5W0000000001000000"
BODY = (
    '{"id": "evt_01KA8Z3G5W0000000001000000", "event": "agent.created", "payload": {"a": "Ærø ✓"}}'
)


def sent(*secrets: str, body: str = BODY, at: datetime = AT) -> dict[str, str]:
    signatures = [Webhook(secret).sign(ID, at, body) for secret in secrets or (SECRET,)]
    return {
        "webhook-id": ID,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def code(body: Any, headers: dict[str, str], **options: Any) -> str:
    given: dict[str, Any] = {"secret": SECRET, "runtime": RUNTIME, **options}
    try:
        unwrap(body, headers, **given)
    except CoxswainError as error:
        return error.code
    return "verified"


def test_the_example_of_the_specification_is_signed_as_it_says_and_no_event_of_ours() -> None:
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    then = Runtime(now=lambda: 1614265330)
    assert code('{"test": 2432232314}', headers, runtime=then) == "invalid_event"
    assert code('{"test":2432232314}', headers, runtime=then) == "signature_mismatch"


def test_what_the_standard_library_signs_is_verified_as_text_and_as_bytes() -> None:
    event = unwrap(BODY, sent(), secret=SECRET, runtime=RUNTIME)
    assert cast("Any", event).to_dict() == json.loads(BODY)
    raw = BODY.encode()
    for body in (raw, bytearray(raw), memoryview(raw)):
        assert unwrap(body, sent(), secrets=[SECRET], runtime=RUNTIME).event == "agent.created"
    headers = httpx.Headers({name.upper(): value for name, value in sent().items()})
    runtime = AsyncRuntime(now=RUNTIME.now)
    assert unwrap(BODY, headers, secret=SECRET.removeprefix("whsec_"), runtime=runtime).id == ID


def test_any_secret_may_have_made_any_of_the_signatures() -> None:
    both = {"secret": None, "secrets": [OTHER, SECRET]}
    assert code(BODY, sent(SECRET), **both) == "verified"
    assert code(BODY, sent(OTHER), **both) == "verified"
    assert code(BODY, sent(OTHER, SECRET)) == "verified"
    assert code(BODY, sent(OTHER)) == "signature_mismatch"


def test_one_letter_more_less_or_else_is_another_signature() -> None:
    headers = sent()
    good = headers["webhook-signature"]
    for bad in (f"{good}A", good[:-1], good.replace("v1,", "v1a,"), "v1,", " ", "é"):
        assert code(BODY, {**headers, "webhook-signature": bad}) == "signature_mismatch"
    assert code(BODY, {**headers, "webhook-signature": f"v1a,xyz {good} v2,abc"}) == "verified"
    assert code(BODY.replace("agent", "agenT"), headers) == "signature_mismatch"
    assert code(BODY, {**headers, "webhook-id": f"{ID}0"}) == "signature_mismatch"


@pytest.mark.parametrize(
    ("seconds", "tolerance", "expected"),
    [
        (-300, 300, "verified"),
        (-301, 300, "timestamp_too_old"),
        (300, 300, "verified"),
        (301, 300, "timestamp_too_new"),
        (-11, 10, "timestamp_too_old"),
        (0, float("nan"), "invalid_argument"),
    ],
)
def test_a_webhook_is_of_now_give_or_take(seconds: int, tolerance: float, expected: str) -> None:
    headers = sent(at=AT + timedelta(seconds=seconds))
    assert code(BODY, headers, tolerance_seconds=tolerance) == expected


def test_what_is_missing_or_malformed_is_named() -> None:
    for name in ("webhook-id", "webhook-timestamp", "webhook-signature"):
        headers = {key: value for key, value in sent().items() if key != name}
        with pytest.raises(WebhookVerificationError, match=name) as caught:
            unwrap(BODY, headers, secret=SECRET, runtime=RUNTIME)
        assert caught.value.code == "missing_header"
    for text in ("now", "-1", "1.5", "0x10", "1771005600 ", "١٢"):
        assert code(BODY, {**sent(), "webhook-timestamp": text}) == "invalid_timestamp"
    for text in ("", "[]", "null", '{"event":1,"payload":{}}', '{"event":"x"}'):
        assert code(text, sent(body=text)) == "invalid_event"


def test_nothing_is_verified_without_a_secret_nor_what_was_parsed_already() -> None:
    assert code(BODY, sent(), secret=None) == "invalid_argument"
    for secret in ("whsec_", "whsec_a b", "whsec_abc"):
        assert code(BODY, sent(), secret=secret) == "invalid_argument"
    assert code(json.loads(BODY), sent()) == "invalid_argument"
    assert base64.b64decode(OTHER.removeprefix("whsec_"))
