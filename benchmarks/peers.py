"""The same linear program by us and by others, and the same concave program.

    python -m benchmarks.peers [--large] [--sizes N ...] [--periods N] [--money TIMES]
                               [--limit SECONDS] [--json FILE] [--svg FILE]

Everybody gets the same numbers (see `benchmarks.grids`). We start from the scenario: opening the
ledger and writing the rows count. The others start from the finished sparse matrix of the whole
program, which costs them nothing, and build it in the quickest usual way that we know. Each runs
in a process of its own, on its defaults. All optima must agree, or the benchmark fails.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks import idioms
from benchmarks.drawing import growth
from benchmarks.grids import Case, Whole, scenario, whole
from benchmarks.idioms import Timed
from benchmarks.processes import in_process, peak
from benchmarks.registry import Figure, benchmark
from optimizer.engine import Engine
from optimizer.model import Model, build
from scenarios.opening import open_ledger

SIZES: Final = (1_000, 10_000, 50_000)
LARGE: Final = (*SIZES, 200_000, 1_000_000)
SAME: Final = 1e-6
SAME_CURVE: Final = 2e-4
"""How far optima may be apart, as a share: of linear programs, and of curved ones at gap 1e-4."""
FAILED: Final = "failed"


def ours(tolerance: float, model: Callable[[], Model]) -> Timed:
    """Open, build and solve by rounds; what stands outside HiGHS counts as building."""
    since = time.perf_counter()
    engine = Engine(model(), 3600.0)
    _, plan = engine.optimise(tolerance)
    total = time.perf_counter() - since
    if plan is None:
        raise RuntimeError("no plan found")
    solve = engine.clock.seconds["solve"]
    return total - solve, solve, plan.value


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
    why: str = ""

    @property
    def total(self) -> float:
        """Seconds to build and to solve."""
        return self.build + self.solve


def _child(name: str, file: str, case: Case, answers: Any) -> None:
    """Solve one program and answer with seconds, optimum and peak memory."""
    os.setsid()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # solvers greet, whatever they are told
    peer = PEERS[name]
    if peer.run is None:
        asked = scenario(case, peer.curved)
        found = ours(1e-4 if peer.curved else 1e-9, lambda: build(asked, open_ledger(asked)))
    else:
        found = peer.run(Whole.read(file))
    answers.send((*found, peak()))


def _write(file: str, case: Case, curved: bool, answers: Any) -> None:
    """Write the arrays of a program, and answer how many links it has."""
    asked = scenario(case, curved)
    ledger = open_ledger(asked)
    whole(build(asked, ledger), curved).save(file)
    answers.send(ledger.activities)


# --- all runs -------------------------------------------------------------------------------------


def compare(cases: Iterable[Case], limit: float) -> Iterator[Run]:
    """Yield a run of every peer for every case, smallest first; check that all agree.

    A peer that took longer than `limit` seconds is left out from then on.
    """
    slow: set[str] = set()
    for case in cases:
        runs: list[Run] = []
        with tempfile.TemporaryDirectory() as folder:
            links = 0
            for curved in (False, True):
                links = in_process(600, _write, f"{folder}/{curved}.npz", case, curved)
            for peer in PEERS.values():
                if peer.name in slow:
                    run = Run(peer.name, links, case.periods, why="left out: too slow before")
                else:
                    run = _one(peer, f"{folder}/{peer.curved}.npz", case, links, limit)
                if run.why == _too_long(limit):
                    slow.add(peer.name)
                runs.append(run)
                yield run
        check(runs)


def _too_long(limit: float) -> str:
    return f"more than {limit:g} s"


def _one(peer: Peer, file: str, case: Case, links: int, limit: float) -> Run:
    run = Run(peer.name, links, case.periods)
    if peer.lacking:
        return replace(run, why=f"{', '.join(peer.lacking)} not installed")
    try:
        answer = in_process(limit, _child, peer.name, file, case)
    except TimeoutError:
        return replace(run, why=_too_long(limit))
    except EOFError:
        return replace(run, why=FAILED)
    built, solved, value, megabytes = answer
    return Run(peer.name, links, case.periods, built, solved, megabytes, value)


def check(runs: list[Run]) -> None:
    """Raise `ValueError` if two optima of one program differ."""
    for curved, apart in ((False, SAME), (True, SAME_CURVE)):
        found = {run.peer: run.value for run in runs if PEERS[run.peer].curved == curved}
        found = {name: value for name, value in found.items() if not np.isnan(value)}
        first = found.get(OURS_CURVED if curved else OURS, np.nan)
        for name, value in found.items():
            if not abs(value - first) <= apart * abs(first):
                raise ValueError(f"{name} finds {value!r} where we find {first!r}")


@benchmark
def peers() -> list[Figure]:
    """Solve one small program by every peer that is installed; all optima must agree."""
    runs = list(compare([Case(SIZES[0])], 60.0))
    for run in runs:
        if run.why == FAILED:
            raise RuntimeError(f"{run.peer} failed")
        if run.why:
            print(f"  {run.peer}: {run.why}")  # such as a package that is not installed
    return [
        Figure(f"{run.links:,} links, {run.peer}", run.total, "s") for run in runs if not run.why
    ]


def table(runs: list[Run]) -> Iterator[str]:
    """Yield the lines of a table in Markdown."""
    yield "| links | periods | | build s | solve s | total s | against ours | peak MB |"
    yield "|---:|---:|---|---:|---:|---:|---:|---:|"
    base = {(run.links, run.peer): run.total for run in runs if PEERS[run.peer].run is None}
    for run in runs:
        start = f"| {run.links:,} | {run.periods} | {run.peer} |"
        if run.why:
            yield f"{start} {run.why} | | | | |"
            continue
        ratio = run.total / base[run.links, OURS_CURVED if PEERS[run.peer].curved else OURS]
        seconds = " | ".join(f"{part:.3g}" for part in (run.build, run.solve, run.total))
        yield f"{start} {seconds} | {ratio:.2g} | {run.megabytes:,.0f} |"


def about() -> dict[str, str]:
    """Return the versions of everybody who takes part."""
    packages = sorted({name for peer in PEERS.values() for name in peer.needs} | {"numpy"})
    versions = {name: _version(name) or "not installed" for name in packages}
    return {"python": platform.python_version(), "cpus": str(os.cpu_count()), **versions}


def main() -> int:
    """Run all sizes, print the table, and write the figures and the picture if asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers")
    parser.add_argument("--large", action="store_true", help="up to 1,000,000 links")
    parser.add_argument("--sizes", type=int, nargs="+", help="other numbers of links")
    parser.add_argument("--periods", type=int, default=1)
    parser.add_argument("--money", type=float, default=1.0, help="times the usual money")
    parser.add_argument("--limit", type=float, default=120.0, help="seconds a run may take")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--svg", type=Path, help="draw time against links to this file")
    asked = parser.parse_args()
    sizes = sorted(asked.sizes or (LARGE if asked.large else SIZES))
    cases = [Case(size, asked.periods, asked.money) for size in sizes]
    runs: list[Run] = []
    for run in compare(cases, asked.limit):
        runs.append(run)
        print(f"{run.links:>9,} {run.peer:<26}{run.why or f'{run.total:.3f} s'}", file=sys.stderr)
        if asked.json:  # after every run, lest a long comparison be lost
            figures = {"about": about(), "runs": [asdict(each) for each in runs]}
            asked.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    print("\n".join(f"{name} {version}" for name, version in about().items()))
    print("\n".join(table(runs)))
    if asked.svg:
        asked.svg.write_text(growth(_curves(runs)), encoding="utf-8")
    return int(any(run.why == FAILED for run in runs))


def _curves(runs: list[Run]) -> dict[str, list[tuple[float, float]]]:
    curves: dict[str, list[tuple[float, float]]] = {}
    for run in runs:
        if not run.why:
            curves.setdefault(run.peer, []).append((run.links, run.total))
    return curves


if __name__ == "__main__":
    sys.exit(main())
