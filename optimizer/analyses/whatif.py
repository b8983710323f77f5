"""What overrides cost: values set, rules dropped, amounts locked, priced against the optimum.

    before  the scenario as it is
    set     with the values that were set
    drop    and without the rules that were dropped
    lock    and with the amounts that were locked

Each step is compared with the one before. What one lock costs alone, and what one dropped rule
gains alone, is asked one by one. Where nothing is feasible any more, the smallest clashes tell
which lock stands against which rule, and how far the locks would have to give.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar, Final

import numpy as np
import pandas as pd

from optimizer.allocation import records, scenario_head
from optimizer.alone import informed
from optimizer.analyses.analysis import Analysis
from optimizer.analyses.clashes import stretched_alone
from optimizer.analyses.diagnosis import Probe, smallest_clashes
from optimizer.analyses.owners import Owners
from optimizer.analyses.wishes import Lock, Wish
from optimizer.clock import Stopped
from optimizer.course import Course
from optimizer.live import Live
from optimizer.model import build
from optimizer.pinning import pinned
from optimizer.plan import Plan, size_of
from optimizer.resolving import left_out, moved
from optimizer.tables import landed, received_by
from scenarios.ledger import Ledger
from scenarios.scenario import Scenario

MOST_CLASHES: Final = 3
FREE: Final = (-np.inf, np.inf)


@dataclass(frozen=True, eq=False, kw_only=True)
class WhatIf(Analysis):
    """What overrides cost; `scenario` has the values that were set, `base` is as it was before.

    Tables: `steps` (step, feasible, value, change against the step before, spent, cross_border;
    value is what the objective counts), `locks` (lock, city, period, sense, amount, before: what
    the city would get without, value and cost with this lock alone, possible: the nearest amount
    that could be had, where all locks together cannot), `drops` (rule, kind, value, gain alone),
    `jurisdictions` and `cities` (id, received and value before and after, and their changes),
    `clashes` (clash, from 1, rule or lock, owner, at).
    """

    base: Scenario
    settings: tuple[str, ...]
    before: float | None
    after: float | None
    name: ClassVar = "whatif"

    @property
    def change(self) -> float | None:
        """What all overrides together gain; None where one of the two has no plan."""
        known = self.before is not None and self.after is not None
        return float(self.after or 0.0) - float(self.before or 0.0) if known else None

    @property
    def noise(self) -> float:
        """How large a difference of two values may be by their gaps alone."""
        return 2 * self.scenario.options.gap * size_of(self.before or self.after or 0.0, 0.0)

    def document(self) -> dict[str, Any]:
        """Return the steps, what each override does, and who gains."""
        clashes = self.tables["clashes"]
        return {
            "base": scenario_head(self.base),
            "settings": list(self.settings),
            "before": self.before,
            "after": self.after,
            "change": self.change,
            **{name: records(part) for name, part in self.tables.items() if name != "clashes"},
            "clashes": [list(dict.fromkeys(part["rule"])) for _, part in clashes.groupby("clash")],
            "details": records(clashes),
        }


def what_if(scenario: Scenario, ledger: Ledger, course: Course, wish: Wish) -> WhatIf:
    """Return what a wish costs against the optimum of the scenario as it is."""
    task = _Task(scenario, ledger, course, wish)
    with suppress(Stopped):
        task.work()
    known = task.steps
    after = known[-1] if task.arrived else None
    return WhatIf(
        scenario=wish.scenario,
        complete=task.complete,
        seconds=course.seconds,
        tables=task.tables(),
        base=scenario,
        settings=tuple(wish.settings),
        before=known[0].value if known else None,
        after=after.value if after is not None else None,
    )


@dataclass(frozen=True, eq=False)
class _Step:
    name: str
    plan: Plan | None
    spent: float
    cross_border: float
    by: dict[str, pd.DataFrame]

    @property
    def value(self) -> float | None:
        return None if self.plan is None else self.plan.value


def _received(step: _Step, lock: Lock) -> float:
    """Return what the city of a lock gets in a step, in the lock's period or in all."""
    if not step.by:
        return np.nan
    if lock.period is None:
        return float(step.by["city"]["received"].get(lock.city, 0.0))
    return float(step.by["cell"]["received"].get((lock.city, lock.period), 0.0))


class _Task:
    def __init__(self, scenario: Scenario, ledger: Ledger, course: Course, wish: Wish) -> None:
        self._scenario, self._ledger = scenario, ledger
        self._course, self._wish = course, wish
        self.steps: list[_Step] = []
        self._locks: list[dict[str, Any]] = []
        self._drops: list[dict[str, Any]] = []
        self._clashes: list[dict[str, Any]] = []
        self.complete = self.arrived = False

    def work(self) -> None:
        """Go step by step, then ask of each override alone."""
        wish, course = self._wish, self._course
        parts = len(wish.locks) + len(wish.drops)
        course.at(0, parts + 2, "before")
        self._open(self._wish.scenario, self._wish.ledger)
        if wish.settings:
            base = Live(build(self._scenario, self._informed(self._scenario, self._ledger)), course)
            self._step("before", base, base.best())
        with self._freed(self._held):
            self._step("set" if wish.settings else "before", self._live, self._live.best())
            named = ((rule, self._drop) for rule in wish.drops)
            for done, (rule, ask) in enumerate(named, start=1):
                course.at(done, parts + 2, rule)
                ask(rule)
        with self._dropped():
            if wish.drops:
                with self._freed(self._held):
                    self._step("drop", self._live, self._live.best())
            if wish.locks:
                self._lock_all(parts)
            elif self.steps[-1].plan is None:
                self._explain()
        self.arrived = self.complete = True

    def _informed(self, scenario: Scenario, ledger: Ledger) -> Ledger:
        return informed(scenario, ledger, self._course.stop)

    def _open(self, scenario: Scenario, ledger: Ledger) -> None:
        """Build the one program that all questions about the wish are asked of."""
        ledger = self._informed(scenario, ledger)
        pins = {str(lock): [lock.row(ledger)] for lock in self._wish.locks}
        model = build(scenario, ledger)
        first = len(model.rows)
        model = pinned(model, pins)
        self._held = {str(lock): first + n for n, lock in enumerate(self._wish.locks)}
        self._live = Live(model, self._course)

    def _freed(self, locks: dict[str, int]) -> Any:
        return moved(self._live.engine, dict.fromkeys(locks.values(), FREE))

    def _dropped(self) -> ExitStack:
        stack = ExitStack()
        for rule in self._wish.drops:
            stack.enter_context(left_out(self._live.engine, rule))
        return stack

    # --- questions ----------------------------------------------------------------------------

    def _step(self, name: str, live: Live, plan: Plan | None) -> None:
        if plan is None:
            self.steps.append(_Step(name, None, np.nan, np.nan, {}))
            return
        found = landed(live.model, plan)
        across = found.grants.loc[found.grants["cross_border"], "amount"].sum()
        by = {"city": self._cities(live), "jurisdiction": list(live.model.ledger.jurisdictions)}
        parts = {
            column: received_by(found, [column])[["received", "value"]].reindex(
                names, fill_value=0.0
            )
            for column, names in by.items()
        }
        parts["cell"] = received_by(found, ["city", "period"])
        spent = float(found.grants["amount"].sum())
        self.steps.append(_Step(name, plan, spent, float(across), parts))

    @staticmethod
    def _cities(live: Live) -> list[str]:
        return [str(name) for name in live.model.ledger.cities.index]

    def _drop(self, rule: str) -> None:
        base = self.steps[-1].value
        with left_out(self._live.engine, rule):
            plan = self._live.best()
        rules = dict(zip(self._wish.scenario.rule_ids(), self._wish.scenario.rules, strict=True))
        value = np.nan if plan is None else plan.value
        gain = np.nan if base is None else max(0.0, value - base)
        self._drops.append({"rule": rule, "kind": rules[rule].kind, "value": value, "gain": gain})

    def _lock_all(self, parts: int) -> None:
        """Hold each amount alone, then all of them."""
        base = self.steps[-1]
        for done, lock in enumerate(self._wish.locks, start=1 + len(self._wish.drops)):
            self._course.at(done, parts + 2, str(lock))
            others = {name: row for name, row in self._held.items() if name != str(lock)}
            with self._freed(others):
                plan = self._live.best()
            self._locks.append(self._told(lock, plan, base))
        self._course.at(parts + 1, parts + 2, "lock")
        self._step("lock", self._live, self._live.best())
        if self.steps[-1].plan is None:
            self._explain()

    def _told(self, lock: Lock, plan: Plan | None, base: _Step) -> dict[str, Any]:
        value = np.nan if plan is None else plan.value
        return {
            "lock": str(lock),
            "city": lock.city,
            "period": lock.period,
            "sense": lock.sense,
            "amount": lock.amount,
            "before": _received(base, lock),
            "value": value,
            "cost": np.nan if base.value is None else base.value - value,
            "possible": np.nan,
        }

    def _explain(self) -> None:
        """Tell which locks and rules cannot stand together, and how far the locks must give."""
        feasibility = self._live.engine.feasibility
        least = feasibility.stretched(np.ones(feasibility.sides))
        feasibility.nothing = min(feasibility.nothing, 0.1 * float(least.sum()))
        probe, owners = Probe(feasibility), Owners(self._wish.scenario)
        for number, clash in enumerate(islice(smallest_clashes(probe), MOST_CLASHES), start=1):
            for part in probe.describe(clash):
                self._clashes += [
                    {
                        "clash": number,
                        "rule": part.rule,
                        "owner": owners.of(part.rule, at),
                        "at": at,
                    }
                    for at in part.at
                ]
        rows = np.asarray(feasibility.elastic_row)
        mine = np.isin(rows, list(self._held.values()))
        least_of_locks = stretched_alone(feasibility, mine) if mine.any() else None
        if least_of_locks is not None:
            low = np.arange(len(rows)) < feasibility.elastic_low
            by = np.where(low, -1.0, 1.0) * least_of_locks / feasibility.unit
            for number, lock in enumerate(self._locks):
                here = rows == self._held[lock["lock"]]
                self._locks[number]["possible"] = lock["amount"] + float(by[here].sum())

    # --- tables -------------------------------------------------------------------------------

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables of what was found."""
        locks = ["lock", "city", "period", "sense", "amount", "before", "value", "cost", "possible"]
        return {
            "steps": pd.DataFrame(list(self._step_rows())),
            "locks": pd.DataFrame(self._locks, columns=locks),
            "drops": pd.DataFrame(self._drops, columns=["rule", "kind", "value", "gain"]),
            "jurisdictions": self._changes("jurisdiction"),
            "cities": self._changes("city"),
            "clashes": pd.DataFrame(self._clashes, columns=["clash", "rule", "owner", "at"]),
        }

    def _step_rows(self) -> Iterator[dict[str, Any]]:
        before = np.nan
        for step in self.steps:
            value = np.nan if step.value is None else step.value
            yield {
                "step": step.name,
                "feasible": step.plan is not None,
                "value": value,
                "change": value - before,
                "spent": step.spent,
                "cross_border": step.cross_border,
            }
            before = value

    def _changes(self, column: str) -> pd.DataFrame:
        """Return what each got and achieved before and after, the largest changes first."""
        named = [
            (f"{what}_{when}") for when in ("before", "after") for what in ("received", "value")
        ]
        columns = ["id", *named, "received_change", "value_change"]
        if not (self.arrived and self.steps[0].by and self.steps[-1].by):
            return pd.DataFrame(columns=columns)
        one, other = (self.steps[place].by[column] for place in (0, -1))
        table = pd.concat([one.add_suffix("_before"), other.add_suffix("_after")], axis=1).fillna(
            0.0
        )
        table = table.assign(
            received_change=table["received_after"] - table["received_before"],
            value_change=table["value_after"] - table["value_before"],
        )
        order = table["received_change"].abs().sort_values(ascending=False, kind="stable").index
        return table.loc[order].rename_axis("id").reset_index()[columns]
