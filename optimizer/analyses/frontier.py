"""What a bound costs as it tightens: value against any number of any rule, or against a gauge.

One program is kept warm from point to point: where the bound is a side of rows, sides are moved;
where it is among their coefficients, these are written anew from the basis as it stands
(`optimizer.recasting`). Every point is a whole plan, proved to the gap of the scenario.

Unless it is said, the curve runs from where the bound begins to bind to where no plan keeps it any
more. Where it begins is read off the best plan without it (`optimizer.keeping`); where it ends is
searched for (`optimizer.edges`).
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final, cast, get_args

import numpy as np
import pandas as pd
from annotated_types import Ge, Le

from optimizer.allocation import records
from optimizer.alone import informed
from optimizer.analyses.analysis import Analysis
from optimizer.analyses.moneytables import Tables, money_tables, written
from optimizer.clock import Stopped
from optimizer.columns import Longs
from optimizer.course import Course
from optimizer.edges import NEAR, edge, tidy
from optimizer.keeping import Keeping, readings
from optimizer.knee import METHOD, knee
from optimizer.live import Live
from optimizer.model import build
from optimizer.plan import Plan
from optimizer.recasting import WAYS, recast
from optimizer.resolving import moved
from optimizer.settling import settle
from optimizer.tables import landed
from scenarios.bounds import Bound, find_bound, problem
from scenarios.gauges import GaugeName, gauged
from scenarios.ledger import Ledger
from scenarios.opening import open_ledger
from scenarios.problems import Problem, ScenarioError
from scenarios.scenario import Scenario
from scenarios.words import Text

Points = Annotated[int, Ge(2), Le(1000)]
POINTS: Final = 21
MONEY: Final = ("cities", "grants", "payments")
COLUMNS: Final = (
    *("bound", "feasible", "value", "proved", "knee", "gini", "smallest_return"),
    *("cross_border", "cross_border_share", "spent"),
)


@dataclass(frozen=True)
class Against:
    """What value is told against: a number of a rule, or a gauge that is added as a rule."""

    name: str
    bound: Bound
    ledger: Ledger

    @property
    def gauge(self) -> GaugeName | None:
        """The gauge, if it is one."""
        return cast(GaugeName, self.name) if self.name in get_args(GaugeName) else None


@dataclass(frozen=True)
class Range:
    """From which bound to which, and whether it `binds` anywhere in between.

    `tight` is 1 where a higher bound asks for more, -1 where a lower one does, and 0 where both
    may, as for an exact amount, or nobody knows. `found` are the edges that were searched for.
    """

    low: float
    high: float
    tight: int
    binds: bool
    found: frozenset[float] = frozenset()

    def loosest(self, edge: float) -> float:
        """Return the other end than an edge."""
        return self.low if edge == self.high else self.high


@dataclass(frozen=True, eq=False, kw_only=True)
class Frontier(Analysis):
    """The points that were found, in the order of the bound.

    Tables: `points` (bound, feasible, value in what the objective counts and its proved upper
    bound, whether it is the knee, what the gauges read, money across borders and spent), and
    `cities`, `grants` and `payments` with the money of every point. `moved` is the most that had
    to change in the program from point to point: sides, coefficients, or the rows themselves.
    """

    against: Against
    range: Range | None
    moved: str
    name: ClassVar = "frontier"

    def document(self) -> dict[str, Any]:
        """Return the points, each with its allocation."""
        bound, span = self.against.bound, self.range
        parts = {name: dict(iter(self.tables[name].groupby("bound"))) for name in MONEY}
        points = records(self.tables["points"])
        for point in points:
            own = {
                name: parts[name][point["bound"]].drop(columns="bound")
                for name in MONEY
                if point["bound"] in parts[name]
            }
            point["allocation"] = written(own) if own else None
        return {
            "against": {
                "name": self.against.name,
                "gauge": self.against.gauge,
                "rule": bound.owner,
                "kind": bound.rule.kind_name(),
                "now": None if self.against.gauge else bound.now,
            },
            "range": None
            if span is None
            else {"from": span.low, "to": span.high, "binds": span.binds},
            "moved": self.moved,
            "knee": {
                "bound": next((point["bound"] for point in points if point["knee"]), None),
                "method": METHOD,
            },
            "points": points,
        }


def meant(scenario: Scenario, ledger: Ledger, name: str) -> Against:
    """Return what a path such as `rules.fair-return.floor` means, or the name of a gauge.

    Raises `ScenarioError` where the scenario does not have it.
    """
    if name not in get_args(GaugeName):
        return Against(name, find_bound(scenario, name, get_args(GaugeName)), ledger)
    bound = gauged(scenario, cast(GaugeName, name))
    try:
        return Against(name, bound, open_ledger(bound.scenario))
    except ScenarioError as error:
        wrong = [problem(name, each.expected, each.cure) for each in error.problems]
        raise ScenarioError(wrong) from error


def check_asked(
    scenario: Scenario, ledger: Ledger, against: str, low: float | None, high: float | None
) -> None:
    """Raise `ScenarioError` where there is no such bound, or its range is the wrong way round."""
    meant(scenario, ledger, against)
    if low is not None and high is not None and low > high:
        raise ScenarioError([Problem(("high",), f"{high:g}", ORDERED, SWAP)])


def draw(
    scenario: Scenario,
    ledger: Ledger | None = None,
    course: Course | None = None,
    *,
    against: str,
    points: Points = POINTS,
    low: float | None = None,
    high: float | None = None,
) -> Frontier:
    """Return value against a bound, at so many points from `low` to `high` (found if not said).

    Raises `ScenarioError` where there is no such bound, or its range cannot be found.
    """
    ledger, course = ledger or open_ledger(scenario), course or Course()
    asked = meant(scenario, ledger, against)
    task = _Task(asked, course)
    with suppress(Stopped):
        task.work(points, low, high)
    return Frontier(
        scenario=scenario,
        complete=task.complete,
        seconds=course.seconds,
        tables=task.tables(),
        against=asked,
        range=task.range,
        moved=task.moved,
    )


@dataclass(frozen=True, eq=False)
class Point:
    """A bound, and what is told of its plan; no money where no plan keeps it."""

    told: dict[str, Any]
    money: Tables


class Sweep:
    """A program that is taken from bound to bound; one may be made for each part of a curve."""

    def __init__(self, asked: Against, course: Course) -> None:
        scenario = asked.bound.scenario
        self._ledger = informed(scenario, asked.ledger, course.stop)
        self._bound, self._course = asked.bound, course
        self.keeping = Keeping(asked.bound, self._ledger)
        self.live = Live(self.keeping.model, course)
        self._readings = readings(scenario, self._ledger)
        self._known: Plan | None = None
        self._helped: Longs = np.empty(0, np.int64)
        self._ways = {WAYS[0]}

    @property
    def moved(self) -> str:
        """The most that had to change so far."""
        return max(self._ways, key=WAYS.index)

    def without(self) -> Plan | None:
        """Return the best plan where the bound asks for nothing."""
        with moved(self.live.engine, dict.fromkeys(self.keeping.rows, (-np.inf, np.inf))):
            return self.live.best()

    def stretch(self, value: float) -> float:
        """Return by how much rules must stretch at a bound, in money; infinite if not allowed."""
        self._course.at(0, 0, f"{value:g}")
        if not self._to(value):
            return np.inf
        probe = self.live.engine.feasibility
        probe.take_in(self._helped)
        least = float(probe.stretched(np.ones(probe.sides)).sum())
        self._helped = np.union1d(self._helped, probe.funded()[0])
        return least if least > probe.nothing else 0.0

    def at(self, value: float) -> Point:
        """Return the best plan at a bound."""
        plan = self.live.best() if self._to(value) else None
        if plan is None:
            return Point({"bound": value, "feasible": False}, {})
        self._known = plan
        model = self.live.model
        plan = settle(model, plan, self.live.engine.clock, self._course.stop)
        found = landed(model, plan)
        across = float(found.grants.loc[found.grants["cross_border"], "amount"].sum())
        spent = float(found.grants["amount"].sum())
        told = {"bound": value, "feasible": True, "value": plan.value}
        told |= {"proved": max(plan.bound, plan.value), "cross_border": across, "spent": spent}
        told |= {reading.name: reading.of(plan) for reading in self._readings}
        return Point(told, money_tables(model, plan, found))

    def _to(self, value: float) -> bool:
        """Take the program to a bound; false where the rule does not allow it."""
        scenario = self._bound.at(value)
        if scenario is None:
            return False
        self.live, way = recast(self.live, build(scenario, self._ledger), self._known)
        self._ways.add(way)
        return True


class _Task:
    def __init__(self, asked: Against, course: Course) -> None:
        self._asked, self._course = asked, course
        self._points: list[Point] = []
        self.range: Range | None = None
        self.moved: str = WAYS[0]
        self.complete = False

    def work(self, points: int, low: float | None, high: float | None) -> None:
        """Find the range, then one point after the other, the loosest first."""
        self._course.at(0, 0, "solve")
        sweep = Sweep(self._asked, self._course)
        self.range = _range(sweep, self._asked, low, high)
        if self.range is not None:
            values = _spread(self.range, points, self._asked.bound.numeric.whole)
            for done, value in enumerate(values):
                self._course.at(done, len(values), f"{value:g}")
                self._points.append(self._point(sweep, value, self.range))
                self.moved = sweep.moved
        self.complete = True

    def _point(self, sweep: Sweep, value: float, span: Range) -> Point:
        """Return a point; beyond one that no plan keeps there is none either, and no need to look.

        That holds where the bound asks for more and more. An edge that was found is only nearly
        exact: where no plan keeps it, one a little nearer is taken.
        """
        if span.tight and self._points and not self._points[-1].told["feasible"]:
            return Point({"bound": value, "feasible": False}, {})
        point = sweep.at(value)
        inwards = float(np.sign(span.loosest(value) - value)) if value in span.found else 0.0
        for times in (1, 10, 100, 1000) if inwards else ():
            if not point.told["feasible"]:
                by = times * NEAR * (span.high - span.low)
                point = sweep.at(value + inwards * by)
        return point

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables of what was found, in the order of the bound."""
        found = sorted(self._points, key=lambda point: float(point.told["bound"]))
        table = pd.DataFrame([point.told for point in found], columns=list(COLUMNS))
        for column in COLUMNS[2:]:
            table[column] = table[column].astype(float)
        table["feasible"] = table["feasible"].astype(bool)
        spent = table["spent"].where(table["spent"] > 0)
        table["cross_border_share"] = table["cross_border"] / spent
        bend = knee(table["bound"].to_numpy(), table["value"].to_numpy())
        table["knee"] = np.arange(len(table)) == (-1 if bend is None else bend)
        return {"points": table} | {name: _stacked(found, name) for name in MONEY}


def _stacked(points: Sequence[Point], name: str) -> pd.DataFrame:
    """Return a table of the money of all points, with the bound of each in front."""
    parts = []
    for point in points:
        if point.money:
            part = point.money[name].copy()
            part.insert(0, "bound", point.told["bound"])
            parts.append(part)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"bound": []})


# --- from where to where --------------------------------------------------------------------------


def _range(sweep: Sweep, asked: Against, low: float | None, high: float | None) -> Range | None:
    """Return the range, what is not said of it found; none where nothing keeps the other rules.

    Raises `ScenarioError` where it cannot be found, or nothing lies between its ends.
    """
    free = sweep.without()
    kept = None if free is None else sweep.keeping.interval(free)
    if kept is None:
        if free is None and sweep.keeping.straight:
            return None
        if low is None or high is None:
            raise _refused(asked, UNKNOWN_RANGE, SAY_RANGE)
        found = Range(low, high, 0, binds=True)
    else:
        found = _found(sweep, asked, kept, low, high)
    if not found.low <= found.high:
        raise _refused(asked, ORDERED, SWAP, f"from {found.low:g} to {found.high:g}")
    return found


def _found(
    sweep: Sweep,
    asked: Against,
    kept: tuple[float, float],
    low: float | None,
    high: float | None,
) -> Range:
    """Return the range around what the best plan without the bound keeps."""
    numeric = asked.bound.numeric
    start, end = map(tidy, kept)
    if numeric.whole:
        start, end = float(np.ceil(start - 1e-6)), float(np.floor(end + 1e-6))
    up, down = end < numeric.most, start > numeric.least
    tight = int(up) - int(down)
    if not (up or down):
        bottom = max(numeric.least, 0.0)
        top = numeric.most if np.isfinite(numeric.most) else max(bottom, asked.bound.now or 1.0)
        return Range(_or(low, bottom), _or(high, top), 0, binds=False)
    middle, edges = (start + end) / 2, set()
    if low is None:
        low = edge(sweep.stretch, min(start, middle), numeric.least, numeric.whole) if down else end
        edges |= {low} if down else set()
    if high is None:
        high = edge(sweep.stretch, max(end, middle), numeric.most, numeric.whole) if up else start
        edges |= {high} if up else set()
    if not np.isfinite([low, high]).all():
        raise _refused(asked, ENDLESS, SAY_RANGE)
    return Range(low, high, tight, binds=True, found=frozenset(edges))


def _or(said: float | None, otherwise: float) -> float:
    return otherwise if said is None else said


def _spread(span: Range, points: int, whole: bool) -> list[float]:
    """Return bounds from one end of a range to the other, the loosest first."""
    values = np.linspace(span.low, span.high, points if span.high > span.low else 1)
    if whole:
        values = np.unique(np.round(values))
    return [float(value) for value in values[:: -1 if span.tight < 0 else 1]]


def _refused(asked: Against, expected: Text, cure: Text, found: str = "") -> ScenarioError:
    return ScenarioError([problem(found or asked.name, expected, cure)])


UNKNOWN_RANGE: Final = Text(
    zh="写明范围: 该数决定有哪些约束, 其范围无法自动求得",
    en="a range that is said: the number decides which rows there are, so none can be found",
)
ENDLESS: Final = Text(zh="有尽头的范围", en="a range that ends somewhere")
SAY_RANGE: Final = Text(zh="写明从何处 (from) 到何处 (to)", en="say from where and to where")
ORDERED: Final = Text(zh="起点不大于终点", en="from no higher than to")
SWAP: Final = Text(zh="交换两者, 或只写一个", en="swap them, or say one of them only")
