"""The answer as one workbook: the decision, a summary, a sheet a table, the assumptions."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from api.reports.blocks import Report
from api.reports.sectionsheets import section_sheets
from api.reports.sheets import Book, Sheets, book_of, new_book
from api.reports.summary import summary
from api.reports.tables import TABLES
from optimizer.allocation import Allocation
from optimizer.analyses.analysis import Analysis
from scenarios.words import Language

TOLD_BY_TABLES: Final = frozenset({"money", "assumptions", "provenance"})
"""Sections that sheets of an allocation tell as well."""


def write_workbook(
    allocation: Allocation, path: Path, language: Language, told: Report | None = None
) -> None:
    """Write the answer as a workbook, headings in `language`; sections of a report open it."""
    with book_of(allocation.scenario, path, language) as book:
        sheets = Sheets(allocation, language, book)
        if told is not None:
            section_sheets(sheets, told, TOLD_BY_TABLES)
        _write_summary(allocation, sheets)
        for name in TABLES:
            if len(allocation.tables[name].columns):
                sheets.table(name)
        sheets.assumptions()


def write_analysis_workbook(
    analysis: Analysis, path: Path, language: Language, told: Report | None = None
) -> None:
    """Write the tables of an analysis as a workbook, headings in `language`."""
    with book_of(analysis.scenario, path, language) as book:
        sheets = Sheets(analysis, language, book)
        if told is not None:
            section_sheets(sheets, told, {"assumptions"})
        for name, table in analysis.tables.items():
            if len(table.columns):
                sheets.table(name)
        sheets.assumptions()


def write_report_workbook(told: Report, path: Path, language: Language) -> None:
    """Write a report that has no tables besides its own as a workbook."""
    with new_book(path, told.title, told.subtitle) as book:
        section_sheets(Book(language, book), told)


def _write_summary(allocation: Allocation, sheets: Sheets) -> None:
    """Write what the answer is, how sure, and of what scenario."""
    sheet = sheets.begin("summary")
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 76)
    sheet.freeze_panes(1, 0)
    sheet.write_string(0, 0, allocation.scenario.title[sheets.language], sheets.formats["title"])
    for row, line in enumerate(summary(allocation, sheets.language), start=1):
        sheet.write_string(row, 0, line.label, sheets.formats["label"])
        sheets.write(sheet, row, 1, line.value, line.form)
