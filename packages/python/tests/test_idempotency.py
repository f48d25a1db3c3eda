"""Idempotency keys."""

import re
from uuid import UUID

from coxswain import Runtime
from coxswain.idempotency import create_idempotency_key

from .support import Clock


def test_a_key_is_a_uuid_of_version_seven() -> None:
    key = create_idempotency_key(Runtime(now=lambda: 1_700_000_000.123))
    uuid = UUID(key)
    assert str(uuid) == key
    assert (uuid.version, uuid.variant) == (7, "specified in RFC 4122")
    assert uuid.int >> 80 == 1_700_000_000_123


def test_keys_differ_even_where_time_and_chance_stand_still() -> None:
    runtime = Clock().runtime()
    keys = [create_idempotency_key(runtime) for _ in range(4096)]
    assert len(set(keys)) == 4096
    assert all(re.fullmatch(r"018bcfe5-6800-7...-a000-000040000000", key) for key in keys)
