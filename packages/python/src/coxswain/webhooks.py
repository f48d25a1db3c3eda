"""Receiving webhooks: no client is needed, and nothing is sent."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Mapping, Sequence
from typing import cast

from ._gen.behaviour import WEBHOOK_TOLERANCE_SECONDS
from ._gen.events import EVENTS, StreamEvent, UnknownEvent
from .errors import CoxswainError, WebhookVerificationError
from .json import parse_json
from .runtime import AsyncRuntime, Runtime

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_DEFAULT_RUNTIME = Runtime()


def unwrap(
    body: str | bytes | bytearray | memoryview,
    headers: Mapping[str, str],
    *,
    secret: str | None = None,
    secrets: Sequence[str] = (),
    tolerance_seconds: float = WEBHOOK_TOLERANCE_SECONDS,
    runtime: Runtime | AsyncRuntime = _DEFAULT_RUNTIME,
) -> StreamEvent:
    """Verify a webhook after Standard Webhooks 1.0 and return its event.

    `body` is what was received, byte for byte: parsed and written anew it is another text, with
    another signature. `secrets` are several, while one is rotated: a signature by any counts.
    `tolerance_seconds` is how far the sender's clock may be from this one. It waits for nothing, so
    it is the same in synchronous and in asynchronous code.

    Raises `WebhookVerificationError`.
    """
    keys = [_read_secret(text) for text in ([] if secret is None else [secret]) + list(secrets)]
    if not keys:
        raise CoxswainError("a secret is needed")
    content = _read_body(body)
    identifier = _read_header(headers, "webhook-id")
    timestamp = _read_header(headers, "webhook-timestamp")
    signature = _read_header(headers, "webhook-signature")
    _check_timestamp(timestamp, tolerance_seconds, runtime)
    signed = f"{identifier}.{timestamp}.".encode() + content
    if not _matches(signature.split(" "), [_sign(key, signed) for key in keys]):
        raise WebhookVerificationError("no signature is by a known secret", "signature_mismatch")
    return _read_event(content)


def _read_secret(text: str) -> bytes:
    try:
        key = base64.b64decode(text.removeprefix("whsec_").encode("ascii"), validate=True)
    except (ValueError, binascii.Error):
        key = b""
    if not key:
        raise CoxswainError("a secret is `whsec_` and base64")
    return key


def _read_body(body: object) -> bytes:
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, (bytes, bytearray, memoryview)):
        return bytes(cast("bytes", body))
    raise CoxswainError("the body must be what was received, before it is parsed")


def _read_header(headers: Mapping[str, str], name: str) -> str:
    for given, value in headers.items():
        if given.lower() == name and value:
            return value
    raise WebhookVerificationError(f"the header {name} is missing", "missing_header")


def _check_timestamp(text: str, tolerance: float, runtime: Runtime | AsyncRuntime) -> None:
    if not _TIMESTAMP.fullmatch(text):
        raise WebhookVerificationError(
            "the header webhook-timestamp is no number of seconds", "invalid_timestamp"
        )
    if not tolerance >= 0:
        raise CoxswainError("the tolerance must be at least 0")
    age = runtime.now() - int(text)
    if age > tolerance:
        raise WebhookVerificationError("the webhook is too old", "timestamp_too_old")
    if age < -tolerance:
        raise WebhookVerificationError("the webhook is of the future", "timestamp_too_new")


def _sign(key: bytes, content: bytes) -> bytes:
    return b"v1," + base64.b64encode(hmac.digest(key, content, "sha256"))


def _matches(given: Sequence[str], expected: Sequence[bytes]) -> bool:
    """Compare every signature with every expected one, however early one matches."""
    found = 0
    for signature in given:
        for own in expected:
            found |= hmac.compare_digest(signature.encode(), own)
    return found != 0


def _read_event(content: bytes) -> StreamEvent:
    try:
        value = parse_json(content)
    except ValueError as error:
        raise WebhookVerificationError("the body is no event", "invalid_event") from error
    fields = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    event = fields.get("event")
    if not isinstance(event, str) or not isinstance(fields.get("payload"), dict):
        raise WebhookVerificationError("the body is no event", "invalid_event")
    return cast("StreamEvent", EVENTS.get(event, UnknownEvent).build(fields))
