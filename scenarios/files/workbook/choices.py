"""Drop-downs: the ids of other sheets, which grow with them, and words of which one may stand."""

from __future__ import annotations

from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name

from scenarios.files import shape
from scenarios.files.dumping import plain
from scenarios.files.workbook.layout import KEY, NOTE, Sheet, kind_of
from scenarios.files.workbook.notes import Told
from scenarios.files.workbook.spreading import Table
from scenarios.references import declared
from scenarios.scenario import Scenario

LISTS: Final = f"{NOTE}lists"
MOST_SIGNS: Final = 250
"""What a drop-down of words may hold; longer ones stand on a sheet."""


class Choices:
    """Where each drop-down takes its words from; long lists stand on a hidden sheet of notes."""

    def __init__(self, book: Any, tables: list[Table], scenario: Scenario) -> None:
        self._sheet = book.add_worksheet(LISTS)
        self._sheet.hide()
        self._columns: dict[tuple[str, ...], str] = {}
        self._known = declared(plain(scenario)).ids
        self._sources = {table.sheet.path[-1]: _ids(table) for table in tables}
        self.pairs = self._list(_pairs(tables))

    def validate(self, sheet: Any, area: tuple[int, int, int, int], about: Told) -> None:
        """Put a drop-down on an area where only some words make sense.

        A cell that takes several accepts anything; the reader checks it.
        """
        source = self._source(about)
        if source is None:
            return
        strict = about.section is None and not about.is_list and len(about.kinds) == 1
        sheet.data_validation(
            *area,
            {
                "validate": "list",
                "source": source,
                "error_type": "stop" if strict else "warning",
                "show_error": not about.is_list,
            },
        )

    def _source(self, about: Told) -> Any:
        if about.section is not None:
            found = self._sources.get(about.section)
            return found or self._list(tuple(self._known.get(about.section, ())))
        words = about.words
        if not words or about.takes.text:
            return None
        return words if len(",".join(words)) <= MOST_SIGNS else self._list(tuple(words))

    def _list(self, words: tuple[str, ...]) -> str | None:
        """Return the range of a list, which is written when it is first asked for."""
        if not words:
            return None
        if words not in self._columns:
            number = len(self._columns)
            for row, word in enumerate(words):
                self._sheet.write_string(row, number, word)
            letter = xl_col_to_name(number)
            self._columns[words] = f"='{LISTS}'!${letter}$1:${letter}${len(words)}"
        return self._columns[words]


def _ids(table: Table) -> str | None:
    """Return a formula for the ids of a sheet, however many there are."""
    sheet: Sheet = table.sheet
    path = (sheet.key,) if sheet.keyed else (KEY,)
    if path not in table.columns:
        return None
    column = f"${xl_col_to_name(table.columns.index(path))}"
    whole = f"'{table.name}'!{column}$1"
    filled = f"COUNTA('{table.name}'!{column}$2:{column}$100000)"
    return f"=OFFSET({whole},1,0,MAX(1,{filled}),1)"


def _pairs(tables: list[Table]) -> tuple[str, ...]:
    """Return `kind field` for every field that a kind of record takes, where there are several."""
    return tuple(
        f"{kind_of(model)} {name}"
        for table in tables
        if len(table.sheet.models) > 1
        for model in table.sheet.models
        for name in shape.fields(model)
    )
