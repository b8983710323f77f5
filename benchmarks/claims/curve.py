"""Claim 9: value against a bound, fifty points of it."""

from __future__ import annotations

import time
from statistics import median
from typing import Any, Final

import numpy as np

from benchmarks.claims.verdicts import Measured, claim
from benchmarks.idioms import by_pulp
from benchmarks.processes import in_process
from benchmarks.racing import SAME
from benchmarks.registry import Figure
from benchmarks.written import present
from optimizer.analyses.frontier import draw
from optimizer.course import Course
from optimizer.engine import Engine
from optimizer.master import UNSURE
from optimizer.model import build
from scenarios import load
from scenarios.bounds import find_bound
from scenarios.opening import open_ledger

AGAINST: Final = "rules.fair-return.floor"
POINTS: Final = 50
COLD: Final = (5, 25, 45)
"""The points that PuLP solves; all fifty would take it most of an hour."""
LEAST: Final = 10.0


@claim(9, "a frontier of 50 points: 10 times as fast as 50 times PuLP + HiGHS afresh")
def curve() -> Measured:
    """Draw the frontier of `yrd-biomedicine` against what everybody gets back.

    Ours is the whole analysis: where the curve begins and ends is found, every point is proved to
    0.01 %, and its grants and payments are told. PuLP gets all grants in three segments each,
    since without an engine nobody knows which of them matter, and builds the program anew for
    each point; the middle one of three points counts, fifty times.
    """
    ours, cold = in_process(1800, _child)
    theirs = median(seconds for _, seconds in cold) * POINTS
    yield Figure(f"{POINTS} points", theirs / ours, "times as fast", least=LEAST)
    yield Figure("ours, in all", ours, f"s ({ours / POINTS:.3g} s a point)")
    for bound, seconds in cold:
        yield Figure(f"PuLP + HiGHS at {bound:.3g}", seconds, "s")


def _child(answers: Any) -> None:
    """Answer with our seconds for all points, and PuLP's for some of them."""
    scenario = load("yrd-biomedicine")
    ledger = open_ledger(scenario)
    since = time.perf_counter()
    frontier = draw(scenario, ledger, Course(), against=AGAINST, points=POINTS)
    ours = time.perf_counter() - since
    points = frontier.table("points")
    if len(points) != POINTS or not points["feasible"].all():
        raise RuntimeError("a point of the frontier has no plan")
    cold = []
    for number in COLD:
        bound, proved = points.loc[number, ["bound", "proved"]]
        seconds, value = _cold(float(bound))
        if value > proved * (1 + SAME):
            raise ValueError(f"PuLP finds {value!r} at {bound!r}, above our bound of {proved!r}")
        cold.append((float(bound), seconds))
    answers.send((ours, cold))


def _cold(bound: float) -> tuple[float, float]:
    """Return PuLP's seconds to build and solve the whole program at a bound, and its optimum."""
    scenario = find_bound(load("yrd-biomedicine"), AGAINST).at(bound)
    if scenario is None:
        raise RuntimeError(f"{AGAINST} cannot be {bound!r}")
    engine = Engine(build(scenario, open_ledger(scenario)), 3600.0)
    every = np.arange(engine.model.ledger.activities * engine.model.ledger.horizon)
    rest = np.setdiff1d(every, engine.master.keys)
    engine.master.enter(rest, np.full(len(rest), UNSURE * engine.model.ledger.available))
    built, solved, value = by_pulp("highs", present(engine))
    return built + solved, value
