"""Lists of records read from CSV tables, row by row as text; blank cells are not given."""

from __future__ import annotations

import csv
import io
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Final

from pydantic import BaseModel

from scenarios.files import shape
from scenarios.files.reading import read_text
from scenarios.files.source import Rows, Source, inside
from scenarios.files.wording import show
from scenarios.problems import Loc, Problem, ScenarioError
from scenarios.words import Text

MAX_ROWS: Final = 1_000_000
MAX_REPORTED: Final = 20
OPTIONS: Final = ("table", "skip")


def read_tables(source: Source, folder: Path | None) -> list[Problem]:
    """Put the records of every table in the place of its mention; return what is wrong with them.

    A table that cannot be read leaves an empty list and is noted in `source.unread`.
    """
    problems: list[Problem] = []
    for loc, model in list(shape.tables(source.tree)):
        holder = source.tree
        for key in loc[:-1]:
            holder = holder[key]
        mention, holder[loc[-1]] = holder[loc[-1]], []
        try:
            holder[loc[-1]], source.tables[loc] = _read(source, loc, model, mention, folder)
        except ScenarioError as error:
            problems.extend(error.problems)
            source.unread.add(loc)
    return problems


def _read(
    source: Source, loc: Loc, model: type[BaseModel], mention: dict[str, Any], folder: Path | None
) -> tuple[list[dict[str, Any]], Rows]:
    """Return the records of one table and the line of each."""
    _check_mention(mention, loc)
    file = mention["table"]
    text = read_text(_inside(folder, file, loc), file, (*loc, "table"))
    header, rows = rows_of_csv(text, file, loc)
    indicators = inside(source.tree, "indicators")
    paths = _Header(header, model, mention, indicators or {}, f"{file}:1", loc).paths()
    lines = array("I")
    records = []
    for line, cells in rows:
        lines.append(line)
        records.append(_record(paths, cells))
    return records, Rows(file, lines)


def _check_mention(mention: dict[str, Any], loc: Loc) -> None:
    """Refuse anything but texts, and a list of texts under `skip`."""
    problems = []
    for key, value in mention.items():
        texts = value if key == "skip" and isinstance(value, list) else [value]
        if not all(isinstance(part, str) for part in texts):
            said = COLUMNS if key == "skip" else COLUMN
            problems.append(Problem((*loc, key), show(value), *said))
    if problems:
        raise ScenarioError(problems)


def _inside(folder: Path | None, file: str, loc: Loc) -> Path:
    """Return the path of a table, which must stay in the folder of the scenario."""
    at = (*loc, "table")
    if folder is None:
        raise ScenarioError([Problem(at, file, *NO_FOLDER)])
    rooted = PurePosixPath(file).is_absolute() or PureWindowsPath(file).anchor
    try:
        path = (folder / file).resolve()
        contained = path.is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError) as error:
        raise ScenarioError([Problem(at, file, *INSIDE)]) from error
    if rooted or not contained:
        raise ScenarioError([Problem(at, file, *INSIDE)])
    return path


def rows_of_csv(text: str, file: str, loc: Loc) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header and the rows, each with its line; all ragged rows are reported at once."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    ragged: list[Problem] = []
    header: list[str] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        line = reader.line_num + 1
        for cells in reader:
            if cells and len(cells) != len(header):
                ragged.append(_ragged(cells, header, f"{file}:{line}", loc))
            elif cells:
                rows.append((line, cells))
            _check_count(rows, ragged, file, loc)
            line = reader.line_num + 1
    except csv.Error as error:
        place = f"{file}:{reader.line_num}"
        ragged.append(Problem(loc, str(error), *CSV, place=place))
    if ragged:
        raise ScenarioError(ragged)
    return header, rows


def _ragged(cells: list[str], header: list[str], place: str, loc: Loc) -> Problem:
    expected = Text(zh=f"{len(header)} 个单元格", en=f"{len(header)} cells, as in the header")
    found = f"{len(cells)}: {','.join(cells)}"
    return Problem(loc, found[:60], expected, RAGGED, place=place)


def _check_count(rows: Sequence[object], ragged: Sequence[Problem], file: str, loc: Loc) -> None:
    if len(ragged) >= MAX_REPORTED:
        raise ScenarioError(ragged)
    if len(rows) > MAX_ROWS:
        place = f"{file}:{MAX_ROWS + 2}"
        raise ScenarioError([*ragged, Problem(loc, f"> {MAX_ROWS:,}", *TOO_MANY, place=place)])


def _record(paths: Sequence[tuple[int, tuple[str, ...]]], cells: list[str]) -> dict[str, Any]:
    """Return the record of a row; a blank cell is not given, a path of two opens a mapping."""
    record: dict[str, Any] = {}
    for column, path in paths:
        value = cells[column].strip()
        if not value:
            continue
        target = record
        for key in path[:-1]:
            target = target.setdefault(key, {})
        target[path[-1]] = value
    return record


@dataclass(frozen=True)
class _Header:
    """The header of a table beside what is said about its columns."""

    columns: list[str]
    model: type[BaseModel]
    mention: dict[str, Any]
    indicators: dict[str, Any]
    place: str
    loc: Loc

    def paths(self) -> list[tuple[int, tuple[str, ...]]]:
        """Return the number of a column and the path of the field that it fills, for each field."""
        checks = (self._repeated(), self._absent(), self._strange(), self._lacking(), self._split())
        problems = [problem for check in checks for problem in check]
        if problems:
            raise ScenarioError(problems)
        places = {column: number for number, column in enumerate(self.columns)}
        filled = self.mapped | {column: column for column in self._own_names}
        return [(places[column], tuple(path.split("."))) for path, column in filled.items()]

    @property
    def _own_names(self) -> list[str]:
        """The columns of which nothing is said: each fills the field of its own name."""
        spoken_for = {*self.mapped.values(), *self.skipped}
        return [column for column in dict.fromkeys(self.columns) if column not in spoken_for]

    @property
    def mapped(self) -> dict[str, str]:
        """The column that each field is taken from, where this is written."""
        return {key: value for key, value in self.mention.items() if key not in OPTIONS}

    @property
    def skipped(self) -> list[str]:
        """The columns to be left out."""
        skip = self.mention.get("skip", [])
        return [skip] if isinstance(skip, str) else skip

    def _known(self, name: str) -> bool:
        if shape.takes_path(self.model, name):
            return True
        return shape.takes_more(self.model) and name in self.indicators

    def _choices(self) -> list[str]:
        more = list(self.indicators) if shape.takes_more(self.model) else []
        return [*shape.fields(self.model), *more]

    def _repeated(self) -> Iterator[Problem]:
        for column, count in Counter(self.columns).items():
            if count > 1:
                yield Problem(self.loc, f"{column} x {count}", *REPEATED, place=self.place)

    def _absent(self) -> Iterator[Problem]:
        """Yield columns that are named but not there, and fields that do not exist."""
        for field, column in self.mapped.items():
            if column not in self.columns:
                yield self._no_column(column)
            if not self._known(field):
                yield Problem((*self.loc, field), field, *self._fields(field))
        for column in self.skipped:
            if column not in self.columns:
                yield self._no_column(column)

    def _strange(self) -> Iterator[Problem]:
        """Yield columns that would fill no field."""
        for column in self._own_names:
            if column in self.mapped or not self._known(column):
                expected, cure = self._fields(column)
                yield Problem(self.loc, column, expected, cure, place=self.place)

    def _lacking(self) -> Iterator[Problem]:
        """Yield fields that every record needs and no column fills."""
        filled = {path.split(".")[0] for path in (*self.mapped, *self._own_names)}
        for name, field in shape.fields(self.model).items():
            if field.is_required() and name not in filled:
                yield self._no_column(name)

    def _split(self) -> Iterator[Problem]:
        """Yield fields that are filled both as a whole and in parts."""
        paths = {*self.mapped, *self._own_names}
        for path in sorted(paths):
            whole = path.rpartition(".")[0]
            if whole in paths:
                yield Problem(self.loc, f"{whole}, {path}", *WHOLE, place=self.place)

    def _no_column(self, column: str) -> Problem:
        expected = Text(zh=f"列 {column}", en=f"a column {column}")
        otherwise = Text(
            zh=f"增加该列, 或写明取自哪一列 ({column}: 列名); 各列以逗号分隔",
            en=f"add it, or say which it is ({column}: name); commas separate columns",
        )
        cure = shape.did_you_mean(column, self.columns, otherwise)
        return Problem(self.loc, ", ".join(self.columns)[:80], expected, cure, place=self.place)

    def _fields(self, name: str) -> tuple[Text, Text]:
        choices = self._choices()
        listed = ", ".join(choices)
        expected = Text(zh=f"以下之一: {listed}", en=f"one of {listed}")
        otherwise = Text(
            zh=f"在 indicators 中声明 {name}, 或写入 skip: [{name}]",
            en=f"declare {name} under indicators, or leave it out: skip: [{name}]",
        )
        if not shape.takes_more(self.model):
            otherwise = Text(zh=f"写入 skip: [{name}]", en=f"leave it out: skip: [{name}]")
        return expected, shape.did_you_mean(name, choices, otherwise)


COLUMN: Final = (
    Text(zh="文本: 表的路径或列名", en="text: the path of the table or the name of a column"),
    Text(zh="写成 字段: 列名", en="write it as field: column"),
)
COLUMNS: Final = (
    Text(zh="列名的列表", en="a list of names of columns"),
    Text(zh="写成 skip: [列名]", en="write it as skip: [column]"),
)
NO_FOLDER: Final = (
    Text(zh="直接写出的记录 (此方案没有文件夹)", en="records written out, for want of a folder"),
    Text(
        zh="把各行写成列表, 或从文件夹读取", en="write a list, or load the scenario from a folder"
    ),
)
INSIDE: Final = (
    Text(zh="方案文件夹内的相对路径", en="a relative path inside the folder of the scenario"),
    Text(zh="把表复制到方案文件夹中", en="copy the table into the folder of the scenario"),
)
CSV: Final = (
    Text(zh="合法的 CSV", en="valid CSV"),
    Text(zh="检查该行的引号", en="check the quotes in this line"),
)
RAGGED: Final = Text(
    zh="补齐或删去单元格; 含逗号的文本请加引号",
    en='add or remove cells; put text that has a comma into "quotes"',
)
TOO_MANY: Final = (
    Text(zh=f"至多 {MAX_ROWS:,} 行", en=f"at most {MAX_ROWS:,} rows"),
    Text(zh="只保留所需的行", en="keep only the rows that are needed"),
)
REPEATED: Final = (
    Text(zh="每个列名只出现一次", en="each name of a column once"),
    Text(zh="改名或删去其中一列", en="rename or remove one of them"),
)
WHOLE: Final = (
    Text(zh="整个字段或其各部分, 不能两者都有", en="a field as a whole or in parts, not both"),
    Text(zh="把其中一列写入 skip", en="leave one of the columns out: skip: [column]"),
)
