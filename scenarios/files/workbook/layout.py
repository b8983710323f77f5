"""What goes on which sheet, read off the models of a scenario: a new stanza needs no change here.

A list of records is a sheet, and so is a mapping by keys; what is left are settings, one a line. A
list inside the records of a list is a sheet of its own whose first column names the record around.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scenarios.fields import SINGULAR
from scenarios.files import shape
from scenarios.references import sections_in
from scenarios.scenario import Scenario
from scenarios.words import Stanza

README: Final = "readme"
SETTINGS: Final = "settings"
NOTE: Final = "#"
"""Sheets and columns whose name begins so are notes of people; they are not read."""
KEY: Final = "id"
VALUE: Final = "value"
DEEPEST: Final = 2
COMMON: Final = ("kind", KEY, "note", *Stanza.model_fields)
"""What every rule has."""

Path = tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """The sheet of the records at `path`: what a record may be, and what its row begins with.

    `keyed` records stand under a key in a mapping, `called` so in the heading. `parent` is the
    sheet of the records that hold these.
    """

    path: Path
    kinds: tuple[Any, ...]
    keyed: bool = False
    called: str = KEY
    parent: Sheet | None = None

    @property
    def name(self) -> str:
        """How the sheet is called."""
        return ".".join(self.path)[:31]

    @property
    def key(self) -> str | None:
        """The first column, where it is no field: the key, or the id of the record around."""
        if self.keyed:
            taken = any(self.called in shape.fields(model) for model in self.models)
            return "key" if taken else self.called
        if self.parent is None:
            return None
        section = self.parent.path[-1]
        one = SINGULAR.get(section, section.removesuffix("s"))
        taken = any(one in shape.fields(model) for model in self.models)
        return f"{section}.{KEY}" if taken else one

    @property
    def models(self) -> list[type[BaseModel]]:
        """The stanzas that a record may be; none where a record is one plain value."""
        return [kind for kind in self.kinds if shape.is_model(kind)]

    def at(self, path: Path) -> tuple[Any, ...]:
        """Return what may stand in a column, whatever the kind of the record."""
        if not self.models:
            return self.kinds if path == (VALUE,) else ()
        return tuple(dict.fromkeys(shape.along(self.kinds, None, path)))

    def required(self, extends: bool = False) -> list[str]:
        """Return the columns that every record needs; only its key, where it says what differs."""
        first = [] if self.key is None else [self.key]
        if extends:
            return first
        if not self.models:
            return [*first, VALUE]
        needed = [
            {name for name, field in shape.fields(model).items() if field.is_required()}
            for model in self.models
        ]
        return [*first, *(name for name in shape.fields(self.models[0]) if _all(name, needed))]


def _all(name: str, sets: Iterable[set[str]]) -> bool:
    return all(name in found for found in sets)


@cache
def sheets() -> tuple[Sheet, ...]:
    """Return the sheets of records in the order of the scenario, those inside others after them."""
    return tuple(_sheets_in(Scenario, (), ()))


def _sheets_in(
    model: type[BaseModel], path: Path, around: tuple[type[BaseModel], ...]
) -> Iterator[Sheet]:
    for name, field in shape.fields(model).items():
        at = (*path, name)
        for kind in shape.alternatives(field.annotation):
            sheet = _sheet(kind, at)
            if sheet is not None:
                yield sheet
                yield from _children(sheet)
            elif shape.is_model(kind) and kind not in around:
                yield from _sheets_in(kind, at, (*around, kind))


def _sheet(kind: Any, path: Path, parent: Sheet | None = None) -> Sheet | None:
    """Return the sheet of a list of stanzas or of a mapping; None for anything else."""
    if get_origin(kind) is tuple:
        records = tuple(shape.step(kind, [], 0))
        is_list = bool(records) and all(map(shape.is_model, records))
        return Sheet(path, records, parent=parent) if is_list else None
    if get_origin(kind) is dict and parent is None:
        section = next(iter(sections_in(get_args(kind)[0])), "")
        return Sheet(path, tuple(shape.step(kind, {}, "")), True, SINGULAR.get(section, KEY))
    return None


def _children(sheet: Sheet) -> Iterator[Sheet]:
    """Yield the sheets of the lists inside the records, where each record has an id."""
    for model in sheet.models:
        fields = shape.fields(model)
        if sheet.keyed or KEY not in fields or not fields[KEY].is_required():
            continue
        for name, field in fields.items():
            for kind in shape.alternatives(field.annotation):
                child = _sheet(kind, (*sheet.path, name), sheet)
                if child is not None:
                    yield child


@cache
def settings() -> tuple[Path, ...]:
    """Return the path of every single value of a scenario outside its sheets."""
    return tuple(dict.fromkeys(_leaves([Scenario], (), 9, (), is_record=False)))


def columns(sheet: Sheet) -> list[Path]:
    """Return the columns that the records of a sheet may have, as far as the models tell."""
    if not sheet.models:
        return [(VALUE,)]
    inner = {each.path[-1] for each in sheets() if each.parent == sheet}
    leaves = dict.fromkeys(_leaves(sheet.models, (), DEEPEST, (), is_record=True))
    return sorted((path for path in leaves if path[0] not in inner), key=_weight)


def kind_of(model: type[BaseModel]) -> str:
    """Return the `kind` under which a stanza is written, or else the name of its model."""
    field = model.model_fields.get("kind")
    words = [] if field is None else [field.default, *get_args(field.annotation)]
    return next((word for word in words if isinstance(word, str)), model.__name__)


def _weight(path: Path) -> int:
    """Order columns: the kind and the id first, where figures come from last."""
    first = {"kind": 0, KEY: 1, "name": 2}
    return first.get(path[0], 4 if path[0] in Stanza.model_fields else 3)


def _leaves(
    kinds: Iterable[Any], path: Path, deepest: int, around: tuple[Any, ...], *, is_record: bool
) -> Iterator[Path]:
    """Yield the paths of single values inside stanzas, each stanza inside itself only once."""
    for model in (kind for kind in kinds if shape.is_model(kind)):
        for name, field in shape.fields(model).items():
            at = (*path, name)
            if is_record and path and name in Stanza.model_fields:
                continue
            inner = [k for k in shape.alternatives(field.annotation) if k not in around]
            stanzas = [k for k in inner if shape.is_model(k)] if len(at) < deepest else []
            if any(k not in stanzas and (is_record or _sheet(k, at) is None) for k in inner):
                yield at
            yield from _leaves(stanzas, at, deepest, (*around, model), is_record=is_record)


def field_at(kinds: Iterable[Any], path: Path) -> FieldInfo | None:
    """Return the field of the last stanza on a path."""
    around = list(kinds)
    for length in range(len(path), 0, -1):
        for kind in shape.along(around, None, path[: length - 1]):
            if shape.is_model(kind) and path[length - 1] in shape.fields(kind):
                return shape.fields(kind)[path[length - 1]]
    return None


SETTING: Final = Sheet((SETTINGS,), (str,), keyed=True, called="setting")
"""The sheet of single values, read as a mapping by their paths."""
