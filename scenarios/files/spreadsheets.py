"""The door to scenario files; what reads workbooks is fetched when a workbook is at hand.

Reading and writing workbooks needs libraries that a scenario in YAML should not wait for.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from scenarios.files.reading import decoded, parse, read_bytes
from scenarios.files.source import Source
from scenarios.problems import Problem, ScenarioError
from scenarios.scenario import Scenario
from scenarios.words import Language, Text

Bodies = Mapping[str, Mapping[str, Any]]
"""What variants change, by their names."""
WORKBOOKS: Final = (".xlsx", ".xlsm")
OTHERS: Final = (".xls", ".xlsb", ".ods", ".et", ".numbers")


def is_workbook(path: Path) -> bool:
    """Tell whether a file is a workbook by its name; refuse spreadsheets of other forms."""
    suffix = path.suffix.lower()
    if suffix in OTHERS:
        raise ScenarioError([Problem((), path.name, *AS_XLSX, place=path.name)])
    return suffix in WORKBOOKS


def read_source(path: Path, name: str) -> tuple[Source, list[Problem]]:
    """Return the plain data of a scenario file with all places; errors call the file `name`.

    Raises `ScenarioError` where reading cannot go on; what is wrong but can be read is returned.
    """
    is_workbook(path)  # a spreadsheet of another form is refused before it is read
    return parse_bytes(read_bytes(path, name), name)


def parse_bytes(data: bytes, name: str) -> tuple[Source, list[Problem]]:
    """Return the plain data of a scenario of which the bytes are at hand; its form is in `name`.

    Raises `ScenarioError` where reading cannot go on; what is wrong but can be read is returned.
    """
    if not is_workbook(Path(name)):
        return parse(decoded(data, name), name)
    from scenarios.files.workbook.reading import read_workbook  # only where a workbook is read

    return read_workbook(data, name)


def write_book(scenario: Scenario, variants: Bodies, path: Path, language: Language) -> None:
    """Write a scenario and its variants as a workbook, headings and notes in `language`."""
    from scenarios.files.workbook.writing import workbook_of  # only where one is written

    path.write_bytes(workbook_of(scenario, language, variants))


AS_XLSX: Final = (
    Text(zh="Excel 工作簿 (.xlsx)", en="an Excel workbook (.xlsx)"),
    Text(
        zh="在表格软件中打开, 另存为 .xlsx",
        en="open it in a spreadsheet program and save it as .xlsx",
    ),
)
