"""From a workbook to the same plain data that a file holds, with the cell of every part.

What the data means is checked where that of files is. Here is only what a spreadsheet adds: sheets
and columns that have no place in a scenario, cells that hold no value, areas that are merged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from scenarios.files import shape
from scenarios.files.source import Source
from scenarios.files.workbook import cells, layout
from scenarios.files.workbook import words as w
from scenarios.files.workbook.columns import Columns, heads
from scenarios.files.workbook.gathering import Gathering, Record, at, put_in
from scenarios.files.workbook.layout import KEY, NOTE, README, SETTINGS, VALUE, Path, Sheet
from scenarios.files.workbook.opening import Grid, open_workbook
from scenarios.files.workbook.places import spots
from scenarios.files.workbook.singles import is_extending, read_settings
from scenarios.files.workbook.variants import VARIANTS, read_variants
from scenarios.problems import Loc, Problem
from scenarios.scenario import Scenario


def read_workbook(data: bytes, name: str) -> tuple[Source, list[Problem]]:
    """Return the plain data of a workbook with all places, and what is wrong with its cells.

    Raises `ScenarioError` if it is no workbook.
    """
    reader = _Reader(Source({}, name))
    grids = {grid.name.strip(): grid for grid in open_workbook(data, name)}
    reader.extends = SETTINGS in grids and is_extending(grids[SETTINGS])
    for grid in grids.values():
        reader.known(grid)
    for sheet in layout.sheets():
        if sheet.name in grids:
            reader.sheet(sheet, grids[sheet.name])
    if SETTINGS in grids:
        read_settings(reader, grids[SETTINGS])
    if VARIANTS.name in grids:
        read_variants(reader, grids[VARIANTS.name])
    reader.source.spot = spots(reader.places)
    return reader.source, reader.problems


@dataclass
class _Reader(Gathering):
    """Reads the sheets of records; `seen` holds what may stand in a column of a kind of record."""

    seen: dict[tuple[Any, ...], cells.Kinds] = field(default_factory=dict)

    # --- sheets -------------------------------------------------------------------------------

    def known(self, grid: Grid) -> None:
        """Refuse a sheet that would not be read, unless it is empty or a note."""
        title = grid.name.strip()
        names = [SETTINGS, *(sheet.name for sheet in layout.sheets()), VARIANTS.name]
        if grid.rows and title not in (*names, README) and not title.startswith(NOTE):
            self.report((), f"{title}!A1", title, w.one_of(names, title, w.NO_SHEET))

    def sheet(self, sheet: Sheet, grid: Grid) -> None:
        """Read the records of a sheet into their place."""
        found = heads(grid)
        self.problems += found.problems(sheet, self.source.name)
        lacking = found.lacking(sheet, self.extends) if len(grid.rows) > 1 else []
        for name in lacking:
            place = f"{self.source.name}:{grid.name}!A1"
            self.problems.append(found.lacks(sheet, name, place))
        if lacking:
            self._leave_out(sheet)
            return
        columns = found.known(sheet)
        rows = grid.rows[1:]
        records = [record for row in rows for record in self.record(sheet, grid, columns, *row)]
        if records or (_is_required(sheet) and not self.extends):
            self._put(sheet, columns, records)

    def _leave_out(self, sheet: Sheet) -> None:
        """Say nothing more of records that cannot be read."""
        self.source.unread |= {sheet.path, sheet.path[:1]}
        if sheet.parent is None:
            self._place(sheet.path, {} if sheet.keyed else [])
            return
        for number, record in enumerate(at(self.source.tree, sheet.parent.path) or []):
            record.setdefault(sheet.path[-1], [])
            self.source.unread.add((*sheet.parent.path, number, sheet.path[-1]))

    # --- records ------------------------------------------------------------------------------

    def _put(self, sheet: Sheet, columns: Columns, records: list[Record]) -> None:
        """Put the records where they belong, each with its place."""
        if sheet.parent is not None:
            self._put_inside(sheet, sheet.parent, records)
            return
        if sheet.keyed:
            self._put_keyed(sheet, records)
            return
        self._place(sheet.path, [])
        held = at(self.source.tree, sheet.path)
        for record in records:
            held.append(self._typed(sheet, record, (*sheet.path, len(held))))

    def _put_keyed(self, sheet: Sheet, records: list[Record]) -> None:
        self._place(sheet.path, {})
        held, key = at(self.source.tree, sheet.path), str(sheet.key)
        for record in records:
            name = self.key(sheet, record)
            if name is None:
                continue
            if name in held:
                cell = record.cells.cell((key,))
                first = self.places[(*sheet.path, name)].cell((key,))
                self.report((*sheet.path, name), cell, f"{name} ({first}, {cell})", w.ONCE)
                continue
            value = self._typed(sheet, record, (*sheet.path, name))
            held[name] = value if sheet.models else value.get(VALUE)

    def _put_inside(self, sheet: Sheet, parent: Sheet, records: list[Record]) -> None:
        """Put records into the records of another sheet that they name."""
        around = at(self.source.tree, parent.path) or []
        numbers = {cells.read(record.get(KEY), (str,)): n for n, record in enumerate(around)}
        written = {n for n, record in enumerate(around) if sheet.path[-1] in record}
        is_open = parent.path[:1] in {part[:1] for part in self.source.unread}
        for record in records:
            name = self.key(sheet, record)
            if name is None or name not in numbers:
                self._homeless(sheet, parent, record, name, numbers if not is_open else None)
                continue
            number = numbers[name]
            if number in written:
                cell = record.cells.cell((str(sheet.key),))
                self.report((*parent.path, number), cell, name, w.WHOLE)
                continue
            held = around[number].setdefault(sheet.path[-1], [])
            inner: Loc = (*parent.path, number, sheet.path[-1])
            held.append(self._typed(sheet, record, (*inner, len(held))))

    def _homeless(
        self,
        sheet: Sheet,
        parent: Sheet,
        record: Record,
        name: str | None,
        known: dict[Any, int] | None,
    ) -> None:
        """Say that a record names no record of the sheet that it belongs to.

        Where it belongs is open then: no record around is said to lack anything that may be it.
        """
        if name is not None and known is not None:
            said = w.one_of([str(each) for each in known if each], name, w.NO_PARENT)
            self.report((*parent.path, name), record.cells.cell((str(sheet.key),)), name, said)
        self.source.unread.add(parent.path)
        for number in range(len(at(self.source.tree, parent.path) or [])):
            self.source.unread.add((*parent.path, number, sheet.path[-1]))

    def _typed(self, sheet: Sheet, record: Record, loc: Loc) -> Any:
        """Return the record with the values that its cells mean; note its place and its faults."""
        self.places[loc] = record.cells
        typed: dict[str, Any] = {}
        for path in record.paths:
            kinds = self._kinds(sheet, record, path)
            cell, raw = record.cells.cell(path), at(record.raw, path)
            value = self.meaning(raw, kinds, (*loc, *path), cell, len(loc))
            put_in(typed, path, value)
        for path, faulty in record.faulty.items():
            self.faulty(faulty, (*loc, *path), record.cells.cell(path), len(loc))
        return typed

    def _kinds(self, sheet: Sheet, record: Record, path: Path) -> cells.Kinds:
        """Return what may stand in a column of this record, by the kinds that the record writes."""
        if not sheet.models:
            return sheet.kinds
        around = (at(record.raw, path[:length]) for length in range(len(path)))
        written = tuple(part.get("kind") if isinstance(part, dict) else None for part in around)
        key = (sheet.path, path, written)
        if key not in self.seen:
            kinds = tuple(dict.fromkeys(shape.along(sheet.kinds, record.raw, path)))
            self.seen[key] = kinds or sheet.at(path)
        return self.seen[key]

    def _place(self, path: Path, value: Any) -> None:
        """Begin the list or mapping of a sheet; the settings come later."""
        put_in(self.source.tree, path, value)


def _is_required(sheet: Sheet) -> bool:
    around = shape.fields(Scenario) if len(sheet.path) == 1 else {}
    found = around.get(sheet.path[-1])
    return found is not None and found.is_required()
