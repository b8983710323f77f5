"""The sheet of single values: where each belongs, and the value, one a line.

A workbook that extends another scenario names that here, and may lead into it by paths with ids,
such as `funders.shanghai.contribution`; `null` takes away.
"""

from __future__ import annotations

from typing import Any

from scenarios.files import shape
from scenarios.files.variants import EXTENDS
from scenarios.files.workbook import cells, layout
from scenarios.files.workbook import words as w
from scenarios.files.workbook.columns import heads
from scenarios.files.workbook.gathering import Gathering, Record, put_in
from scenarios.files.workbook.layout import SETTING, VALUE, Path
from scenarios.files.workbook.opening import Grid
from scenarios.scenario import Scenario

KEY = (str(SETTING.key),)


def is_extending(grid: Grid) -> bool:
    """Tell whether the settings name a scenario that this one extends."""
    found: Any = heads(grid).known(SETTING)
    numbers = {head.path: head.number for head in found.heads}
    key, value = numbers.get(KEY), numbers.get((VALUE,))
    return any(
        None not in (key, value) and _at(row, key) == EXTENDS and _at(row, value) is not None
        for _, row in grid.rows[1:]
    )


def _at(row: list[Any], number: int | None) -> Any:
    value = row[number] if number is not None and number < len(row) else None
    return cells.clean(value) or None if isinstance(value, str) else value


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
    is_change = name == EXTENDS or (gathering.extends and not kinds and len(path) > 1)
    if not kinds and not is_change:
        names = [*(".".join(each) for each in layout.settings()), EXTENDS]
        gathering.report((), cell, name, w.one_of(names, name, w.NO_SETTING))
    elif seen.setdefault(path, cell) != cell:
        gathering.report(path, cell, f"{name} ({seen[path]}, {cell})", w.ONCE)
    elif is_change:
        gathering.change(gathering.source.tree, (name,), record)
    else:
        _put_setting(gathering, path, record)


def _put_setting(gathering: Gathering, path: Path, record: Record) -> None:
    source = gathering.source
    here = gathering.value_cell(record)
    gathering.places[path] = here
    for length in range(1, len(path)):
        gathering.places.setdefault(path[:length], here)
    faulty = record.faulty.get((VALUE,))
    if faulty is not None:
        gathering.faulty(faulty, path, here.cell(), 0)
    elif gathering.extends and record.raw.get(VALUE) == "null":
        put_in(source.tree, path, None)
    elif (VALUE,) in record.paths:
        kinds = shape.along([Scenario], source.tree, path) or shape.along([Scenario], None, path)
        value = gathering.meaning(record.raw[VALUE], tuple(kinds), path, here.cell(), 0)
        if not put_in(source.tree, path, value):
            gathering.report(path, here.cell(), str(value)[:60], w.WHOLE)
