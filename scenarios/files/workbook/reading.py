"""From a workbook to the same plain data that a file holds, with the cell of every part.

What the data means is checked where that of files is. Here is only what a spreadsheet adds: sheets
and columns that have no place in a scenario, cells that hold no value, areas that are merged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from scenarios.files import shape
from scenarios.files.source import Cells, Source
from scenarios.files.workbook import cells, layout
from scenarios.files.workbook import words as w
from scenarios.files.workbook.columns import Columns, heads
from scenarios.files.workbook.layout import KEY, NOTE, README, SETTINGS, VALUE, Path, Sheet
from scenarios.files.workbook.opening import Faulty, Grid, open_workbook
from scenarios.problems import Loc, Problem, ScenarioError
from scenarios.scenario import Scenario


def read_workbook(data: bytes, name: str) -> tuple[Source, list[Problem]]:
    """Return the plain data of a workbook with all places, and what is wrong with its cells.

    Raises `ScenarioError` if it is no workbook.
    """
    reader = _Reader(Source({}, name))
    grids = {grid.name.strip(): grid for grid in open_workbook(data, name)}
    for grid in grids.values():
        reader.known(grid)
    for sheet in layout.sheets():
        if sheet.name in grids:
            reader.sheet(sheet, grids[sheet.name])
    if SETTINGS in grids:
        reader.settings(grids[SETTINGS])
    return reader.source, reader.problems


@dataclass
class _Reader:
    source: Source
    problems: list[Problem] = field(default_factory=list)
    said: set[Path] = field(default_factory=set)

    def report(self, loc: Loc, cell: str, found: str, said: w.Said) -> None:
        """Note a problem of a cell, such as `cities!C7`."""
        self.problems.append(Problem(loc, found, *said, place=f"{self.source.name}:{cell}"))

    # --- sheets -------------------------------------------------------------------------------

    def known(self, grid: Grid) -> None:
        """Refuse a sheet that would not be read, unless it is empty or a note."""
        title = grid.name.strip()
        names = [SETTINGS, *(sheet.name for sheet in layout.sheets())]
        if grid.rows and title not in (*names, README) and not title.startswith(NOTE):
            self.report((), f"{title}!A1", title, w.one_of(names, title, w.NO_SHEET))

    def sheet(self, sheet: Sheet, grid: Grid) -> None:
        """Read the records of a sheet into their place."""
        found = heads(grid)
        self.problems += found.problems(sheet, self.source.name)
        lacking = found.lacking(sheet) if len(grid.rows) > 1 else []
        for name in lacking:
            place = f"{self.source.name}:{grid.name}!A1"
            self.problems.append(found.lacks(sheet, name, place))
        if lacking:
            self._leave_open(sheet)
            return
        columns = found.known(sheet)
        rows = grid.rows[1:]
        records = [record for row in rows for record in self._record(sheet, grid, columns, *row)]
        if records or _is_required(sheet):
            self._put(sheet, columns, records)

    def _leave_open(self, sheet: Sheet) -> None:
        """Say nothing more of records that cannot be read."""
        self.source.unread |= {sheet.path, sheet.path[:1]}
        if sheet.parent is None:
            self._place(sheet.path, {} if sheet.keyed else [])
            return
        for number, record in enumerate(_at(self.source.tree, sheet.parent.path) or []):
            record.setdefault(sheet.path[-1], [])
            self.source.unread.add((*sheet.parent.path, number, sheet.path[-1]))

    def _record(
        self, sheet: Sheet, grid: Grid, columns: Columns, row: int, values: list[Any]
    ) -> Iterator[_Record]:
        """Yield the record of a row, unless nothing is in its columns."""
        record = _Record(Cells(grid.name, grid.rank, row, columns.letters))
        for head in columns.heads:
            value = values[head.number] if head.number < len(values) else None
            if isinstance(value, str):
                value = cells.clean(value) or None
            if isinstance(value, Faulty):
                record.faulty[head.path] = value
            elif value is not None and not _put_in(record.raw, head.path, value):
                self.report((*sheet.path,), record.cells.cell(head.path), str(value)[:60], w.WHOLE)
            elif value is not None:
                record.paths.append(head.path)
        if record.paths or record.faulty:
            yield record

    # --- records ------------------------------------------------------------------------------

    def _put(self, sheet: Sheet, columns: Columns, records: list[_Record]) -> None:
        """Put the records where they belong, each with its place."""
        if sheet.parent is not None:
            self._put_inside(sheet, sheet.parent, records)
            return
        if sheet.keyed:
            self._put_keyed(sheet, records)
            return
        self._place(sheet.path, [])
        held = _at(self.source.tree, sheet.path)
        for record in records:
            held.append(self._typed(sheet, record, (*sheet.path, len(held))))

    def _put_keyed(self, sheet: Sheet, records: list[_Record]) -> None:
        self._place(sheet.path, {})
        held, key = _at(self.source.tree, sheet.path), str(sheet.key)
        for record in records:
            name = self._key(sheet, record)
            if name is None:
                continue
            if name in held:
                cell = record.cells.cell((key,))
                first = self.source.cells[(*sheet.path, name)].cell((key,))
                self.report((*sheet.path, name), cell, f"{name} ({first}, {cell})", w.ONCE)
                continue
            value = self._typed(sheet, record, (*sheet.path, name))
            held[name] = value if sheet.models else value.get(VALUE)

    def _put_inside(self, sheet: Sheet, parent: Sheet, records: list[_Record]) -> None:
        """Put records into the records of another sheet that they name."""
        around = _at(self.source.tree, parent.path) or []
        numbers = {cells.read(record.get(KEY), (str,)): n for n, record in enumerate(around)}
        written = {n for n, record in enumerate(around) if sheet.path[-1] in record}
        for record in records:
            name = self._key(sheet, record)
            if name is None:
                continue
            cell, loc = record.cells.cell((str(sheet.key),)), (*parent.path, name)
            if name not in numbers:
                if parent.path[:1] not in {part[:1] for part in self.source.unread}:
                    said = w.one_of([str(known) for known in numbers if known], name, w.NO_PARENT)
                    self.report(loc, cell, name, said)
                continue
            number = numbers[name]
            if number in written:
                self.report(loc, cell, name, w.WHOLE)
                continue
            held = around[number].setdefault(sheet.path[-1], [])
            inner = (*parent.path, number, sheet.path[-1])
            held.append(self._typed(sheet, record, (*inner, len(held))))
        self._leave_faulty(sheet, parent, records)

    def _leave_faulty(self, sheet: Sheet, parent: Sheet, records: list[_Record]) -> None:
        """Say of no record that it lacks what may stand in a row that cannot be read."""
        if any((str(sheet.key),) in record.faulty for record in records):
            for number in range(len(_at(self.source.tree, parent.path) or [])):
                self.source.unread.add((*parent.path, number, sheet.path[-1]))

    def _key(self, sheet: Sheet, record: _Record) -> str | None:
        """Return the key of a record or the id of the one around, and take it out."""
        key = str(sheet.key)
        faulty = record.faulty.get((key,))
        if faulty is not None:
            said = (faulty.expected, faulty.cure)
            self.report(sheet.path, record.cells.cell((key,)), faulty.found, said)
            self.source.unread.add(sheet.path)
            return None
        if (key,) not in record.paths:
            cell = record.cells.cell((key,))
            self.report(sheet.path, cell, "-", w.NEEDED)
            return None
        record.paths.remove((key,))
        return str(cells.read(record.raw.pop(key), (str,)))

    def _typed(self, sheet: Sheet, record: _Record, loc: Loc) -> Any:
        """Return the record with the values that its cells mean; note its place and its faults."""
        self.source.cells[loc] = record.cells
        typed: dict[str, Any] = {}
        for path in record.paths:
            kinds = _kinds(sheet, record, path)
            value = self._meaning(_at(record.raw, path), kinds, (*loc, *path), record.cells, path)
            _put_in(typed, path, value)
        for path, faulty in record.faulty.items():
            self._faulty(faulty, (*loc, *path), record.cells.cell(path), len(loc))
        return typed

    def _faulty(self, faulty: Faulty, loc: Loc, cell: str, known: int) -> None:
        """Report a cell without a value; nothing more is said of what it would have filled."""
        self.report(loc, cell, faulty.found, (faulty.expected, faulty.cure))
        self.source.unread |= {loc[:length] for length in range(known + 1, len(loc) + 1)}

    def _meaning(self, value: Any, kinds: cells.Kinds, loc: Loc, at: Cells, path: Path) -> Any:
        try:
            return cells.read(value, kinds)
        except ScenarioError as error:
            place = f"{self.source.name}:{at.cell(path)}"
            self.problems += [replace(each, loc=loc, place=place) for each in error.problems]
            self.source.unread.add(loc)
            return None

    # --- settings -----------------------------------------------------------------------------

    def settings(self, grid: Grid) -> None:
        """Read the single values, one a line: where it belongs, and the value."""
        found = heads(grid)
        setting = layout.SETTING
        self.problems += found.problems(setting, self.source.name)
        columns = found.known(setting)
        lacking = found.lacking(setting)
        for name in lacking:
            place = f"{self.source.name}:{grid.name}!A1"
            self.problems.append(found.lacks(setting, name, place))
        for row, values in grid.rows[1:] if not lacking else ():
            for record in self._record(setting, grid, columns, row, values):
                name = self._key(setting, record)
                if name is not None:
                    self._setting(name, record)

    def _setting(self, name: str, record: _Record) -> None:
        path = tuple(name.split("."))
        key = (str(layout.SETTING.key),)
        cell = record.cells.cell(key)
        kinds = tuple(shape.along([Scenario], None, path))
        if not kinds:
            names = [".".join(each) for each in layout.settings()]
            self.report((), cell, name, w.one_of(names, name, w.NO_SETTING))
            return
        if path in self.said:
            first = self.source.cells[path].cell(key)
            self.report(path, cell, f"{name} ({first}, {cell})", w.ONCE)
            return
        self.said.add(path)
        here = replace(record.cells, columns={(): record.cells.columns[(VALUE,)], key: record.cells.columns[key]})
        self.source.cells[path] = here
        for length in range(1, len(path)):
            self.source.cells.setdefault(path[:length], here)
        faulty = record.faulty.get((VALUE,))
        if faulty is not None:
            self._faulty(faulty, path, here.cell(), 0)
        elif (VALUE,) in record.paths:
            meant = tuple(shape.along([Scenario], self.source.tree, path)) or kinds
            value = self._meaning(record.raw[VALUE], meant, path, here, ())
            if not _put_in(self.source.tree, path, value):
                self.report(path, here.cell(), str(value)[:60], w.WHOLE)

    def _place(self, path: Path, value: Any) -> None:
        """Begin the list or mapping of a sheet; the settings come later."""
        _put_in(self.source.tree, path, value)


@dataclass
class _Record:
    """A row on its way: its place, its values as they stand, in which columns, and its faults."""

    cells: Cells
    raw: dict[str, Any] = field(default_factory=dict)
    paths: list[Path] = field(default_factory=list)
    faulty: dict[Path, Faulty] = field(default_factory=dict)


def _kinds(sheet: Sheet, record: _Record, path: Path) -> cells.Kinds:
    """Return what may stand in a column of this record, by the kinds that the record writes."""
    if not sheet.models:
        return sheet.kinds
    return tuple(dict.fromkeys(shape.along(sheet.kinds, record.raw, path))) or sheet.at(path)


def _is_required(sheet: Sheet) -> bool:
    around = shape.fields(Scenario) if len(sheet.path) == 1 else {}
    found = around.get(sheet.path[-1])
    return found is not None and found.is_required()


def _at(tree: Any, path: Path) -> Any:
    for key in path:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree


def _put_in(tree: dict[str, Any], path: Path, value: Any) -> bool:
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

