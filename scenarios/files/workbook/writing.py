"""A scenario as one workbook that explains itself: drop-downs, notes, shaded assumptions.

Sheets, columns, drop-downs and notes all follow from the models; see `layout`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from scenarios.files.dumping import plain
from scenarios.files.workbook import guide, layout
from scenarios.files.workbook.choices import Choices
from scenarios.files.workbook.headings import FIELDS
from scenarios.files.workbook.layout import README, SETTINGS, VALUE
from scenarios.files.workbook.notes import Told, told, told_setting
from scenarios.files.workbook.shading import shade_settings, shade_table
from scenarios.files.workbook.spreading import Row, Table, spread
from scenarios.files.workbook.variants import variants_table
from scenarios.scenario import Scenario
from scenarios.words import Language

SPARE: Final = 200
"""Rows below the last one that have formats and drop-downs too."""
WIDEST: Final = 44
MEANING_WIDTH: Final = 80
README_WIDTH: Final = 96
LINE: Final = 15
MOST_LINES: Final = 12
LONG: Final = ("source", "assumption", "note", "description", "value")
FORMATS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 16},
    "heading": {"bold": True, "font_size": 12},
    "body": {"text_wrap": True, "valign": "top"},
    "header": {
        "bold": True, "bg_color": "#DCE6F1", "bottom": 1, "text_wrap": True, "valign": "top",
    },
    "link": {"font_color": "#0563C1", "underline": 1, "valign": "top"},
    "text": {"num_format": "@", "valign": "top"},
    "long": {"num_format": "@", "text_wrap": True, "valign": "top"},
    "number": {"num_format": "General", "valign": "top"},
    "money": {"num_format": "#,##0.######", "valign": "top"},
    "label": {"bold": True, "valign": "top"},
    "note": {"font_color": "#7F7F7F", "italic": True, "text_wrap": True, "valign": "top"},
    "assumed": {"bg_color": "#FFF2CC"},
    "shaded": {"bg_color": "#FFF2CC", "text_wrap": True, "valign": "top"},
    "no_use": {"bg_color": "#E7E6E6", "font_color": "#A6A6A6"},
}  # fmt: skip
WRITTEN: Final = datetime(2000, 1, 1)
"""When every workbook says that it was written: the same scenario gives the same bytes."""
OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


NONE: Final[Mapping[str, Mapping[str, Any]]] = {}


class Exact(float):
    """A number that is written with all its digits; xlsxwriter alone would write sixteen."""

    def __format__(self, spec: str) -> str:
        return repr(float(self)).upper()


def workbook_of(
    scenario: Scenario, language: Language, variants: Mapping[str, Mapping[str, Any]] = NONE
) -> bytes:
    """Return a workbook that says what the scenario says, and what its variants change."""
    tables, settings = spread(plain(scenario))
    tables.append(variants_table(variants))
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        title = scenario.title[language][:255]
        book.set_properties({"title": title, "created": WRITTEN})
        writer = _Writer(book, scenario, language)
        sheets = [README, SETTINGS, *(table.name for table in tables)]
        for name in sheets:
            writer.sheets[name] = _page(book.add_worksheet(name))
        writer.choices = Choices(book, tables, scenario)
        writer.readme(tables)
        writer.settings(settings)
        for table in tables:
            writer.table(table)
    return buffer.getvalue()


class _Writer:
    choices: Choices

    def __init__(self, book: Any, scenario: Scenario, language: Language) -> None:
        self.language: Language = language
        self.scenario = scenario
        self.unit = scenario.money.words
        self.formats = {name: book.add_format(form) for name, form in FORMATS.items()}
        self.sheets: dict[str, Any] = {}

    # --- the sheet that explains --------------------------------------------------------------

    def readme(self, tables: Iterable[Table]) -> None:
        """Write what this is, how to fill it in and how to solve it."""
        sheet = self.sheets[README]
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, README_WIDTH)
        names = [SETTINGS, *(table.name for table in tables)]
        for row, line in enumerate(guide.lines(self.scenario, names)):
            label, said = line.label[self.language], line.said[self.language]
            if line.look == "link":
                target = f"internal:'{label}'!A1"
                sheet.write_url(row, 0, target, self.formats["link"], string=label)
            elif label:
                sheet.write_string(row, 0, label, self.formats[line.look])
            if said:
                look = "shaded" if line.look == "shaded" else "body"
                sheet.write_string(row, 1, said, self.formats[look])
                _heighten(sheet, row, [(said, README_WIDTH)])

    # --- single values ------------------------------------------------------------------------

    def settings(self, given: Row) -> None:
        """Write every single value, those that are not given too, and what each means."""
        sheet = self.sheets[SETTINGS]
        titles = [_title("setting", self._word("setting")), _title("value", self._word("value"))]
        titles.append(_title("#", guide.MEANING[self.language]))
        for number, title in enumerate(titles):
            sheet.write_string(0, number, title, self.formats["header"])
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, WIDEST)
        sheet.set_column(2, 2, MEANING_WIDTH)
        sheet.set_row(0, 2 * LINE)
        known = dict.fromkeys(layout.settings())
        rows = sorted([*known, *(path for path in given if path not in known)], key=_section)
        for row, path in enumerate(rows, start=1):
            about = told_setting(path)
            sheet.write_string(row, 0, ".".join(path), self.formats["label"])
            self._write(sheet, row, 1, given.get(path), about, is_long=True)
            lines = about.note(self.unit, self.language).split("\n")
            said = "; ".join(line.rstrip(".。") for line in lines)
            sheet.write_string(row, 2, said, self.formats["note"])
            _heighten(sheet, row, [(str(given.get(path, "")), WIDEST), (said, MEANING_WIDTH)])
            self.choices.validate(sheet, (row, 1, row, 1), about)
        shade_settings(sheet, rows, self.formats["assumed"])

    # --- tables -------------------------------------------------------------------------------

    def table(self, table: Table) -> None:
        """Write the records of a sheet: headings with notes, drop-downs, shaded assumptions."""
        sheet, last = self.sheets[table.name], len(table.rows) + SPARE
        about = [told(table.sheet, path) for path in table.columns]
        widths = [self._column(sheet, n, column, table) for n, column in enumerate(about)]
        heads = [self._head(sheet, n, column) for n, column in enumerate(about)]
        _heighten(sheet, 0, zip(heads, widths, strict=True))
        for number, column in enumerate(about):
            self.choices.validate(sheet, (1, number, last, number), column)
        for row, record in enumerate(table.rows, start=1):
            for number, column in enumerate(about):
                self._write(sheet, row, number, record.get(column.path), column)
            shown = [(str(record.get(column.path, "")), WIDEST) for column in about]
            _heighten(sheet, row, shown)
        frozen = 2 if table.columns[0] == ("kind",) else 1
        sheet.freeze_panes(1, frozen)
        sheet.set_column(len(about), len(about), None, None, {"collapsed": True})
        sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_rowcol_to_cell(last, len(about))}"})
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(about) - 1)
        shade_table(sheet, table, about, self.choices, self.formats, last)

    def _head(self, sheet: Any, number: int, column: Told) -> str:
        """Write a heading with its note; return its text."""
        unit = guide.unit_of(self.scenario, column, self.language)
        below = "\n".join(part for part in (column.heading(self.language), unit) if part)
        title = _title(".".join(column.path), below)
        sheet.write_string(0, number, title, self.formats["header"])
        note = guide.note_of(self.scenario, column, self.unit, self.language)
        if note:
            height = 22 + 16 * (note.count("\n") + len(note) // 44)
            sheet.write_comment(0, number, note, {"x_scale": 2.2, "height": height})
        return title

    def _column(self, sheet: Any, number: int, column: Told, table: Table) -> int:
        """Give a column its format and width, and return that; fold away what no rule uses."""
        look = self._look(column, is_long=False)
        is_wide = column.path[0] in LONG or column.path == (VALUE,)
        shown = [str(row.get(column.path, "")) for row in table.rows[:SPARE]]
        widest = max([len(".".join(column.path)), *(_width(text) for text in shown)])
        width = WIDEST if is_wide else min(max(widest + 3, 9), WIDEST)
        several = len(table.sheet.models) > 1 and column.path[0] not in layout.COMMON
        folded = several and column.path not in table.used
        options = {"level": 1, "hidden": True} if folded else {}
        sheet.set_column(number, number, width, self.formats[look], options)
        return width

    def _look(self, column: Told, *, is_long: bool) -> str:
        if column.takes.text or column.takes.list or column.takes.words:
            is_long = is_long or column.path[0] in LONG or column.path == (VALUE,)
            return "long" if is_long else "text"
        return "money" if column.is_money else "number"

    def _write(
        self, sheet: Any, row: int, number: int, value: Any, about: Told, *, is_long: bool = False
    ) -> None:
        """Write a value as what it is; a blank keeps its format, so that what is typed stays."""
        form = self.formats[self._look(about, is_long=is_long)]
        match value:
            case None:
                sheet.write_blank(row, number, None, form) if is_long else None
            case bool():
                sheet.write_boolean(row, number, value, form)
            case int() | float():
                form = self.formats["money" if about.is_money else "number"]
                exact = Exact(value) if isinstance(value, float) else value
                sheet.write_number(row, number, exact, form)
            case _:
                sheet.write_string(row, number, str(value), form)

    def _word(self, name: str) -> str:
        return FIELDS[name][self.language]


def _page(sheet: Any) -> Any:
    """Let a sheet be printed on pages of its width, each with the headings."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def _heighten(sheet: Any, row: int, texts: Iterable[tuple[str, int]]) -> None:
    """Give a row the height that its texts need when they are broken at these widths."""
    lines = max(
        sum(1 + _width(line) // (width + 1) for line in text.split("\n")) for text, width in texts
    )
    if lines > 1:
        sheet.set_row(row, LINE * min(lines, MOST_LINES))


def _title(key: str, below: str) -> str:
    return f"{key}\n{below}" if below else key


def _width(text: str) -> int:
    """Return how wide a text is; Chinese characters are two wide."""
    return max(sum(1 + (ord(sign) > 0x2E7F) for sign in line) for line in text.split("\n"))


def _section(path: tuple[str, ...]) -> int:
    """Keep the settings of one section together, in the order of the scenario."""
    order = list(dict.fromkeys(each[0] for each in layout.settings()))
    return order.index(path[0]) if path[0] in order else len(order)
