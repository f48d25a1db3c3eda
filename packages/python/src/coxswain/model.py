"""The base of all response models, and how one is built from JSON without touching a value."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, cast, get_args, get_origin

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticUndefined, core_schema
from typing_extensions import Self

Convert = Callable[[object], object]

_UNTAGGED, _UNKNOWN = "(untagged)", "(unknown)"


class Model(BaseModel):
    """What a response is made of.

    Values arrive as the server sent them: nothing is coerced, fields that this version does not
    know are kept as attributes, and a field that the server left out is not in `model_fields_set`.
    """

    model_config = ConfigDict(extra="allow", defer_build=True, populate_by_name=True)

    @classmethod
    def build(cls, value: Mapping[str, object]) -> Self:
        """Make an instance without validation; nested objects become models too."""
        names, converters, aliases, defaults = plan(cls)
        known = dict(value)
        given = set(known)
        extra: dict[str, object] = {}
        if not given <= names:
            extra = {name: known.pop(name) for name in value if name not in names}
        for name, convert in converters:
            if name in known:
                known[name] = convert(known[name])
        for name, attribute in aliases:
            if name in known:
                known[attribute] = known.pop(name)
                given.remove(name)
                given.add(attribute)
        for attribute, default in defaults:
            known.setdefault(attribute, default)
        instance = cls.__new__(cls)
        object.__setattr__(instance, "__dict__", known)
        object.__setattr__(instance, "__pydantic_fields_set__", given)
        object.__setattr__(instance, "__pydantic_extra__", extra)
        object.__setattr__(instance, "__pydantic_private__", None)
        return instance

    def to_dict(self) -> dict[str, object]:
        """The JSON object that this was built from: names of the wire, absent fields absent."""
        wire = {attribute: name for name, attribute in plan(type(self)).aliases}
        given = self.model_fields_set
        values = {**self.__dict__, **(self.__pydantic_extra__ or {})}
        return {wire.get(name, name): plain(item) for name, item in values.items() if name in given}


class Unrecognized(Model):
    """A variant of a union that this version does not know: every field is kept."""


class OneOf:
    """Marks a union whose variant is told by a field; what is unknown is `Unrecognized`."""

    __slots__ = ("discriminator",)

    def __init__(self, discriminator: str) -> None:
        self.discriminator = discriminator

    def tag(self, value: object) -> str | None:
        """The variant's tag in `value`; None where there is none."""
        if isinstance(value, Mapping):
            found = cast("Mapping[str, object]", value).get(self.discriminator)
        else:
            found = getattr(value, self.discriminator, None)
        return found if isinstance(found, str) else None

    def variants(self, union: object) -> dict[str, type[Model]]:
        """The models of the union by their tags."""
        return {
            tag: variant
            for variant in get_args(union)
            if variant is not Unrecognized
            for tag in get_args(variant.model_fields[self.discriminator].annotation)
        }

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        variants = self.variants(source)
        choices: dict[str, CoreSchema] = {
            tag: handler.generate_schema(variant) for tag, variant in variants.items()
        }
        # A variant that is not known must still say which it is.
        tag_field = core_schema.typed_dict_field(core_schema.str_schema())
        choices[_UNTAGGED] = core_schema.typed_dict_schema({self.discriminator: tag_field})
        choices[_UNKNOWN] = handler.generate_schema(Unrecognized)

        def choose(value: object) -> str:
            tag = self.tag(value)
            if tag is None:
                return _UNTAGGED
            return tag if tag in variants else _UNKNOWN

        return core_schema.tagged_union_schema(cast("dict[Any, CoreSchema]", choices), choose)


def plain(value: object) -> object:
    """A value of a model as JSON has it."""
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, list):
        return [plain(item) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in cast("dict[str, object]", value).items()}
    return value


class Plan(NamedTuple):
    """How a model is built: what its fields need beyond being copied."""

    names: frozenset[str]
    """Of all fields, on the wire."""
    converters: Sequence[tuple[str, Convert]]
    """By name on the wire."""
    aliases: Sequence[tuple[str, str]]
    """Attributes that go by another name on the wire, which comes first."""
    defaults: Sequence[tuple[str, object]]
    """By attribute."""


@cache
def plan(model: type[Model]) -> Plan:
    """Made once per model, when the first one is built."""
    if not model.__pydantic_fields_complete__:
        model.model_rebuild()
    fields = [(field.alias or name, name, field) for name, field in model.model_fields.items()]
    converters = [(name, converter(field.annotation, field.metadata)) for name, _, field in fields]
    return Plan(
        names=frozenset(name for name, _, _ in fields),
        converters=[(name, convert) for name, convert in converters if convert is not None],
        aliases=[(name, attribute) for name, attribute, _ in fields if name != attribute],
        defaults=[
            (attribute, field.default)
            for _, attribute, field in fields
            if field.default is not PydanticUndefined
        ],
    )


def converter(hint: object, metadata: object = ()) -> Convert | None:
    """What turns JSON into a value of `hint`, or None where JSON already is one."""
    origin = get_origin(hint)
    arguments = get_args(hint)
    if origin is Annotated:
        return converter(arguments[0], arguments[1:])
    one_of = [item for item in cast("list[object]", metadata) if isinstance(item, OneOf)]
    if one_of:
        return _union(one_of[0], hint)
    if isinstance(hint, type) and issubclass(hint, Model):
        return _model(hint)
    if origin is list:
        return _list(converter(arguments[0]))
    if origin is dict:
        return _dict(converter(arguments[1]))
    if origin is Literal or not arguments:
        return None
    found = [convert for item in arguments if (convert := converter(item)) is not None]
    return found[0] if found else None


def _model(model: type[Model]) -> Convert:
    def convert(value: object) -> object:
        if not isinstance(value, dict):
            return value
        return model.build(cast("dict[str, object]", value))

    return convert


def _union(one_of: OneOf, union: object) -> Convert:
    variants = one_of.variants(union)

    def convert(value: object) -> object:
        if not isinstance(value, dict):
            return value
        members = cast("dict[str, object]", value)
        tag = members.get(one_of.discriminator)
        model = variants.get(tag, Unrecognized) if isinstance(tag, str) else Unrecognized
        return model.build(members)

    return convert


def _list(item: Convert | None) -> Convert | None:
    if item is None:
        return None

    def convert(value: object) -> object:
        if not isinstance(value, list):
            return value
        return [item(element) for element in cast("list[object]", value)]

    return convert


def _dict(item: Convert | None) -> Convert | None:
    if item is None:
        return None

    def convert(value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {name: item(element) for name, element in cast("dict[str, object]", value).items()}

    return convert
