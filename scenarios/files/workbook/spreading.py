"""From a scenario as plain data to the rows of its sheets, before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from scenarios.files import shape
from scenarios.files.workbook import cells, layout
from scenarios.files.workbook.layout import KEY, NOTE, VALUE, Path, Sheet
from scenarios.scenario import Scenario
from scenarios.words import Stanza, Text

Row = dict[Path, Any]


@dataclass(frozen=True)
class Table:
    """The rows of one sheet, by the paths of its columns; the key stands under its own name."""

    sheet: Sheet
    columns: tuple[Path, ...]
    used: frozenset[Path]
    rows: tuple[Row, ...]

    @property
    def name(self) -> str:
        """How the sheet is called."""
        return self.sheet.name


def spread(scenario: dict[str, Any]) -> tuple[list[Table], Row]:
    """Return the sheets of a scenario in the order of its models, and its single values."""
    tree = _in_both_languages(scenario)
    tables: dict[Path, list[Row]] = {}
    inner_first = sorted(layout.sheets(), key=lambda sheet: sheet.parent is None)
    for sheet in inner_first:
        tables[sheet.path] = list(_rows(sheet, tree))
    found = [table_of(sheet, tables[sheet.path]) for sheet in layout.sheets()]
    return found, dict(_cells(tree, [Scenario], ()))


def _in_both_languages(part: Any) -> Any:
    """Return a copy in which what is said of figures has a cell in each language."""
    if isinstance(part, list):
        return [_in_both_languages(item) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: Text.model_validate(value).model_dump()
        if key in Stanza.model_fields and isinstance(value, str)
        else _in_both_languages(value)
        for key, value in part.items()
    }


def table_of(sheet: Sheet, rows: list[Row]) -> Table:
    """Return the sheet with the columns that its models have, and those that its rows need."""
    used = dict.fromkeys(path for row in rows for path in row)
    key = [(sheet.key,)] if sheet.key else []
    known = [*key, *layout.columns(sheet)]
    wide = {path[0] for path in used if path not in known}
    columns = [path for path in known if path[0] not in Stanza.model_fields]
    for path in used:
        if path not in columns and path not in known:
            columns.insert(_place(path, columns, wide), path)
    columns += [path for path in known if path[0] in Stanza.model_fields]
    if len(sheet.models) > 1:  # what no record uses comes last
        columns.sort(key=lambda path: path not in used and path[0] not in layout.COMMON)
    return Table(sheet, tuple(columns), frozenset(used), tuple(rows))


def _place(path: Path, columns: list[Path], wide: set[str]) -> int:
    """Return where a further column goes: behind those of the same field, or at the end."""
    same = [n for n, other in enumerate(columns) if other[0] == path[0] and path[0] in wide]
    return same[-1] + 1 if same else len(columns)


def _rows(sheet: Sheet, tree: dict[str, Any]) -> Iterator[Row]:
    """Yield the rows of a sheet and take them out of the tree."""
    if sheet.parent is not None:
        yield from _inner_rows(sheet, sheet.parent, tree)
        return
    *around, name = sheet.path
    holder: Any = tree
    for key in around:
        holder = holder.get(key) if isinstance(holder, dict) else None
    records = holder.get(name) if isinstance(holder, dict) else None
    if not records or not isinstance(holder, dict):
        return
    del holder[name]
    _drop_empty(tree, tuple(around))
    if sheet.keyed:
        for key, record in records.items():
            inner: Row = _row(sheet, record) if sheet.models else {(VALUE,): record}
            yield {(str(sheet.key),): key, **inner}
    else:
        yield from (_row(sheet, record) for record in records)


def _drop_empty(tree: dict[str, Any], path: Path) -> None:
    """Take away stanzas that held nothing but what is on a sheet now."""
    for length in range(len(path), 0, -1):
        holder = tree
        for key in path[: length - 1]:
            holder = holder[key]
        if holder[path[length - 1]]:
            return
        del holder[path[length - 1]]


def _inner_rows(sheet: Sheet, parent: Sheet, tree: Any) -> Iterator[Row]:
    holder = tree
    for key in parent.path:
        holder = holder.get(key, {})
    for record in holder or ():
        for inner in record.pop(sheet.path[-1]) if record.get(sheet.path[-1]) else ():
            yield {(str(sheet.key),): record[KEY], **_row(sheet, inner)}


def _row(sheet: Sheet, record: dict[str, Any]) -> Row:
    return dict(_cells(record, sheet.kinds, ()))


def _cells(part: dict[str, Any], kinds: Iterable[Any], path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield what stands in each column; a mapping opens columns where its keys can name them."""
    here = list(kinds)
    for key, value in part.items():
        inner = tuple(dict.fromkeys(shape.along(here, part, [key])))
        if isinstance(value, dict) and value and inner and all(map(_can_name, value)):
            yield from _cells(value, inner, (*path, key))
        else:
            yield (*path, key), cells.write(value, inner)


def _can_name(key: str) -> bool:
    """Tell whether a key may be a part of the name of a column."""
    is_plain = key == key.strip() and not key.startswith(NOTE)
    return bool(key) and is_plain and {".", "\n"}.isdisjoint(key)
