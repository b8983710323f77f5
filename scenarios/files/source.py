"""Where each part of a scenario stands: line, cell, row of a table, or a change made later."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from scenarios.files.spots import Origin, Spot
from scenarios.problems import Loc, Problem
from scenarios.references import own_id
from scenarios.scenario import numbered_ids


@dataclass(frozen=True, slots=True)
class Rows:
    """The table that a list of records was read from, and the line of each record."""

    file: str
    lines: Sequence[int]


@dataclass
class Source:
    """A scenario as plain data with the place of each part; `name` is how its file is called.

    `tables` and `changes` tell which parts did not come from where `spot` says: lists that were
    read from a table, and what another file, a variant or a setting changed. `spot` is of the file
    `first`, if that is not the one called `name`. `unread` holds what could not be read, of which
    nothing more can be said.
    """

    tree: Any
    name: str = ""
    spot: Spot | None = None
    tables: dict[Loc, Rows] = field(default_factory=dict)
    changes: dict[Loc, Origin] = field(default_factory=dict)
    unread: set[Loc] = field(default_factory=set)
    first: str = ""

    def copied(self) -> Source:
        """Return a copy that may be changed."""
        return Source(
            tree=copied_data(self.tree),
            name=self.name,
            spot=self.spot and self.spot.copied(),
            tables=dict(self.tables),
            changes=dict(self.changes),
            unread=set(self.unread),
            first=self.first,
        )

    def located(self, problem: Problem) -> Problem:
        """Return the problem with its place and with its path in ids."""
        loc = self.numbered(problem.loc)
        place, found = problem.place or self.place(loc), visible(problem.found)
        named = visible(self.named(loc))
        return replace(problem, loc=loc, found=found, place=visible(place), named=named)

    def place(self, loc: Loc) -> str:
        """Say where the nearest known part around `loc` was written."""
        return str(self.origin(loc))

    def origin(self, loc: Loc) -> Origin:
        """Return the change, row, cell or line that the nearest known part around `loc` has."""
        spots = self._spots(loc)
        for length in range(len(loc), -1, -1):
            part = loc[:length]
            if part in self.changes:
                return self.changes[part]
            row = self.row(part)
            if row is not None:
                return Origin(self.tables[part[:-1]].file, Spot(row, 1))
            if length < len(spots):
                return Origin(self.first or self.name, spots[length])
        return Origin(self.name)

    def order(self, problem: Problem) -> tuple[bool, str, int, int, int]:
        """Return a key that sorts problems as a reader meets them: the file first, then others."""
        loc, spots = problem.loc, self._spots(problem.loc)
        change = self._changed(loc)
        file, spot = self.first or self.name, spots[-1] if spots else Spot(1, 1)
        if change is not None and change.spot is not None:
            file, spot = change.file, change.spot
        rows = (self.row(loc[:length]) for length in range(len(loc) + 1))
        row = next((row for row in rows if row is not None), 0)
        return file != self.name, file, spot.rank, spot.line, row

    def _changed(self, loc: Loc) -> Origin | None:
        """Return the change of the nearest part around `loc`, unless the file says it nearer."""
        for length in range(len(loc), max(len(self._spots(loc)) - 2, -1), -1):
            if loc[:length] in self.changes:
                return self.changes[loc[:length]]
        return None

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

    def row(self, loc: Loc) -> int | None:
        """Return the line of the table that the record at `loc` was read from, if it was."""
        rows = self.tables.get(loc[:-1]) if loc else None
        index = loc[-1] if loc else None
        if rows is None or not isinstance(index, int) or index >= len(rows.lines):
            return None
        return rows.lines[index]

    def _spots(self, loc: Loc) -> list[Spot]:
        """Return the spots on the way to `loc`, from the whole file on, as far as known."""
        spots = [] if self.spot is None else [self.spot]
        for key in loc if spots else ():
            spot = spots[-1].within(key)
            if spot is None:
                break
            spots.append(spot)
        return spots

    # --- when the tree changes --------------------------------------------------------------------

    def forget(self, loc: Loc) -> None:
        """Forget where the part at `loc` and all that is inside it stood."""
        size = len(loc)
        for known in (self.changes, self.tables):
            for other in [other for other in known if other[:size] == loc]:
                del known[other]
        spots = self._spots(loc)
        if len(spots) == size + 1:
            spots[-1].inside = None

    def take_out(self, loc: Loc, numbers: Collection[int]) -> None:
        """Take items out of the list at `loc`; the places of the others move up with them."""
        items = self.tree
        for key in loc:
            items = items[key]
        kept = [number for number in range(len(items)) if number not in numbers]
        items[:] = [items[number] for number in kept]
        moved, size = {old: new for new, old in enumerate(kept)}, len(loc)
        changes = {
            _moved(other, size, moved) if other[:size] == loc else other: place
            for other, place in self.changes.items()
        }
        self.changes = {other: place for other, place in changes.items() if other is not None}
        rows = self.tables.get(loc)
        if rows is not None:
            lines = [rows.lines[number] for number in kept if number < len(rows.lines)]
            self.tables[loc] = replace(rows, lines=lines)
        spots = self._spots(loc)
        if len(spots) == size + 1 and spots[-1].inside is not None:
            around = spots[-1].inside
            spots[-1].inside = {new: around[old] for old, new in moved.items() if old in around}


def _moved(loc: Loc, size: int, moved: Mapping[int, int]) -> Loc | None:
    """Return `loc` after items of the list, whose own path has this size, were taken out."""
    if len(loc) == size:
        return loc
    key = loc[size]
    number = moved.get(key) if isinstance(key, int) else None
    return None if number is None else (*loc[:size], number, *loc[size + 1 :])


def visible(text: str) -> str:
    """Return the text with what a terminal would obey, and not show, written out."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def copied_data(value: Any) -> Any:
    """Return a copy of plain data, whose depth is bounded."""
    if isinstance(value, dict):
        return {key: copied_data(part) for key, part in value.items()}
    return [copied_data(part) for part in value] if isinstance(value, list) else value


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
    names = names_in(part, loc)
    return names.index(key) if key in names else as_number(key, part)


def names_in(items: list[Any], loc: Loc) -> Sequence[str | None]:
    """Return the id of each item of the list at `loc`, or None where it has none."""
    return rule_ids(items) if loc == ("rules",) else [own_id(item) for item in items]


def as_number(key: str, items: list[Any]) -> int | None:
    """Return the number of an item that is written as text, if there is such an item."""
    return int(key) if key.isdecimal() and len(key) < 10 and int(key) < len(items) else None
