"""Races: the same program by us and by others, each run in a process of its own.

Everybody gets the same numbers (see `benchmarks.grids`). We start from the scenario: opening the
ledger and writing the rows count. The others start from the finished sparse matrix of the whole
program, which costs them nothing, and build it in the quickest usual way that we know, on their
defaults. How long the opening takes is told apart, so that all can be compared from the same point,
too: the program is there, as rows or as a matrix. Ours and whoever is quick are run several times,
and the middle one counts.
"""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks import idioms
from benchmarks.grids import Case, Whole, scenario, whole
from benchmarks.idioms import Timed
from benchmarks.processes import in_process, peak
from optimizer.engine import Engine
from optimizer.model import Model, build
from scenarios.opening import open_ledger

TIMES: Final = 5
QUICK: Final = 2.0
"""Ours runs so many times, and so does a peer that takes less than this many seconds."""

OUR_LIMIT: Final = 600.0
"""Seconds after which ours is ended: its curve is wanted where nobody else gets to."""

SAME: Final = 1e-6
SAME_CURVE: Final = 2e-4
"""How far optima may be apart, as a share: of linear programs, and of curved ones at gap 1e-4."""
FAILED: Final = "failed"


def ours(tolerance: float, model: Callable[[], Model]) -> tuple[float, float, float, float]:
    """Open, build and solve by rounds; what stands outside HiGHS counts as building.

    Returns seconds to build, to solve, the optimum, and how many of the seconds to build are those
    of opening the ledger and writing the rows.
    """
    since = time.perf_counter()
    program = model()
    opened = time.perf_counter() - since
    engine = Engine(program, 3600.0)
    _, plan = engine.optimise(tolerance)
    total = time.perf_counter() - since
    if plan is None:
        raise RuntimeError("no plan found")
    solve = engine.clock.seconds["solve"]
    return total - solve, solve, plan.value, opened


@dataclass(frozen=True)
class Peer:
    """Who solves: the packages needed, and how; `curved` ones solve the concave program."""

    name: str
    needs: tuple[str, ...]
    run: Callable[[Whole], Timed] | None = None
    curved: bool = False

    @property
    def lacking(self) -> list[str]:
        """Which of the packages are not installed."""
        return [name for name in self.needs if not _version(name)]


def _pulp_cbc(program: Whole) -> Timed:
    return idioms.by_pulp("cbc", program)


def _pulp_highs(program: Whole) -> Timed:
    return idioms.by_pulp("highs", program)


OURS, OURS_CURVED = "deltafund", "deltafund, curves"
PEERS: Final = {
    peer.name: peer
    for peer in (
        Peer(OURS, ()),
        Peer("highspy", ("highspy",), idioms.by_highspy),
        Peer("PuLP + CBC", ("pulp",), _pulp_cbc),
        Peer("PuLP + HiGHS", ("pulp", "highspy"), _pulp_highs),
        Peer("Pyomo + HiGHS", ("pyomo", "highspy"), idioms.by_pyomo),
        Peer("CVXPY + HiGHS", ("cvxpy", "highspy"), idioms.by_cvxpy),
        Peer("linopy + HiGHS", ("linopy", "highspy"), idioms.by_linopy),
        Peer(OURS_CURVED, (), curved=True),
        Peer("CVXPY + Clarabel, curves", ("cvxpy", "clarabel"), idioms.by_clarabel, curved=True),
    )
}


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""


# --- one run, in its own process ------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """What one peer took for one program, or in `why` the reason that there are no figures."""

    peer: str
    links: int
    periods: int
    build: float = np.nan
    solve: float = np.nan
    megabytes: float = np.nan
    value: float = np.nan
    runs: int = 1
    why: str = ""
    opened: float = 0.0

    @property
    def total(self) -> float:
        """Seconds to build and to solve."""
        return self.build + self.solve

    @property
    def program(self) -> float:
        """Seconds from where the program is there: as rows for us, for others as a matrix."""
        return self.total - self.opened


def _child(name: str, file: str, case: Case, answers: Any) -> None:
    """Solve one program and answer with seconds, optimum and peak memory."""
    peer = PEERS[name]
    if peer.run is None:
        asked = scenario(case, peer.curved)
        found = ours(1e-4 if peer.curved else 1e-9, lambda: build(asked, open_ledger(asked)))
    else:
        found = (*peer.run(Whole.read(file)), 0.0)
    answers.send((*found, peak()))


def _write(file: str, case: Case, curved: bool, answers: Any) -> None:
    """Write the arrays of a program."""
    asked = scenario(case, curved)
    whole(build(asked, open_ledger(asked)), curved).save(file)
    answers.send(True)


# --- all runs -------------------------------------------------------------------------------------


def race(
    case: Case,
    limit: float,
    *,
    curved: tuple[bool, ...] = (False, True),
    times: int = TIMES,
    without: Iterable[str] = (),
) -> Iterator[Run]:
    """Yield a run of every peer for a case; at the end check that all agree.

    `curved` says which programs: linear ones, concave ones. A peer is ended after `limit` seconds.
    Those named in `without` are left out, and told to be.
    """
    left_out, runs = set(without), []
    with tempfile.TemporaryDirectory() as folder:
        for peer in (peer for peer in PEERS.values() if peer.curved in curved):
            file = f"{folder}/{peer.curved}.npz"
            if peer.name in left_out:
                run = _not_run(peer, case, "left out: too slow before")
            elif peer.lacking:
                run = _not_run(peer, case, f"{', '.join(peer.lacking)} not installed")
            else:
                if peer.run is not None and not Path(file).exists():
                    in_process(1200, _write, file, case, peer.curved)
                seconds = max(limit, OUR_LIMIT) if peer.run is None else limit
                run = _middle(peer, file, case, seconds, times)
            runs.append(run)
            yield run
    check(runs)


def _middle(peer: Peer, file: str, case: Case, limit: float, times: int) -> Run:
    """Return the middle run of several, or the first one if it is not quick or fails."""
    runs: list[Run] = []
    while len(runs) < times:
        run = _one(peer, file, case, limit)
        if run.why:
            return run
        runs.append(run)
        if peer.run is not None and run.total > QUICK:
            break
    runs.sort(key=lambda run: run.total)
    return replace(runs[len(runs) // 2], runs=len(runs))


def _one(peer: Peer, file: str, case: Case, limit: float) -> Run:
    try:
        answer = in_process(limit, _child, peer.name, file, case)
    except TimeoutError:
        return _not_run(peer, case, too_long(limit))
    except ChildProcessError:
        return _not_run(peer, case, FAILED)
    built, solved, value, opened, megabytes = answer
    if np.isnan(value):
        return _not_run(peer, case, FAILED)
    size = (peer.name, case.exactly, case.periods)
    return Run(*size, built, solved, megabytes, value, opened=opened)


def _not_run(peer: Peer, case: Case, why: str) -> Run:
    return Run(peer.name, case.exactly, case.periods, runs=0, why=why)


def too_long(limit: float) -> str:
    """Return what is said of a run that was ended at its limit."""
    return f"more than {limit:g} s"


def check(runs: list[Run]) -> None:
    """Raise `ValueError` if two optima of one program differ."""
    for curved, apart in ((False, SAME), (True, SAME_CURVE)):
        found = {run.peer: run.value for run in runs if PEERS[run.peer].curved == curved}
        found = {name: value for name, value in found.items() if not np.isnan(value)}
        first = found.get(OURS_CURVED if curved else OURS, np.nan)
        for name, value in found.items():
            if not abs(value - first) <= apart * abs(first):
                raise ValueError(f"{name} finds {value!r} where we find {first!r}")


def about() -> dict[str, str]:
    """Return the versions of everybody who takes part."""
    packages = sorted({name for peer in PEERS.values() for name in peer.needs} | {"numpy"})
    versions = {name: _version(name) or "not installed" for name in packages}
    return {"python": platform.python_version(), "cpus": str(os.cpu_count()), **versions}
