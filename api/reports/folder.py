"""The folder of an answer: written whole or not at all, and never at the end of a vain solve."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from api import words
from api.headers import SHEETS
from api.reports.plans import write_plan
from api.reports.tables import TABLES, Answer, write_csv
from optimizer.allocation import Allocation
from optimizer.analyses.analysis import Analysis
from scenarios.problems import Problem, ScenarioError
from scenarios.words import Language, Text

TABLES_FOLDER: Final = "tables"
PLAN: Final = "plan.csv"


def check_file(path: Path, option: str) -> None:
    """Raise `ScenarioError` if a file cannot be written there."""
    if path.is_dir():
        _refuse(option, path, words.WRITABLE_FILE, words.CHECK_PATH)
    if not path.absolute().parent.is_dir():
        _refuse(option, path, words.PARENT, words.MAKE_PARENT)
    _try_to_write(path.absolute().parent, option, path)


def prepare_folder(folder: Path, option: str, tables: str | None = TABLES_FOLDER) -> None:
    """Make the folder of an answer; raise `ScenarioError` if it cannot be written to.

    `tables` is the name of the folder in it for tables, if they have one.
    """
    if not folder.absolute().parent.is_dir():
        _refuse(option, folder, words.PARENT, words.MAKE_PARENT)
    for part in (folder, *([] if tables is None else [folder / tables])):
        try:
            part.mkdir(exist_ok=True)
        except OSError as error:
            _refuse(option, part, words.WRITABLE, words.CHECK_PATH, error)
        _try_to_write(part, option, part)


def _try_to_write(folder: Path, option: str, path: Path) -> None:
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        _refuse(option, path, words.WRITABLE, words.CHECK_PATH, error)


def _refuse(
    option: str, path: Path, expected: Text, cure: Text, error: OSError | None = None
) -> None:
    found = str(path) if error is None else f"{path} ({error.strerror or error})"
    raise ScenarioError([Problem((), found, expected, cure, named=option)]) from error


def write_answer(allocation: Allocation, folder: Path, language: Language) -> list[Path]:
    """Write an allocation as JSON, CSV tables and a workbook; return what was written."""
    from api.reports.workbook import write_workbook  # start-up time where nothing is written

    written = [name for name in TABLES if len(allocation.tables[name].columns)]
    tables = folder / TABLES_FOLDER, written
    plan: dict[Path, Callable[[Path], None]] = {}
    if allocation.has_plan:
        parts = allocation.table("grants"), allocation.table("payments")
        plan[folder / PLAN] = lambda path: write_plan(*parts, path)
    else:
        (folder / PLAN).unlink(missing_ok=True)
    return _write_folder(
        allocation,
        folder,
        "allocation",
        tables,
        lambda path: write_workbook(allocation, path, language),
        plan,
    )


def write_analysis(analysis: Analysis, folder: Path, language: Language) -> list[Path]:
    """Write an analysis likewise, under its own name and with its tables in a folder of it."""
    from api.reports.workbook import write_analysis_workbook  # start-up time likewise

    named = [name for name, table in analysis.tables.items() if len(table.columns)]
    tables = folder / analysis.name, named
    return _write_folder(
        analysis,
        folder,
        analysis.name,
        tables,
        lambda path: write_analysis_workbook(analysis, path, language),
    )


def _write_folder(
    answer: Answer,
    folder: Path,
    name: str,
    tables: tuple[Path, list[str]],
    book: Callable[[Path], None],
    more: Mapping[Path, Callable[[Path], None]] = MappingProxyType({}),
) -> list[Path]:
    """Write an answer's files; return what was written.

    Every file is written under another name first and then put in its place. Tables that this
    answer does not have, but an earlier one in the folder had, are taken away.
    """
    where, names = tables
    where.mkdir(parents=True, exist_ok=True)
    json_file, workbook = folder / f"{name}.json", folder / f"{name}.xlsx"
    writers: dict[Path, Callable[[Path], None]] = {
        json_file: lambda path: _write_json(answer, path),
        workbook: book,
        **more,
    }
    writers |= {where / f"{table}.csv": _csv_writer(answer, table) for table in names}
    for old in where.glob("*.csv"):
        if old not in writers and old.stem in SHEETS:
            old.unlink()
    write_all(writers)
    return [json_file, *([where / "*.csv"] if names else []), workbook, *more]


def _csv_writer(answer: Answer, name: str) -> Callable[[Path], None]:
    return lambda path: write_csv(answer, name, path)


def _write_json(answer: Answer, path: Path) -> None:
    text = json.dumps(answer.as_json(), ensure_ascii=False, allow_nan=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


def write_all(writers: Mapping[Path, Callable[[Path], object]]) -> None:
    """Write all files under names of their own, then put them all in place."""
    drafts: dict[Path, Path] = {}
    try:
        for path, write in writers.items():
            drafts[path] = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
            write(drafts[path])
        for path, draft in drafts.items():
            draft.replace(path)
    finally:
        for draft in drafts.values():
            draft.unlink(missing_ok=True)
