"""What rules cost, by deciding again: a row one unit looser, or a whole rule left out.

Where decisions are whole numbers, prices of a program with its decisions fixed say nothing of other
decisions, and a solver's own are zero. Leaving a rule out is asked of any model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from optimizer.columns import Longs
from optimizer.deciding import optimise_whole
from optimizer.engine import Engine
from optimizer.plan import Plan, size_of
from optimizer.solver import Outcome

UNIT = 1.0
"""By how much a row is loosened: one unit of money, or one more of what it counts."""


SURE = 1e-6
"""A gain that cannot be more than this share of the value is none."""


@dataclass(frozen=True)
class Gain:
    """What is gained, in points; where only the gap is seen, that it is less than `below`."""

    by: float
    below: float = np.nan


def one_unit_looser(engine: Engine, rows: Longs, best: Plan) -> Iterator[tuple[int, Gain]]:
    """Yield for each row what loosening it by one unit gains over the best plan.

    A row whose answer the time does not allow is left out.
    """
    table = engine.model.rows
    for row in rows.tolist():
        low, high = float(table.lower[row]), float(table.upper[row])
        with moved(engine, {row: (low - UNIT, high + UNIT)}):
            plan = _again(engine, best)
        if plan is not None:
            yield row, gained(plan, best)


def dropped(engine: Engine, owners: list[str], best: Plan) -> Iterator[tuple[str, Gain]]:
    """Yield for each rule what leaving it out gains over the best plan.

    A rule whose answer the time does not allow is left out.
    """
    for name in owners:
        with left_out(engine, name):
            plan = _again(engine, best)
        if plan is not None:
            yield name, gained(plan, best)


def gained(plan: Plan, best: Plan) -> Gain:
    """Return what a plan under looser rules gains over the best one.

    Values are good to their gaps. The gain is told where it is more than these can hide; otherwise
    it is only known to be less than from the value of the one to the bound of the other.
    """
    most = plan.bound - best.value
    if most <= SURE * size_of(best.value, best.points):
        return Gain(0.0)
    return Gain(plan.value - best.value) if plan.value > best.bound else Gain(np.nan, most)


@contextmanager
def left_out(engine: Engine, rule: str) -> Iterator[None]:
    """Let the rows of a rule ask for nothing for a while."""
    table, first = engine.model.rows, engine.model.identities
    rows = [row for row in range(first, len(table)) if table.owner[row] == rule]
    with moved(engine, dict.fromkeys(rows, (-np.inf, np.inf))):
        yield


@contextmanager
def moved(engine: Engine, sides: Mapping[int, tuple[float, float]]) -> Iterator[None]:
    """Let rows have other sides for a while, by number."""
    table = engine.model.rows
    for row, (low, high) in sides.items():
        engine.move(row, low, high)
    try:
        yield
    finally:
        for row in sides:
            engine.move(row, float(table.lower[row]), float(table.upper[row]))


def _again(engine: Engine, known: Plan) -> Plan | None:
    """Return the best plan now that something is looser; nothing if the time did not allow it."""
    outcome, plan = optimise_whole(engine, engine.model.scenario.options.gap, known)
    ended = outcome in (Outcome.OPTIMAL, Outcome.INTERRUPTED) and not engine.stop.is_set()
    return plan if ended else None
