"""One run watched from outside: what it tells is kept, and it is ended when it has to.

A run ends by itself, because somebody cancels it, because it takes too much memory or time, or
because the worker stops; each of these has its own end. None leaves a process behind.
"""

from __future__ import annotations

import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import structlog
from sqlalchemy.exc import OperationalError

from api.jobs.ends import failed, out_of_memory
from api.jobs.forking import Child, Forks
from api.jobs.starting import begin
from api.settings import Settings
from api.store.work import Ending, Task, Work

LOOK: Final = 0.02
"""Seconds between two looks at a process."""
GRACE: Final = 0.4
"""Seconds that a process has to end by itself when it is told to."""
LATE: Final = 30.0
"""Seconds beyond its time that a run has for reading and for writing its result."""
NEAR: Final = 0.9
"""A process that breaks with so much of its memory taken broke for want of memory."""
TOLD: Final = ("error", "value", "bound", "complete", "digest")
"""What a process tells of its end."""
RETRY: Final = 2.0
"""Seconds between two tries to reach the database."""
log = structlog.get_logger("deltafund.runs")


class Leaving(BaseException):
    """The worker stops, and the run is given back; the queue takes only exceptions for an end."""


class Supervisor:
    """Does runs, each in its own process; `leaving` ends them all, to be done by somebody else."""

    def __init__(self, settings: Settings, work: Work) -> None:
        self._settings, self._work = settings, work
        self._forks = Forks()
        self.leaving = threading.Event()
        self.scratch = settings.data / "scratch"
        self.scheduler = settings.scheduler
        self._count, self._free = 0, threading.Condition()

    def perform(self, name: str) -> str | None:
        """Do a run; return how it ended, or nothing if it was not to be done."""
        with self._counted():
            return self._perform(name)

    def rest(self) -> None:
        """Give memory back where there has been nothing to do for a while."""
        if self._forks.rest():
            log.info("nothing to do")

    def wait(self, seconds: float = 10.0) -> None:
        """Wait until no run is at work."""
        with self._free:
            self._free.wait_for(lambda: self._count == 0, seconds)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        with self._free:
            self._count += 1
        try:
            yield
        finally:
            with self._free:
                self._count -= 1
                self._free.notify_all()

    def _perform(self, name: str) -> str | None:
        task = self._work.take(name, self._settings.crashes)
        if task is None:
            return None
        said = log.bind(run=name, organisation=task.run.organisation)
        said.info("run started", analysis=task.run.analysis, attempt=task.run.attempts)
        self.scratch.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.scratch))
        try:
            ending = self._watched(task, folder)
            kept = self._keep(task, ending)
        except Leaving:
            self._work.give_back(task)
            said.info("run given back")
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        said.info("run ended", state=ending.state, error=(ending.error or {}).get("code"))
        return ending.state if kept else None

    def _watched(self, task: Task, folder: Path) -> Ending:
        """Return how the run ended; what goes wrong in watching it is the end of it, too."""
        try:
            return _Watch(self, self._work, task, folder).ending(self._forks, self._settings.poll)
        except Leaving:
            raise
        except Exception as fault:  # whatever it is, the run must not be at work for ever
            log.exception("watching failed", run=task.run.id)
            return Ending("failed", {"code": "fault", "detail": type(fault).__name__})

    def _keep(self, task: Task, ending: Ending) -> bool:
        """Keep how the run ended, as soon as the database is there."""
        while True:
            try:
                return self._work.end(task, ending)
            except OperationalError as error:
                log.warning("the end of a run waits", run=task.run.id, error=str(error)[:200])
                if self.leaving.wait(RETRY):
                    raise Leaving from error


class _Watch:
    """Watches one process from its start to its end."""

    def __init__(self, owner: Supervisor, work: Work, task: Task, folder: Path) -> None:
        self._owner, self._work, self._task, self._folder = owner, work, task, folder
        self._end: dict[str, Any] | None = None
        self._peak = 0.0

    def ending(self, forks: Forks, poll: float) -> Ending:
        """Start the process, watch it, and return how it ended."""
        run = self._task.run
        since = time.monotonic()
        child = forks.start(begin, self._asked())
        try:
            forced = self._watch(child, since + run.seconds + LATE, poll)
        finally:
            _stop(child)
        return self._of(forced or self._end or self._broken(child))

    def _asked(self) -> dict[str, Any]:
        run = self._task.run
        return {
            "source": self._task.source,
            "form": self._task.form,
            "variant": run.variant,
            "changes": tuple(run.changes),
            "analysis": run.analysis,
            "options": run.options,
            "seconds": run.seconds,
            "megabytes": run.memory,
            "program": run.program,
            "reports": run.reports,
            "folder": self._folder,
            "gathered": self._task.gathered,
            "scheduler": self._owner.scheduler,
            "batch": run.batch is not None,
        }

    def _watch(self, child: Child, deadline: float, poll: float) -> dict[str, Any] | None:
        """Listen until the process has ended; return why it was ended, if it did not do so."""
        looked = time.monotonic()
        while self._listen(child):
            self._peak = max(self._peak, child.megabytes)
            now = time.monotonic()
            if self._owner.leaving.is_set():
                raise Leaving
            if self._peak > self._task.run.memory:
                return out_of_memory(self._task.run.memory)
            if now > deadline:
                return {"state": "timed-out", "complete": False}
            if now - looked >= poll:
                looked = now
                if not self._work.is_wanted(self._task):
                    return {"state": "cancelled"}
        return None

    def _listen(self, child: Child) -> bool:
        """Take in what the process tells; false when it has told its end, or broken off."""
        try:
            while child.pipe.poll(LOOK):
                kind, told = child.pipe.recv()
                if kind == "ended":
                    self._end = told
                    return False
                self._work.tell(self._task, told)
        except (EOFError, OSError):
            return False
        return True

    def _broken(self, child: Child) -> dict[str, Any]:
        """Return the end of a process that broke off without a word."""
        code = child.process.exitcode
        killed = code is not None and -code in (signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV)
        if killed and self._peak > NEAR * self._task.run.memory:
            return out_of_memory(self._task.run.memory)
        if code == -signal.SIGKILL:
            words = "the process was killed from outside, as a machine without memory does"
            return failed("killed", words)
        return failed("fault", f"the process broke off with exit code {code}")

    def _of(self, told: dict[str, Any]) -> Ending:
        provenance = told.get("provenance")
        if provenance is not None:
            worker, attempt = self._work.worker, self._task.run.attempts
            provenance = provenance | {"worker": worker, "attempt": attempt}
        files = tuple((name, media, self._folder / at) for name, media, at in told.get("files", ()))
        fields: dict[str, Any] = {name: told.get(name) for name in TOLD}
        return Ending(told["state"], provenance=provenance, files=files, **fields)


def _stop(child: Child) -> None:
    """End the process: ask it first, and do not ask twice."""
    if child.process.is_alive():
        child.process.terminate()
        child.process.join(GRACE)
    if child.process.is_alive():
        child.process.kill()
    child.process.join()
    child.pipe.close()
