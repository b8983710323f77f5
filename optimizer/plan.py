"""A plan: the money on every line, what it is worth, and the proof of how good that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from optimizer.columns import Longs, by_pool
from optimizer.model import Model
from optimizer.worth import Worth
from scenarios.ledger import Floats, Ledger


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan and its proof: grants (activity, period, amount), money by line, value and bound.

    `value` is what the aim makes of all its `points` and of `extras`, the rules' own numbers.
    `prices` has one number a row: the gain in value per unit of its right-hand side.
    """

    activity: Longs
    period: Longs
    amount: Floats
    money: Floats
    value: float
    points: float
    bound: float
    prices: Floats
    extras: Floats

    @property
    def gap(self) -> float:
        """How far value and bound are apart; see `relative_gap`."""
        return relative_gap(self.value, self.bound, self.points)


def size_of(value: float, points: float) -> float:
    """Return what differences of a value are measured by: itself, or a hundredth of all points.

    The latter only where an aim other than all points may be next to nothing, such as the smallest
    of several gains.
    """
    return max(abs(value), points / 100, 1e-12)


def relative_gap(value: float, bound: float, points: float = 0.0) -> float:
    """Return (bound - value) / |value|; zero where the two agree. See `size_of`."""
    apart = bound - value
    return apart / size_of(value, points) if apart > 1e-12 else 0.0


def lines_of(model: Model, plan: Plan) -> Floats:
    """Return the money on every line of receipts, payments and carries."""
    keys = plan.activity * model.ledger.horizon + plan.period
    return plan.money + landed(model.ledger, keys, plan.amount)


def landed(ledger: Ledger, keys: Longs, amount: Floats) -> Floats:
    """Return what lands on every line of receipts of amounts (or points) of grants.

    Lines of payments and carries follow, with nothing on them.
    """
    lines = np.zeros(ledger.first_grant)
    for pool, here, activity, period in by_pool(ledger, keys):
        landing = pool.classes(activity).astype(np.int64) * ledger.horizon + period[:, None]
        np.add.at(lines, landing, amount[here][:, None] * pool.shares[activity])
    return lines


@dataclass(frozen=True, eq=False)
class Reckoned:
    """What follows from a plan: money and points by line, grants by line, the rules' own numbers.

    The last are taken as they follow from the plan: where a rule does not bind, a solver may leave
    them anywhere. Points are those that the ledger tells.
    """

    lines: Floats
    grants: pd.Series[float]
    points: Floats
    extras: Floats


def reckon(model: Model, plan: Plan) -> Reckoned:
    """Return what follows from a plan."""
    ledger, rows = model.ledger, model.rows
    keys = plan.activity * ledger.horizon + plan.period
    points = np.zeros(ledger.first_grant)
    if rows.of_points.any():
        worth = Worth(ledger, model.aims[0])
        points = landed(ledger, keys, worth.points(keys, plan.amount))
    lines, grants = lines_of(model, plan), pd.Series(plan.amount, index=keys + ledger.first_grant)
    return Reckoned(lines, grants, points, rows.follow(lines, grants, points))


def left_sides(model: Model, plan: Plan) -> Floats:
    """Return the left-hand side of every row under the plan."""
    told = reckon(model, plan)
    return model.rows.activity(told.lines, told.grants, told.extras, told.points)
