"""Analyses on the command line: open the scenario, run apart, show, write where that is asked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from api import words
from api.answering import Exit
from api.reports.filing import check_reports, write_analysis_report
from api.reports.folder import prepare_folder, write_analysis
from api.running import Heard, Run, run_apart
from api.voice import Voice
from optimizer.analyses.analysis import Analysis
from optimizer.course import Course, Step
from scenarios.files.loading import read_scenario
from scenarios.ledger import Ledger
from scenarios.scenario import Scenario

A = TypeVar("A", bound=Analysis)
T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """What every analysis is asked with."""

    scenario: str
    settings: list[str] | None = None
    variant: str | None = None
    gap: float | None = None
    seconds: float | None = None
    out: Path | None = None
    reports: tuple[Path, ...] = ()

    def overrides(self) -> tuple[str, ...]:
        """Return all settings; the gap of the command line is one too."""
        gap = () if self.gap is None else (f"options.gap={self.gap!r}",)
        return (*(self.settings or ()), *gap)


@dataclass(frozen=True)
class Wanted(Generic[A]):
    """Which answer is wanted, how long it may take, and where it is written."""

    kind: type[A]
    seconds: float | None = None
    out: Path | None = None
    reports: tuple[Path, ...] = ()


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
    ends: Callable[[A], int] = lambda answer: Exit.ANSWER,
) -> int:
    """Do an analysis, print its answer, write it where that is asked; return the exit code.

    Stopped early it answers with what it has until then, and says so. `ends` tells the exit code.
    """
    loaded = read_scenario(asked.scenario, asked.overrides(), asked.variant)
    ledger = loaded.open()
    check_reports(asked.reports)
    return tell_of(
        voice,
        Wanted(kind, asked.seconds, asked.out, asked.reports),
        lambda course: job(Given(loaded.scenario, ledger, course)),
        show,
        ends,
    )


def tell_of(
    voice: Voice,
    wanted: Wanted[A],
    job: Callable[[Course], A],
    show: Callable[[Voice, A], None],
    ends: Callable[[A], int],
) -> int:
    """Do a job that is open, and tell its answer as `analyse` does."""
    if wanted.out is not None:
        prepare_folder(wanted.out, "--out", wanted.kind.name)
    seconds = float("inf") if wanted.seconds is None else wanted.seconds
    answer = attended(voice, job, seconds)
    if voice.json:
        voice.document(answer.as_json())
    else:
        show(voice, answer)
        if not answer.complete:
            voice.say(words.STOPPED_EARLY)
    where = [] if wanted.out is None else write_analysis(answer, wanted.out, voice.language)
    if wanted.reports:
        where += write_analysis_report(answer, show, wanted.reports, voice.language)
    if where and not voice.json:
        voice.say(words.WROTE, where=", ".join(map(str, where)))
    return ends(answer)


def attended(voice: Voice, job: Callable[[Course], T], seconds: float) -> T:
    """Do a job apart, telling how far it is; a signal or the end of its time stops it."""
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
