"""One run in a process of its own: whatever it eats or breaks, it dies alone.

The process ends with its parent, does not get more memory than the run may have, and stops with
what it has when it is told to (SIGTERM). It writes the result into a folder and tells the rest over
a pipe: `progress` with how far it is, then `ended` with how it ended.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
import resource
import signal
import sys
import threading
import time
from concurrent.futures import wait
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from api.analyses import BY_NAME, SOLVE
from api.documents import problems_document, versions_document
from api.gathering import Gathered
from api.jobs.ends import failed, out_of_memory
from api.reports.blocks import Report
from api.reports.composing import analysis_report, report
from api.reports.dossier import Asked, Dossier
from api.reports.html import html
from api.reports.tables import TABLES, Answer, write_csv
from api.reports.workbook import write_analysis_workbook, write_workbook
from api.uploads import XLSX, reread
from optimizer import solve
from optimizer.allocation import Allocation
from optimizer.analyses.analysis import Analysis
from optimizer.clock import Stopped
from optimizer.cluster import ClusterError
from optimizer.course import Course, Step
from optimizer.engine import Progress
from optimizer.executors import Workers, abandon
from scenarios.ledger import Ledger
from scenarios.problems import ScenarioError
from scenarios.scenario import Scenario
from scenarios.words import Language

PR_SET_PDEATHSIG: Final = 1
NICENESS: Final = 5
"""Whoever serves requests goes first."""
OFTEN: Final = 0.2
"""Seconds between two words of how far a run is."""
LOOK: Final = 0.1
"""Seconds between two looks whether a solve elsewhere is to stop."""
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")
STATES: Final = {"optimal": "succeeded", "infeasible": "infeasible", "timeout": "timed-out"}


@dataclass(frozen=True)
class Job:
    """What the process is told to do."""

    source: bytes
    form: str
    variant: str | None
    changes: tuple[str, ...]
    analysis: str
    options: dict[str, Any]
    seconds: float
    megabytes: int
    program: bool
    reports: bool
    folder: Path
    parent: int
    gathered: Gathered | None = None
    scheduler: str | None = None
    batch: bool = False

    @property
    def workers(self) -> Workers:
        """Who does its sweeps."""
        return Workers(1, self.scheduler)


def work(job: Job, pipe: Connection) -> None:
    """Do the job and tell how it ended; the entry of the process."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda number, frame: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _confine(job)
    try:
        told = _told(job, pipe, stop)
    except Stopped:
        told = {"state": "cancelled"}
    except ClusterError as error:
        problems = problems_document(error.problems)["problems"]
        told = failed("no-cluster", error.problems[0].say("en"), problems=problems)
    except ScenarioError as error:
        problems = problems_document(error.problems)["problems"]
        told = failed("bad-scenario", "the scenario cannot be used", problems=problems)
    except MemoryError:
        told = out_of_memory(job.megabytes)
    except Exception as fault:  # whatever it is, it is our fault, and the run says so
        told = failed("fault", f"{type(fault).__name__}: {fault}"[:500])
        print(f"run failed: {type(fault).__name__}: {fault}", file=sys.stderr)
    pipe.send(("ended", told))
    pipe.close()
    os._exit(0)


def _confine(job: Job) -> None:
    """End with the parent, be the first that a full machine ends, and take no more than allowed."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != job.parent:
        os._exit(1)  # it died before this was set
    os.nice(NICENESS)
    Path("/proc/self/oom_score_adj").write_text("1000")
    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    most = mapped + job.megabytes * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


# --- the work -------------------------------------------------------------------------------------


def _told(job: Job, pipe: Connection, stop: threading.Event) -> dict[str, Any]:
    since = time.perf_counter()
    loaded = reread(job.source, job.form, job.variant, job.changes)
    asked = loaded.scenario
    answer = _answer(job, _limited(asked, job.seconds), loaded.open(), _Teller(pipe), stop)
    told = _of_allocation(answer) if isinstance(answer, Allocation) else _of_analysis(answer, stop)
    if told["state"] == "cancelled":
        return told
    answer = replace(answer, scenario=asked)  # as it was asked, with the time limit that it names
    files = _write(answer, job)
    provenance = versions_document() | {
        "scenario": asked.digest,
        "variant": job.variant,
        "changes": list(job.changes),
        "analysis": job.analysis,
        "options": job.options,
        "seconds_allowed": job.seconds,
        "megabytes_allowed": job.megabytes,
        "seconds": round(time.perf_counter() - since, 3),
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    digest = hashlib.sha256((job.folder / "result.json").read_bytes()).hexdigest()
    return told | {"files": files, "digest": digest, "provenance": provenance}


def _limited(scenario: Scenario, seconds: float) -> Scenario:
    """Return the scenario with the time that the run may take."""
    options = scenario.options.model_copy(update={"time_limit": seconds})
    return scenario.model_copy(update={"options": options})


def _answer(
    job: Job, scenario: Scenario, ledger: Ledger, teller: _Teller, stop: threading.Event
) -> Allocation | Analysis:
    kind = BY_NAME[job.analysis]
    if kind.name == SOLVE:
        lp = job.folder / "program.lp" if job.program else None
        if job.scheduler is not None and job.batch and lp is None:
            return _solved_elsewhere(scenario, job, stop)
        return solve(scenario, ledger, watch=teller.round, stop=stop, lp=lp)
    options = kind.options.model_validate(job.options)
    given = {name: getattr(options, name) for name in type(options).model_fields}
    house = {"gathered": job.gathered, "workers": job.workers}
    given |= {name: house[name] for name in kind.takes}
    course = Course(teller.step, stop, job.seconds)
    return kind.function(scenario, ledger, course, **given)


def _solved_elsewhere(scenario: Scenario, job: Job, stop: threading.Event) -> Allocation:
    """Have a worker of the cluster solve; when it is to stop, what that worker finds is dropped.

    The worker cannot be told to stop, but keeps the time limit of the scenario. Raises `Stopped`.
    """
    executor = job.workers.open()
    try:
        future = executor.submit(solve, scenario)
        while not wait([future], LOOK).done:
            if stop.is_set():
                raise Stopped("interrupt")
        return future.result()
    finally:
        abandon(executor)


class _Teller:
    """Tells how far the work is, not too often."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe, self._last = pipe, 0.0

    def round(self, progress: Progress) -> None:
        """Tell of a round of a solve."""
        value, bound = progress.value, progress.bound
        self._tell({"round": progress.round, "value": value, "bound": bound, "gap": progress.gap})

    def step(self, step: Step) -> None:
        """Tell of a step of an analysis."""
        self._tell({"done": step.done, "of": step.of or None, "part": step.at})

    def _tell(self, data: dict[str, Any]) -> None:
        if time.monotonic() - self._last >= OFTEN:
            self._last = time.monotonic()
            self._pipe.send(("progress", data))


def _of_allocation(answer: Allocation) -> dict[str, Any]:
    state = STATES.get(answer.status)
    if state is None:  # stopped early, with a plan or without
        by_time = answer.stopped_by == "time_limit"
        asked = answer.stopped_by == "interrupt" or answer.status == "interrupted"
        state = "timed-out" if by_time else "cancelled" if asked else "succeeded"
    complete = answer.status in ("optimal", "infeasible")
    return {"state": state, "value": answer.value, "bound": answer.bound, "complete": complete}


def _of_analysis(answer: Analysis, stop: threading.Event) -> dict[str, Any]:
    if answer.complete:
        return {"state": "succeeded", "complete": True}
    return {"state": "cancelled" if stop.is_set() else "timed-out", "complete": False}


# --- the result -----------------------------------------------------------------------------------


def _write(answer: Allocation | Analysis, job: Job) -> list[tuple[str, str, str]]:
    """Write the result in all its forms; return name, media type and file of each."""
    folder = job.folder
    text = json.dumps(answer.as_json(), ensure_ascii=False, allow_nan=False)
    (folder / "result.json").write_text(text, encoding="utf-8")
    files = [("result.json", "application/json", "result.json")]
    if job.reports:
        files += _reports(answer, job)
    for table in _tables(answer):
        write_csv(answer, table, folder / f"{table}.csv")
        files.append((f"tables/{table}.csv", "text/csv", f"{table}.csv"))
    if job.program:
        files.append(("program.lp", "text/plain", "program.lp"))
    return files


def _reports(answer: Allocation | Analysis, job: Job) -> list[tuple[str, str, str]]:
    """Write the result for people: a workbook and a report in each language."""
    files, folder = [], job.folder
    for language in LANGUAGES:
        told = _report(answer, job.analysis, language)
        name = f"result.{language}.xlsx"
        if isinstance(answer, Allocation):
            write_workbook(answer, folder / name, language, told)
        else:
            write_analysis_workbook(answer, folder / name, language, told)
        files.append((name, XLSX, name))
        name = f"result.{language}.html"
        (folder / name).write_text(html(told, language), encoding="utf-8")
        files.append((name, "text/html; charset=utf-8", name))
    return files


def _report(answer: Allocation | Analysis, name: str, language: Language) -> Report:
    """Return the answer as a report for people."""
    if isinstance(answer, Allocation):
        return report(Dossier(answer, language))
    return analysis_report(Asked(answer, BY_NAME[name].show), language)


def _tables(answer: Answer) -> list[str]:
    names = TABLES if isinstance(answer, Allocation) else tuple(answer.tables)
    return [name for name in names if len(answer.tables[name].columns)]
