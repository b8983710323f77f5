"""One-sided slopes of the optimum: what moving a row by a little gains or costs.

Where the basis of the optimum stays feasible, the price that it gives is the slope. Only where it
does not is the program solved again, with all grants priced again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimizer.columns import Longs
from optimizer.engine import MOST_ROUNDS, NUDGE, Engine
from optimizer.plan import Plan, size_of
from optimizer.pricing import Responses
from optimizer.solver import Outcome
from scenarios.ledger import Floats


@dataclass(frozen=True)
class Slope:
    """What loosening a row gains and what tightening it costs, per unit of money.

    An equality is loosened to the side where that gains, if there is one. Infinite if the row
    cannot be tightened.
    """

    row: int
    gains: float
    costs: float


def slopes(engine: Engine, rows: Longs, tolerance: float) -> Iterator[Slope]:
    """Yield the slopes of rows at the optimum that the engine has just found, row by row.

    Grants that would earn less than the share `tolerance` of the value are left out. Raises
    `Stopped`; what was yielded until then stands.
    """
    probe = _Probe(engine, tolerance)
    if not len(rows) or (here := probe.prices()) is None:
        return
    points = 1024 * engine.master.session.points
    steps = NUDGE * engine.model.rows.units(engine.model.ledger.available, points)[0][rows]
    held = engine.master.session.holds(rows, steps)
    for row, step, (up, down) in zip(rows.tolist(), steps.tolist(), held, strict=True):
        price = float(here[row])
        gains = price if up else probe.moved(row, step, -np.inf)
        costs = price if down else probe.moved(row, -step, np.inf)
        most = max(abs(gains), abs(costs))
        yield Slope(row, min(max(gains, -costs, 0.0), most), most)


class _Probe:
    """Solves again with a row moved, and tells the prices."""

    def __init__(self, engine: Engine, tolerance: float) -> None:
        self._engine, self._tolerance = engine, tolerance
        self._known: Floats = np.full(len(engine.model.rows), np.inf)
        self._near = 40 * NUDGE * engine.model.ledger.available

    def moved(self, row: int, step: float, otherwise: float) -> float:
        """Return the price of a row with both sides moved; `otherwise` if nothing is feasible."""
        master = self._engine.master
        lower, upper = float(master.lower[row]), float(master.upper[row])
        if self._out_of_reach(row, upper + step):
            return otherwise
        self._engine.move(row, lower + step, upper + step)
        try:
            prices = self.prices()
        finally:
            self._engine.move(row, lower, upper)
        return otherwise if prices is None else float(prices[row])

    def prices(self) -> Floats | None:
        """Solve, take in what pays, and return the prices; nothing if no plan is feasible."""
        engine = self._engine
        for _ in range(MOST_ROUNDS):
            outcome = engine.run()
            if outcome is Outcome.INFEASIBLE and engine.make_feasible():
                outcome = engine.run()
            if outcome is not Outcome.OPTIMAL:
                return None
            if self._priced_before():
                break
            plan, answers = engine.evaluate()
            worth = self._tolerance * size_of(plan.value, plan.points)
            if not engine.enter(answers, worth) + self._open(plan, answers):
                self._known = plan.prices
                break
        return self._known

    def _priced_before(self) -> bool:
        """Tell whether at these prices all grants were priced before, and none entered."""
        prices = self._engine.prices()
        apart = np.abs(prices - self._known).max(initial=0.0)
        return bool(apart <= 1e-12 * np.abs(prices).max(initial=0.0))

    def _open(self, plan: Plan, answers: Responses) -> int:
        """Cut the curves of grants that begin to get something, close to nothing.

        The first unit is worth more than the first segment of a curve says. Returns how many cuts.
        """
        master = self._engine.master
        amount = np.pad(plan.amount, (0, len(master.keys) - len(plan.amount)))
        wanted = np.maximum(amount, answers.of(master.keys)) > 0
        begun = np.flatnonzero((amount < self._near) & wanted)
        return master.refine(begun, np.full(len(begun), self._near))

    def _out_of_reach(self, row: int, upper: float) -> bool:
        """Tell whether a sum of money that cannot be negative would have to be."""
        rows = self._engine.model.rows
        entries = rows.matrix.data[rows.matrix.indptr[row] : rows.matrix.indptr[row + 1]]
        single = rows.grant_value[rows.grant_row == row]
        return upper < 0 and bool((entries >= 0).all() and (single >= 0).all())
