"""A plan made by hand: what it breaks, what it is worth, and how far it is from the optimum.

A plan of grants and payments is checked row by row without a solver (`optimizer.analyses.audit`).
Where only the money of each city is known, the grants and payments behind it are chosen as well as
possible: first so that as little as possible is missed of the rules, then for the highest value.
What cannot be placed at all is told apart; where it is more than all the money there is, every
city is cut alike for the rest of the check.

The nearest plan that keeps all rules moves the least money: the plan's own amounts are rows that
may stretch while the rules may not. Of those it is one of the most value.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np
import pandas as pd

from optimizer.allocation import records
from optimizer.alone import informed
from optimizer.analyses.analysis import Analysis
from optimizer.analyses.audit import Audit, Violation, audit
from optimizer.analyses.clashes import stretched_alone
from optimizer.analyses.givenplans import ByCity, Whole
from optimizer.analyses.owners import Owners
from optimizer.clock import Stopped
from optimizer.course import Course
from optimizer.live import Live
from optimizer.model import Model, build
from optimizer.pinning import pinned
from optimizer.plan import Plan
from optimizer.resolving import moved
from optimizer.settling import settle
from optimizer.tables import grants_table, landed, payments_table
from scenarios.ledger import Booleans, Floats, Ledger
from scenarios.scenario import Scenario

PLAN: Final = "the plan"
"""Who holds the amounts of the plan; no id has a blank."""

UNPLACED: Final = "unplaced"
"""What is broken by money that nothing can bring to a city."""

FREE: Final = (-np.inf, np.inf)


@dataclass(frozen=True, eq=False, kw_only=True)
class Audited(Analysis):
    """What a plan breaks and misses; amounts are None where they were not found in time.

    `chosen` tells that the grants and payments behind the plan were chosen by the solver. `optimum`
    is None where no plan keeps all rules. The distances are money moved from city to city: to the
    optimum, and to the nearest plan that keeps all rules, which is worth `nearest`.

    Tables: `violations` (rule or identity, owner, at, lhs, sense, rhs, by, unit), `cities` (id,
    planned, optimum, nearest: what each receives, and the changes to the latter two),
    `nearest_grants` and `nearest_payments` as in an allocation.
    """

    chosen: bool
    clean: bool | None
    value: float | None
    spent: float | None
    optimum: float | None
    nearest: float | None
    to_optimum: float | None
    to_nearest: float | None
    name: ClassVar = "audit"

    def document(self) -> dict[str, Any]:
        """Return what is broken, the worth, and the distances."""
        return {
            "clean": self.clean,
            "chosen": self.chosen,
            "violations": records(self.tables["violations"]),
            "value": self.value,
            "spent": self.spent,
            "optimum": self.optimum,
            "distance": {"optimum": self.to_optimum, "nearest": self.to_nearest},
            "cities": records(self.tables["cities"]),
            "nearest": None
            if self.nearest is None
            else {
                "value": self.nearest,
                "grants": records(self.tables["nearest_grants"]),
                "payments": records(self.tables["nearest_payments"]),
            },
        }


def audit_plan(scenario: Scenario, ledger: Ledger, course: Course, plan: Whole | ByCity) -> Audited:
    """Return what a plan breaks, what it is worth, and how far it is from the optimum."""
    task = _Task(scenario, ledger, course, plan)
    with suppress(Stopped):
        task.work()
    near, found = task.nearest, task.found
    return Audited(
        scenario=scenario,
        complete=task.complete,
        seconds=course.seconds,
        tables=task.tables(),
        chosen=isinstance(plan, ByCity),
        clean=None if found is None else found.clean,
        value=None if found is None else found.value,
        spent=None if found is None else found.spent,
        optimum=task.highest,
        nearest=None if near is None else near.value,
        to_optimum=task.distance("optimum"),
        to_nearest=task.distance("nearest"),
    )


class _Task:
    def __init__(
        self, scenario: Scenario, ledger: Ledger, course: Course, plan: Whole | ByCity
    ) -> None:
        self._scenario, self._ledger, self._course = scenario, ledger, course
        self._plan = plan
        self._cut: dict[int, tuple[float, float]] = {}
        self._received: dict[str, pd.Series[float]] = {}
        self.found: Audit | None = None
        self.optimum: Plan | None = None
        self.nearest: Plan | None = None
        self.complete = False

    def work(self) -> None:
        """Check the plan, then find the optimum and the nearest plan on one program."""
        self._course.at(0, 3, "check")
        ledger = informed(self._scenario, self._ledger, self._course.stop)
        self._model = build(self._scenario, ledger)
        if isinstance(self._plan, Whole):
            self.found = audit(self._model, self._plan.grants, self._plan.payments)
            self._received["planned"] = _landing(ledger, self._plan.grants)
        rows = list(self._plan.rows(ledger))
        self._pins = np.arange(len(self._model.rows), len(self._model.rows) + len(rows))
        self._live = Live(pinned(self._model, {PLAN: rows}), self._course)
        if isinstance(self._plan, ByCity):
            self._received["planned"] = self._plan.by_city()
            odd = list(self._plan.excess(ledger))
            if odd:
                part = ledger.available / self._plan.total
                lower = self._live.model.rows.lower
                self._cut = {row: 2 * (part * float(lower[row]),) for row in self._pins.tolist()}
            with moved(self._live.engine, self._cut):
                self.found = self._choose(odd)
            self._cut = {}
        self._course.at(1, 3, "optimum")
        with moved(self._live.engine, dict.fromkeys(self._pins.tolist(), FREE)):
            self.optimum = self._settled(self._live.best())
        self._note("optimum", self.optimum)
        if self.optimum is not None:
            self._course.at(2, 3, "nearest")
            self.nearest = self._find_nearest()
            self._note("nearest", self.nearest)
        self.complete = True

    def _settled(self, plan: Plan | None) -> Plan | None:
        if plan is None:
            return None
        return settle(self._live.model, plan, self._live.engine.clock, self._course.stop)

    def _note(self, name: str, plan: Plan | None) -> None:
        if plan is not None:
            self._received[name] = _by_city(self._live.model, plan)

    # --- the grants behind money per city -----------------------------------------------------

    def _choose(self, odd: list[Violation]) -> Audit:
        """Return the audit of the best grants and payments behind the plan's money per city."""
        feasibility, engine = self._live.engine.feasibility, self._live.engine
        pins = np.isin(feasibility.elastic_row, self._pins)
        unplaced = feasibility.stretched(np.where(pins, 1.0, 0.0))
        unplaced = np.where(pins, unplaced, 0.0)
        sides: dict[int, tuple[float, float]] = {}
        if unplaced.sum() > feasibility.nothing:
            odd = [*odd, *self._unplaced(unplaced)]
            sides = self._stretched(unplaced, pins)
        with moved(engine, sides):
            missed = stretched_alone(feasibility, ~pins)
            if missed is None:  # a last digit
                missed = feasibility.stretched(np.where(pins, 1e4, 1.0))
            slack = np.where(missed > feasibility.nothing, missed, 0.0)
            with moved(engine, self._stretched(slack, slack > 0)):
                plan = self._live.best()
        if plan is None:
            raise Stopped("precision")
        ledger = self._model.ledger
        keys = plan.activity * ledger.horizon + plan.period
        grants = pd.Series(plan.amount, index=keys + ledger.first_grant)
        span = np.arange(len(ledger.receipts), ledger.first_carry)
        found = audit(self._model, grants, pd.Series(plan.money[span], index=span))
        return Audit((*odd, *found.violations), found.value, found.spent)

    def _unplaced(self, by: Floats) -> Iterator[Violation]:
        rows, feasibility = self._live.model.rows, self._live.engine.feasibility
        for side in np.flatnonzero(by > feasibility.nothing).tolist():
            row = int(feasibility.elastic_row[side])
            low = side < feasibility.elastic_low
            much, asked = float(by[side]), self._sides(row)[0]
            placed = asked + (-much if low else much)
            sense = "<=" if low else ">="
            yield Violation(UNPLACED, rows.at[row], asked, sense, placed, much)

    def _stretched(self, by: Floats, which: Booleans) -> dict[int, tuple[float, float]]:
        """Return the sides of rows moved outwards by a stretch, in money, with room for digits.

        A pin is moved as a whole: it stays an amount.
        """
        feasibility = self._live.engine.feasibility
        room, unit = feasibility.nothing, feasibility.unit
        sides: dict[int, tuple[float, float]] = {}
        for side in np.flatnonzero(which).tolist():
            row = int(feasibility.elastic_row[side])
            low, high = sides.get(row) or self._sides(row)
            much = float(by[side] / unit[side])
            is_low, is_pin = side < feasibility.elastic_low, row in self._pin_set
            if is_pin:
                shift = -much if is_low else much
                sides[row] = (low + shift, high + shift)
            elif is_low:
                sides[row] = (low - much - room / unit[side], high)
            else:
                sides[row] = (low, high + much + room / unit[side])
        return {
            row: (low - room, high + room) if row in self._pin_set else (low, high)
            for row, (low, high) in sides.items()
        }

    def _sides(self, row: int) -> tuple[float, float]:
        """Return the sides of a row as the plan has them, cut where it gives too much."""
        rows = self._live.model.rows
        return self._cut.get(row, (float(rows.lower[row]), float(rows.upper[row])))

    @property
    def _pin_set(self) -> range:
        return range(int(self._pins[0]), int(self._pins[-1]) + 1)

    # --- the nearest --------------------------------------------------------------------------

    def _find_nearest(self) -> Plan | None:
        """Return a plan that keeps all rules and moves the least money."""
        feasibility = self._live.engine.feasibility
        pins = np.isin(feasibility.elastic_row, self._pins)
        least = stretched_alone(feasibility, pins)
        if least is None:
            return None
        with moved(self._live.engine, self._stretched(np.where(pins, least, 0.0), pins)):
            return self._settled(self._live.best())

    @property
    def highest(self) -> float | None:
        """Return the value of the optimum; a plan that keeps all rules may be a last digit above.

        None where no plan keeps all rules, or that was not found in time.
        """
        if self.optimum is None:
            return None
        known = [self.optimum.value]
        if self.found is not None and self.found.clean:
            known.append(self.found.value)
        return max(known)

    def distance(self, name: str) -> float | None:
        """Return how much money of the plan would have to go elsewhere."""
        if not {"planned", name} <= set(self._received):
            return None
        if name == "nearest" and self.found is not None and self.found.clean:
            return 0.0  # it is its own nearest; rows that are held leave room for last digits
        change = self._received[name].sub(self._received["planned"], fill_value=0.0)
        moved_money = float(max(change.clip(lower=0).sum(), -change.clip(upper=0).sum()))
        return moved_money if moved_money > 1e-6 * self._ledger.available else 0.0

    # --- tables -------------------------------------------------------------------------------

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables of what was found."""
        owners = Owners(self._scenario)
        columns = ["rule", "owner", "at", "lhs", "sense", "rhs", "by", "unit"]
        violations = [
            (part.rule, owners.of(part.rule, part.at), part.at, part.lhs, part.sense, part.rhs)
            + (part.by, part.unit)
            for part in (() if self.found is None else self.found.violations)
        ]
        grants, payments = pd.DataFrame(), pd.DataFrame()
        if self.nearest is not None:
            found = landed(self._live.model, self.nearest)
            grants = grants_table(found)
            payments = payments_table(self._live.model, self.nearest)
        return {
            "violations": pd.DataFrame(violations, columns=columns),
            "cities": self._cities(),
            "nearest_grants": grants,
            "nearest_payments": payments,
        }

    def _cities(self) -> pd.DataFrame:
        cities = [str(name) for name in self._ledger.cities.index]
        table = pd.DataFrame({"id": cities})
        for name in ("planned", "optimum", "nearest"):
            known = self._received.get(name)
            table[name] = np.nan if known is None else table["id"].map(known).fillna(0.0)
        table["to_optimum"] = table["optimum"] - table["planned"]
        table["to_nearest"] = table["nearest"] - table["planned"]
        order = table["to_optimum"].abs().sort_values(ascending=False, kind="stable").index
        return table.loc[order].reset_index(drop=True)


def _landing(ledger: Ledger, grants: pd.Series[float]) -> pd.Series[float]:
    """Return what lands in each city."""
    amounts = np.zeros(len(ledger.cities))
    keys = grants.index.to_numpy(dtype=np.int64) - ledger.first_grant
    city = pd.Index(ledger.cities.index.astype(str)).get_indexer(ledger.sites["city"].astype(str))
    for pool in ledger.pools:
        activity = keys // ledger.horizon - pool.first
        here = (activity >= 0) & (activity < len(pool))
        landing = pool.shares[activity[here]] * grants.to_numpy()[here][:, None]
        np.add.at(amounts, city[pool.sites[activity[here]]], landing)
    return pd.Series(amounts, index=ledger.cities.index.astype(str))


def _by_city(model: Model, plan: Plan) -> pd.Series[float]:
    ledger = model.ledger
    keys = plan.activity * ledger.horizon + plan.period
    return _landing(ledger, pd.Series(plan.amount, index=keys + ledger.first_grant))
