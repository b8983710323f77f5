"""Batches on the command line: run apart, show a row each, write JSON and CSV."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from api.analysing import attended, tell, told_where
from api.answering import Exit
from api.reports.filing import check_reports, write_batch_report
from api.reports.folder import prepare_folder, write_all
from api.show.analyses.batch import show
from api.voice import Voice
from optimizer.analyses.batch import FAILED, Asking, Batch, run_batch

NAME = "batch"


def run_many(
    voice: Voice,
    asked: Asking,
    out: Path | None,
    seconds: float | None,
    reports: Sequence[Path] | None = None,
) -> int:
    """Run a batch and tell of it; return the exit code."""
    check_reports(reports or ())
    if out is not None:
        prepare_folder(out, "--out", None)
    batch = attended(voice, lambda course: run_batch(course, asked), seconds)
    tell(voice, batch, show)
    where = [] if out is None else _write(batch, out)
    if reports:
        where += write_batch_report(batch, reports, voice.language)
    told_where(voice, where)
    return _code(batch)


def _code(batch: Batch) -> int:
    if not batch.broken:
        return Exit.ANSWER
    return Exit.FAULT if (batch.runs["status"] == FAILED).any() else Exit.BAD_INPUT


def _write(batch: Batch, folder: Path) -> list[Path]:
    text = json.dumps(batch.as_json(), ensure_ascii=False, allow_nan=False, indent=2) + "\n"
    writers = {
        folder / f"{NAME}.json": lambda path: path.write_text(text, encoding="utf-8"),
        folder / f"{NAME}.csv": lambda path: batch.runs.to_csv(
            path, index=False, encoding="utf-8-sig", lineterminator="\n"
        ),
    }
    write_all(writers)
    return list(writers)
