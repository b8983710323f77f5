"""Sheets of tables: frozen headings with units, filters, totals that are formulas."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final

import pandas as pd
import xlsxwriter
from rich.cells import cell_len

from api import headers, words
from api.names import unit_of
from api.reports.tables import Answer, named
from scenarios.scenario import Scenario
from scenarios.words import Language, Text

WIDEST: Final = 60
HEADER_HEIGHT: Final = 32
"""Room for two lines; headings are broken at half their width."""
A4: Final = 9
LONGEST_NAME: Final = 31
FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")
"""What the name of a sheet may not hold."""
FORMATS: Final = {
    "title": {"bold": True, "font_size": 14},
    "header": {"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "text_wrap": True},
    "label": {"bold": True, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top", "align": "left"},
    "money": {"num_format": "#,##0.00"},
    "plain": {"num_format": "0", "align": "left"},
    "whole": {"num_format": "#,##0"},
    "price": {"num_format": "0.000000"},
    "share": {"num_format": "0.0000%", "align": "left"},
    "total": {"num_format": "#,##0.00", "bold": True, "top": 1},
}


def book_of(scenario: Scenario, path: Path, language: Language) -> AbstractContextManager[Any]:
    """Give a new workbook about a scenario."""
    return new_book(path, scenario.title[language], f"SHA-256 {scenario.digest}")


@contextmanager
def new_book(path: Path, title: str, about: str) -> Iterator[Any]:
    """Give a new workbook, in which texts are texts, whatever they begin with."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": title[:255], "comments": about})
        yield book


class Book:
    """Writes sheets into a workbook, headings in `language`."""

    def __init__(self, language: Language, book: Any) -> None:
        self.language: Language = language
        self.book = book
        self.formats = {name: book.add_format(form) for name, form in FORMATS.items()}

    def say(self, text: Text, **values: object) -> str:
        """Return a text in the language, with its placeholders filled."""
        return (text.format(**values) if values else text)[self.language]

    def begin(self, name: str) -> Any:
        """Begin the sheet of a table."""
        return self.begin_named(self.say(headers.SHEETS.get(name, Text(zh=name, en=name))))

    def begin_named(self, title: str) -> Any:
        """Begin a sheet that prints on pages of its width, each with the headings."""
        sheet = self.book.add_worksheet(self._free(title))
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        return sheet

    def _free(self, title: str) -> str:
        """Return a title as a sheet can have it: short, and no other sheet's."""
        plain = FORBIDDEN.sub(" ", title).strip(" '")[:LONGEST_NAME] or "-"
        taken, name = {sheet.name.lower() for sheet in self.book.worksheets()}, plain
        for number in itertools.count(2):
            if name.lower() not in taken:
                return name
            name = f"{plain[: LONGEST_NAME - 4]} {number}"
        raise AssertionError(plain)

    def write(self, sheet: Any, row: int, column: int, value: Any, form: str) -> None:
        """Write a text as text, a number as number, and nothing for what is unknown."""
        if isinstance(value, str):
            sheet.write_string(row, column, value, self.formats["text"] if form == "text" else None)
        elif isinstance(value, int | float) and math.isfinite(value):
            sheet.write_number(row, column, value, self.formats[form])


class Sheets(Book):
    """Writes the tables of an answer as sheets.

    Totals are formulas that follow a filter, with their value beside them for readers that do not
    calculate.
    """

    def __init__(self, answer: Answer, language: Language, book: Any) -> None:
        super().__init__(language, book)
        self.answer = answer
        self.unit = unit_of(answer.scenario.money)

    # --- tables -------------------------------------------------------------------------------

    def table(self, name: str) -> None:
        """Write a table: frozen headings with units, a filter, totals below."""
        frame = self._spoken(named(self.answer, name))
        sheet = self.begin(name)
        sheet.set_row(0, HEADER_HEIGHT)
        titles = [self._header(str(column)) for column in frame.columns]
        for number, title in enumerate(titles):
            sheet.write_string(0, number, title, self.formats["header"])
        for number, column in enumerate(frame.columns):
            self._column(sheet, number, frame[column], titles[number])
        words_first = sum(1 for column in frame.columns[:2] if str(column).endswith(("id", "name")))
        sheet.freeze_panes(1, max(words_first, 1))
        sheet.autofilter(0, 0, max(len(frame), 1), len(frame.columns) - 1)
        self._totals(sheet, frame)

    def _spoken(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the table with names in the language; what rules say stays in both."""
        other = "zh" if self.language == "en" else "en"
        left_out = [column for column in frame.columns if column.endswith(f"name_{other}")]
        kept = frame.drop(columns=left_out)
        return kept.rename(columns=lambda column: column.removesuffix(f"_{self.language}")
                           if column.endswith(f"name_{self.language}") else column)  # fmt: skip

    def _header(self, column: str) -> str:
        base = column.removesuffix("_name")
        text = headers.HEADERS.get(base, Text(zh=base, en=base))
        if column != base:
            return f"{self.say(text)} ({self.say(headers.HEADERS['name'])})"
        if column in headers.PRICES:
            return self.say(headers.PER_UNIT, name=text, unit=self.unit)
        return (
            self.say(headers.IN_UNIT, name=text, unit=self.unit)
            if column in headers.MONEY
            else self.say(text)
        )

    def _column(self, sheet: Any, number: int, column: pd.Series, title: str) -> None:
        name = str(column.name)
        form = "price" if name in headers.PRICES else "plain" if name == "period" else "money"
        width = 8
        for row, value in enumerate(column.tolist(), start=1):
            self.write(sheet, row, number, self._said(name, value), form)
            width = max(width, cell_len(str(value)) if isinstance(value, str) else 12)
        sheet.set_column(number, number, min(max(width, cell_len(title) / 2) + 2, WIDEST))

    def _said(self, name: str, value: Any) -> Any:
        if name == "period" and str(value).isdecimal():
            return int(value)
        if name == "status" and value in headers.STATUS:
            return self.say(headers.STATUS[value])
        if isinstance(value, bool):
            return self.say(headers.YES) if value else ""
        return value

    def _totals(self, sheet: Any, frame: pd.DataFrame) -> None:
        last = len(frame)
        summed = [name for name in frame.columns if name in headers.SUMMED]
        if not last or not summed:
            return
        sheet.write_string(last + 1, 0, self.say(words.TOTAL), self.formats["label"])
        for name in summed:
            number = frame.columns.get_loc(name)
            area = xlsxwriter.utility.xl_range(1, number, last, number)
            formula = f"=SUBTOTAL(109,{area})"
            total = float(frame[name].sum())
            sheet.write_formula(last + 1, number, formula, self.formats["total"], total)

    # --- assumptions --------------------------------------------------------------------------

    def assumptions(self) -> None:
        """Write every part of the scenario that is assumed, and why."""
        sheet = self.begin("assumptions")
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, 1, 90)
        sheet.freeze_panes(1, 0)
        for number, name in enumerate(("path", "why")):
            sheet.write_string(0, number, self.say(headers.HEADERS[name]), self.formats["header"])
        for row, (path, why) in enumerate(self.answer.scenario.assumptions(), start=1):
            for number, text in enumerate((path, self.say(why))):
                sheet.write_string(row, number, text, self.formats["text"])
