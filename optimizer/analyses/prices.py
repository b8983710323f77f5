"""What each rule costs: the gain per unit of loosening, right by re-solving.

The prices that come with an optimum are not unique where rules overlap, so each binding row is
moved a little to either side and the program solved again: what loosening gains is the price, what
tightening costs is its upper end. The two agree where the price is unique.

Where there are decisions in whole numbers, a little changes nothing. There the price is what one
whole unit more gains, and what the whole rule costs is told besides (`optimizer.resolving`). That
includes rules with money to spare: what is left may be too little for one more.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from optimizer.clock import Stopped
from optimizer.columns import Longs
from optimizer.engine import Engine
from optimizer.model import Model
from optimizer.plan import Plan, left_sides
from optimizer.resolving import Gain, dropped, one_unit_looser
from optimizer.slopes import slopes
from scenarios.ledger import Booleans, Floats
from scenarios.rules.base import Idle
from scenarios.words import Text

SURE = 1e-6
"""Grants that would earn less than this share of the value are left out when re-pricing."""

RULE_COLUMNS: Final = (
    *("rule", "kind", "at", "status", "lhs", "sense", "rhs", "slack", "unit"),
    *("price", "price_low", "price_high", "price_by", "price_below"),
    *("dropped", "dropped_below", "price_means", "reason"),
)
BY_SLOPE: Final = "slope"
BY_UNIT: Final = "one_unit"
NOTHING_SAID: Final = Idle((), Text(zh="没有涉及任何资金", en="it speaks of no money at all"))


@dataclass(frozen=True, eq=False)
class Prices:
    """Price of every row, and the two one-sided slopes of rows that bind, by row number.

    `by` tells how prices were found; `dropped` what leaving out a rule gains, by rule, where known.
    In a model of whole numbers a row that counts has the price of one more. There `below` tells of
    a row without a price, because the gap hides it, that it is less than so much.
    """

    price: Floats
    low: dict[int, float]
    high: dict[int, float]
    by: str = BY_SLOPE
    dropped: dict[str, Gain] = field(default_factory=dict)
    below: dict[int, float] = field(default_factory=dict)


def prices_of_rules(engine: Engine, plan: Plan) -> Prices:
    """Return the prices of all rows of rules; slopes are left out where the time is up."""
    model = engine.model
    price = np.where(model.rows.counts, np.nan, np.abs(plan.prices))
    low: dict[int, float] = {}
    high: dict[int, float] = {}
    priced = _binding(model, plan) & ~model.rows.ties
    priced[: model.identities] = False
    binding = np.flatnonzero(priced)
    if model.rows.whole.any():
        return _decided_again(engine, plan, binding)
    with suppress(Stopped):
        for slope in slopes(engine, binding, SURE):
            low[slope.row], high[slope.row] = slope.gains, slope.costs
            price[slope.row] = slope.gains
    return Prices(price, low, high)


def _decided_again(engine: Engine, plan: Plan, binding: Longs) -> Prices:
    """Return prices by deciding again: unknown (not a number) where the time does not allow it."""
    rows = engine.model.rows
    clauses = np.flatnonzero(~rows.ties[engine.model.identities :]) + engine.model.identities
    owners = list(dict.fromkeys(rows.owner[row] for row in clauses.tolist()))
    whole = dict(dropped(engine, owners, plan))
    price = np.full(len(rows), np.nan)
    found = dict(one_unit_looser(engine, binding, plan))
    low = {row: gain.by for row, gain in found.items()}
    price[list(low)] = list(low.values())
    below = {row: gain.below for row, gain in found.items()}
    return Prices(price, low, {}, BY_UNIT, whole, below)


def _binding(model: Model, plan: Plan, left: Floats | None = None) -> Booleans:
    """Tell which rows bind: what is left is a millionth of the fund, of all points or of one.

    Points are known to the gap of the plan only.
    """
    rows = model.rows
    left = left_sides(model, plan) if left is None else left
    slack = np.minimum(left - rows.lower, rows.upper - left)
    near = 1e-6 * rows.units(model.ledger.available, plan.points)[0]
    sides = np.where(np.isfinite(rows.lower), np.abs(rows.lower), 0.0)
    near = np.where(rows.of_points, np.maximum(near, model.scenario.options.gap * sides), near)
    return np.asarray(np.abs(slack) <= near)


def rules_table(model: Model, plan: Plan, prices: Prices) -> pd.DataFrame:
    """Return one row for each row of a rule, in the order of the scenario, and for idle rules."""
    left = left_sides(model, plan)
    kinds = dict(zip(model.scenario.rule_ids(), model.scenario.rules, strict=True))
    binding, about = _binding(model, plan, left), model.rows.about()
    found = [
        _rule_row(model, kinds, number, float(left[number]), bool(binding[number]), prices)
        | {"unit": about[number]}
        for number in range(model.identities, len(model.rows))
        if not model.rows.ties[number]
    ]
    said = {row["rule"] for row in found}
    for name, silent in model.idle.items():
        quiet = silent if silent or name in said else (NOTHING_SAID,)
        found += [_idle_row(name, kinds[name], idle) for idle in quiet]
    order = {name: place for place, name in enumerate(kinds)}
    found.sort(key=lambda row: order[row["rule"]])
    return pd.DataFrame(found, columns=list(RULE_COLUMNS))


def _rule_row(
    model: Model, kinds: dict[str, Any], number: int, left: float, binding: bool, prices: Prices
) -> dict[str, Any]:
    rows = model.rows
    low, high = float(rows.lower[number]), float(rows.upper[number])
    slack = min(left - low, high - left)
    sense = "=" if low == high else (">=" if np.isfinite(low) else "<=")
    rule = kinds[rows.owner[number]]
    dropped = prices.dropped.get(rows.owner[number], Gain(np.nan))
    return {
        "rule": rows.owner[number],
        "kind": rule.kind,
        "at": rows.at[number],
        "status": "binding" if binding else "slack",
        "lhs": left,
        "sense": sense,
        "rhs": low if sense != "<=" else high,
        "slack": 0.0 if binding else slack,
        "price": prices.price[number] if binding else 0.0,
        "price_low": prices.low.get(number, np.nan) if binding else 0.0,
        "price_high": prices.high.get(number, np.nan) if binding else 0.0,
        "price_by": prices.by,
        "price_below": prices.below.get(number, np.nan) if binding else np.nan,
        "dropped": dropped.by,
        "dropped_below": dropped.below,
        "price_means": rule.price_means.model_dump(),
        "reason": None,
    }


def _idle_row(name: str, rule: Any, idle: Idle) -> dict[str, Any]:
    return {
        "rule": name,
        "kind": rule.kind,
        "at": idle.at,
        "status": "inactive",
        "price_means": rule.price_means.model_dump(),
        "reason": idle.reason.model_dump(),
    }
