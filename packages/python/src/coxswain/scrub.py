"""Known secrets in the marked fields of a body, redacted as all SDKs and the server do it."""

import json
import re
from typing import cast

from ._gen.secrets import SCRUBBED_FIELDS, SECRET_PATTERNS
from .json import serialize_json

_PATTERNS = [
    (re.compile(source), rf"\1[redacted:{name}]\2") for name, source in SECRET_PATTERNS.items()
]


def scrub_body(body: bytes) -> bytes:
    """Redact known secrets in the marked fields of a serialised body.

    In the bytes that would be sent, so that nothing that the caller holds is changed, and nothing
    it computes escapes.
    """
    # Most bodies have no marked field: they are not read again.
    if not any(f'"{field}"'.encode() in body for field in SCRUBBED_FIELDS):
        return body
    value: object = json.loads(body)
    if not isinstance(value, dict):
        return body
    members = cast("dict[str, object]", value)
    marked = SCRUBBED_FIELDS & members.keys()
    if not _holds_secret([members[name] for name in marked]):
        return body
    for name in marked:
        members[name] = _scrub_value(members[name])
    return serialize_json(members)


def _holds_secret(values: list[object]) -> bool:
    """Whether to look closely. Each pattern runs once over all texts, as most are short.

    NUL ends what stands before it and is part of no secret, so none is missed.
    """
    texts: list[str] = []
    for value in values:
        _collect_texts(value, texts)
    joined = "\0".join(texts)
    return any(pattern.search(joined) for pattern, _ in _PATTERNS)


def _collect_texts(value: object, texts: list[str]) -> None:
    if isinstance(value, str):
        texts.append(value)
    elif isinstance(value, list):
        for item in cast("list[object]", value):
            _collect_texts(item, texts)
    elif isinstance(value, dict):
        members = cast("dict[str, object]", value)
        texts.extend(members)
        for item in members.values():
            _collect_texts(item, texts)


def _scrub_value(value: object) -> object:
    """A copy of a JSON value whose texts, names of members too, hold no known secret."""
    if isinstance(value, str):
        return scrub_text(value)
    if isinstance(value, list):
        return [_scrub_value(item) for item in cast("list[object]", value)]
    if not isinstance(value, dict):
        return value
    members = cast("dict[str, object]", value).items()
    return {scrub_text(name): _scrub_value(item) for name, item in members}


def scrub_text(text: str) -> str:
    """Every secret becomes `[redacted:<name>]`; what stands around it stays."""
    clean = text
    for pattern, mark in _PATTERNS:
        clean = pattern.sub(mark, clean)
    # One that stood behind another, letter to letter, stands alone now.
    return text if clean == text else scrub_text(clean)
