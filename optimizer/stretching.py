"""Can the rules be kept where one of them speaks of points? An engine whose rules may stretch.

What grants achieve is curved, so the least stretch is a concave program like the scenario's own:
the same loop of pricing, refinement and proof finds it, with nothing but the stretch as its aim.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np
import scipy.sparse as sp

from optimizer.aiming import Aim
from optimizer.clock import Stopped
from optimizer.columns import Longs
from optimizer.feasibility import Feasibility, elastic_columns
from optimizer.model import Model
from optimizer.plan import Plan
from optimizer.rows import Owned
from optimizer.solver import Outcome
from scenarios.ledger import Floats
from scenarios.problems import ModelError
from scenarios.rules.base import Extra

FORBIDDEN: Final = 1e4
"""What it costs to stretch a side that must not: a curve that is cut too coarsely still may."""

EXACT: Final = 1e-5
"""Gap of the least stretch, as a share of a hundredth of all points."""


class Elastic:
    """A model whose rules may stretch: one more number for each finite side of their rows.

    `money` is how much of it counts like a point.
    """

    def __init__(self, model: Model, money: float) -> None:
        rows = model.rows
        self.model, self.money = model, money
        self.units = np.where(rows.counts, model.ledger.available / 1024, 1.0)
        self.units = np.where(rows.of_points, money, self.units)
        columns, self.row, self.low = elastic_columns(model, self.units)
        extras = tuple(
            Owned("stretch", Extra(("stretch", str(number)), most, _unknown))
            for number, most in enumerate(self._most().tolist())
        )
        table = replace(
            rows,
            extra=sp.csr_array(sp.hstack([rows.extra, columns], format="csr")),
            extras=(*rows.extras, *extras),
        )
        self.stretchable = replace(model, rows=table, aims=(self.aim(np.ones(len(extras))),))

    def aim(self, weight: Floats) -> Aim:
        """Return the aim of stretching as little as possible, in points."""
        own = np.zeros(len(self.model.rows.extras))
        return Aim(0.0, np.concatenate([own, -weight / self.money]), ())

    def _most(self) -> Floats:
        """Return how far each side could ever have to stretch, in money."""
        rows, ledger = self.model.rows, self.model.ledger
        side = np.where(np.isfinite(rows.lower), np.abs(rows.lower), 0.0)
        side += np.where(np.isfinite(rows.upper), np.abs(rows.upper), 0.0)
        largest = np.ravel(abs(rows.matrix).max(axis=1).todense()) if rows.matrix.nnz else 0.0
        named = np.zeros(len(rows))
        np.maximum.at(named, rows.grant_row, np.abs(rows.grant_value))
        own = abs(rows.extra) @ np.maximum(np.abs(rows.least_extra), rows.most_extra)
        most = side + 2 * (largest + named) * ledger.available + own
        return np.asarray((most * self.units)[self.row])


def _unknown(money: Any) -> float:
    raise ModelError("by how much a rule stretches does not follow from money")


class PointsFeasibility(Feasibility):
    """Asks an engine of a stretchable model, warm from one question to the next."""

    def __init__(self, elastic: Elastic, engine: Any) -> None:
        self.model = elastic.model
        self.elastic_row, self.elastic_low = elastic.row, elastic.low
        self.prices = np.zeros(len(self.model.rows))
        self.nothing = 1e-6 * self.model.ledger.available
        self._elastic, self._engine = elastic, engine
        self._plan: Plan | None = None

    @property
    def unit(self) -> Floats:
        """How much money counts as one unit of what each elastic number's row is about."""
        return np.asarray(self._elastic.units[self.elastic_row])

    @property
    def is_large(self) -> bool:
        """Whether there are whole numbers: curves cut coarsely prove nothing of these."""
        return bool(self.model.rows.whole.any())

    def move(self, row: int, lower: float, upper: float) -> None:
        """Move both sides of a row."""
        self._engine.move(row, lower, upper)

    def bound_extras(self, least: Floats, most: Floats) -> None:
        """Bound the rules' own numbers; they must lie within their usual bounds."""
        own = len(least)
        usual = (side[own:] for side in self._engine.room)
        sides = (np.concatenate(pair) for pair in zip((least, most), usual, strict=True))
        self._engine.bound_extras(*sides)

    def stretched(self, weight: Floats, whole: bool = True) -> Floats:
        """Return by how much each side of each rule's row must stretch, least in weighted total.

        `weight` has one price a side; an infinite one forbids the side to stretch. Numbers are
        asked for as if they need not be whole. Raises `Stopped`.
        """
        self._engine.aim_at(self._elastic.aim(np.where(np.isinf(weight), FORBIDDEN, weight)))
        outcome, plan = self._engine.optimise(EXACT)
        if plan is None:
            if outcome in (Outcome.TIMEOUT, Outcome.INTERRUPTED):
                raise Stopped(outcome.value)
            raise ModelError("a program whose rules may stretch has no solution")
        if outcome is Outcome.TIMEOUT or self._engine.stop.is_set():
            raise Stopped(outcome.value)
        self._plan = plan
        self.prices = plan.prices * self._elastic.units * self._elastic.money
        return np.asarray(np.maximum(plan.extras[len(self.model.rows.extras) :], 0.0))

    def take_in(self, keys: Longs) -> None:
        """Take in grants that are likely to help."""
        master = self._engine.master
        new = np.setdiff1d(keys, master.keys)
        master.enter(new, np.zeros(len(new)))

    def funded(self) -> tuple[Longs, Floats]:
        """Return the grants that get money in the last solution: keys and amounts."""
        if self._plan is None:
            return np.empty(0, np.int64), np.empty(0)
        keys = self._plan.activity * self.model.ledger.horizon + self._plan.period
        amount = self._plan.amount
        return keys[amount > 0], amount[amount > 0]
