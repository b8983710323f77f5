"""What the reader of workbooks says of sheets, columns and cells, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from scenarios.files.shape import did_you_mean
from scenarios.words import Text

Said = tuple[Text, Text]


def one_of(names: Iterable[str], found: str, otherwise: Text) -> Said:
    """Expect one of several names; the cure is the closest one."""
    listed = list(names)
    shown = ", ".join(listed[:60]) + (" ..." if len(listed) > 60 else "") or "-"
    expected = Text(zh=f"以下之一: {shown}", en=f"one of {shown}")
    return expected, did_you_mean(found, listed, otherwise)


NO_SHEET: Final = Text(
    zh="改名, 或在表名前加 # (自用的工作表, 不读取)",
    en="rename it, or begin its name with # if the sheet is a note of yours",
)
NO_COLUMN: Final = Text(
    zh="改名, 或在列名前加 # (自用的列, 不读取)",
    en="rename it, or begin its name with # if the column is a note of yours",
)
NO_SETTING: Final = Text(zh="改名, 或删去该行", en="rename it, or delete the row")
NO_PARENT: Final = Text(zh="更正名称, 或先增加它", en="correct the name, or add it there first")
ADD_COLUMN: Final = Text(
    zh="在第一行增加该列名", en="write its name into the first row and fill the column in"
)
HEADING: Final = (
    Text(zh="列名", en="a heading, as there are values below"),
    Text(zh="写上列名, 或清空该列", en="write the name of the field, or clear the column"),
)
ONE_COLUMN: Final = (
    Text(zh="每个列名只出现一次", en="each heading once"),
    Text(zh="改名或删去其中一列", en="rename or delete one of them"),
)
MERGED: Final = (
    Text(zh="未合并的单元格", en="cells that are not merged"),
    Text(zh="取消合并, 并逐格填写", en="unmerge them and fill in each cell"),
)
ONCE: Final = (
    Text(zh="只出现一次", en="to be there only once"),
    Text(zh="删去其中一行", en="delete one of the rows"),
)
NEEDED: Final = (
    Text(zh="已填写的单元格", en="a name in this cell"),
    Text(zh="填写该单元格, 或删去该行", en="fill in the cell, or delete the row"),
)
NEW_VALUE: Final = (
    Text(zh="新的值", en="the new value"),
    Text(zh="填写该单元格; null 表示取消", en="fill in the cell; null takes away"),
)
WHOLE: Final = (
    Text(zh="整个字段或其各部分, 不能两者都有", en="a field as a whole or in parts, not both"),
    Text(zh="清空其中之一", en="clear one of them"),
)
