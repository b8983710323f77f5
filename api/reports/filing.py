"""Reports as files: what may be asked for is looked at before a long solve, written after it.

Nothing that only a report needs is loaded before one is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from api.reports import wording
from api.reports.folder import check_file, write_all
from scenarios.problems import Problem, ScenarioError

if TYPE_CHECKING:
    from api.reports.blocks import Report
    from api.reports.dossier import Dossier, Show
    from optimizer.analyses.analysis import Analysis
    from optimizer.analyses.batch import Batch
    from scenarios.words import Language

OPTION: Final = "--report"
SUFFIXES: Final = (".html", ".xlsx", ".md")

Write = Callable[[Path], None]


def check_reports(files: Sequence[Path], including: Sequence[str] = ()) -> None:
    """Raise `ScenarioError` if a report cannot be written: everything that is wrong is told.

    `including` are the analyses that a report is to hold, if there is one.
    """
    problems: list[Problem] = []
    if including and not files:
        found, expected = ", ".join(including), wording.REPORT_TOO
        problems.append(Problem((), found, expected, wording.ADD_REPORT, named="--with"))
    for file in files:
        if file.suffix.lower() not in SUFFIXES:
            found, expected = file.name, wording.REPORT_SUFFIX
            problems.append(Problem((), found, expected, wording.RENAME, named=OPTION))
            continue
        try:
            check_file(file, OPTION)
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)


def write_report(dossier: Dossier, files: Sequence[Path]) -> list[Path]:
    """Write the report of an allocation in every form that is asked for."""
    from api.reports.composing import report
    from api.reports.workbook import write_workbook

    told, language = report(dossier), dossier.language

    def book(path: Path) -> None:
        write_workbook(dossier.allocation, path, language, told)

    return _write(told, language, book, files)


def write_analysis_report(
    analysis: Analysis, show: Show | None, files: Sequence[Path], language: Language
) -> list[Path]:
    """Write the report of an analysis, told by `show`, likewise."""
    from api.reports.composing import analysis_report
    from api.reports.dossier import Asked
    from api.reports.workbook import write_analysis_workbook

    told = analysis_report(Asked(analysis, show), language)

    def book(path: Path) -> None:
        write_analysis_workbook(analysis, path, language, told)

    return _write(told, language, book, files)


def write_batch_report(batch: Batch, files: Sequence[Path], language: Language) -> list[Path]:
    """Write the report of a batch likewise."""
    from api.reports.composing import batch_report
    from api.reports.workbook import write_report_workbook

    told = batch_report(batch, language)
    return _write(told, language, lambda path: write_report_workbook(told, path, language), files)


def _write(told: Report, language: Language, book: Write, files: Sequence[Path]) -> list[Path]:
    writers = {file: book if file.suffix.lower() == ".xlsx" else _text(told, language, file)
               for file in files}  # fmt: skip
    write_all(writers)
    return list(writers)


def _text(told: Report, language: Language, file: Path) -> Write:
    """Return how to write a report as text, in the form that the suffix asks for."""
    from api.reports.html import html
    from api.reports.markdown import markdown

    form = html if file.suffix.lower() == ".html" else markdown
    return lambda path: _put(path, form(told, language))


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
