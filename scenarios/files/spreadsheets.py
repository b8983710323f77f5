"""The door to scenarios in workbooks: what is behind it is fetched when a workbook is at hand.

Reading and writing workbooks needs libraries that a scenario in YAML should not wait for.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from scenarios.files.reading import read_bytes
from scenarios.files.source import Source
from scenarios.problems import Problem, ScenarioError
from scenarios.scenario import Scenario
from scenarios.words import Language, Text

WORKBOOKS: Final = (".xlsx", ".xlsm")
OTHERS: Final = (".xls", ".xlsb", ".ods", ".et", ".numbers")


def is_workbook(path: Path) -> bool:
    """Tell whether a file is a workbook by its name; refuse spreadsheets of other forms."""
    suffix = path.suffix.lower()
    if suffix in OTHERS:
        raise ScenarioError([Problem((), path.name, *AS_XLSX, place=path.name)])
    return suffix in WORKBOOKS


def read_book(path: Path) -> tuple[Source, list[Problem]]:
    """Return the plain data of a workbook with the cell of every part, and what is wrong."""
    data = read_bytes(path, path.name)
    from scenarios.files.workbook.reading import read_workbook  # only where a workbook is read

    return read_workbook(data, path.name)


def write_book(scenario: Scenario, path: Path, language: Language) -> None:
    """Write a scenario as a workbook, headings and notes in `language`."""
    from scenarios.files.workbook.writing import write_workbook  # only where one is written

    write_workbook(scenario, path, language)


AS_XLSX: Final = (
    Text(zh="Excel 工作簿 (.xlsx)", en="an Excel workbook (.xlsx)"),
    Text(
        zh="在表格软件中打开, 另存为 .xlsx",
        en="open it in a spreadsheet program and save it as .xlsx",
    ),
)
