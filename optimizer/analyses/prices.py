"""What each rule costs: the gain per unit of loosening, right by re-solving.

The prices that come with an optimum are not unique where rules overlap, so each binding row is
moved a little to either side and the program solved again: what loosening gains is the price, what
tightening costs is its upper end. The two agree where the price is unique.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.clock import Stopped
from optimizer.engine import Engine, Plan
from optimizer.tables import left_sides
from scenarios.ledger import Floats

SURE = 1e-6
"""Grants that would earn less than this share of the value are left out when re-pricing."""


@dataclass(frozen=True, eq=False)
class Prices:
    """Price of every row, and the two one-sided slopes of rows that bind, by row number."""

    price: Floats
    low: dict[int, float]
    high: dict[int, float]


def prices_of_rules(engine: Engine, plan: Plan) -> Prices:
    """Return the prices of all rows of rules; slopes are left out where the time is up."""
    model = engine.model
    price = np.abs(plan.prices)
    low: dict[int, float] = {}
    high: dict[int, float] = {}
    left = left_sides(model, plan)
    slack = np.minimum(left - model.rows.lower, model.rows.upper - left)
    binding = np.flatnonzero(np.abs(slack) <= 1e-6 * model.ledger.available)
    try:
        for row in binding[binding >= model.identities].tolist():
            low[row], high[row] = engine.slopes(row, float(plan.prices[row]), SURE)
            price[row] = low[row]
    except Stopped:
        pass
    return Prices(price, low, high)
