"""A plan: the money on every line, what it is worth, and the proof of how good that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from optimizer.columns import Longs, by_pool
from optimizer.model import Model
from scenarios.ledger import Floats


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan and its proof: grants (activity, period, amount), money by line, value and bound.

    `prices` has one number a row: the gain in value per unit of its right-hand side. `extras` are
    the rules' own numbers.
    """

    activity: Longs
    period: Longs
    amount: Floats
    money: Floats
    value: float
    bound: float
    prices: Floats
    extras: Floats


def relative_gap(value: float, bound: float) -> float:
    """Return (bound - value) / |value|; zero where the two agree."""
    apart = bound - value
    return apart / max(abs(value), 1e-12) if apart > 1e-12 else 0.0


def lines_of(model: Model, plan: Plan) -> Floats:
    """Return the money on every line of receipts, payments and carries."""
    ledger = model.ledger
    lines = plan.money.copy()
    keys = plan.activity * ledger.horizon + plan.period
    for pool, here, activity, period in by_pool(ledger, keys):
        landing = pool.classes(activity).astype(np.int64) * ledger.horizon + period[:, None]
        np.add.at(lines, landing, plan.amount[here][:, None] * pool.shares[activity])
    return lines


def left_sides(model: Model, plan: Plan) -> Floats:
    """Return the left-hand side of every row under the plan.

    The rules' own numbers are taken as they follow from the money: where a rule does not bind, a
    solver may leave them anywhere.
    """
    ledger, rows = model.ledger, model.rows
    keys = plan.activity * ledger.horizon + plan.period + ledger.first_grant
    lines, grants = lines_of(model, plan), pd.Series(plan.amount, index=keys)
    return rows.activity(lines, grants, rows.follow(lines, grants))
