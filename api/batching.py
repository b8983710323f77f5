"""Batches on the command line: run apart, show a row each, write JSON and CSV."""

from __future__ import annotations

import json
import threading
from pathlib import Path

from api import words
from api.analysing import said
from api.answering import Exit
from api.reports.folder import prepare_folder, write_all
from api.running import Heard, Run, run_apart
from api.show.analyses.batch import show
from api.voice import Voice
from optimizer.analyses.batch import FAILED, Asking, Batch, run_batch
from optimizer.course import Course, Step

NAME = "batch"


def run_many(voice: Voice, asked: Asking, out: Path | None, seconds: float | None) -> int:
    """Run a batch and tell of it; return the exit code."""
    if out is not None:
        prepare_folder(out, "--out", None)
    heard, stop = Heard[Step](), threading.Event()
    course = Course(heard, stop, float("inf") if seconds is None else seconds)
    batch = run_apart(
        voice, Run(lambda: run_batch(course, asked), lambda since: said(voice, heard, since), stop)
    )
    if voice.json:
        voice.document(batch.as_json())
    else:
        show(voice, batch)
        if not batch.complete:
            voice.say(words.STOPPED_EARLY)
    if out is not None:
        where = _write(batch, out)
        if not voice.json:
            voice.say(words.WROTE, where=", ".join(map(str, where)))
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
