"""Can the rules be kept at all? A small program of money alone, in which rules may stretch.

What grants are worth plays no part, so each grant is one column, and only grants that help to keep
a rule are taken in: they are found by pricing, as in `optimizer.engine`, until none helps. Then the
least stretch holds for all possible grants.
"""

from __future__ import annotations

import time
from typing import Final

import numpy as np
import scipy.sparse as sp

from optimizer import pricing
from optimizer.clock import Clock, Stopped, Stopping
from optimizer.columns import Longs, grant_matrix, money_lines
from optimizer.model import Model
from optimizer.pricing import Choose, Responses
from optimizer.rows import Matrix
from optimizer.solver import Outcome, Session, Solution
from scenarios.ledger import Booleans, Floats, Integers
from scenarios.problems import ModelError

AT_ONCE: Final = 300
"""How many grants of a pool are taken in at most in one round."""


class Feasibility:
    """A live session over payments, carries, some grants, and one elastic column per rule's side.

    `elastic_row` gives the row that each elastic column stretches; the first `elastic_low` of
    them stretch lower sides. `prices` are those of the last solve; `nothing` is an amount of money
    too small to matter.
    """

    def __init__(self, model: Model, clock: Clock, stop: Stopping) -> None:
        self.model = model
        self._clock, self._stop = clock, stop
        self._session = Session(model.ledger.available / 1024)
        self._receipts = model.rows.matrix[:, : len(model.ledger.receipts)].tocsc()
        self._money = money_lines(model.ledger)
        self.keys: Longs = np.empty(0, np.int64)
        self.prices: Floats = np.zeros(len(model.rows))
        self.nothing = 1e-7 * model.ledger.available
        elastic, self.elastic_row, self.elastic_low = _elastic(model)
        matrix = sp.hstack([elastic, model.rows.matrix.tocsc()[:, self._money]], format="csc")
        most = np.full(matrix.shape[1], model.ledger.available)
        most[: self.sides] = np.inf
        self._session.load(
            np.zeros(len(most)), most, model.rows.lower, model.rows.upper, sp.csc_array(matrix)
        )
        self._enter(pricing.respond(model, self.prices), pricing.reaches)

    @property
    def sides(self) -> int:
        """How many elastic columns there are."""
        return len(self.elastic_row)

    def move(self, row: int, lower: float, upper: float) -> None:
        """Move both sides of a row."""
        self._session.change_rows(np.array([row], np.int32), np.array([lower]), np.array([upper]))

    def stretched(self, weight: Floats) -> Floats:
        """Return by how much each side of each rule's row must stretch, least in weighted total.

        `weight` has one price a side; an infinite one forbids the side to stretch. Raises
        `Stopped`, and `ModelError` if there is no solution (the forbidden sides alone clash).
        """
        sides = np.arange(self.sides, dtype=np.int32)
        hard = np.isinf(weight)
        self._session.change_gain(sides, np.where(hard, 0.0, -weight))
        self._session.change_upper(sides, np.where(hard, 0.0, np.inf))
        while True:
            solution = self._solve()
            self.prices = pricing.signed(self.model, solution.prices)
            answers = pricing.respond(self.model, self.prices, worth=0.0)
            if not self._enter(answers, self._helping):
                return np.maximum(solution.values[: self.sides], 0.0)

    def funded(self) -> Longs:
        """Return the keys of the grants that get money in the last solution."""
        amount = self._session.solution().values[self.sides + len(self._money) :]
        return self.keys[amount > 0]

    def _solve(self) -> Solution:
        since = time.perf_counter()
        self._session.forget()  # an old basis is worth less here than presolve
        outcome = self._session.solve(self._clock.left, self._stop)
        self._clock.book("feasibility", since)
        if outcome in (Outcome.TIMEOUT, Outcome.INTERRUPTED):
            raise Stopped(outcome.value)
        if outcome is not Outcome.OPTIMAL:
            raise ModelError("a program whose rules may stretch has no solution")
        return self._session.solution()

    def _enter(self, answers: list[Responses], choose: Choose) -> int:
        """Take in the grants that `choose` picks; returns how many were new."""
        keys = np.setdiff1d(pricing.picked(self.model, answers, choose)[0], self.keys)
        if len(keys):
            matrix = grant_matrix(self.model, self._receipts, keys)
            most = self.model.ledger.spendable[keys % self.model.ledger.horizon]
            self._session.add(np.zeros(len(keys)), most, matrix)
            self.keys = np.concatenate([self.keys, keys])
        return len(keys)

    def _helping(self, answer: Responses) -> Booleans:
        """Pick the grants that would lessen the stretch most."""
        chosen = np.zeros(answer.profit.size, dtype=bool)
        most = np.argsort(-answer.profit, axis=None, kind="stable")[:AT_ONCE]
        chosen[most] = answer.profit.ravel()[most] > 1e-6 * self.model.ledger.available
        return chosen.reshape(answer.profit.shape)


def _elastic(model: Model) -> tuple[Matrix, Integers, int]:
    """Return one column for each finite side of each rule's row, stretching it.

    Returns the columns, the row of each, and how many (the first) are for lower sides.
    """
    rows = np.arange(model.identities, len(model.rows), dtype=np.int32)
    low = rows[np.isfinite(model.rows.lower[rows])]
    high = rows[np.isfinite(model.rows.upper[rows])]
    row = np.concatenate([low, high])
    value = np.concatenate([np.ones(len(low)), -np.ones(len(high))])
    place = (row, np.arange(len(row)))
    return sp.csc_array((value, place), shape=(len(model.rows), len(row))), row, len(low)
