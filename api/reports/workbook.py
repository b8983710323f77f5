"""The answer as one workbook: the decision, a summary, a sheet a table, the assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from api.reports.blocks import Section
from api.reports.sectionsheets import section_sheets
from api.reports.sheets import Sheets, new_book
from api.reports.summary import summary
from api.reports.tables import TABLES
from optimizer.allocation import Allocation
from optimizer.analyses.analysis import Analysis
from scenarios.words import Language


def write_workbook(
    allocation: Allocation, path: Path, language: Language, told: Sequence[Section] = ()
) -> None:
    """Write the answer as a workbook, headings in `language`; sections of a report open it."""
    with new_book(allocation.scenario, path, language) as book:
        sheets = Sheets(allocation, language, book)
        section_sheets(sheets, told)
        _write_summary(allocation, sheets)
        for name in TABLES:
            if len(allocation.tables[name].columns):
                sheets.table(name)
        sheets.assumptions()


def write_analysis_workbook(
    analysis: Analysis, path: Path, language: Language, told: Sequence[Section] = ()
) -> None:
    """Write the tables of an analysis as a workbook, headings in `language`."""
    with new_book(analysis.scenario, path, language) as book:
        sheets = Sheets(analysis, language, book)
        section_sheets(sheets, told)
        for name, table in analysis.tables.items():
            if len(table.columns):
                sheets.table(name)
        sheets.assumptions()


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
