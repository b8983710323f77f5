"""Claim 6: how far we are from what no method could beat that has to solve the final program."""

from __future__ import annotations

import time
from typing import Any, Final

import numpy as np

from benchmarks.claims.verdicts import Measured, claim
from benchmarks.grids import Case, Whole, scenario, whole
from benchmarks.idioms import by_highspy
from benchmarks.processes import in_process
from benchmarks.racing import SAME, SAME_CURVE
from benchmarks.registry import Figure
from benchmarks.written import only, present
from optimizer.engine import Engine
from optimizer.model import build
from optimizer.plan import Plan
from scenarios import load
from scenarios.opening import open_ledger
from scenarios.scenario import Scenario

LINKS: Final = (10_000, 50_000, 200_000)
SHIPPED: Final = "yrd-biomedicine"
TIMES: Final = 5
MOST: Final = 3.0


@claim(6, "3 times the time that HiGHS takes when told which grants the plan has, at most")
def limit() -> Measured:
    """Solve, then give HiGHS only the columns of the final plan, afresh.

    Both start from the written program; for the shipped scenario opening it counts, too. Grids are
    told and not judged: HiGHS needs a few milliseconds for what is left of them, and what we take
    is mostly reading all others once.
    """
    for links in LINKS:
        case = Case(links)
        yield from _against(f"{case.exactly:,} links, curves", case, True, MOST)
        yield from _against(f"{case.exactly:,} links, grid", case, False, None)
    yield from _against(SHIPPED, None, True, MOST)


def _against(name: str, case: Case | None, curved: bool, most: float | None) -> Measured:
    runs = np.array([in_process(600, _child, case, curved) for _ in range(TIMES)])
    opened, solved, least, columns = (float(np.median(part)) for part in runs.T)
    yield Figure(name, solved / least, "times", most=most)
    everything = (opened + solved) / least
    strict = most if case is None else None
    yield Figure(f"{name}, opening the ledger included", everything, "times", most=strict)
    yield Figure(f"{name}, opening and building", opened, "s")
    yield Figure(f"{name}, engine", solved, "s")
    yield Figure(f"{name}, HiGHS on {columns:,.0f} columns", least, "s")


def _child(case: Case | None, curved: bool, answers: Any) -> None:
    """Answer with seconds: to open and build, of the engine, of HiGHS; and its columns."""
    asked = load(SHIPPED) if case is None else scenario(case, curved)
    opened, solved, engine, plan = _ours(asked, 1e-4 if curved else 1e-9)
    program = _funded(engine, plan) if curved else _funded_on_grid(engine, plan)
    built, run, value = by_highspy(program)
    if not abs(value - plan.value) <= (SAME_CURVE if curved else SAME) * abs(plan.value):
        raise ValueError(f"HiGHS finds {value!r} where we find {plan.value!r}")
    answers.send((opened, solved, built + run, len(program.gain)))


def _ours(asked: Scenario, tolerance: float) -> tuple[float, float, Engine, Plan]:
    since = time.perf_counter()
    model = build(asked, open_ledger(asked))
    opened = time.perf_counter()
    engine = Engine(model, 3600.0)
    _, plan = engine.optimise(tolerance)
    ended = time.perf_counter()
    if plan is None:
        raise RuntimeError("no plan found")
    return opened - since, ended - opened, engine, plan


def _funded(engine: Engine, plan: Plan) -> Whole:
    """Return the present program with the money and all segments of the grants of the plan.

    What the last round left out got nothing.
    """
    grants = engine.master.grant_of_columns()
    funded = np.append(np.zeros(len(engine.master.keys), dtype=bool), True)  # -1 is money
    keys = plan.activity * engine.model.ledger.horizon + plan.period
    number = engine.master.numbers(keys[plan.amount > 0])
    funded[number[number >= 0]] = True
    return only(present(engine), funded[grants])


def _funded_on_grid(engine: Engine, plan: Plan) -> Whole:
    """Return the program on the grid with the money and three segments a grant of the plan."""
    keys = plan.activity * engine.model.ledger.horizon + plan.period
    return whole(engine.model, curved=False, keys=keys[plan.amount > 0])
