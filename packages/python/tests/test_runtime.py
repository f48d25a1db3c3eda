"""Time and chance of the platform."""

import os

import pytest

from coxswain.runtime import random


def test_chance_is_at_least_0_and_less_than_1_and_does_not_repeat() -> None:
    drawn = [random() for _ in range(1000)]
    assert all(0 <= number < 1 for number in drawn)
    assert len(set(drawn)) == 1000
    assert 0.4 < sum(drawn) / 1000 < 0.6


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform cannot fork")
def test_a_forked_child_does_not_draw_what_its_parent_draws() -> None:
    random()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, repr(random()).encode())
        # No cleanup: this is not the process that runs the tests.
        os._exit(0)
    os.waitpid(child, 0)
    drawn = os.read(read, 100)
    os.close(read)
    os.close(write)
    assert drawn
    assert float(drawn) != random()
