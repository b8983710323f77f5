"""The answer as one workbook: a summary, a sheet a table, the assumptions."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from api import headers, words
from api.documents import version_of
from api.reports.sheets import Sheets, new_book
from api.reports.tables import TABLES
from api.show.clash import clash_parts
from optimizer.allocation import Allocation
from optimizer.analyses.analysis import Analysis
from scenarios.words import Language

CLASH: Final = ("clash", "loosening")


def write_workbook(allocation: Allocation, path: Path, language: Language) -> None:
    """Write the answer as a workbook, headings in `language`."""
    with new_book(allocation.scenario, path, language) as book:
        sheets = Sheets(allocation, language, book)
        _Summary(allocation, sheets).write()
        for name in TABLES:
            if len(allocation.tables[name].columns):
                sheets.table(name)
        sheets.assumptions()


def write_analysis_workbook(analysis: Analysis, path: Path, language: Language) -> None:
    """Write the tables of an analysis as a workbook, headings in `language`."""
    with new_book(analysis.scenario, path, language) as book:
        sheets = Sheets(analysis, language, book)
        for name, table in analysis.tables.items():
            if len(table.columns):
                sheets.table(name)
        sheets.assumptions()


class _Summary:
    """Writes what the answer is, how sure, and of what scenario."""

    def __init__(self, allocation: Allocation, sheets: Sheets) -> None:
        self.allocation, self.sheets = allocation, sheets
        self.language: Language = sheets.language

    def write(self) -> None:
        """Write the sheet."""
        sheets = self.sheets
        sheet = sheets.begin("summary")
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, 1, 76)
        sheet.freeze_panes(1, 0)
        sheet.write_string(
            0, 0, self.allocation.scenario.title[self.language], sheets.formats["title"]
        )
        for row, (key, value, form) in enumerate(self._summary(), start=1):
            sheet.write_string(row, 0, self._summary_label(key), sheets.formats["label"])
            sheets.write(sheet, row, 1, value, form)

    def _summary_label(self, key: str) -> str:
        label = headers.SUMMARY[key]
        if key in ("available", "spent", "unspent"):
            label = headers.IN_UNIT.format(name=label, unit=self.sheets.unit)
        return label[self.language]

    def _summary(self) -> Iterator[tuple[str, Any, str]]:
        answer, scenario = self.allocation, self.allocation.scenario
        yield "title_zh", scenario.title.zh, "text"
        yield "title_en", scenario.title.en, "text"
        yield "scenario", scenario.id, "text"
        if scenario.variant is not None:
            yield "variant", scenario.variant, "text"
        yield "status", self.sheets.say(words.STATUS[answer.status]), "text"
        if answer.stopped_by is not None:
            yield "stopped_by", self.sheets.say(words.STOPPED_BY[answer.stopped_by]), "text"
        yield from self._clash() if answer.status == "infeasible" else self._worth()
        yield "assumptions", len(answer.assumptions), "whole"
        yield "digest", scenario.digest, "text"
        yield "deltafund", version_of("deltafund") or self.sheets.say(words.FROM_SOURCE), "text"
        solver = answer.solver
        versions = f"{solver['name']} {solver['version']}, {solver['model']}"
        yield "solver", f"{versions}, xlsxwriter {metadata.version('xlsxwriter')}", "text"

    def _worth(self) -> Iterator[tuple[str, Any, str]]:
        answer = self.allocation
        yield "value", answer.value, "money"
        yield "bound", answer.bound, "money"
        yield "gap", answer.gap, "share"
        yield "available", answer.available, "money"
        yield "spent", answer.spent, "money"
        yield "unspent", answer.available - answer.spent, "money"
        yield "joint", answer.value_shares.get("joint"), "share"
        yield "cross_border", answer.value_shares.get("cross_border"), "share"

    def _clash(self) -> Iterator[tuple[str, Any, str]]:
        told = map(str, clash_parts(self.allocation, self.language))
        yield from ((key, said, "text") for key, said in zip(CLASH, told, strict=False))
