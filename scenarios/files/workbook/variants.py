"""The sheet of variants: a change a row, under the name of the variant that makes it.

A change is named as in a file, `rules.fair-return` or `discount`, and its value written as there:
`null` takes away, brackets hold what no cell can, quotes make a text of a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from scenarios.files.variants import KEY
from scenarios.files.workbook import cells
from scenarios.files.workbook import words as w
from scenarios.files.workbook.columns import heads
from scenarios.files.workbook.gathering import Gathering, Record
from scenarios.files.workbook.layout import VALUE, Path, Sheet
from scenarios.files.workbook.opening import Grid
from scenarios.files.workbook.spreading import Row, Table, table_of


class Change(BaseModel):
    """One change that a variant makes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    change: str = Field(description="what is changed, as with --set; title is what people call it")
    value: Any = Field(None, description="the new value; null takes away")


VARIANTS: Final = Sheet((KEY,), (Change,), keyed=True, called="variant")
NAME: Final[Path] = (str(VARIANTS.key),)
CHANGE: Final[Path] = ("change",)


def read_variants(gathering: Gathering, grid: Grid) -> None:
    """Read the variants into their place, each as the body that a file would have."""
    found, name = heads(grid), gathering.source.name
    gathering.problems += found.problems(VARIANTS, name)
    lacking = found.lacking(VARIANTS) if len(grid.rows) > 1 else []
    for column in lacking:
        gathering.problems.append(found.lacks(VARIANTS, column, f"{name}:{grid.name}!A1"))
    columns = found.known(VARIANTS)
    for row, values in grid.rows[1:] if not lacking else ():
        for record in gathering.record(VARIANTS, grid, columns, row, values):
            variant = gathering.key(VARIANTS, record)
            if variant is not None:
                _read(gathering, variant, record)


def _read(gathering: Gathering, variant: str, record: Record) -> None:
    """Put one change into the body of its variant; a name alone is a variant without changes."""
    body = gathering.source.tree.setdefault(KEY, {}).setdefault(variant, {})
    named = replace(record.cells, columns={(): record.cells.columns[NAME]})
    gathering.places.setdefault((KEY, variant), named)
    cell = record.cells.cell(CHANGE)
    if CHANGE in record.faulty:
        gathering.faulty(record.faulty[CHANGE], (KEY, variant), cell, 0)
    elif CHANGE not in record.paths:
        if VALUE in record.raw or record.faulty:
            gathering.report((KEY, variant), cell, "-", w.NEEDED)
    else:
        change = str(cells.read(record.raw["change"], (str,)))
        loc = (KEY, variant, change)
        if change in body:
            first = gathering.places[loc].cell()
            gathering.report(loc, cell, f"{change} ({first}, {cell})", w.ONCE)
        elif not gathering.change(body, loc, record):
            gathering.report(loc, record.cells.cell((VALUE,)), "-", w.NEW_VALUE)


def variants_table(bodies: Mapping[str, Mapping[str, Any]]) -> Table:
    """Return the sheet of variants; it is there also where nothing stands on it."""
    return table_of(VARIANTS, list(_rows(bodies)))


def _rows(bodies: Mapping[str, Mapping[str, Any]]) -> Iterator[Row]:
    for variant, body in bodies.items():
        if not body:
            yield {NAME: variant}
        for change, value in body.items():
            yield {NAME: variant, CHANGE: change, (VALUE,): cells.spell(value)}
