"""The folder of an answer: written whole or not at all, and never at the end of a vain solve."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from api import words
from api.reports.tables import TABLES, write_csv
from optimizer.allocation import Allocation
from scenarios.problems import Problem, ScenarioError
from scenarios.words import Language, Text

JSON_FILE: Final = "allocation.json"
WORKBOOK_FILE: Final = "allocation.xlsx"
TABLES_FOLDER: Final = "tables"


def check_file(path: Path, option: str) -> None:
    """Raise `ScenarioError` if a file cannot be written there."""
    if path.is_dir():
        _refuse(option, path, words.WRITABLE_FILE, words.CHECK_PATH)
    if not path.absolute().parent.is_dir():
        _refuse(option, path, words.PARENT, words.MAKE_PARENT)
    _try_to_write(path.absolute().parent, option, path)


def prepare_folder(folder: Path, option: str) -> None:
    """Make the folder of an answer; raise `ScenarioError` if it cannot be written to."""
    if not folder.absolute().parent.is_dir():
        _refuse(option, folder, words.PARENT, words.MAKE_PARENT)
    for part in (folder, folder / TABLES_FOLDER):
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
    """Write the answer as JSON, CSV tables and a workbook; return what was written.

    Every file is written under another name first and then put in its place. Tables that this
    answer does not have, but an earlier one in the folder had, are taken away.
    """
    from api.reports.workbook import write_workbook  # start-up time where nothing is written

    folder.joinpath(TABLES_FOLDER).mkdir(parents=True, exist_ok=True)
    writers: dict[Path, Callable[[Path], None]] = {
        folder / JSON_FILE: lambda path: _write_json(allocation, path),
        folder / WORKBOOK_FILE: lambda path: write_workbook(allocation, path, language),
    }
    for name in TABLES:
        path = folder / TABLES_FOLDER / f"{name}.csv"
        if len(allocation.tables[name].columns):
            writers[path] = _csv_writer(allocation, name)
        else:
            path.unlink(missing_ok=True)
    _write_all(writers)
    tables = [folder / TABLES_FOLDER / "*.csv"] if len(writers) > 2 else []
    return [folder / JSON_FILE, *tables, folder / WORKBOOK_FILE]


def _csv_writer(allocation: Allocation, name: str) -> Callable[[Path], None]:
    return lambda path: write_csv(allocation, name, path)


def _write_json(allocation: Allocation, path: Path) -> None:
    text = json.dumps(allocation.as_json(), ensure_ascii=False, allow_nan=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")


def _write_all(writers: dict[Path, Callable[[Path], None]]) -> None:
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
