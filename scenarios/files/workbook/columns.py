"""The heading row of a sheet: which column fills which field, and what is wrong with it.

The first line of a heading is the name of the field; what stands below is for people.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from openpyxl.utils import get_column_letter, range_boundaries

from scenarios.files import shape
from scenarios.files.workbook import cells, layout
from scenarios.files.workbook import words as w
from scenarios.files.workbook.layout import NOTE, Path, Sheet
from scenarios.files.workbook.opening import Faulty, Grid
from scenarios.problems import Loc, Problem
from scenarios.words import Text


@dataclass(frozen=True)
class Head:
    """One column: its number from 0, its name as it is written, and the path that it fills."""

    number: int
    name: str

    @property
    def path(self) -> Path:
        """The path of the field in a record."""
        return tuple(self.name.split("."))

    @property
    def letter(self) -> str:
        """What the column is called in a spreadsheet."""
        return str(get_column_letter(self.number + 1))


@dataclass(frozen=True)
class Columns:
    """The columns that are read."""

    heads: tuple[Head, ...]

    @cached_property
    def letters(self) -> dict[Loc, str]:
        """The letter of each column by its path."""
        return {head.path: head.letter for head in self.heads}


@dataclass(frozen=True)
class Heads:
    """All that stands in the first row of a sheet."""

    grid: Grid
    heads: tuple[Head, ...]
    faulty: tuple[tuple[str, Faulty], ...]
    blank: tuple[str, ...]

    def known(self, sheet: Sheet) -> Columns:
        """Return the columns that fill a field, each once."""
        first: dict[str, Head] = {}
        for head in self.heads:
            first.setdefault(head.name, head)
        return Columns(tuple(head for head in first.values() if _is_known(sheet, head)))

    def lacking(self, sheet: Sheet, extends: bool = False) -> list[str]:
        """Return the columns that every record needs and that are not there.

        Where a record may say only what differs, no more is needed than what names it.
        """
        inner = {each.path[-1] for each in layout.sheets() if each.parent == sheet}
        there = {head.path[0] for head in self.heads} | {head.name for head in self.heads}
        return [name for name in sheet.required(extends) if name not in there | inner]

    def lacks(self, sheet: Sheet, name: str, place: str) -> Problem:
        """Say that a column is not there."""
        names = [head.name for head in self.heads]
        expected = Text(zh=f"列 {name}", en=f"a column {name}")
        cure = shape.did_you_mean(name, names, w.ADD_COLUMN)
        return Problem(sheet.path, ", ".join(names)[:80] or "-", expected, cure, place)

    def problems(self, sheet: Sheet, name: str) -> Iterator[Problem]:
        """Yield what is wrong with the headings, and areas that are merged."""
        for cell, found, said in self._wrong(sheet):
            yield Problem(sheet.path, found, *said, place=f"{name}:{self.grid.name}!{cell}")

    def _wrong(self, sheet: Sheet) -> Iterator[tuple[str, str, w.Said]]:
        for letter, faulty in self.faulty:
            yield f"{letter}{self._row}", faulty.found, (faulty.expected, faulty.cure)
        for letter in self.blank:
            yield f"{letter}{self._row}", "-", w.HEADING
        seen: dict[str, Head] = {}
        for head in self.heads:
            first = seen.setdefault(head.name, head)
            cell = f"{head.letter}{self._row}"
            if first is not head:
                found = f"{head.name} ({first.letter}{self._row}, {cell})"
                yield cell, found, w.ONE_COLUMN
            elif not _is_known(sheet, head):
                yield cell, head.name, w.one_of(_names(sheet), head.name, w.NO_COLUMN)
        for area in self.grid.merged:
            if range_boundaries(area)[0] <= len(self.heads) + len(self.blank):
                yield area.partition(":")[0], area, w.MERGED

    @property
    def _row(self) -> int:
        return self.grid.rows[0][0] if self.grid.rows else 1


def heads(grid: Grid) -> Heads:
    """Return what stands in the first row of a sheet that holds anything."""
    values: list[Any] = grid.rows[0][1] if grid.rows else []
    found, faulty = [], []
    for number, value in enumerate(values):
        letter = str(get_column_letter(number + 1))
        if isinstance(value, Faulty):
            faulty.append((letter, value))
        elif value is not None:
            name = cells.clean(str(value).strip().partition("\n")[0])
            if not name.startswith(NOTE):
                found.append(Head(number, name))
    widest = max((len(row) for _, row in grid.rows), default=0)
    headed = {number for number, value in enumerate(values) if value is not None}
    blank = [
        str(get_column_letter(number + 1))
        for number in range(widest)
        if number not in headed and any(_given(row, number) for _, row in grid.rows[1:])
    ]
    return Heads(grid, tuple(found), tuple(faulty), tuple(blank))


def _given(row: list[Any], number: int) -> bool:
    return number < len(row) and row[number] is not None


def _is_known(sheet: Sheet, head: Head) -> bool:
    """Tell whether a column fills a field; a further one of cities is checked as an indicator."""
    return head.name == sheet.key or bool(sheet.at(head.path))


def _names(sheet: Sheet) -> list[str]:
    key = [sheet.key] if sheet.key else []
    return [*key, *(".".join(path) for path in layout.columns(sheet))]
