"""New processes at once: a small server that has loaded everything copies itself for each run.

Loading the optimizer takes more than a second, which a burst of short runs could not bear. The
server is started with the first run; it ends with the process that started it, and so do the
copies.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Final

PAGE: Final = os.sysconf("SC_PAGE_SIZE")
IDLE: Final = 120.0
"""Seconds without a run after which the server that copies itself gives its memory back."""
LOADED: Final = ("api.jobs.child", "api.jobs.starting")
"""What the server has loaded, so that its copies need not."""
SINGLE: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


@dataclass(frozen=True)
class Child:
    """A process at work, and the pipe over which it tells."""

    process: ForkServerProcess
    pipe: Connection

    @property
    def megabytes(self) -> float:
        """How much memory it holds now; 0 if it has ended."""
        try:
            pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        except (OSError, IndexError):
            return 0.0
        return int(pages) * PAGE / 2**20


class Forks:
    """Starts processes in which what a run needs is loaded already."""

    def __init__(self, loaded: Sequence[str] = LOADED) -> None:
        self._context: ForkServerContext = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(list(loaded))
        for name in SINGLE:
            os.environ.setdefault(name, "1")
        self._lock = threading.Lock()
        self._used: float | None = None
        self._children: list[ForkServerProcess] = []

    def rest(self, seconds: float = IDLE) -> bool:
        """End the server if nothing was started for so long; the next run starts it again.

        Its method is there for tests of the library alone, so a test of ours watches it.
        """
        with self._lock:
            if self._used is None or time.monotonic() - self._used < seconds:
                return False
            if any(child.is_alive() for child in self._children):
                return False
            # there is no public way to end it, and it keeps the modules it has loaded for ever
            forkserver._forkserver._stop()  # type: ignore[attr-defined]
            self._used = None
            return True

    def start(self, target: Callable[..., object], *arguments: object) -> Child:
        """Start a function in a process of its own; it is given a pipe as its last argument."""
        with self._lock:
            return self._start(target, *arguments)

    def _start(self, target: Callable[..., object], *arguments: object) -> Child:
        mine, its = self._context.Pipe(duplex=False)
        process = self._context.Process(target=target, args=(*arguments, its))
        process.start()
        its.close()
        self._used = time.monotonic()
        self._children = [child for child in self._children if child.is_alive()] + [process]
        return Child(process, mine)
