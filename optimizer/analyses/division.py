"""What division costs: the same fund under four regimes, and without each rule in turn.

    silo        every jurisdiction alone: own money, activities among its own cities, no rules
    virtual     a virtual common pot: joint work, but everybody pays in its own cities; no rules
    rules       the scenario as it is
    borderless  all money in one pot, and no administrative rules

Whatever one of silo, virtual and borderless allows, the next allows too, so their values rise in
this order, and no rules are worth more than none. Rules that follow from the proposals themselves
(`Rule.administrative` is false) hold in every regime.

Money of funders without a jurisdiction is nobody's own. In the first two regimes it is left out
(`apart`), or divided among the jurisdictions as they pay in (`divided`); the latter compares the
same money everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final, Literal

import numpy as np
import pandas as pd

from optimizer.allocation import records
from optimizer.alone import informed, unruled
from optimizer.analyses.analysis import Analysis
from optimizer.clock import Stopped
from optimizer.course import Course
from optimizer.live import Live
from optimizer.model import Model, build
from optimizer.plan import Plan
from optimizer.resolving import left_out
from optimizer.tables import landed, received_by
from scenarios.ledger import Floats, Ledger
from scenarios.membership import within
from scenarios.opening import open_ledger
from scenarios.rules.base import Rule
from scenarios.scenario import Scenario

Common = Literal["apart", "divided"]
REGIMES: Final = ("silo", "virtual", "rules", "borderless")


@dataclass(frozen=True, eq=False, kw_only=True)
class Division(Analysis):
    """The regimes as far as they were solved, and what each rule costs; see the module's text.

    Tables: `regimes` (id, feasible, value in points, bound, available, spent, cross_border, and
    cross_border_share of the money spent), `jurisdictions` (regime, jurisdiction, contributed,
    received, value, and gain against silo, in points), `dropped` (rule, kind, value and gain in
    what the objective counts, the dearest first). Where a clash goes with its rule there was
    nothing to gain over, and the gain is unknown.
    """

    common: Common
    name: ClassVar = "division"

    def document(self) -> dict[str, Any]:
        """Return the regimes with their jurisdictions, and what dropping each rule gains."""
        by_regime = self.tables["jurisdictions"].groupby("regime", sort=False)
        parts = {name: records(part.drop(columns="regime")) for name, part in by_regime}
        return {
            "common": self.common,
            "regimes": [
                {**regime, "jurisdictions": parts.get(regime["id"], [])}
                for regime in records(self.tables["regimes"])
            ],
            "dropped": records(self.tables["dropped"]),
        }


def divide(
    scenario: Scenario,
    ledger: Ledger | None = None,
    course: Course | None = None,
    *,
    common: Common = "apart",
) -> Division:
    """Return what the four regimes are worth, and what dropping each rule alone gains.

    `ledger` is the scenario's, if it was opened before.
    """
    ledger, course = ledger or open_ledger(scenario), course or Course()
    task = _Task(scenario, ledger, course, common)
    with suppress(Stopped):
        task.work()
    return Division(
        scenario=scenario,
        complete=task.complete,
        seconds=course.seconds,
        tables=task.tables(),
        common=common,
    )


@dataclass(frozen=True, eq=False)
class _Solved:
    """What of a regime is told: worth and money, in all and by jurisdiction."""

    value: float
    bound: float
    available: float
    spent: float
    cross_border: float
    by: pd.DataFrame


class _Task:
    def __init__(self, scenario: Scenario, ledger: Ledger, course: Course, common: Common) -> None:
        self._scenario, self._ledger, self._course = scenario, ledger, course
        self._own = _own_money(ledger, common)
        self._free = unruled(scenario)
        self._regimes: dict[str, _Solved | None] = {}
        self._dropped: list[dict[str, Any]] = []
        self._aimed = self._base = np.nan
        self.complete = False

    def work(self) -> None:
        """Solve one regime after the other, then without each rule."""
        named = list(zip(self._scenario.rule_ids(), self._scenario.rules, strict=True))
        made = [(name, rule) for name, rule in named if rule.administrative]
        solves = {
            "silo": self._silo,
            "virtual": self._virtual,
            "rules": self._rules,
            "borderless": self._borderless,
        }
        for done, regime in enumerate(REGIMES):
            self._course.at(done, len(REGIMES) + len(made), regime)
            self._regimes[regime] = solves[regime]()
        for done, (name, rule) in enumerate(made):
            self._course.at(len(REGIMES) + done, len(REGIMES) + len(made), name)
            self._drop(name, rule)
        self.complete = True

    # --- regimes ------------------------------------------------------------------------------

    def _silo(self) -> _Solved | None:
        parts = [self._alone(name) for name in self._ledger.jurisdictions]
        found = [part for part in parts if part is not None]
        if not found:
            return None
        value, bound, available, spent, across = (
            sum(getattr(part, name) for part in found)
            for name in ("value", "bound", "available", "spent", "cross_border")
        )
        by = pd.concat([part.by for part in found]).groupby(level=0, sort=False).sum()
        return _Solved(value, bound, available, spent, across, by)

    def _alone(self, name: str) -> _Solved | None:
        self._course.at(0, 0, f"silo {name}")
        model = build(self._free, within(self._own, {name}))
        return self._told(Live(model, self._course))

    def _virtual(self) -> _Solved | None:
        live = Live(build(self._free, self._own), self._course)
        payments = self._own.payments
        away = payments["home"].astype(str) != payments["jurisdiction"].astype(str)
        live.engine.limit(payments.index[away].to_numpy(dtype=np.int64), 0.0)
        return self._told(live)

    def _rules(self) -> _Solved | None:
        ledger = informed(self._scenario, self._ledger, self._course.stop)
        self._ruled = Live(build(self._scenario, ledger), self._course)
        told = self._told(self._ruled)
        self._base = self._aimed
        return told

    def _borderless(self) -> _Solved | None:
        return self._told(Live(build(self._free, self._ledger), self._course))

    def _told(self, live: Live) -> _Solved | None:
        plan = live.best()
        self._aimed = np.nan if plan is None else plan.value
        return None if plan is None else _solved(live.model, plan)

    # --- rules --------------------------------------------------------------------------------

    def _drop(self, name: str, rule: Rule) -> None:
        """Solve without a rule; everything else stays warm."""
        with left_out(self._ruled.engine, name):
            plan = self._ruled.best()
        value = np.nan if plan is None else plan.value
        gain = float(np.maximum(0.0, value - self._base))  # unknown stays unknown
        self._dropped.append({"rule": name, "kind": rule.kind_name(), "value": value, "gain": gain})

    # --- tables -------------------------------------------------------------------------------

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables of what was found."""
        dropped = pd.DataFrame(self._dropped, columns=["rule", "kind", "value", "gain"])
        dropped = dropped.sort_values("gain", ascending=False, kind="stable", ignore_index=True)
        return {
            "regimes": pd.DataFrame(list(self._regime_rows())),
            "jurisdictions": self._jurisdictions(),
            "dropped": dropped,
        }

    def _regime_rows(self) -> Iterator[dict[str, Any]]:
        for name, told in self._regimes.items():
            row = {"id": name, "feasible": told is not None}
            if told is not None:
                columns = ("value", "bound", "available", "spent", "cross_border")
                row |= {column: getattr(told, column) for column in columns}
                row["cross_border_share"] = told.cross_border / max(told.spent, 1e-300)
            yield row

    def _jurisdictions(self) -> pd.DataFrame:
        alone = self._regimes.get("silo")
        parts = []
        for regime, told in self._regimes.items():
            if told is None:
                continue
            part = told.by.rename_axis("jurisdiction").reset_index()
            part.insert(0, "regime", regime)
            mine = 0.0 if alone is None else part["jurisdiction"].map(alone.by["value"]).fillna(0.0)
            parts.append(part.assign(gain=part["value"] - mine))
        columns = ["regime", "jurisdiction", "contributed", "received", "value", "gain"]
        return pd.concat(parts)[columns] if parts else pd.DataFrame(columns=columns)


def _solved(model: Model, plan: Plan) -> _Solved:
    ledger, found = model.ledger, landed(model, plan)
    by = received_by(found, ["jurisdiction"]).reindex(ledger.jurisdictions, fill_value=0.0)
    paid = [float(ledger.contributed(name).sum()) for name in ledger.jurisdictions]
    by = by.assign(contributed=paid)[["contributed", "received", "value"]]
    across = found.grants.loc[found.grants["cross_border"], "amount"].sum()
    spent = float(found.grants["amount"].sum())
    of_points = model.scenario.objective.kind == "collaborative_innovation"
    bound = max(plan.bound, plan.value) if of_points else np.nan
    return _Solved(plan.points, bound, ledger.available, spent, float(across), by)


def _own_money(ledger: Ledger, common: Common) -> Ledger:
    """Return the ledger with own money only: what is nobody's is left out, or divided."""
    own = ledger.funders["jurisdiction"].isin(ledger.jurisdictions).to_numpy()
    mine = np.where(own[:, None], ledger.contributions, 0.0)
    if common == "divided":
        mine = mine + _shares(mine)[:, None] * ledger.contributions[~own].sum(axis=0)
    return replace(ledger, contributions=mine)


def _shares(contributions: Floats) -> Floats:
    """Return each funder's share of all that is paid in."""
    return np.asarray(contributions.sum(axis=1) / max(float(contributions.sum()), 1e-300))
