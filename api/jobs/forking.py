"""New processes at once: a small server that has loaded everything copies itself for each run.

Loading the optimizer takes more than a second, which a burst of short runs could not bear. The
server is started with the first run; it ends with the process that started it, and so do the
copies.
"""

from __future__ import annotations

import multiprocessing
import os
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Final

PAGE: Final = os.sysconf("SC_PAGE_SIZE")
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
    """Starts processes in which `api.jobs.child` is loaded already."""

    def __init__(self) -> None:
        self._context: ForkServerContext = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["api.jobs.child", "api.jobs.starting"])
        for name in SINGLE:
            os.environ.setdefault(name, "1")

    def start(self, target: object, *arguments: object) -> Child:
        """Start a function in a process of its own; it is given a pipe as its last argument."""
        mine, its = self._context.Pipe(duplex=False)
        process = self._context.Process(target=target, args=(*arguments, its))  # type: ignore[arg-type]
        process.start()
        its.close()
        return Child(process, mine)
