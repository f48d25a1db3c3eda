"""Response models: built without touching a value."""

import copy
import pickle
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, ValidationError

from coxswain import Model, Unrecognized
from coxswain.model import OneOf


class Shell(Model):
    """A variant."""

    type: Literal["shell"]
    command: str


class Http(Model):
    """Another one."""

    type: Literal["http"]
    url: str
    then: "Act | None" = None


Act = Annotated[Shell | Http | Unrecognized, OneOf("type")]


class Nested(Model):
    """Everything that a schema can hold."""

    name: str
    count: Annotated[int, Field(ge=0)] | None = None
    act: Act
    acts: list[Act] | None = None
    by_name: dict[str, Shell] | None = None
    maybe: Shell | None = None
    sender: str = Field(default="", alias="from")


def test_nested_objects_become_models() -> None:
    nested = Nested.build(
        {
            "name": "n",
            "act": {"type": "http", "url": "u", "then": {"type": "shell", "command": "c"}},
            "acts": [{"type": "shell", "command": "ls"}, {"type": "dream"}],
            "by_name": {"a": {"type": "shell", "command": "x"}},
            "maybe": {"type": "shell", "command": 5},
            "from": "me",
        }
    )
    assert isinstance(nested.act, Http)
    assert isinstance(nested.act.then, Shell)
    assert nested.acts is not None
    assert isinstance(nested.acts[0], Shell)
    assert isinstance(nested.acts[1], Unrecognized)
    assert nested.by_name is not None
    assert isinstance(nested.by_name["a"], Shell)
    assert nested.maybe is not None
    assert nested.maybe.command == 5  # type: ignore[comparison-overlap]  # pyright: ignore
    assert nested.sender == "me"


def test_absent_is_not_null() -> None:
    absent = Nested.build({"name": "n", "act": {"type": "x"}})
    null = Nested.build({"name": "n", "act": {"type": "x"}, "count": None})
    assert absent.count is None
    assert null.count is None
    assert "count" not in absent.to_dict()
    assert null.to_dict()["count"] is None
    assert "count" in null.model_fields_set


def test_values_of_another_shape_stay_as_they_are() -> None:
    odd = {"name": 1, "act": "text", "acts": {"a": 1}, "by_name": [1], "maybe": [], "from": None}
    assert Nested.build(odd).to_dict() == odd


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)
names = st.sampled_from(
    ["name", "count", "act", "acts", "by_name", "maybe", "from", "type", "self"]
)


@given(st.dictionaries(names | st.text(), json_values))
def test_any_object_comes_back_as_it_was(value: dict[str, object]) -> None:
    assert Nested.build(value).to_dict() == value


def test_a_model_behaves_like_any_other_of_pydantic() -> None:
    value: dict[str, object] = {"name": "n", "act": {"type": "shell", "command": "ls"}, "later": 1}
    nested = Nested.build(value)
    assert nested == Nested.build(value)
    assert nested != Nested.build({**value, "later": 2})
    assert copy.deepcopy(nested) == nested
    assert pickle.loads(pickle.dumps(nested)) == nested
    assert nested.model_dump()["act"] == {"type": "shell", "command": "ls"}
    assert "later=1" in repr(nested)


def test_unknown_names_that_shadow_methods_are_kept() -> None:
    value: dict[str, object] = {
        "type": "shell",
        "command": "c",
        "build": 1,
        "to_dict": 2,
        "copy": 3,
    }
    assert Shell.build(value).to_dict() == value


def test_validation_chooses_the_variant_by_its_tag() -> None:
    good = {"name": "n", "act": {"type": "shell", "command": "ls"}}
    assert isinstance(Nested.model_validate(good).act, Shell)
    unknown = {"name": "n", "act": {"type": "dream", "deep": True}}
    assert isinstance(Nested.model_validate(unknown).act, Unrecognized)
    with pytest.raises(ValidationError):
        Nested.model_validate({"name": "n", "act": {"type": "shell", "command": 5}})


@pytest.mark.parametrize("act", [{"command": "ls"}, {"type": 5}, {"type": None}, 5, []])
def test_a_variant_that_does_not_say_which_it_is_does_not_validate(act: object) -> None:
    with pytest.raises(ValidationError):
        Nested.model_validate({"name": "n", "act": act})
