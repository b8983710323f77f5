"""Workbooks to be spoilt: the minimal scenario as a workbook, changed cell by cell."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import scenarios
from scenarios.files.workbook.writing import workbook_of
from scenarios.problems import Problem, ScenarioError

Change = Callable[[Any], None]


@cache
def minimal_book() -> bytes:
    """Return the minimal scenario as a workbook."""
    return workbook_of(scenarios.load("minimal"), "en")


def changed(folder: Path, change: Change | dict[str, Any]) -> Path:
    """Write the minimal workbook with some cells changed, such as `cities!C7`."""
    book = openpyxl.load_workbook(io.BytesIO(minimal_book()))
    if isinstance(change, dict):
        for place, value in change.items():
            sheet, _, cell = place.rpartition("!")
            book[sheet][cell] = value
    else:
        change(book)
    path = folder / "fund.xlsx"
    book.save(path)
    return path


def cell(sheet: str, row: int | str, column: str) -> str:
    """Return the place of a field: of the record with this id, or in this row."""
    page = openpyxl.load_workbook(io.BytesIO(minimal_book()))[sheet]
    heads = [str(head.value).partition("\n")[0] for head in page[1]]
    number = row
    if isinstance(row, str):
        key = heads.index("id" if "id" in heads else heads[0])
        number = next(line[key].row for line in page.iter_rows(min_row=2) if line[key].value == row)
    letter = page.cell(1, heads.index(column) + 1).column_letter
    return f"{sheet}!{letter}{number}"


def problems_of(path: Path, *settings: str) -> tuple[Problem, ...]:
    """Return everything that is wrong with a workbook, said in two languages."""
    with pytest.raises(ScenarioError) as caught:
        scenarios.load(path, settings)
    for problem in caught.value.problems:
        assert problem.say("en") != problem.say("zh")
        assert problem.cure.zh
        assert problem.expected.zh
    return caught.value.problems


def only(problems: tuple[Problem, ...]) -> Problem:
    """Return the one problem there is."""
    assert len(problems) == 1, "\n".join(problem.say("en") for problem in problems)
    return problems[0]
