"""What may be written in a stanza, field by field, told in words: read from its model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scenarios.words import Id, Ref, Stanza

KINDS: Final[dict[Any, str]] = {
    str: "text",
    float: "number",
    int: "whole number",
    bool: "true or false",
    Any: "anything",
}
BOUNDS: Final[dict[type, tuple[str, str]]] = {
    Ge: ("ge", "≥"),
    Gt: ("gt", ">"),
    Le: ("le", "≤"),
    Lt: ("lt", "<"),
}
SINGULAR: Final = {
    section: {"cities": "city"}.get(section, section.removesuffix("s"))
    for section in (
        *("chains", "cities", "funders", "indicators", "instruments", "jurisdictions"),
        *("periods", "projects", "sites", "stages", "tiers"),
    )
}
PLURAL: Final = {one: many for many, one in SINGULAR.items()}
OF_EVERY_ID: Final = [mark.description for mark in get_args(Id) if isinstance(mark, FieldInfo)]


@dataclass(frozen=True)
class Told:
    """One field of a stanza: its name in the file, its type in words, its default, its meaning."""

    name: str
    type: str
    required: bool
    default: Any
    meaning: str


def fields_of(model: type[BaseModel]) -> list[Told]:
    """Return the fields of a model as they are written, without those that every stanza has."""
    return [
        Told(
            name=field.alias or name,
            type=_type(field.annotation, field.metadata),
            required=field.is_required(),
            default=None if field.is_required() else field.get_default(call_default_factory=True),
            meaning=meaning_of(field),
        )
        for name, field in model.model_fields.items()
        if name not in Stanza.model_fields
    ]


def meaning_of(field: FieldInfo) -> str:
    """Return what a field means; nothing where it is an id like any other."""
    told = field.description or next(_descriptions(field.annotation), "")
    return "" if told in OF_EVERY_ID else told


def _type(kind: Any, marks: Any = ()) -> str:
    """Return a type in words, for instance `list of cities` or `number ≥ 0, ≤ 1`."""
    for mark in marks:
        if isinstance(mark, Ref):
            return SINGULAR[mark.section]
    bounds = ", ".join(_bounds(marks))
    return f"{_plain(kind)} {bounds}".rstrip()


def _plain(kind: Any) -> str:
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _type(parts[0], [inner for mark in parts[1:] for inner in _unpacked(mark)])
    if origin in (Union, UnionType):
        ways = [_type(part) for part in parts if part is not NoneType]
        return " or ".join(dict.fromkeys(ways))
    if origin is Literal:
        words = [f"`{str(part).lower()}`" for part in parts]
        return " or ".join(words) if len(words) < 3 else f"any of {', '.join(words)}"
    if origin is tuple:
        return _sequence(parts)
    if origin is dict:
        return f"mapping from {_type(parts[0])} to {_type(parts[1])}"
    if isinstance(kind, TypeVar) or kind in KINDS:
        return KINDS.get(kind, "anything")
    return str(kind.__name__).lower()


def _sequence(parts: tuple[Any, ...]) -> str:
    if parts[1:] == (Ellipsis,):
        return f"list of {_many(parts[0])}"
    return f"list of {len(parts)} {_many(parts[0])}"


def _many(kind: Any) -> str:
    one = _type(kind)
    return PLURAL.get(one, one)


def _unpacked(mark: Any) -> list[Any]:
    """Return what a mark stands for; a `Field(ge=0)` carries its bounds inside."""
    return list(mark.metadata) if isinstance(mark, FieldInfo) else [mark]


def number_bounds(field: FieldInfo) -> list[str]:
    """Return the bounds of a number, such as `≥ 0`."""
    marks = [inner for mark in _all_marks(field) for inner in _unpacked(mark)]
    return list(dict.fromkeys(_bounds(marks)))


def _all_marks(field: FieldInfo) -> Iterator[Any]:
    yield from field.metadata
    for part in _parts(field.annotation):
        yield from part.__metadata__ if get_origin(part) is Annotated else ()


def _parts(kind: Any) -> Iterator[Any]:
    """Yield a type and the alternatives that a union or a mark is made of."""
    yield kind
    if get_origin(kind) in (Annotated, Union, UnionType):
        for part in get_args(kind):
            yield from _parts(part)


def _bounds(marks: Any) -> Iterator[str]:
    for mark in marks:
        if type(mark) in BOUNDS:
            name, sign = BOUNDS[type(mark)]
            yield f"{sign} {getattr(mark, name):g}"


def _descriptions(kind: Any) -> Iterator[str]:
    """Yield what the parts of a type say of themselves, outermost first."""
    for part in get_args(kind):
        if isinstance(part, FieldInfo) and part.description:
            yield part.description
        elif get_origin(kind) in (Annotated, Union, UnionType):
            yield from _descriptions(part)
