"""Solving with an ear for the user: progress on the terminal, and a stop that keeps the best plan.

The solve runs in a thread of its own, because a signal can only be handled by the main thread, and
that one must not be inside the solver. The first Ctrl-C (or SIGTERM) asks for a stop; the second
ends the process at once.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Final, Generic, TypeVar

from api import figures, words
from api.voice import Voice
from optimizer import Allocation, solve
from optimizer.engine import Progress
from scenarios.ledger import Ledger
from scenarios.problems import ModelError
from scenarios.scenario import Scenario

STEP: Final = 0.1
"""Seconds between two looks at the solve; a signal is handled within this time."""

ENDED_BY_SIGNAL: Final = 130


T = TypeVar("T")


@dataclass(eq=False)
class Run(Generic[T]):
    """A job in its own thread: how to stop it, and what became of it.

    `said` tells in words how far the job is, given the seconds since its start.
    """

    job: Callable[[], T]
    said: Callable[[float], str]
    stop: threading.Event
    results: list[T] = field(default_factory=list)
    fault: BaseException | None = None

    def work(self) -> None:
        """Do the job; what goes wrong is kept for the main thread."""
        try:
            self.results.append(self.job())
        except BaseException as fault:
            self.fault = fault

    def result(self) -> T:
        """Return what the job returned, or raise what went wrong."""
        if self.fault is not None:
            raise self.fault
        return self.results[0]


def run(
    voice: Voice, scenario: Scenario, ledger: Ledger, lp: Path | None = None, lp_all: bool = False
) -> Allocation:
    """Solve in a thread, show progress, and stop when a signal asks for it."""
    heard, stop = Heard[Progress](), threading.Event()
    allocation = run_apart(
        voice,
        Run(
            lambda: solve(scenario, ledger, watch=heard, stop=stop, lp=lp, lp_all=lp_all),
            lambda seconds: _said(voice, scenario, heard.last, seconds),
            stop,
        ),
    )
    if allocation.status == "unbounded":
        raise ModelError("a solve ended with an answer that is not bounded")
    return allocation


class Heard(Generic[T]):
    """Remembers the last that it was told."""

    def __init__(self) -> None:
        self.last: T | None = None

    def __call__(self, told: T) -> None:
        """Be told."""
        self.last = told


def run_apart(voice: Voice, task: Run[T]) -> T:
    """Do a job in a thread, show progress, and stop it when a signal asks for it."""
    thread = threading.Thread(target=task.work, name="solve", daemon=True)
    since = time.monotonic()
    try:
        with _stopped_by_signals(task.stop), _status(voice) as show:
            thread.start()
            while thread.is_alive():
                thread.join(STEP)
                stopping = task.stop.is_set()
                seconds = time.monotonic() - since
                show(voice.words(words.STOPPING) if stopping else task.said(seconds))
    except KeyboardInterrupt:
        os._exit(ENDED_BY_SIGNAL)  # no tidying up below a thread that is inside the solver
    return task.result()


@contextmanager
def _stopped_by_signals(stop: threading.Event) -> Iterator[None]:
    """Set `stop` at the first signal, raise `KeyboardInterrupt` at the second.

    A signal that whoever started us wants ignored (`nohup`) stays so.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ask(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    heard = [n for n in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(n) != signal.SIG_IGN]
    before = {number: signal.signal(number, ask) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _status(voice: Voice) -> Iterator[Callable[[str], None]]:
    """Give a way to show how far the solve is; silent where stderr is no terminal."""
    with voice.err.status("") if voice.err.is_terminal else nullcontext() as status:
        yield (lambda text: None) if status is None else status.update


def _said(voice: Voice, scenario: Scenario, progress: Progress | None, seconds: float) -> str:
    told = {"seconds": f"{seconds:.0f}"}
    if progress is None:
        return voice.words(words.OPENING, **told)
    if not progress.has_plan:
        bound = figures.amounts(progress.bound)(progress.bound)
        return voice.words(words.SEEKING, bound=bound, **told)
    if progress.gap <= scenario.options.gap:
        return voice.words(words.PRICING, **told)
    write = figures.amounts(progress.value)
    return voice.words(
        words.ROUND,
        round=progress.round,
        value=write(progress.value),
        bound=write(progress.bound),
        gap=figures.percent(progress.gap),
        columns=f"{progress.columns:,}",
        **told,
    )
