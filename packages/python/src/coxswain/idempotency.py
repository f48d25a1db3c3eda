"""Idempotency keys."""

from itertools import count

from .runtime import AsyncRuntime, Runtime

_counter = count(1)


def create_idempotency_key(runtime: Runtime | AsyncRuntime) -> str:
    """A UUIDv7 (RFC 9562, section 5.7).

    The 12 bits of `rand_a` count keys of this process: keys stay apart even where time and chance
    are replaced by constants.
    """
    milliseconds = int(round(runtime.now() * 1000, 3))
    high, low = _random_bits_31(runtime), _random_bits_31(runtime)
    value = (
        (milliseconds & 0xFFFF_FFFF_FFFF) << 80
        | 7 << 76
        | (next(_counter) & 0xFFF) << 64
        | 0b10 << 62
        | high << 31
        | low
    )
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _random_bits_31(runtime: Runtime | AsyncRuntime) -> int:
    return int(runtime.random() * 0x8000_0000)
