"""What each rule costs: the slopes of its dearest row, how far they hold, what dropping it gains.

A price is a slope, and holds for small changes. How far is found by moving the dearest row further
and further and pricing again, until the price there is another one. What dropping a rule gains is
found by solving without it. Where decisions are whole numbers there are no slopes: the price is
what one unit more gains, all decided again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

import numpy as np
import pandas as pd

from optimizer.allocation import records
from optimizer.alone import informed
from optimizer.analyses.analysis import Analysis
from optimizer.analyses.prices import Prices, prices_of_rules, rules_table
from optimizer.clock import Stopped
from optimizer.course import Course
from optimizer.live import Live
from optimizer.model import build
from optimizer.plan import Plan
from optimizer.resolving import Gain, gained, left_out, moved
from optimizer.settling import settle
from scenarios.ledger import Ledger
from scenarios.opening import open_ledger
from scenarios.scenario import Scenario

ALIKE: Final = 0.1
"""A price holds where it is not off by more than this share of itself."""

STEPS: Final = (0.01, 0.03, 0.1, 0.3, 1.0)
"""How far a row is moved to look: shares of its bound, or of a tenth of the fund if that is 0."""


@dataclass(frozen=True, eq=False, kw_only=True)
class PriceList(Analysis):
    """The prices of all rules; `value` is None where no plan keeps them all.

    Tables: `rules` (one row a rule: its status, how many rows it has and how many bind, the dearest
    of these with `at`, `price`, `price_low`, `price_high`, by how much it can be loosened and
    tightened with the price as it is (`holds_looser`, `holds_tighter`, in the row's unit), what
    dropping the rule alone gains), `rows` (one row a row, as in an allocation).
    """

    value: float | None
    name: ClassVar = "prices"

    def document(self) -> dict[str, Any]:
        """Return the rules and their rows."""
        return {"value": self.value} | {name: records(part) for name, part in self.tables.items()}


def price_rules(
    scenario: Scenario, ledger: Ledger | None = None, course: Course | None = None
) -> PriceList:
    """Return what each rule costs; `ledger` is the scenario's, if it was opened before."""
    ledger, course = ledger or open_ledger(scenario), course or Course()
    task = _Task(scenario, ledger, course)
    with suppress(Stopped):
        task.work()
    return PriceList(
        scenario=scenario,
        complete=task.complete,
        seconds=course.seconds,
        tables=task.tables(),
        value=task.value,
    )


class _Task:
    def __init__(self, scenario: Scenario, ledger: Ledger, course: Course) -> None:
        self._scenario, self._ledger, self._course = scenario, ledger, course
        self._rows = pd.DataFrame()
        self._found: list[dict[str, Any]] = []
        self.value: float | None = None
        self.complete = False

    def work(self) -> None:
        """Solve, price the rows, then ask of one rule after the other."""
        self._course.at(0, 0, "solve")
        model = build(self._scenario, informed(self._scenario, self._ledger, self._course.stop))
        self._live = Live(model, self._course)
        plan = self._live.best()
        if plan is None:
            self.complete = True
            return
        plan = self._priced(plan)
        names = self._scenario.rule_ids()
        for done, name in enumerate(names):
            self._course.at(done + 1, len(names) + 1, name)
            self._found.append(self._rule(name, plan))
        self.complete = True

    def _priced(self, plan: Plan) -> Plan:
        """Price all rows; returns the plan as it is told."""
        live, course = self._live, self._course
        if live.whole:
            plan = replace(plan, prices=np.full(len(live.model.rows), np.nan))
        else:
            plan = live.engine.sharpen(plan, self._scenario.options.gap)
        plan = settle(live.model, plan, live.engine.clock, course.stop)
        prices = prices_of_rules(live.engine, plan)
        self.value = plan.value
        self._prices: Prices = prices
        self._rows = rules_table(live.model, plan, prices)
        return plan

    def _rule(self, name: str, plan: Plan) -> dict[str, Any]:
        """Return what is told of a rule: its dearest row, how far it holds, what dropping gains."""
        rows = self._rows[self._rows["rule"] == name]
        binding = rows[rows["status"] == "binding"]
        told: dict[str, Any] = {
            "rule": name,
            "kind": rows["kind"].iloc[0],
            "status": _status(rows),
            "rows": int((rows["status"] != "inactive").sum()),
            "binding": len(binding),
        }
        dropped = self._dropped(name, plan) if self._may_cost(rows) else Gain(0.0)
        told |= {"dropped": dropped.by, "dropped_below": dropped.below}
        if binding.empty:
            return told
        dearest = binding.iloc[int(binding["price"].fillna(0.0).to_numpy().argmax())]
        columns = ("at", "unit", "price", "price_low", "price_high", "price_by", "price_below")
        told |= {column: dearest[column] for column in (*columns, "price_means")}
        if not self._live.whole:
            looser, tighter = self._holds(dearest)
            told |= {"holds_looser": looser, "holds_tighter": tighter}
        return told

    def _may_cost(self, rows: pd.DataFrame) -> bool:
        """Tell whether a rule can cost: one of its rows binds, or decisions are whole numbers."""
        statuses = ["binding", "slack"] if self._live.whole else ["binding"]
        return bool(rows["status"].isin(statuses).any())

    def _dropped(self, name: str, plan: Plan) -> Gain:
        known = self._prices.dropped.get(name)
        if known is not None:
            return known
        with left_out(self._live.engine, name):
            without = self._live.best()
        if self._live.whole:
            return Gain(np.nan) if without is None else gained(without, plan)
        return Gain(np.nan if without is None else max(0.0, without.value - plan.value))

    # --- how far a price holds ----------------------------------------------------------------

    def _holds(self, row: pd.Series) -> tuple[float, float]:
        """Return by how much a row can be loosened and tightened at its price."""
        number = self._live.model.rows.number(row["rule"], *row["at"])
        size = abs(float(row["rhs"])) or 0.1 * self._ledger.available
        looser = 1.0 if row["sense"] == "<=" else -1.0
        if row["sense"] == "=":
            return np.nan, np.nan
        return (
            self._far(number, looser * size, float(row["price_low"])),
            self._far(number, -looser * size, float(row["price_high"])),
        )

    def _far(self, number: int, size: float, price: float) -> float:
        """Return how far a row can be moved towards `size` with its price as it is."""
        held = 0.0
        for there, told in self._further(number, size):
            if told is None or not abs(told - price) <= ALIKE * price:
                break
            held = there
        return held

    def _further(self, number: int, size: float) -> Iterator[tuple[float, float | None]]:
        """Yield how far a row is moved and its price there, none where no plan is left."""
        live, rows = self._live, self._live.model.rows
        low, high = float(rows.lower[number]), float(rows.upper[number])
        for share in STEPS:
            by = share * size
            with moved(live.engine, {number: (low + by, high + by)}):
                plan = live.best()
                if plan is not None:
                    plan = live.engine.sharpen(plan, self._scenario.options.gap)
            yield abs(by), None if plan is None else abs(float(plan.prices[number]))

    # --- tables -------------------------------------------------------------------------------

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables of what was found."""
        columns = ["rule", "kind", "status", "rows", "binding", "at", "unit", "price", "price_low"]
        columns += ["price_high", "price_by", "price_below", "holds_looser", "holds_tighter"]
        columns += ["dropped", "dropped_below"]
        rules = pd.DataFrame(self._found, columns=[*columns, "price_means"])
        for column in ("price", "price_low", "price_high", "holds_looser", "holds_tighter"):
            rules[column] = rules[column].astype(float)
        return {"rules": rules, "rows": self._rows}


def _status(rows: pd.DataFrame) -> str:
    """Return the status of a rule: that of the row that counts most."""
    told = set(rows["status"])
    return next(name for name in ("binding", "slack", "inactive") if name in told)
