"""Claim 8: a right-hand side is moved, and the program solved again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median
from typing import Any, Final

import numpy as np

from benchmarks.claims.verdicts import Measured, claim
from benchmarks.idioms import by_pulp
from benchmarks.processes import in_process
from benchmarks.racing import SAME, SAME_CURVE
from benchmarks.registry import Figure
from benchmarks.written import present
from optimizer.engine import Engine
from optimizer.model import Model, build
from optimizer.plan import Plan
from optimizer.solver import Outcome
from scenarios import load
from scenarios.opening import open_ledger

SHARES: Final = (-0.02, 0.05)
"""How far each right-hand side is moved, as a share of it."""
GAP: Final = 1e-4
LEAST: Final = 20.0


@claim(8, "a right-hand side moved and solved again: 20 times as fast as PuLP + HiGHS afresh")
def moved() -> Measured:
    """Move one binding row of every rule of `yrd-biomedicine`, and back; the middle move counts."""
    moves = in_process(1200, _child)
    ratios = [theirs / ours for _, ours, theirs in moves]
    yield Figure(f"middle of {len(moves)} moves", median(ratios), "times as fast", least=LEAST)
    for (name, ours, theirs), ratio in zip(moves, ratios, strict=True):
        yield Figure(name, ratio, f"times as fast: {ours:.3g} s against {theirs:.3g} s")


def _child(answers: Any) -> None:
    """Answer with each move: its name, our seconds, theirs."""
    asked = load("yrd-biomedicine")
    engine = Engine(build(asked, open_ledger(asked)), 3600.0)
    plan = _optimal(engine)
    rows = engine.model.rows
    moves = []
    for row in binding(engine.model, plan):
        name = f"{rows.owner[row]} {' '.join(rows.at[row])}"
        for share in SHARES:
            ours, theirs = _move(engine, row, share)
            moves.append((f"{name} {share:+.0%}", ours, theirs))
    answers.send(moves)


def binding(model: Model, plan: Plan) -> Iterator[int]:
    """Yield, for every rule, the row with the highest price that has a side to move, if any."""
    rows = model.rows
    side = np.where(np.isfinite(rows.lower), rows.lower, rows.upper)
    price = np.abs(plan.prices) * (np.isfinite(side) & (side != 0))
    owners = np.array(rows.owner)
    for owner in dict.fromkeys(rows.owner[model.identities :]):
        here = np.flatnonzero(owners == owner)
        row = int(here[np.argmax(price[here])])
        if price[row] > 0:
            yield row


def _move(engine: Engine, row: int, share: float) -> tuple[float, float]:
    """Return our seconds to move a row and solve, and theirs to build that program and solve."""
    rows = engine.model.rows
    low, high = float(rows.lower[row]), float(rows.upper[row])
    sides = (low * (1 + share), high * (1 + share))
    since = time.perf_counter()
    engine.move(row, *sides)
    plan = _optimal(engine)
    ours = time.perf_counter() - since
    built, solved, value = by_pulp("highs", present(engine))
    if not abs(value - plan.value) <= SAME_CURVE * abs(plan.value):
        raise ValueError(f"PuLP finds {value!r} where we find {plan.value!r}")
    if value > plan.bound + SAME * abs(plan.bound):
        raise ValueError(f"PuLP finds {value!r}, above our bound of {plan.bound!r}")
    engine.move(row, low, high)
    _optimal(engine)
    return ours, built + solved


def _optimal(engine: Engine) -> Plan:
    outcome, plan = engine.optimise(GAP)
    if outcome is not Outcome.OPTIMAL or plan is None:
        raise RuntimeError(f"ended as {outcome.value}")
    return plan
