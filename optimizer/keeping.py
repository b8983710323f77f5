"""For which bounds of a rule a plan keeps its rows: no solver is needed for that.

Sides and coefficients of rows mostly follow a bound in a straight line. Then how far each row is
from being broken does so too, and two models, built at two bounds, tell all.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
import scipy.sparse as sp

from optimizer.alone import unruled
from optimizer.model import Model, build
from optimizer.plan import Plan, Reckoned, reckon
from optimizer.recasting import difference
from optimizer.rows import RowTable
from scenarios.bounds import Bound
from scenarios.gauges import GAUGES, GaugeName, gauged
from scenarios.ledger import Booleans, Floats, Ledger
from scenarios.problems import ScenarioError
from scenarios.scenario import Scenario

STRAIGHT: Final = 1e-9
"""How far a row may be from a straight line, as a share of the fund, to be on it."""


class Keeping:
    """The rows of a bound, at two places; see the module's text."""

    def __init__(self, bound: Bound, ledger: Ledger) -> None:
        self.bound = bound
        self._places = list(islice(bound.places(), 3))
        self._models = [build(scenario, ledger) for _, scenario in self._places]
        self.straight = len(self._models) == 3 and all(
            difference(self._models[0].rows, model.rows) != "rows" for model in self._models[1:]
        )
        self._speak = _differing(*self._models[:2]) if self.straight else np.empty(0, dtype=bool)

    @property
    def model(self) -> Model:
        """The model at a bound that the rule allows: its own, if it has one."""
        return self._models[0]

    @property
    def rows(self) -> list[int]:
        """The rows that the bound changes, by number."""
        return [int(row) for row in np.flatnonzero(self._speak)]

    def interval(self, plan: Plan) -> tuple[float, float] | None:
        """Return the lowest and the highest bound that a plan keeps, the lowest above if none is.

        Nothing is returned where the rows are others at other bounds, or do not follow the bound
        in a straight line, or there are none.
        """
        if not self._speak.any():
            return None
        (a, _), (b, _), (c, _) = self._places
        told = reckon(self.model, plan)
        one, other, third = (self._room(model.rows, told) for model in self._models)
        with np.errstate(invalid="ignore"):
            off = np.abs(one + (other - one) * ((c - a) / (b - a)) - third)
        slack = STRAIGHT * max(self.model.ledger.available, plan.points, 1.0)
        if (off[np.isfinite(off)] > slack).any():
            return None
        return self._cut(one, other, a, b)

    def _cut(self, one: Floats, other: Floats, a: float, b: float) -> tuple[float, float]:
        numeric = self.bound.numeric
        low, high = numeric.least, numeric.most
        with np.errstate(invalid="ignore", divide="ignore"):
            slope = (other - one) / (b - a)
            root = a - one / slope
        rises, falls = np.isfinite(root) & (slope > 0), np.isfinite(root) & (slope < 0)
        return max(low, root[rises].max(initial=-np.inf)), min(
            high, root[falls].min(initial=np.inf)
        )

    def _room(self, rows: RowTable, told: Reckoned) -> Floats:
        """Return how far each side of the rows is from being broken; infinite where there is none.

        Shape (2, rows).
        """
        left = rows.activity(told.lines, told.grants, told.extras, told.points)[self._speak]
        return np.array([rows.upper[self._speak] - left, left - rows.lower[self._speak]])


def _differing(one: Model, other: Model) -> Booleans:
    """Tell which rows differ between two models; not those that only say what a number is."""
    a, b = one.rows, other.rows
    apart = (a.lower != b.lower) | (a.upper != b.upper)
    for name in ("matrix", "points", "extra"):
        apart |= _of_matrix(a, b, name)
    singly = a.grant_value != b.grant_value
    apart[a.grant_row[singly]] = True
    return np.asarray(apart & ~a.ties)


def _of_matrix(one: RowTable, other: RowTable, name: str) -> Booleans:
    apart = sp.csr_array(getattr(one, name) - getattr(other, name))
    apart.eliminate_zeros()
    return np.asarray(np.diff(apart.indptr) > 0)


@dataclass(frozen=True, eq=False)
class Reading:
    """A gauge on the ledger of a scenario."""

    name: GaugeName
    keeping: Keeping

    def of(self, plan: Plan) -> float:
        """Return what the gauge reads of a plan; not a number where it has nothing to read."""
        found = self.keeping.interval(plan)
        if found is None:
            return np.nan
        low, high = found
        read = high if GAUGES[self.name].at_least else low
        return read if np.isfinite(read) else np.nan


def readings(scenario: Scenario, ledger: Ledger) -> list[Reading]:
    """Return the gauges that the scenario has the figures for."""
    found, free = [], unruled(scenario)
    for name in GAUGES:
        try:
            bound = gauged(free, name)
        except ScenarioError:
            continue
        if not any(True for _ in bound.rule.problems(ledger)):
            found.append(Reading(name, Keeping(bound, ledger)))
    return found
