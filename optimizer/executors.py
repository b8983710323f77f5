"""Who does the work of a sweep: this process, processes of this machine, or a Dask cluster.

Processes are spawned, not forked: threads of a solver or of a terminal do not survive a fork.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, ParamSpec, TypeVar

from optimizer.cluster import connected

P = ParamSpec("P")
T = TypeVar("T")

PR_SET_PDEATHSIG: Final = 1
"""Linux's number for: send me this signal when who started me is gone."""


@dataclass(frozen=True)
class Workers:
    """How many processes to use (0: as many as there are processors), or a scheduler's address."""

    count: int = 0
    scheduler: str | None = None

    @property
    def number(self) -> int:
        """How many processes of this machine work."""
        return self.count or processors()

    @property
    def is_here(self) -> bool:
        """Whether everything is done in this process."""
        return self.scheduler is None and self.number == 1

    def open(self) -> Executor:
        """Return somebody to give work to."""
        if self.scheduler is not None:
            return connected(self.scheduler)
        return Here() if self.is_here else _processes(self.number)


def processors() -> int:
    """Return how many processors this process may use."""
    with suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Here(Executor):
    """Does the work at once, in the thread that gives it."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Do the work; what goes wrong is raised where its result is asked for."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as fault:  # as any executor does: it belongs to the future
            future.set_exception(fault)
        return future


def _processes(count: int) -> ProcessPoolExecutor:
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(count, spawn, initializer=_settle_in, initargs=(os.getpid(),))


def _settle_in(parent: int) -> None:
    """Leave Ctrl-C to the parent, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it was gone before we asked
            os.kill(os.getpid(), signal.SIGKILL)


def abandon(executor: Executor) -> None:
    """Let go of an executor and what it has not begun; processes of our own are ended."""
    processes = list((getattr(executor, "_processes", None) or {}).values())
    executor.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.kill()
    for process in processes:
        process.join()
