"""Known secrets in the marked fields of a body, redacted as all SDKs and the server do it."""

import json
import re
from collections.abc import Iterable
from typing import cast

from ._gen.secrets import SCRUBBED_FIELDS, SECRET_HINTS, SECRET_PATTERNS
from .json import serialize_json

Secret = tuple[re.Pattern[str], str]
"""What it looks like, and what takes its place."""

_SECRETS: dict[str, Secret] = {
    name: (re.compile(source), rf"\1[redacted:{name}]\2")
    for name, source in SECRET_PATTERNS.items()
}
_HINTS = [(hint, _SECRETS[name]) for name, hints in SECRET_HINTS.items() for hint in hints]


def scrub_body(body: bytes) -> bytes:
    """Redact known secrets in the marked fields of a serialised body.

    In the bytes that would be sent, so that nothing that the caller holds is changed, and nothing
    it computes escapes. Most bodies hold no hint of a secret: they are not read again.
    """
    text = body.decode().lower()
    suspects = [secret for hint, secret in _HINTS if hint in text]
    if not suspects:
        return body
    value: object = json.loads(body)
    if not isinstance(value, dict):
        return body
    members = cast("dict[str, object]", value)
    for name in SCRUBBED_FIELDS & members.keys():
        members[name] = _scrub_value(members[name], suspects)
    return serialize_json(members)


def _scrub_value(value: object, suspects: Iterable[Secret]) -> object:
    """A copy of a JSON value whose texts, names of members too, hold no known secret."""
    if isinstance(value, str):
        return scrub_text(value, suspects)
    if isinstance(value, list):
        return [_scrub_value(item, suspects) for item in cast("list[object]", value)]
    if not isinstance(value, dict):
        return value
    members = cast("dict[str, object]", value).items()
    return {scrub_text(name, suspects): _scrub_value(item, suspects) for name, item in members}


def scrub_text(text: str, suspects: Iterable[Secret] = _SECRETS.values()) -> str:
    """Every secret becomes `[redacted:<name>]`; what stands around it stays."""
    clean = text
    for pattern, mark in suspects:
        clean = pattern.sub(mark, clean)
    # One that stood behind another, letter to letter, stands alone now.
    return text if clean == text else scrub_text(clean, suspects)
