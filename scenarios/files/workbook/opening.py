"""A workbook as plain rows: what each cell holds, and what no value can be read from.

Sizes are looked at before contents, because a workbook is a packed folder that may unfold without
end. Formulas count with the value that was saved with them; nothing is calculated here.
"""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from xml.etree import ElementTree

import openpyxl
from openpyxl.utils import get_column_letter

from scenarios.files.yaml12 import MAX_NODES
from scenarios.problems import Problem, ScenarioError
from scenarios.words import Text

MAX_UNPACKED: Final = 256 * 2**20
UNREADABLE: Final = (
    *(OSError, ValueError, KeyError, TypeError, AttributeError, IndexError, EOFError),
    *(zlib.error, zipfile.BadZipFile, ElementTree.ParseError, NotImplementedError, RuntimeError),
)
"""What a broken workbook makes the libraries raise."""


@dataclass(frozen=True)
class Faulty:
    """What stands in a cell that no value can be read from, and how to mend it."""

    found: str
    expected: Text
    cure: Text


@dataclass
class Grid:
    """One sheet: its name and number, its rows that hold anything, and its merged areas."""

    name: str
    rank: int
    rows: list[tuple[int, list[Any]]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)


def open_workbook(data: bytes, name: str) -> list[Grid]:
    """Return the sheets of a workbook; raises `ScenarioError` if it is none, or too large."""
    _check_size(data, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about looks that are not needed here
            return list(_grids(data, name))
    except UNREADABLE as error:
        found = f"{type(error).__name__}: {error}"[:80]
        raise ScenarioError([Problem((), found, *WORKBOOK, place=name)]) from error


def _check_size(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except UNREADABLE as error:
        raise ScenarioError([Problem((), repr(data[:8])[2:-1], *WORKBOOK, place=name)]) from error
    if size > MAX_UNPACKED:
        raise ScenarioError([Problem((), f"{size / 2**20:,.0f} MB", *UNPACKED, place=name)])


def _grids(data: bytes, name: str) -> Iterator[Grid]:
    book = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=True, keep_links=False
    )
    seen = 0
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for rank, sheet in enumerate(book.worksheets):
            uncalculated, merged = _marks(packed.read(sheet._worksheet_path))
            grid = Grid(sheet.title, rank, merged=merged)
            sheet.reset_dimensions()
            for cells in sheet.iter_rows():
                seen += len(cells)
                if seen > MAX_NODES:
                    raise ScenarioError([Problem((), f"> {MAX_NODES:,}", *CELLS, place=name)])
                values = [_value(cell, uncalculated) for cell in cells]
                if any(value is not None for value in values):
                    grid.rows.append((_row_of(cells), values))
            yield grid
    book.close()


def _row_of(cells: Any) -> int:
    return next(int(cell.row) for cell in cells if getattr(cell, "row", None) is not None)


def _value(cell: Any, uncalculated: set[str]) -> Any:
    """Return the value of a cell, None if it is blank."""
    value = cell.value
    if value is None:
        if uncalculated and f"{_letter(cell)}{getattr(cell, 'row', '')}" in uncalculated:
            return Faulty("=...", *CALCULATED)
        return None
    if cell.data_type == "e":
        return Faulty(str(value), *NO_ERROR)
    if isinstance(value, datetime | date | time | timedelta):
        shown = value.isoformat(" ") if isinstance(value, datetime) else str(value)
        return Faulty(shown.removesuffix(" 00:00:00"), *NO_DATE)
    if isinstance(value, str):
        return value if value.strip() else None
    return value if isinstance(value, int | float) else str(value)


def _letter(cell: Any) -> str:
    column = getattr(cell, "column", None)
    return get_column_letter(column) if column else ""


def _marks(sheet: bytes) -> tuple[set[str], list[str]]:
    """Return the cells whose formula was never calculated, and the merged areas of a sheet."""
    uncalculated: set[str] = set()
    merged: list[str] = []
    if b"<f" not in sheet and b":f" not in sheet and b"mergeCell" not in sheet:
        return uncalculated, merged
    for _, node in ElementTree.iterparse(io.BytesIO(sheet)):
        tag = node.tag.rpartition("}")[2]
        if tag == "c":
            inner = {part.tag.rpartition("}")[2]: part.text for part in node}
            if "f" in inner and not inner.get("v") and node.get("t") != "str":
                uncalculated.add(str(node.get("r")))
            node.clear()
        elif tag == "mergeCell":
            merged.append(str(node.get("ref")))
    return uncalculated, merged


WORKBOOK: Final = (
    Text(zh="无密码的 .xlsx 工作簿", en="an .xlsx workbook without a password"),
    Text(
        zh="在表格软件中打开, 另存为 Excel 工作簿 (.xlsx), 不设密码",
        en="open it in a spreadsheet program and save it as an Excel workbook (.xlsx), no password",
    ),
)
UNPACKED: Final = (
    Text(
        zh=f"解压后不超过 {MAX_UNPACKED // 2**20} MB",
        en=f"at most {MAX_UNPACKED // 2**20} MB when unpacked",
    ),
    Text(zh="删去图片和不需要的工作表", en="remove pictures and sheets that are not needed"),
)
CELLS: Final = (
    Text(zh=f"至多 {MAX_NODES:,} 个单元格", en=f"at most {MAX_NODES:,} cells"),
    Text(
        zh="删去不需要的行和列 (包括只有格式的)",
        en="delete rows and columns that are not needed, also those with nothing but a format",
    ),
)
CALCULATED: Final = (
    Text(zh="已保存计算结果的公式", en="a formula with its result saved"),
    Text(
        zh="在 Excel 或 LibreOffice 中打开并保存, 或直接填写数值",
        en="open the workbook in Excel or LibreOffice and save it, or write the value itself",
    ),
)
NO_ERROR: Final = (
    Text(zh="数值或文本", en="a value"),
    Text(
        zh="改正公式, 或清空该单元格 (表示未知)",
        en="correct the formula, or clear the cell if the value is not known",
    ),
)
NO_DATE: Final = (
    Text(zh="数或文本, 而非日期", en="a number or a text, not a date"),
    Text(
        zh="把单元格格式设为“文本”, 再重新输入",
        en="set the format of the cell to Text, then type it again",
    ),
)
