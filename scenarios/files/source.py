"""Where each part of a scenario stands: file and line, row of a table, or a setting by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scenarios.problems import Loc, Problem
from scenarios.references import own_id
from scenarios.scenario import numbered_ids


@dataclass(slots=True)
class Spot:
    """The line and column (from 1) of one part of a file, and the spots of what is inside it."""

    line: int
    column: int
    inside: dict[str | int, Spot] | None = None

    def within(self, key: str | int) -> Spot | None:
        """Return the spot of an entry or item, or None if there is none."""
        return None if self.inside is None else self.inside.get(key)

    def put(self, key: str | int, spot: Spot) -> None:
        """Note the spot of an entry or item."""
        if self.inside is None:
            self.inside = {}
        self.inside[key] = spot


@dataclass(frozen=True, slots=True)
class Rows:
    """The table that a list of records was read from, and the line of each record."""

    file: str
    lines: Sequence[int]


@dataclass(frozen=True, slots=True)
class Cells:
    """The row of a sheet that a record or a value was read from, and the columns of its fields.

    `rank` is the number of the sheet in the workbook.
    """

    sheet: str
    rank: int
    row: int
    columns: Mapping[Loc, str]

    def cell(self, inner: Loc = ()) -> str:
        """Return the cell of a field of the record, for instance `cities!C7`."""
        parts = (inner[:length] for length in range(len(inner), -1, -1))
        column = next((self.columns[part] for part in parts if part in self.columns), "A")
        return f"{self.sheet}!{column}{self.row}"


@dataclass
class Source:
    """A scenario as plain data with the place of each part; `name` is how its file is called.

    `tables` and `settings` tell which parts did not come from the file itself: lists that were
    read from a table, and values that were set by hand. `cells` tells where the parts of a workbook
    stand. `unread` holds what could not be read, of which nothing more can be said.
    """

    tree: Any
    name: str = ""
    spot: Spot | None = None
    tables: dict[Loc, Rows] = field(default_factory=dict)
    settings: dict[Loc, str] = field(default_factory=dict)
    unread: set[Loc] = field(default_factory=set)
    cells: dict[Loc, Cells] = field(default_factory=dict)

    def located(self, problem: Problem) -> Problem:
        """Return the problem with its place and with its path in ids."""
        loc = self.numbered(problem.loc)
        place, found = problem.place or self.place(loc), visible(problem.found)
        named = visible(self.named(loc))
        return replace(problem, loc=loc, found=found, place=visible(place), named=named)

    def place(self, loc: Loc) -> str:
        """Return the setting, row, cell or line that the nearest known part around `loc` has."""
        for length in range(len(loc), -1, -1):
            part = loc[:length]
            if part in self.settings:
                return f"--set {self.settings[part]}"
            row = self._row(part)
            if row is not None:
                return f"{self.tables[part[:-1]].file}:{row}"
            if part in self.cells:
                return f"{self.name}:{self.cells[part].cell(loc[length:])}"
        return f"{self.name}:{self._line(loc)}" if self.spot and self.name else self.name

    def order(self, problem: Problem) -> tuple[int, int]:
        """Return a key that sorts problems as a reader meets them."""
        parts = [problem.loc[:length] for length in range(len(problem.loc) + 1)]
        cells = [self.cells[part] for part in parts if part in self.cells]
        if cells:
            return cells[-1].rank, cells[-1].row
        rows = map(self._row, parts)
        return self._line(problem.loc), next((row for row in rows if row is not None), 0)

    def forget(self, loc: Loc) -> None:
        """Forget where the part at `loc` and all that is inside it came from."""
        self.tables.pop(loc, None)
        for part in [part for part in self.cells if part[: len(loc)] == loc]:
            del self.cells[part]

    def numbered(self, loc: Loc) -> Loc:
        """Return `loc` with the number of an item wherever its id was given."""
        numbered: list[str | int] = []
        part = self.tree
        for key in loc:
            found = find(part, key, tuple(numbered))
            numbered.append(key if found is None else found)
            part = inside(part, numbered[-1])
        return tuple(numbered)

    def named(self, loc: Loc) -> str:
        """Return the path as a user types it: the id of an item instead of its number."""
        names: list[str] = []
        part = self.tree
        for length, key in enumerate(loc):
            name = item_name(part, key, loc[:length]) if isinstance(key, int) else None
            names.append(name or str(key))
            part = inside(part, key)
        return ".".join(names)

    def _row(self, loc: Loc) -> int | None:
        rows = self.tables.get(loc[:-1]) if loc else None
        index = loc[-1] if loc else None
        if rows is None or not isinstance(index, int) or index >= len(rows.lines):
            return None
        return rows.lines[index]

    def _line(self, loc: Loc) -> int:
        spot = self.spot
        line = 1 if spot is None else spot.line
        for key in loc:
            spot = None if spot is None else spot.within(key)
            if spot is None:
                break
            line = spot.line
        return line


def visible(text: str) -> str:
    """Return the text with what a terminal would obey, and not show, written out."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def inside(part: Any, key: str | int) -> Any:
    """Return the entry or item of plain data, or None."""
    match part, key:
        case dict(), str():
            return part.get(key)
        case list(), int() if 0 <= key < len(part):
            return part[key]
    return None


def rule_ids(rules: Sequence[Any]) -> tuple[str, ...]:
    """Return the id of every rule in plain data, its own or the one it gets."""
    stanzas = [rule if isinstance(rule, dict) else {} for rule in rules]
    return numbered_ids((str(rule.get("kind", "rule")), own_id(rule)) for rule in stanzas)


def item_name(items: Any, index: int, loc: Loc) -> str | None:
    """Return the id of the item `index` of the list at `loc`, if it is a record and has one."""
    item = inside(items, index)
    if not isinstance(item, dict):
        return None
    return rule_ids(items)[index] if loc == ("rules",) else own_id(item)


def find(part: Any, key: str | int, loc: Loc) -> str | int | None:
    """Return the key or number under which `key`, perhaps an id, is found in the part at `loc`."""
    if isinstance(part, dict):
        return key if key in part else None
    if not isinstance(part, list):
        return None
    if isinstance(key, int):
        return key if 0 <= key < len(part) else None
    names = rule_ids(part) if loc == ("rules",) else [own_id(item) for item in part]
    if key in names:
        return names.index(key)
    return int(key) if key.isdecimal() and len(key) < 10 and int(key) < len(part) else None
