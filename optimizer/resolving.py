"""What rules cost where decisions are whole numbers: by deciding again.

Prices of a program with its decisions fixed say nothing of other decisions, and a solver's own are
zero. So a row is loosened by one whole unit, or a rule left out altogether, and everything is
decided again.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.columns import Longs
from optimizer.deciding import optimise_whole
from optimizer.engine import Engine
from optimizer.solver import Outcome

UNIT = 1.0
"""By how much a row is loosened: one unit of money, or one more of what it counts."""


def one_unit_looser(engine: Engine, rows: Longs, value: float) -> Iterator[tuple[int, float]]:
    """Yield for each row what loosening it by one unit gains over `value`, in points.

    A row whose answer the time does not allow is left out.
    """
    table = engine.model.rows
    for row in rows.tolist():
        low, high = float(table.lower[row]), float(table.upper[row])
        gain = _gain(engine, {row: (low - UNIT, high + UNIT)}, value)
        if gain is not None:
            yield row, gain / UNIT


def dropped(engine: Engine, owners: list[str], value: float) -> Iterator[tuple[str, float]]:
    """Yield for each rule what leaving it out gains over `value`, in points."""
    owner = np.array(engine.model.rows.owner)
    for name in owners:
        here = np.flatnonzero(owner == name)
        here = here[here >= engine.model.identities]
        gain = _gain(engine, {row: (-np.inf, np.inf) for row in here.tolist()}, value)
        if gain is not None:
            yield name, gain


def _gain(engine: Engine, moved: dict[int, tuple[float, float]], value: float) -> float | None:
    """Return what the moved sides gain over `value`; nothing if the time did not allow it."""
    table = engine.model.rows
    for row, (low, high) in moved.items():
        engine.master.move(row, low, high)
    try:
        outcome, plan = optimise_whole(engine, engine.model.scenario.options.gap)
    finally:
        for row in moved:
            engine.master.move(row, float(table.lower[row]), float(table.upper[row]))
    ended = outcome in (Outcome.OPTIMAL, Outcome.INTERRUPTED) and not engine.stop.is_set()
    return max(0.0, plan.value - value) if plan is not None and ended else None
