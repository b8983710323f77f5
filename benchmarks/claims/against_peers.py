"""Claims 1 to 3: the same linear program by us and by the fastest peer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from benchmarks.claims.verdicts import Measured, claim
from benchmarks.grids import Case
from benchmarks.racing import FAILED, OURS, PEERS, Run, race
from benchmarks.registry import Figure

SMALL: Final = (1_000, 10_000, 14_600)


@claim(1, "up to 15,000 links: never slower than the fastest peer on the same program")
def small() -> Measured:
    """Race at three sizes, from where the program is there; the opening is told besides."""
    for links in SMALL:
        runs = list(race(Case(links), 120, curved=(False,)))
        yield _same_start(runs)
        yield from faster(runs)
        yield from told(runs)


@claim(2, "50,000 links in 3 periods: 8 times as fast as the fastest peer, building included")
def periods() -> Measured:
    """Race with three periods."""
    runs = list(race(Case(50_000, periods=3), 120, curved=(False,)))
    yield from faster(runs, 8)
    yield from told(runs)


@claim(3, "1,000,000 links: 20 times as fast as the fastest peer, in a fifth of its memory")
def million() -> Measured:
    """Race with a limit of five minutes each."""
    runs = list(race(Case(1_000_000), 300, curved=(False,)))
    yield from faster(runs, 20)
    yield from smaller(runs, 0.2)
    yield from told(runs)


def faster(runs: list[Run], least: float | None = None) -> Iterator[Figure]:
    """Yield how many times as long as we the fastest peer takes; our opening counts."""
    ours, best = _ours(runs), _fastest(runs)
    ratio = best.total / ours.total if best else np.nan
    unit = "times our time" if least is not None else "times our time, opening the ledger included"
    yield Figure(_takes(runs, best), ratio, unit, least=least)


def _same_start(runs: list[Run]) -> Figure:
    """Return how many times as long as we the fastest peer takes from the written program on."""
    ours, best = _ours(runs), _fastest(runs)
    ratio = best.program / ours.program if best else np.nan
    return Figure(_takes(runs, best), ratio, "times our time", least=1)


def _takes(runs: list[Run], best: Run | None) -> str:
    return f"{runs[0].links:,} links, {best.peer if best else 'fastest peer'} takes"


def smaller(runs: list[Run], most: float) -> Iterator[Figure]:
    """Yield our peak memory as a share of that of the fastest peer."""
    ours, best = _ours(runs), _fastest(runs)
    ratio = ours.megabytes / best.megabytes if best else np.nan
    yield Figure("our peak memory", ratio, "of its", most=most)


def told(runs: list[Run]) -> Measured:
    """Yield the seconds and the memory of everybody, and who did not finish, and why."""
    for run in runs:
        name = f"{run.links:,} links, {run.peer}"
        if run.why:
            yield f"{name}: {run.why}"
        else:
            yield Figure(name, run.total, f"s ({run.megabytes:,.0f} MB, {run.runs} runs)")


def _ours(runs: list[Run]) -> Run:
    (ours,) = (run for run in runs if run.peer == OURS)
    return ours


def _fastest(runs: list[Run]) -> Run | None:
    """Return the fastest peer that finished; none if one of them could not take part."""
    peers = [run for run in runs if PEERS[run.peer].run is not None]
    if any(not run.runs and _absent(run) for run in peers):
        return None
    return min((run for run in peers if not run.why), key=lambda run: run.total, default=None)


def _absent(run: Run) -> bool:
    """Tell whether a peer had no chance to run, which says nothing about its speed."""
    return run.why == FAILED or bool(PEERS[run.peer].lacking)
