"""What else is nearly as good: how far money can move, and plans that really differ.

The optimum is one plan of many whose value hardly differs. For each city, jurisdiction or
instrument the least and the most money is found that it can get while the value stays within a
share of the best (modelling to generate alternatives: Brill, Chang and Hopkins 1982; DeCarolis
2011). Then, one after the other, plans as far as possible from all before, where the distance is
the money that is elsewhere. Of all plans found so far the one furthest from those chosen goes first
(Gonzalez 1985), and is moved on along the signs of its differences while that leads further away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final, Literal

import numpy as np
import pandas as pd
from annotated_types import Ge, Le

from optimizer.allocation import records
from optimizer.alone import informed
from optimizer.analyses.analysis import Analysis
from optimizer.analyses.moneytables import Tables, money_tables, written
from optimizer.beside import beside
from optimizer.clock import Stopped
from optimizer.course import Course
from optimizer.live import Live
from optimizer.model import build
from optimizer.ranging import Found, Ranging, distance
from optimizer.settling import settle
from optimizer.tables import grants_table, landed
from scenarios.ledger import Ledger, Lines
from scenarios.opening import open_ledger
from scenarios.problems import Problem, ScenarioError
from scenarios.rules.base import At
from scenarios.scenario import Scenario
from scenarios.words import Text

By = Literal["city", "jurisdiction", "instrument"]
WITHIN: Final = 0.01
PLANS: Final = 3
ROUNDS: Final = 4
"""How often a plan is moved on at most."""
ABOUT: Final = 0.1
"""How near a plan is found that differs: of these nothing is proved, unlike ranges."""
FURTHER: Final = 1.001
SAME: Final = 1e-6
"""Plans are the same where no more than this share of the fund is elsewhere."""
MONEY: Final = ("cities", "grants", "payments")


@dataclass(frozen=True, eq=False, kw_only=True)
class Alternatives(Analysis):
    """What else is nearly as good; `value` is None where no plan keeps all rules.

    Tables: `ranges` (one row a city, or what was asked for: the least and the most money, what no
    plan can go beyond, and what the best plan gives), `plans` (id, value, as a share of the best,
    money that is elsewhere than in the best plan and than in the nearest of the others), `always`
    (what is funded in all of these plans, with the least and the most it gets), and `cities`,
    `grants` and `payments` with the money of each plan. Plan 0 is the best.
    """

    by: By
    within: float
    value: float | None
    bound: float | None
    name: ClassVar = "alternatives"

    def document(self) -> dict[str, Any]:
        """Return the ranges, and the plans with their allocations."""
        parts = {name: dict(iter(self.tables[name].groupby("plan"))) for name in MONEY}
        plans = records(self.tables["plans"])
        for plan in plans:
            own = {name: part[plan["id"]].drop(columns="plan") for name, part in parts.items()}
            plan["allocation"] = written(own)
        return {
            "by": self.by,
            "within": self.within,
            "value": self.value,
            "bound": self.bound,
            "ranges": records(self.tables["ranges"]),
            "plans": plans,
            "always": records(self.tables["always"]),
        }


def differ(
    scenario: Scenario,
    ledger: Ledger | None = None,
    course: Course | None = None,
    *,
    within: float = WITHIN,
    plans: Annotated[int, Ge(0), Le(100)] = PLANS,
    by: By = "city",
) -> Alternatives:
    """Return how far money can move within a share of the value, and so many plans that differ.

    Raises `ScenarioError` where the share is too small to tell from the gap.
    """
    ledger, course = ledger or open_ledger(scenario), course or Course()
    check_within(scenario, within)
    task = _Task(scenario, ledger, course, within, by)
    with suppress(Stopped):
        task.work(plans)
    return Alternatives(
        scenario=scenario,
        complete=task.complete,
        seconds=course.seconds,
        tables=task.tables(),
        by=by,
        within=within,
        value=task.value,
        bound=task.bound,
    )


class _Task:
    def __init__(
        self, scenario: Scenario, ledger: Ledger, course: Course, within: float, by: By
    ) -> None:
        self._scenario, self._ledger, self._course = scenario, ledger, course
        self._within, self._by = within, by
        self._groups = dict(_groups(ledger, by)) | dict(_groups(ledger, "city"))
        self._cities = [at for at in self._groups if at[0] == "city"]
        self._ranges: list[dict[str, Any]] = []
        self._pool: list[Found] = []
        self._chosen: list[Found] = []
        self.value: float | None = None
        self.bound: float | None = None
        self.complete = False

    def work(self, plans: int) -> None:
        """Solve, find the ranges, then one plan after the other."""
        self._course.at(0, 0, "solve")
        ledger = informed(self._scenario, self._ledger, self._course.stop)
        self._model = build(self._scenario, ledger)
        whole = bool(self._model.rows.whole.any())
        groups = beside(self._scenario, ledger, self._groups, keeping=whole)
        self._live = Live(groups.model, self._course)
        best = self._live.best()
        if best is not None:
            self.value, self.bound = best.value, max(best.bound, best.value)
            self._ranging = Ranging(groups, self._live, best, self._within)
            self._chosen.append(self._ranging.told(best, {}, 0.0))
            self._range(plans)
            self._differ(plans)
        self.complete = True

    # --- ranges -------------------------------------------------------------------------------

    def _range(self, plans: int) -> None:
        """Find the least and the most of each group; all minima first, which keeps it warm."""
        asked = [at for at in self._groups if at[0] == self._by]
        self._ranges = [{self._by: at[1], "base": self._chosen[0].money[at]} for at in asked]
        steps = [(sign, place) for sign in (-1.0, 1.0) for place in range(len(asked))]
        for done, (sign, place) in enumerate(steps):
            self._course.at(done, len(steps) + plans, asked[place][1])
            found = self._ranging.furthest({asked[place]: sign})
            self._pool.append(found)
            side = "least" if sign < 0 else "most"
            proved = max(sign * found.proved, 0.0) if sign < 0 else found.proved
            self._ranges[place] |= {side: found.money[asked[place]], f"{side}_proved": proved}

    # --- plans --------------------------------------------------------------------------------

    def _differ(self, plans: int) -> None:
        steps = len(self._pool)
        for number in range(plans):
            self._course.at(steps + number, steps + plans, f"plan {number + 1}")
            found = self._furthest()
            if self._apart(found) <= SAME * self._ledger.available:
                break
            self._chosen.append(found)

    def _furthest(self) -> Found:
        """Return a plan as far as can be found from all that are chosen."""
        far = max([*self._pool, self._chosen[0]], key=self._apart)
        for _ in range(ROUNDS):
            nearest = min(self._chosen, key=lambda plan: self._between(plan, far))
            found = self._ranging.furthest(self._away(far, nearest), ABOUT)
            self._pool.append(found)
            if self._apart(found) <= FURTHER * self._apart(far):
                break
            far = found
        return far

    def _away(self, far: Found, near: Found) -> dict[At, float]:
        """Return weights that lead away from a plan: the signs of the differences."""
        apart = {at: far.money[at] - near.money[at] for at in self._cities}
        noise = SAME * self._ledger.available
        return {at: float(np.sign(by)) for at, by in apart.items() if abs(by) > noise} or {
            at: 1.0 for at in self._cities[:1]
        }

    def _apart(self, plan: Found) -> float:
        """Return how far a plan is from the nearest chosen one."""
        return min(self._between(plan, other) for other in self._chosen)

    def _between(self, one: Found, other: Found) -> float:
        a, b = ({at: plan.money[at] for at in self._cities} for plan in (one, other))
        return distance(a, b)

    # --- tables -------------------------------------------------------------------------------

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables of what was found."""
        money = [self._money(plan) for plan in self._chosen]
        columns = ["base", "least", "most", "least_proved", "most_proved"]
        ranges = pd.DataFrame(self._ranges, columns=[self._by, *columns])
        for column in columns:
            ranges[column] = ranges[column].astype(float)
        return {
            "ranges": self._widened(ranges),
            "plans": pd.DataFrame(list(self._plan_rows()), columns=PLAN_COLUMNS),
            "always": self._always([tables for tables, _ in money]),
        } | {name: _stacked([tables for _, tables in money], name) for name in MONEY}

    def _widened(self, ranges: pd.DataFrame) -> pd.DataFrame:
        """Widen ranges by what all plans that were found give; each of them is good enough."""
        for side, of in (("least", np.fmin), ("most", np.fmax)):
            known, widest = ranges[side].to_numpy(), []
            for place, name in enumerate(ranges[self._by].tolist()):
                seen = [plan.money[self._by, name] for plan in (*self._pool, *self._chosen)]
                widest.append(float(of.reduce(np.array([known[place], *seen]))))
            ranges[side] = np.where(np.isnan(known), np.nan, np.array(widest, dtype=np.float64))
        return ranges

    def _plan_rows(self) -> Iterator[dict[str, Any]]:
        for number, found in enumerate(self._chosen):
            others = [plan for plan in self._chosen if plan is not found]
            yield {
                "id": number,
                "value": found.plan.value,
                "share": found.plan.value / self._chosen[0].plan.value
                if self._chosen[0].plan.value
                else np.nan,
                "from_base": self._between(found, self._chosen[0]),
                "from_nearest": min(
                    (self._between(found, other) for other in others), default=np.nan
                ),
            }

    def _money(self, found: Found) -> tuple[pd.DataFrame, Tables]:
        """Return the activities of a plan, and its money."""
        plan = settle(self._model, found.plan, self._live.engine.clock, self._course.stop)
        where = landed(self._model, plan)
        return grants_table(where), money_tables(self._model, plan, where)

    def _always(self, plans: list[pd.DataFrame]) -> pd.DataFrame:
        """Return what is funded in all plans, over all periods, most in the best plan first."""
        if not plans:
            return pd.DataFrame(columns=ALWAYS_COLUMNS)
        keys = ["activity", "instrument", "project", "sites", "cross_border"]
        totals = [table.groupby("activity", sort=False)["amount"].sum() for table in plans]
        both = pd.concat(totals, axis=1, join="inner")
        told = plans[0][keys].drop_duplicates("activity").set_index("activity")
        table = told.loc[both.index].assign(
            base=both.iloc[:, 0], least=both.min(axis=1), most=both.max(axis=1)
        )
        table["joint"] = [len(sites) > 1 for sites in table["sites"]]
        table = table.sort_values("base", ascending=False, kind="stable").reset_index()
        return table[ALWAYS_COLUMNS]


PLAN_COLUMNS: Final = ["id", "value", "share", "from_base", "from_nearest"]
ALWAYS_COLUMNS: Final = [
    *("activity", "instrument", "project", "sites", "joint", "cross_border"),
    *("base", "least", "most"),
]


def _groups(ledger: Ledger, by: By) -> Iterator[tuple[At, Lines]]:
    """Yield the lines of receipts of each city, jurisdiction or instrument."""
    names = ledger.receipts[by].astype(str).to_numpy()
    told: Mapping[By, list[str]] = {
        "city": list(map(str, ledger.cities.index)),
        "jurisdiction": list(ledger.jurisdictions),
        "instrument": list(dict.fromkeys(names.tolist())),
    }
    for name in told[by]:
        yield (by, name), np.flatnonzero(names == name)


def _stacked(plans: list[Tables], name: str) -> pd.DataFrame:
    """Return a table of the money of all plans, with the number of each in front."""
    parts = []
    for number, tables in enumerate(plans):
        part = tables[name].copy()
        part.insert(0, "plan", number)
        parts.append(part)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"plan": []})


def check_within(scenario: Scenario, within: float) -> None:
    """Refuse a share of the value that is too small to tell from the gap, or that is all of it."""
    gap = scenario.options.gap
    if 10 * gap <= within < 1:
        return
    expected = Text(
        zh=f"一个比例, 不小于求解差距 {gap:g} 的十倍, 且小于 1",
        en=f"a share of at least ten times the gap of {gap:g}, and below 1",
    )
    cure = Text(zh="放大该比例, 或缩小求解差距", en="give up more, or solve to a smaller gap")
    raise ScenarioError([Problem(("within",), f"{within:g}", expected, cure)])
