"""Can the rules be kept at all? A small program of money alone, in which rules may stretch.

What grants are worth plays no part, so each grant is one column, and only grants that help to keep
a rule are taken in: they are found by pricing, as in `optimizer.engine`, until none helps. Then the
least stretch holds for all possible grants. Where a rule speaks of points it is not so simple (see
`optimizer.stretching`).
"""

from __future__ import annotations

import itertools
import time
from abc import ABC, abstractmethod
from typing import Final

import numpy as np
import scipy.sparse as sp

from optimizer import pricing
from optimizer.aiming import Aim
from optimizer.clock import Clock, Stopped, Stopping
from optimizer.columns import Longs, grant_matrix, money_lines
from optimizer.model import Model
from optimizer.pricing import Sides
from optimizer.reaching import reachable
from optimizer.rows import Matrix
from optimizer.solver import Outcome, Session, Solution, Whole
from optimizer.worth import Worth
from scenarios.ledger import Booleans, Floats, Integers
from scenarios.problems import ModelError

AT_ONCE: Final = 300
"""How many grants are taken in at most in the first round; twice as many in each that follows.

Mostly one round is enough. Near the edge of what can be kept it takes thousands.
"""

FEW: Final = 5_000
"""So many grants are all taken in where there are whole numbers: prices know nothing of these."""


class Unstretchable(ModelError):
    """What may not stretch leaves no plan: what the model is, and bounds of the rules' numbers."""


class Feasibility(ABC):
    """Asks by how much rules must stretch: each side of each rule's row has an elastic number.

    `elastic_row` gives the row that each elastic number stretches; the first `elastic_low` of them
    stretch lower sides. All stretch is counted in money. `prices` are those of the last solve;
    `nothing` is an amount of money too small to matter.
    """

    model: Model
    elastic_row: Integers
    elastic_low: int
    prices: Floats
    nothing: float

    @property
    def sides(self) -> int:
        """How many elastic numbers there are."""
        return len(self.elastic_row)

    @property
    @abstractmethod
    def unit(self) -> Floats:
        """How much money counts as one unit of what each elastic number's row is about."""

    @abstractmethod
    def move(self, row: int, lower: float, upper: float) -> None:
        """Move both sides of a row."""

    @abstractmethod
    def bound_extras(self, least: Floats, most: Floats) -> None:
        """Bound the rules' own numbers; they must lie within their usual bounds."""

    @abstractmethod
    def stretched(self, weight: Floats, whole: bool = True) -> Floats:
        """Return by how much each side of each rule's row must stretch, least in weighted total.

        `weight` has one price a side; an infinite one forbids the side to stretch. Numbers that
        are `whole` may be asked for as if they were not. Raises `Stopped`, and `ModelError` if
        there is no solution (the forbidden sides alone clash).
        """

    @property
    def is_large(self) -> bool:
        """Whether whole numbers are too many, or curves bend too much, to be searched through."""
        return False

    def must_stretch(self, weight: Floats) -> Floats:
        """Return by how much sides must stretch at least, by what is proved without a search.

        `weight` is as in `stretched`. Where the sum of the weighed ones is more than `nothing`, no
        plan keeps them all; where it is not, there may still be none in whole numbers.
        """
        return self.stretched(weight, whole=False)

    def way_out(self, mine: Booleans, seconds: float) -> Floats | None:
        """Return by how much these sides may stretch so that there is a plan, others kept.

        It is the least that was found in so many seconds, which need not be the least of all; None
        if none was found. Raises `Stopped` if somebody asks for that.
        """
        return None

    @abstractmethod
    def take_in(self, keys: Longs) -> None:
        """Take in grants that are likely to help, which spares finding them."""

    @abstractmethod
    def funded(self) -> tuple[Longs, Floats]:
        """Return the grants that get money in the last solution: keys and amounts."""


class MoneyFeasibility(Feasibility):
    """A live session over payments, carries, some grants, and the elastic columns."""

    def __init__(
        self, model: Model, worth: Worth, sides: Sides, clock: Clock, stop: Stopping
    ) -> None:
        self.model = model
        self._worth = worth.aimed(Aim(0.0, np.zeros(len(model.rows.extras)), ()))
        self._lower, self._upper = (side.copy() for side in sides)
        self._clock, self._stop = clock, stop
        self._session = Session(model.ledger.available / 1024)
        self._receipts = model.rows.matrix[:, : len(model.ledger.receipts)].tocsc()
        self._money = money_lines(model.ledger)
        self.keys: Longs = np.empty(0, np.int64)
        self.prices: Floats = np.zeros(len(model.rows))
        self.nothing = 1e-7 * model.ledger.available
        elastic, self.elastic_row, self.elastic_low = elastic_columns(model, self.unit_of_rows)
        parts = [elastic, model.rows.extra, model.rows.matrix.tocsc()[:, self._money]]
        matrix = sp.hstack(parts, format="csc")
        money = self._worth.most_money(model.ledger.available)
        money = money[self._money - len(model.ledger.receipts)]
        most = np.concatenate([np.full(self.sides, np.inf), model.rows.most_extra, money])
        row, extra = model.rows.units(self._session.money, 1.0)
        column = np.concatenate(
            [
                np.full(self.sides, self._session.money),
                extra,
                np.full(len(money), self._session.money),
            ]
        )
        nothing = np.zeros(len(most))
        lower, upper = self._lower, self._upper
        self._session.load(nothing, most, lower, upper, sp.csc_array(matrix), None, (row, column))
        every = model.ledger.activities * model.ledger.horizon
        self._few = every <= FEW
        every_one = model.rows.whole.any() and self._few
        self._enter(np.arange(every) if every_one else pricing.reaching(model))

    @property
    def is_large(self) -> bool:
        """Whether whole numbers are too many to be searched through."""
        return bool(self.model.rows.whole.any()) and not self._few

    def must_stretch(self, weight: Floats) -> Floats:
        """Return by how much sides must stretch at least, by what is proved without a search.

        Whole numbers count as fractions, but those that the weighed sides keep at 0 are 0.
        """
        most = self._reachable(weight > 0)
        self.bound_extras(self.model.rows.least_extra, most)
        try:
            return self.stretched(weight, whole=False)
        finally:
            self.bound_extras(self.model.rows.least_extra, self.model.rows.most_extra)

    def _reachable(self, kept: Booleans) -> Floats:
        """Return the most that the rules' own numbers can be where some sides are kept."""
        lower, upper = self._lower.copy(), self._upper.copy()
        low = np.arange(self.sides) < self.elastic_low
        lower[self.elastic_row[~kept & low]] = -np.inf
        upper[self.elastic_row[~kept & ~low]] = np.inf
        return reachable(self.model, (lower, upper))

    def way_out(self, mine: Booleans, seconds: float) -> Floats | None:
        """Return by how much these sides may stretch so that there is a plan, others kept."""
        most = self._reachable(~mine)
        self.bound_extras(self.model.rows.least_extra, most)
        try:
            self.stretched(np.where(mine, 1.0, np.inf), whole=False)
            found = self._searched(seconds)
        except Unstretchable:
            return None
        finally:
            self.bound_extras(self.model.rows.least_extra, self.model.rows.most_extra)
        if found.outcome is Outcome.INTERRUPTED:
            raise Stopped(found.outcome.value)
        if found.values is None:
            return None
        return np.maximum(found.values[: self.sides], 0.0)

    @property
    def unit_of_rows(self) -> Floats:
        """How much money counts as one unit of what each row is about."""
        return np.where(self.model.rows.counts, self._session.money, 1.0)

    @property
    def unit(self) -> Floats:
        """How much money counts as one unit of what each elastic number's row is about."""
        return self.unit_of_rows[self.elastic_row]

    def move(self, row: int, lower: float, upper: float) -> None:
        """Move both sides of a row."""
        self._lower[row], self._upper[row] = lower, upper
        self._session.change_rows(np.array([row], np.int32), np.array([lower]), np.array([upper]))

    def bound_extras(self, least: Floats, most: Floats) -> None:
        """Bound the rules' own numbers; they must lie within their usual bounds."""
        numbers = self.sides + np.arange(len(least), dtype=np.int32)
        if len(numbers):
            self._session.change_bounds(numbers, least, most)

    def stretched(self, weight: Floats, whole: bool = True) -> Floats:
        """Return by how much each side of each rule's row must stretch, least in weighted total.

        `weight` has one price a side; an infinite one forbids the side to stretch. Numbers that
        are `whole` may be asked for as if they were not. Raises `Stopped`, and `ModelError` if
        there is no solution (the forbidden sides alone clash).
        """
        sides = np.arange(self.sides, dtype=np.int32)
        hard = np.isinf(weight)
        self._session.change_gain(sides, np.where(hard, 0.0, -weight))
        self._session.change_upper(sides, np.where(hard, 0.0, np.inf))
        for count in itertools.count():
            solution = self._solve()
            self.prices = pricing.signed((self._lower, self._upper), solution.prices)
            if not self._enter(self._helping(AT_ONCE << min(count, 10))):
                break
        values = solution.values
        if whole and self.model.rows.whole.any():
            values = self._in_whole_numbers()
        return np.maximum(values[: self.sides], 0.0)

    def funded(self) -> tuple[Longs, Floats]:
        """Return the grants that get money in the last solution: keys and amounts."""
        first = self.sides + len(self.model.rows.extras) + len(self._money)
        amount = self._session.solution().values[first:]
        return self.keys[amount > 0], amount[amount > 0]

    def take_in(self, keys: Longs) -> None:
        """Take in grants that are likely to help."""
        self._enter(keys)

    def _searched(self, seconds: float) -> Whole:
        """Search among the grants at hand for the least stretch in whole numbers."""
        since = time.perf_counter()
        columns = (self.sides + np.flatnonzero(self.model.rows.whole)).astype(np.int32)
        found = self._session.solve_whole(columns, 1e-6, seconds, self._stop)
        self._clock.book("feasibility", since)
        return found

    def _in_whole_numbers(self) -> Floats:
        """Return the values of all columns where whole numbers must be whole."""
        found = self._searched(self._clock.left)
        if found.outcome in (Outcome.TIMEOUT, Outcome.INTERRUPTED):
            raise Stopped(found.outcome.value)
        if found.values is None:
            raise ModelError("a program whose rules may stretch has no solution in whole numbers")
        return found.values

    def _solve(self) -> Solution:
        since = time.perf_counter()
        self._session.forget()  # an old basis is worth less here than presolve
        outcome = self._session.solve(self._clock.left, self._stop)
        self._clock.book("feasibility", since)
        if outcome in (Outcome.TIMEOUT, Outcome.INTERRUPTED):
            raise Stopped(outcome.value)
        if outcome is not Outcome.OPTIMAL:
            raise Unstretchable("a program whose rules may stretch has no solution")
        return self._session.solution()

    def _enter(self, keys: Longs) -> int:
        """Take in grants; returns how many were new."""
        keys = np.setdiff1d(keys, self.keys)
        if len(keys):
            matrix = grant_matrix(self.model, self._receipts, keys)
            self._session.add(np.zeros(len(keys)), self._worth.most(keys), matrix)
            self.keys = np.concatenate([self.keys, keys])
        return len(keys)

    def _helping(self, at_most: int) -> Longs:
        """Return the grants that would lessen the stretch most at the present prices."""
        answers = pricing.respond(self.model, self._worth, self.prices)
        most = np.argsort(-answers.profit, kind="stable")[:at_most]
        return answers.keys[most[answers.profit[most] > 1e-6 * self.model.ledger.available]]


def elastic_columns(
    model: Model, units: Floats, rows: Integers | None = None
) -> tuple[Matrix, Integers, int]:
    """Return one column for each finite side of each rule's row (or of `rows`), stretching it.

    All stretch is counted in money; `units` tells how much of it stretches each row by one.

    Returns the columns, the row of each, and how many (the first) are for lower sides.
    """
    if rows is None:
        rows = np.arange(model.identities, len(model.rows), dtype=np.int32)
        rows = rows[~model.rows.ties[rows]]
    low = rows[np.isfinite(model.rows.lower[rows])]
    high = rows[np.isfinite(model.rows.upper[rows])]
    row = np.concatenate([low, high])
    value = np.concatenate([np.ones(len(low)), -np.ones(len(high))])
    value /= units[row]
    place = (row, np.arange(len(row)))
    return sp.csc_array((value, place), shape=(len(model.rows), len(row))), row, len(low)
