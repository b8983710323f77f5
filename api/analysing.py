"""Analyses on the command line: open the scenario, run apart, show, write where that is asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
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
from optimizer.analyses.batch import Batch
from optimizer.course import Course, Step
from scenarios.files.loading import read_scenario
from scenarios.ledger import Ledger
from scenarios.scenario import Scenario
from scenarios.words import Language

A = TypeVar("A", bound=Analysis)
T = TypeVar("T")
U = TypeVar("U", bound="Analysis | Batch")
V = TypeVar("V")
Show = Callable[[Voice, V], None]


@dataclass(frozen=True)
class Asked:
    """What every analysis is asked with."""

    scenario: str
    settings: list[str] | None = None
    variant: str | None = None
    gap: float | None = None
    seconds: float | None = None
    out: Path | None = None
    reports: Sequence[Path] | None = None

    def overrides(self) -> tuple[str, ...]:
        """Return all settings; the gap of the command line is one too."""
        gap = () if self.gap is None else (f"options.gap={self.gap!r}",)
        return (*(self.settings or ()), *gap)

    def wanted(self, kind: type[A]) -> Wanted[A]:
        """Return what is wanted of the answer."""
        return Wanted(kind, self.seconds, self.out, self.reports)


@dataclass(frozen=True)
class Wanted(Generic[A]):
    """Which answer is wanted, how long it may take, and where it is written."""

    kind: type[A]
    seconds: float | None = None
    out: Path | None = None
    reports: Sequence[Path] | None = None

    def check(self) -> None:
        """Raise `ScenarioError` if it cannot be written where it is wanted."""
        check_reports(self.reports or ())
        if self.out is not None:
            prepare_folder(self.out, "--out", self.kind.name)

    def write(self, answer: A, show: Show[A], language: Language) -> list[Path]:
        """Write the answer; return what was written."""
        where = [] if self.out is None else write_analysis(answer, self.out, language)
        if self.reports:
            where += write_analysis_report(answer, show, self.reports, language)
        return where


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
    show: Show[A],
    ends: Callable[[A], int] = lambda answer: Exit.ANSWER,
) -> int:
    """Do an analysis, print its answer, write it where that is asked; return the exit code.

    Stopped early it answers with what it has until then, and says so. `ends` tells the exit code.
    """
    loaded = read_scenario(asked.scenario, asked.overrides(), asked.variant)
    ledger = loaded.open()
    return tell_of(
        voice,
        asked.wanted(kind),
        lambda course: job(Given(loaded.scenario, ledger, course)),
        show,
        ends,
    )


def tell_of(
    voice: Voice,
    wanted: Wanted[A],
    job: Callable[[Course], A],
    show: Show[A],
    ends: Callable[[A], int],
) -> int:
    """Do a job that is open, and tell its answer as `analyse` does."""
    wanted.check()
    answer = attended(voice, job, wanted.seconds)
    tell(voice, answer, show)
    told_where(voice, wanted.write(answer, show, voice.language))
    return ends(answer)


def tell(voice: Voice, answer: U, show: Show[U]) -> None:
    """Print an answer, and whether it is all that was asked for."""
    if voice.json:
        voice.document(answer.as_json())
        return
    show(voice, answer)
    if not answer.complete:
        voice.say(words.STOPPED_EARLY)


def told_where(voice: Voice, where: Sequence[Path]) -> None:
    """Say what was written."""
    if where and not voice.json:
        voice.say(words.WROTE, where=", ".join(map(str, where)))


def attended(voice: Voice, job: Callable[[Course], T], seconds: float | None) -> T:
    """Do a job apart, telling how far it is; a signal or the end of its time stops it."""
    heard, stop = Heard[Step](), threading.Event()
    course = Course(heard, stop, float("inf") if seconds is None else seconds)
    return run_apart(voice, Run(lambda: job(course), lambda since: said(voice, heard, since), stop))


def said(voice: Voice, heard: Heard[Step], since: float) -> str:
    """Return in words how far work is."""
    step, told = heard.last, f"{since:.0f}"
    if step is None:
        return voice.words(words.OPENING, seconds=told)
    of = f"{step.done}/{step.of}" if step.of else str(step.done)
    return voice.words(words.STEP, of=of, at=step.at, seconds=told)
