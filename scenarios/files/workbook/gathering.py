"""A workbook on its way to plain data: rows with their cells, values, faults and problems."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from scenarios.files.source import Source
from scenarios.files.workbook import cells
from scenarios.files.workbook import words as w
from scenarios.files.workbook.columns import Columns
from scenarios.files.workbook.layout import VALUE, Path, Sheet
from scenarios.files.workbook.opening import Faulty, Grid
from scenarios.files.workbook.places import Cells
from scenarios.problems import Loc, Problem, ScenarioError


@dataclass
class Record:
    """A row on its way: its place, its values as they stand, in which columns, and its faults."""

    cells: Cells
    raw: dict[str, Any] = field(default_factory=dict)
    paths: list[Path] = field(default_factory=list)
    faulty: dict[Path, Faulty] = field(default_factory=dict)


@dataclass
class Gathering:
    """What was read so far, where it stands, and what is wrong with it.

    A workbook that `extends` another scenario says only what differs from that one.
    """

    source: Source
    problems: list[Problem] = field(default_factory=list)
    places: dict[Loc, Cells] = field(default_factory=dict)
    extends: bool = False

    def report(self, loc: Loc, cell: str, found: str, said: w.Said) -> None:
        """Note a problem of a cell, such as `cities!C7`."""
        self.problems.append(Problem(loc, found, *said, place=f"{self.source.name}:{cell}"))

    def record(
        self, sheet: Sheet, grid: Grid, columns: Columns, row: int, values: list[Any]
    ) -> Iterator[Record]:
        """Yield the record of a row, unless nothing is in its columns."""
        record = Record(Cells(grid.name, grid.rank, row, columns.letters))
        for head in columns.heads:
            value = values[head.number] if head.number < len(values) else None
            if isinstance(value, str):
                value = cells.clean(value) or None
            if isinstance(value, Faulty):
                record.faulty[head.path] = value
            elif value is not None and not put_in(record.raw, head.path, value):
                self.report((*sheet.path,), record.cells.cell(head.path), str(value)[:60], w.WHOLE)
            elif value is not None:
                record.paths.append(head.path)
        if record.paths or record.faulty:
            yield record

    def key(self, sheet: Sheet, record: Record) -> str | None:
        """Return the key of a record or the id of the one around, and take it out."""
        key = str(sheet.key)
        if (key,) in record.paths:
            record.paths.remove((key,))
            return str(cells.read(record.raw.pop(key), (str,)))
        faulty = record.faulty.get((key,), Faulty("-", *w.NEEDED))
        said = (faulty.expected, faulty.cure)
        self.report(sheet.path, record.cells.cell((key,)), faulty.found, said)
        self.source.unread.add(sheet.path if sheet.parent is None else sheet.parent.path)
        return None

    def value_cell(self, record: Record) -> Cells:
        """Return the place of the value of a row that holds only one."""
        return replace(record.cells, columns={(): record.cells.columns[VALUE,]})

    def change(self, holder: dict[str, Any], loc: Loc, record: Record) -> bool:
        """Put the value of a change, written as in a file, at its name; tell whether there is any.

        The name is the last key of `loc`.
        """
        here = self.places[loc] = self.value_cell(record)
        faulty = record.faulty.get((VALUE,))
        if faulty is not None:
            self.faulty(faulty, loc, here.cell(), 0)
        elif VALUE in record.raw:
            holder[str(loc[-1])] = self._told(record.raw[VALUE], cells.free, loc, here.cell(), 0)
        return faulty is not None or VALUE in record.raw

    def faulty(self, faulty: Faulty, loc: Loc, cell: str, known: int) -> None:
        """Report a cell without a value in the part that the first `known` keys of `loc` name."""
        self.report(loc, cell, faulty.found, (faulty.expected, faulty.cure))
        self._leave_open(loc, known)

    def meaning(self, value: Any, kinds: cells.Kinds, loc: Loc, cell: str, known: int) -> Any:
        """Return what a cell means; brackets that cannot be read are reported and mean nothing."""
        return self._told(value, lambda held: cells.read(held, kinds), loc, cell, known)

    def _told(self, value: Any, read: Callable[[Any], Any], loc: Loc, cell: str, known: int) -> Any:
        try:
            return read(value)
        except ScenarioError as error:
            place = f"{self.source.name}:{cell}"
            self.problems += [replace(each, loc=loc, place=place) for each in error.problems]
            self._leave_open(loc, known)
            return None

    def _leave_open(self, loc: Loc, known: int) -> None:
        """Say nothing more of the part around a cell that cannot be read."""
        self.source.unread |= {loc[:length] for length in range(max(known, 2), len(loc) + 1)}
        self.source.unread.add(loc)


def at(tree: Any, path: Path) -> Any:
    """Return what stands at a path of plain data, or None."""
    for key in path:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree


def put_in(tree: dict[str, Any], path: Path, value: Any) -> bool:
    """Put a value at its path; tell whether the place was free."""
    for key in path[:-1]:
        inner = tree.setdefault(key, {})
        if not isinstance(inner, dict):
            return False
        tree = inner
    if path[-1] in tree:
        return False
    tree[path[-1]] = value
    return True
