"""Header values: merged, and checked before anything is sent."""

import pytest

from coxswain import CoxswainError
from coxswain.headers import build_headers, check_headers


def test_later_layers_win_whatever_their_case() -> None:
    assert build_headers({"Accept": "a", "x-a": "1"}, {"ACCEPT": "b"}, {"X-A": None}) == {
        "accept": "b"
    }


@pytest.mark.parametrize("value", ["é", "a\n", "a\r\nb", "\x00", " a", "a ", "\x7f", "a\tb"])
def test_a_value_that_is_not_printable_ascii_is_refused(value: str) -> None:
    with pytest.raises(CoxswainError, match="x-secret") as caught:
        check_headers({"x-secret": value})
    assert value not in str(caught.value) or value in ("\x00", "\x7f")


@pytest.mark.parametrize("name", ["", "a b", "a:", "é", "a\n", "(x)"])
def test_a_name_that_is_no_token_is_refused(name: str) -> None:
    with pytest.raises(CoxswainError, match="is not a header to set"):
        check_headers({name: "x"})


def test_an_empty_value_and_inner_spaces_are_fine() -> None:
    check_headers({"a": "", "b": "x y"})


@pytest.mark.parametrize(
    "name", ["content-length", "expect", "keep-alive", "transfer-encoding", "upgrade"]
)
def test_what_belongs_to_the_transport_is_refused(name: str) -> None:
    with pytest.raises(CoxswainError, match="is not a header to set"):
        check_headers(build_headers({name.title(): "1"}))
