"""Headings and notes of columns and settings: name, meaning, unit, what may stand there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from scenarios.fields import PLURAL, meaning_of, number_bounds
from scenarios.files import shape
from scenarios.files.workbook import cells, layout
from scenarios.files.workbook.headings import FIELDS, MEANINGS_ZH
from scenarios.files.workbook.layout import Path, Sheet
from scenarios.references import sections_in, sections_of
from scenarios.scenario import Scenario
from scenarios.words import Language, Text

MONEY: Final = "an amount of money"


@dataclass(frozen=True)
class Told:
    """What is told of a column or a setting, and what drop-downs and formats need to know.

    `of_kinds` tells the same for each kind of record, where there are several.
    """

    path: Path
    kinds: tuple[Any, ...]
    field: FieldInfo | None
    takes: cells.Takes
    section: str | None
    of_kinds: tuple[tuple[str, Told], ...] = ()

    @property
    def is_list(self) -> bool:
        """Whether several may stand in one cell."""
        return self.takes.list and not self.takes.text

    @property
    def is_money(self) -> bool:
        """Whether the number is an amount of money."""
        if self.of_kinds:
            return all(each.is_money for _, each in self.of_kinds)
        return self.takes.number and self.meaning("en").startswith(MONEY)

    @property
    def words(self) -> list[str]:
        """The words of which one may stand in the cell, in the order of the models."""
        if self.takes.truth:
            return ["TRUE", "FALSE"]
        found = (*cells.literals(self.kinds), *cells.literals(self.takes.items))
        return [word for word in found if isinstance(word, str)]

    def meaning(self, language: Language) -> str:
        """Return what the field means, as its model says; in Chinese where that is known."""
        said = "" if self.field is None else meaning_of(self.field)
        return MEANINGS_ZH.get(said, said) if language == "zh" else said

    def heading(self, language: Language) -> str:
        """Return the name of the field for people; empty where it says no more than the path."""
        known = [(FIELDS[key][language] if key in FIELDS else key) for key in self.path]
        said = " · ".join(known)
        return "" if said == ".".join(self.path) else said

    def note(self, unit: Text, language: Language) -> str:
        """Return all that there is to say, a line each; what kinds have in common is said once."""
        bodies: dict[str, list[str]] = {}
        for kind, each in self.of_kinds or (("", self),):
            bodies.setdefault(each._body(unit, language), []).append(kind)
        lines = [self.heading(language)]
        for body, kinds in bodies.items():
            if kinds != [""]:
                lines.append(ONLY_OF.format(kinds=", ".join(kinds))[language])
            lines.append(body)
        return "\n".join(line for line in lines if line)

    def _body(self, unit: Text, language: Language) -> str:
        money = MONEY_IN.format(unit=unit)[language] if self.is_money else ""
        lines = (self.meaning(language), money, self._may_be(language), self._when(language))
        return "\n".join(line for line in lines if line)

    def _may_be(self, language: Language) -> str:
        return "; ".join(part[language] for part in self._forms())

    def _forms(self) -> Iterator[Text]:
        if self.is_list:
            yield LIST
        if self.section is not None:
            yield REFERENCE.format(section=self.section)
        elif self.words:
            yield ONE_OF.format(words=", ".join(self.words))
        if self.takes.number and self.field is not None:
            bounds = ", ".join(number_bounds(self.field))
            yield NUMBER.format(bounds=f" {bounds}" if bounds else "")

    def _when(self, language: Language) -> str:
        if self.field is None:
            return ""
        if self.path[-1] == "kind":
            return NEEDED[language]
        if self.field.is_required():
            return NEEDED[language] if len(self.path) == 1 else ""
        default = self.field.get_default(call_default_factory=True)
        if default is PydanticUndefined or not isinstance(default, str | int | float):
            return MAY_BE_BLANK[language]
        is_number = isinstance(default, int | float) and not isinstance(default, bool)
        shown = f"{default:g}" if is_number else str(default)
        shown = shown.upper() if isinstance(default, bool) else shown
        return DEFAULT.format(default=shown)[language]


def told(sheet: Sheet, path: Path) -> Told:
    """Return what is to be told of a column."""
    if path == (sheet.key,):
        section = None if sheet.parent is None else sheet.parent.path[-1]
        kept = PLURAL.get(sheet.called) if sheet.keyed else section
        return Told(path, (str,), None, cells.takes((str,)), kept)
    whole = _told(path, sheet.at(path), sheet.kinds)
    if len(sheet.models) < 2 or path[0] in layout.COMMON:
        return whole
    found = ((model, tuple(shape.along([model], None, path))) for model in sheet.models)
    of_kinds = tuple(
        (layout.kind_of(model), _told(path, kinds, [model])) for model, kinds in found if kinds
    )
    return replace(whole, of_kinds=of_kinds)


def told_setting(path: Path) -> Told:
    """Return what is to be told of a setting."""
    kinds = tuple(dict.fromkeys(shape.along([Scenario], None, path)))
    return _told(path, kinds, [Scenario])


def _told(path: Path, kinds: tuple[Any, ...], around: Iterable[Any]) -> Told:
    """Return what is told of what stands at a path of stanzas of these kinds."""
    found = layout.field_at(around, path)
    wanted = cells.takes(kinds)
    is_name = wanted.text or cells.takes(wanted.items).text
    sections = sections_of(found) if found is not None and is_name else set()
    if path == (layout.VALUE,):
        sections = _of(kinds)
    return Told(path, kinds, found, wanted, next(iter(sorted(sections)), None))


def _of(kinds: Iterable[Any]) -> set[str]:
    return {section for kind in kinds for section in sections_in(kind)}


MONEY_IN: Final = Text(zh="单位: {unit}", en="In {unit}")
LIST: Final = Text(zh="可写几个, 用逗号分隔", en="one or several, with commas between")
REFERENCE: Final = Text(zh="{section} 中的编号", en="an id of {section}")
ONE_OF: Final = Text(zh="以下之一: {words}", en="one of {words}")
NUMBER: Final = Text(zh="数{bounds}", en="a number{bounds}")
NEEDED: Final = Text(zh="必填", en="Needed")
MAY_BE_BLANK: Final = Text(zh="可以不填", en="May be left blank")
DEFAULT: Final = Text(zh="不填则为 {default}", en="If blank: {default}")
ONLY_OF: Final = Text(zh="用于 {kinds}:", en="For {kinds}:")
