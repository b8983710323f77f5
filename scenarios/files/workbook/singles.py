"""The sheet of single values: where each belongs, and the value, one a line."""

from __future__ import annotations

from dataclasses import replace

from scenarios.files import shape
from scenarios.files.workbook import layout
from scenarios.files.workbook import words as w
from scenarios.files.workbook.columns import heads
from scenarios.files.workbook.gathering import Gathering, Record, put_in
from scenarios.files.workbook.layout import SETTING, VALUE, Path
from scenarios.files.workbook.opening import Grid
from scenarios.scenario import Scenario

KEY = (str(SETTING.key),)


def read_settings(gathering: Gathering, grid: Grid) -> None:
    """Read the single values into their places."""
    found, name = heads(grid), gathering.source.name
    gathering.problems += found.problems(SETTING, name)
    lacking = found.lacking(SETTING)
    for column in lacking:
        problem = found.lacks(SETTING, column, f"{name}:{grid.name}!A1")
        gathering.problems.append(problem)
    columns, seen = found.known(SETTING), dict[Path, str]()
    for row, values in grid.rows[1:] if not lacking else ():
        for record in gathering.record(SETTING, grid, columns, row, values):
            setting = gathering.key(SETTING, record)
            if setting is not None:
                _read_setting(gathering, setting, record, seen)


def _read_setting(gathering: Gathering, name: str, record: Record, seen: dict[Path, str]) -> None:
    path, cell = tuple(name.split(".")), record.cells.cell(KEY)
    kinds = tuple(shape.along([Scenario], None, path))
    if not kinds:
        names = [".".join(each) for each in layout.settings()]
        gathering.report((), cell, name, w.one_of(names, name, w.NO_SETTING))
    elif seen.setdefault(path, cell) != cell:
        gathering.report(path, cell, f"{name} ({seen[path]}, {cell})", w.ONCE)
    else:
        _put_setting(gathering, path, record)


def _put_setting(gathering: Gathering, path: Path, record: Record) -> None:
    source = gathering.source
    here = replace(record.cells, columns={(): record.cells.columns[VALUE,]})
    source.cells[path] = here
    for length in range(1, len(path)):
        source.cells.setdefault(path[:length], here)
    faulty = record.faulty.get((VALUE,))
    if faulty is not None:
        gathering.faulty(faulty, path, here.cell(), 0)
    elif (VALUE,) in record.paths:
        kinds = shape.along([Scenario], source.tree, path) or shape.along([Scenario], None, path)
        value = gathering.meaning(record.raw[VALUE], tuple(kinds), path, here.cell(), 0)
        if not put_in(source.tree, path, value):
            gathering.report(path, here.cell(), str(value)[:60], w.WHOLE)
