"""Claims 10 to 12: draws of uncertain returns, coalitions, and two workers in place of one."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from statistics import median
from typing import Any, Final

import numpy as np

from benchmarks.claims.verdicts import Measured, claim
from benchmarks.idioms import by_pulp
from benchmarks.processes import in_process
from benchmarks.racing import SAME
from benchmarks.registry import Figure
from benchmarks.written import present
from optimizer.analyses.cautious import Caution
from optimizer.analyses.coalition import Asking as Weigh
from optimizer.analyses.coalition import weigh_coalitions
from optimizer.analyses.ensemble import Asking, Ensemble, draw_ensemble
from optimizer.course import Course
from optimizer.engine import Engine
from optimizer.executors import Workers
from optimizer.master import UNSURE
from optimizer.model import build
from scenarios import load
from scenarios.drawing import draw, drawn, seeded
from scenarios.opening import open_ledger
from scenarios.uncertainty import ASSUMED

NAME: Final = "yrd-biomedicine"
COLD: Final = 3
"""How many draws are solved cold, of which the middle one counts."""
DRAWS: Final = 500
"""How many draws are solved, in place of a thousand."""
KEEPING: Final = {"MALLOC_TRIM_THRESHOLD_": 134_217_728, "MALLOC_MMAP_THRESHOLD_": 33_554_432}
"""What the environment of a Dask worker says of its memory, as docs/scaling.md has it."""


@claim(10, "1,000 draws of uncertain returns: 15 times as fast as PuLP + HiGHS afresh each time")
def ensemble() -> Measured:
    """Draw an ensemble in one process, opening and base plan included, against cold solves."""
    cold = median(in_process(1800, _cold))
    seconds, found = in_process(1800, _draw, 1)
    yield Figure("a draw", cold / (seconds / found), "times as fast", least=15)
    yield Figure("PuLP + HiGHS, all grants", cold, "s a draw")
    yield Figure("ours", seconds / found, "s a draw")


@claim(11, "all coalitions of 4 jurisdictions: under the time of 10 cold solves by PuLP + HiGHS")
def coalition() -> Measured:
    """Weigh all 15 coalitions, each bound by the rules it can keep."""
    cold = median(in_process(1800, _cold))
    ours = in_process(1800, _weigh)
    yield Figure("15 coalitions", ours / cold, "cold solves", most=10)
    yield Figure("15 coalitions take", ours, "s")


@claim(12, "draws on two processes 1.8 times, on two Dask workers 1.7 times as fast as on one")
def workers() -> Measured:
    """Draw the same ensemble on one process and on two workers, opening and base plan included."""
    one, found = in_process(1800, _draw, 1)
    ways = [("processes", _draw, 1.8)]
    if find_spec("distributed"):
        ways.append(("Dask workers", _draw_by_dask, 1.7))
    else:
        yield "distributed is not installed: Dask was not measured"
    for name, way, least in ways:
        two, same = in_process(1800, way, 2)
        if found != same:
            raise ValueError(f"{found} draws on one process, {same} on two {name}")
        yield Figure(f"{found} draws on two {name}", one / two, "times as fast", least=least)


def _cold(answers: Any) -> None:
    """Answer with PuLP's seconds for some draws, building included; our bounds must hold."""
    scenario = load(NAME)
    model = build(scenario, open_ledger(scenario))
    seconds = []
    for number in range(COLD):
        rng = seeded(1, number)
        ledger = drawn(model.ledger, draw(scenario, model.ledger, ASSUMED, rng))
        engine = Engine(replace(model, ledger=ledger), 3600.0)
        _, plan = engine.optimise(1e-4)
        whole = Engine(engine.model, 3600.0)
        every = np.arange(ledger.activities * ledger.horizon)
        rest = np.setdiff1d(every, whole.master.keys)
        whole.master.enter(rest, np.full(len(rest), UNSURE * ledger.available))
        built, solved, value = by_pulp("highs", present(whole))
        if plan is None or value > plan.bound * (1 + SAME):
            raise ValueError(f"PuLP finds {value!r}, above our bound")
        seconds.append(built + solved)
    answers.send(seconds)


def _draw(workers: int, answers: Any) -> None:
    """Answer with the seconds of the ensemble, and how many draws were solved."""
    answers.send(_timed(Workers(workers)))


def _draw_by_dask(workers: int, answers: Any) -> None:
    """Do the same with the workers of a Dask cluster, which are there already."""
    os.environ.update({name: str(size) for name, size in KEEPING.items()})
    deploy = import_module("distributed.deploy.local")
    local = {"threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with deploy.LocalCluster(n_workers=workers, **local) as cluster:
        answers.send(_timed(Workers(scheduler=cluster.scheduler_address)))


def _timed(workers: Workers) -> tuple[float, int]:
    scenario = load(NAME)
    asked = Asking(draws=DRAWS, workers=workers, caution=Caution(weight=0))
    since = time.perf_counter()
    found: Ensemble = draw_ensemble(scenario, open_ledger(scenario), Course(), asked)
    return time.perf_counter() - since, len(found.table("draws"))


def _weigh(answers: Any) -> None:
    """Answer with the seconds of all coalitions."""
    scenario = load(NAME)
    since = time.perf_counter()
    found = weigh_coalitions(scenario, open_ledger(scenario), Course(), Weigh())
    if not found.complete:
        raise RuntimeError("not all coalitions were weighed")
    answers.send(time.perf_counter() - since)
