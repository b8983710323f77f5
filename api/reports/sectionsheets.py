"""Sections of a report as sheets: the decision first, in words and numbers, before the tables."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, Final

from rich.cells import cell_len

from api.headers import SHEETS
from api.reports.blocks import Block, Chart, Figures, Grid, Heading, Report, Section, Sentence
from api.reports.sheets import WIDEST, Book

NUMBER: Final = re.compile(r"[-+]?[0-9][0-9,]*(\.[0-9]+)?")
LEAST: Final = (34, 14)
"""Width of the first column at least, and of the others."""

Cell = tuple[str, str]
"""A text and its form; a number in words becomes a number."""


def section_sheets(book: Book, report: Report, besides: Collection[str] = ()) -> None:
    """Write the sections of a report, a sheet each; the first is the decision.

    Those whose ids are in `besides` are left out: other sheets tell the same.
    """
    for number, section in enumerate(report.sections):
        if number and section.id in besides:
            continue
        lines = list(_section(section))
        sheet = book.begin_named(section.title if number else book.say(SHEETS["decision"]))
        for column, width in enumerate(_widths(section)):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 0)
        sheet.write_string(0, 0, report.title, book.formats["title"])
        for row, line in enumerate(lines, start=1):
            for column, cell in enumerate(line):
                _write(book, sheet, (row, column), cell)


def _widths(section: Section) -> list[float]:
    """Return widths in which the tables of a section can be read; sentences may run beyond."""
    grids = [block.grid if isinstance(block, Chart) else block for block in section.blocks
             if isinstance(block, Chart | Grid)]  # fmt: skip
    rows = [row for grid in grids for row in (grid.columns, *grid.rows)]
    widths: list[float] = [LEAST[0], LEAST[1], LEAST[1]]
    for row in rows:
        widths += [LEAST[1]] * (len(row) - len(widths))
        for column, cell in enumerate(row):
            wanted = max(map(cell_len, cell.splitlines()), default=0) + 2
            widths[column] = min(max(widths[column], wanted), WIDEST)
    return widths


def _write(book: Book, sheet: Any, at: tuple[int, int], cell: Cell) -> None:
    text, form = cell
    if form == "number" and NUMBER.fullmatch(text):
        sheet.write_number(*at, float(text.replace(",", "")), book.formats[digits(text)])
    else:
        sheet.write_string(*at, text, book.formats.get(form))


def digits(text: str) -> str:
    """Return the format that shows as many decimals as the text does."""
    decimals = len(text.partition(".")[2])
    return "whole" if not decimals else "money" if decimals <= 2 else "price"


def _section(section: Section) -> Iterator[list[Cell]]:
    yield [(section.title, "title")]
    for block in section.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[list[Cell]]:
    match block:
        case Heading(text):
            yield from ([], [(text, "label")])
        case Sentence(text, strong):
            yield [(text.replace("`", ""), "label" if strong else "plain")]
        case Figures(figures):
            yield from ([(f.name, "label"), (f.value, "plain"), (f.note, "plain")] for f in figures)
        case Chart():
            yield from ([], [(f"{block.title} ({block.unit})", "label")])
            yield from _grid(block.grid)
        case Grid():
            yield from _grid(block)


def _grid(grid: Grid) -> Iterator[list[Cell]]:
    if grid.columns:
        yield [(name, "header") for name in grid.columns]
    for row in grid.rows:
        yield [
            (cell.replace("`", ""), "number" if number >= grid.words else "text")
            for number, cell in enumerate(row)
        ]
