"""Event ids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coxswain.event_id import EventPosition, decode_event_id

from .support import event_id


@given(
    ms=st.integers(0, 2**48 - 1),
    seq=st.integers(0, 2**40 - 1),
    epoch=st.integers(0, 2**24 - 1),
    org=st.integers(0, 2**16 - 1),
)
def test_epoch_and_seq_are_read_from_an_id(ms: int, seq: int, epoch: int, org: int) -> None:
    assert decode_event_id(event_id(seq, epoch, ms=ms, org=org)) == EventPosition(epoch, seq)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "evt_",
        "act_01KA8Z3G5W0000000001000000",
        "evt_01KA8Z3G5W000000000100000",
        "evt_01KA8Z3G5W00000000010000000",
        "evt_01ka8z3g5w0000000001000000",
        "evt_01KA8Z3G5W000000000100000U",
        "evt_81KA8Z3G5W0000000001000000",
        "evt_01KA8Z3G5W0000000001000000\n",
    ],
)
def test_what_is_no_event_id_has_no_place(text: str) -> None:
    assert decode_event_id(text) is None
