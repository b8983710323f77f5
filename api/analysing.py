"""Analyses on the command line: open the scenario, run apart, show, write where that is asked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from api import words
from api.answering import Exit
from api.reports.folder import prepare_folder, write_analysis
from api.running import Heard, Run, run_apart
from api.voice import Voice
from optimizer.analyses.analysis import Analysis
from optimizer.course import Course, Step
from scenarios.files.loading import read_scenario
from scenarios.ledger import Ledger
from scenarios.scenario import Scenario

A = TypeVar("A", bound=Analysis)


@dataclass(frozen=True)
class Asked:
    """What every analysis is asked with."""

    scenario: str
    settings: list[str] | None = None
    variant: str | None = None
    gap: float | None = None
    seconds: float | None = None
    out: Path | None = None

    def overrides(self) -> tuple[str, ...]:
        """Return all settings; the gap of the command line is one too."""
        gap = () if self.gap is None else (f"options.gap={self.gap!r}",)
        return (*(self.settings or ()), *gap)


@dataclass(frozen=True)
class Given:
    """What an analysis is given."""

    scenario: Scenario
    ledger: Ledger
    course: Course


def analyse(
    voice: Voice,
    asked: Asked,
    kind: type[A],
    job: Callable[[Given], A],
    show: Callable[[Voice, A], None],
) -> int:
    """Do an analysis, print its answer, write it where that is asked; return the exit code.

    Stopped early it answers with what it has until then, and says so.
    """
    loaded = read_scenario(asked.scenario, asked.overrides(), asked.variant)
    ledger = loaded.open()
    if asked.out is not None:
        prepare_folder(asked.out, "--out", kind.name)
    seconds = float("inf") if asked.seconds is None else asked.seconds
    answer = _run(voice, lambda course: job(Given(loaded.scenario, ledger, course)), seconds)
    if voice.json:
        voice.document(answer.as_json())
    else:
        show(voice, answer)
        if not answer.complete:
            voice.say(words.STOPPED_EARLY)
    if asked.out is not None:
        where = write_analysis(answer, asked.out, voice.language)
        if not voice.json:
            voice.say(words.WROTE, where=", ".join(map(str, where)))
    return Exit.ANSWER


def _run(voice: Voice, job: Callable[[Course], A], seconds: float) -> A:
    heard, stop = Heard[Step](), threading.Event()
    course = Course(heard, stop, seconds)
    return run_apart(voice, Run(lambda: job(course), lambda since: said(voice, heard, since), stop))


def said(voice: Voice, heard: Heard[Step], since: float) -> str:
    """Return in words how far work is."""
    step, told = heard.last, f"{since:.0f}"
    if step is None:
        return voice.words(words.OPENING, seconds=told)
    of = f"{step.done}/{step.of}" if step.of else str(step.done)
    return voice.words(words.STEP, of=of, at=step.at, seconds=told)
