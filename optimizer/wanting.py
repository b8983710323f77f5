"""Why a project is not funded: what ran out, how much it lacks, and which score would win.

What it lacks is told beside everything else that the plan funds: the least by which funders' money
and rules would have to stretch for the project to be funded as well. The score at which it would
win follows from deciding again with the project in: the value that this loses is what its score
would have to make good. Scores count in proportion, so no search is needed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import scipy.sparse as sp

from optimizer.clock import Stopped
from optimizer.columns import money_lines
from optimizer.deciding import optimise_whole
from optimizer.engine import Engine
from optimizer.feasibility import elastic_columns
from optimizer.identities import CONTRIBUTION, READINESS
from optimizer.model import Model
from optimizer.plan import Plan, reckon
from optimizer.solver import Outcome, Session
from scenarios.ledger import Floats
from scenarios.rules.numbers import NOTHING
from scenarios.rules.terms import funded

BUDGET: Final = 5.0
"""Seconds for deciding again, in all; for projects left over no winning score is told."""

RULES_FIRST: Final = 0.999
"""Where it is one or the other, a rule that keeps money away counts before an empty purse."""


@dataclass(frozen=True)
class Lacking:
    """One thing that a project lacks: money of a funder (`rule` is empty), or a rule in its way."""

    rule: str | None
    at: tuple[str, ...]
    by: float
    unit: str

    def as_record(self) -> dict[str, Any]:
        """Return it as plain data; a funder's `at` is the funder and the period."""
        named = {"funder": self.at[0], "period": self.at[1]} if self.rule is None else {}
        return {"rule": self.rule, "at": list(self.at), "by": self.by, "unit": self.unit} | named


@dataclass(frozen=True)
class Refusal:
    """Why a project is not funded; `wins_at` is None where no score helps or nobody has asked.

    `short_by` is the money among what it lacks.
    """

    stopped_by: tuple[Lacking, ...] = ()
    wins_at: float | None = None
    short_by: float = field(init=False)

    def __post_init__(self) -> None:
        """Add up the money."""
        short = sum(part.by for part in self.stopped_by if part.unit == "money")
        object.__setattr__(self, "short_by", short)


def refusals(engine: Engine, plan: Plan) -> dict[str, Refusal]:
    """Return why each project that is all or nothing got nothing, by its id."""
    model = engine.model
    refused = list(_refused(model, plan))
    if not refused:
        return {}
    probe = _Probe(model, plan)
    found = {name: Refusal(probe.lacks(name, activity)) for name, activity, _ in refused}
    for name, points in _scores(engine, plan, refused):
        found[name] = replace(found[name], wins_at=points)
    return found


def _refused(model: Model, plan: Plan) -> Iterator[tuple[str, int, float]]:
    """Yield id, activity and score of the projects that are all or nothing and got nothing."""
    got = set(plan.activity[plan.amount > NOTHING * model.ledger.available].tolist())
    columns = ("id", "activity", "divisible", "score")
    table = (model.ledger.projects[column].tolist() for column in columns)
    for name, activity, divisible, score in zip(*table, strict=True):
        if not divisible and activity not in got:
            yield name, int(activity), float(score)


# --- what it lacks -------------------------------------------------------------------------------


class _Probe:
    """Asks by how much money and rules must stretch for one project more."""

    def __init__(self, model: Model, plan: Plan) -> None:
        self._model, self._plan = model, plan
        rows = model.rows
        may = [owner in (CONTRIBUTION, READINESS) for owner in rows.owner[: model.identities]]
        own = np.arange(model.identities, len(rows))
        stretch = np.concatenate([np.flatnonzero(may), own[~rows.ties[own]]]).astype(np.int32)
        self._unit = model.ledger.available / 1024
        units = np.where(rows.counts, self._unit, 1.0)
        elastic, self._row, self._low = elastic_columns(model, units, stretch)
        self._lines = money_lines(model.ledger)
        parts = [elastic, rows.extra, rows.matrix.tocsc()[:, self._lines]]
        self._matrix = sp.csc_array(sp.hstack(parts, format="csc"))
        of_rule = self._row >= model.identities
        self._cost = -np.where(of_rule, RULES_FIRST, 1.0)

    def lacks(self, name: str, activity: int) -> tuple[Lacking, ...]:
        """Return what a project lacks beside all that the plan funds; nothing where unknown."""
        model, rows = self._model, self._model.rows
        base, extras = self._with(name, activity)
        least = np.where(rows.whole, extras, rows.least_extra)
        most = np.where(rows.whole, extras, rows.most_extra)
        session = Session(self._unit)
        money = len(self._lines)
        columns = np.concatenate([np.full(len(self._row), np.inf), most, np.full(money, np.inf)])
        gain = np.concatenate([self._cost, np.zeros(len(most) + money)])
        session.load(gain, columns, rows.lower - base, rows.upper - base, self._matrix)
        numbers = np.arange(len(self._row), len(self._row) + len(most), dtype=np.int32)
        session.change_bounds(numbers, least, most)
        if session.solve(10.0) is not Outcome.OPTIMAL:
            return ()
        stretched = session.solution().values[: len(self._row)]
        about = rows.about()
        return tuple(
            self._told(int(self._row[side]), float(stretched[side]), about)
            for side in np.flatnonzero(stretched > 1e-6 * model.ledger.available)
        )

    def _told(self, row: int, by: float, about: list[Any]) -> Lacking:
        rows = self._model.rows
        by = by / self._unit if about[row] == "number" else by
        rule = None if rows.owner[row] == CONTRIBUTION else rows.owner[row]
        return Lacking(rule, rows.at[row], by, about[row])

    def _with(self, name: str, activity: int) -> tuple[Floats, Floats]:
        """Return the left sides of all rows but for money paid and numbers, and the numbers."""
        model, plan = self._model, self._plan
        asked = model.ledger.asked(activity)
        periods, others = np.flatnonzero(asked), plan.activity != activity
        more = replace(
            plan,
            activity=np.concatenate([plan.activity[others], np.full(len(periods), activity)]),
            period=np.concatenate([plan.period[others], periods]),
            amount=np.concatenate([plan.amount[others], asked[periods]]),
            money=np.zeros_like(plan.money),
        )
        told = reckon(model, more)
        nothing = np.zeros(len(model.rows.extras))
        base = model.rows.activity(told.lines, told.grants, nothing, told.points)
        numbers = np.where(model.rows.whole, told.extras, 0.0)
        return base, np.asarray(np.round(numbers), dtype=np.float64)


# --- the score at which it would win -------------------------------------------------------------


def _scores(
    engine: Engine, plan: Plan, refused: list[tuple[str, int, float]]
) -> Iterator[tuple[str, float]]:
    """Yield the score at which each project would win, as far as the time goes."""
    number = {owned.extra.at: place for place, owned in enumerate(engine.model.rows.extras)}
    since = time.perf_counter()
    for name, activity, score in refused:
        if time.perf_counter() - since > min(BUDGET, engine.clock.left):
            return
        try:
            with engine.held(number[funded(name)], 1.0):
                outcome, forced = optimise_whole(engine, engine.model.scenario.options.gap)
        except Stopped:
            return
        if forced is not None and outcome is Outcome.OPTIMAL:
            worth = _worth_of_score(engine.model, activity)
            yield name, score + max(0.0, plan.value - forced.value) / worth


def _worth_of_score(model: Model, activity: int) -> float:
    """Return what one more point of a project's score adds to the value, funded in full."""
    ledger = model.ledger
    asked = ledger.asked(activity)
    weight = next(
        pool.instrument.weight
        for pool in ledger.pools
        if pool.most is not None and pool.first <= activity < pool.first + len(pool)
    )
    return float(weight * (ledger.discount * asked).sum() / asked.sum())
