"""The restricted master program: the grants taken in so far, in PuLP and in HiGHS, kept in step."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from optimizer import pricing
from optimizer.clock import Clock
from optimizer.columns import (
    Longs,
    by_pool,
    elastic_matrix,
    grant_matrix,
    money_lines,
    money_names,
)
from optimizer.model import Model
from optimizer.pricing import Responses
from optimizer.program import Columns, Program
from optimizer.segments import Segments
from optimizer.solver import Session, Solution
from scenarios.ledger import Booleans, Floats, Integers

FIRST_CUTS = np.array([0.75, 1.0, 1.35])
"""Breakpoints of a grant that enters, as multiples of its best response."""

UNSURE = 0.01
"""First breakpoint, as a share of all money of the period, of a grant that looks worth nothing."""


class Master:
    """The part of the program that is written out, and the live session that solves it.

    In the session, elastic columns stand first: one for each side of each rule's row, the first
    `elastic_low` of them for lower sides. They are shut (upper bound 0) but while rules stretch.
    """

    def __init__(self, model: Model, value_scale: float, clock: Clock) -> None:
        self.model = model
        self.clock = clock
        self.program = Program(model.scenario.id, model.rows)
        self.session = Session(model.ledger.available / 1024, value_scale)
        self.keys: Longs = np.empty(0, np.int64)
        self._gain = np.empty(0)
        self._segments = Segments.empty()
        self._columns = np.empty(0, np.int64)
        self._slope = np.empty(0)
        self._money = money_lines(model.ledger)
        self._receipts = model.rows.matrix[:, : len(model.ledger.receipts)].tocsc()
        elastic, self.elastic_row, self.elastic_low = elastic_matrix(model)
        self._load(elastic)

    def _load(self, elastic: object) -> None:
        since = time.perf_counter()
        rows, ledger = self.model.rows, self.model.ledger
        matrix = sp.csc_array(rows.matrix.tocsc()[:, self._money])
        matrix.sort_indices()
        most = np.full(len(self._money), ledger.available)
        nothing = np.zeros(len(self._money))
        names = money_names(ledger, self._money)
        self.program.add(Columns(names, nothing, most, matrix))
        since = self.clock.book("build", since)
        shut = np.zeros(self.shift)
        self.session.load(
            np.concatenate([shut, nothing]),
            np.concatenate([shut, most]),
            rows.lower,
            rows.upper,
            sp.hstack([elastic, matrix], format="csc"),
        )
        self.clock.book("hand_off", since)

    @property
    def shift(self) -> int:
        """How many elastic columns stand before the program's own in the session."""
        return len(self.elastic_row)

    # --- growing -----------------------------------------------------------------------------

    def enter(self, answers: Sequence[Responses], entering: Sequence[Booleans]) -> int:
        """Take in grants (shape (activities, periods) per pool), cut around their best response.

        Returns how many were new.
        """
        ledger = self.model.ledger
        keys, best = [np.empty(0, np.int64)], [np.empty(0)]
        for answer, chosen in zip(answers, entering, strict=True):
            activity, period = np.nonzero(chosen)
            keys.append((activity + answer.pool.first) * ledger.horizon + period)
            best.append(answer.best[activity, period])
        key, wanted = np.concatenate(keys), np.concatenate(best)
        new = ~np.isin(key, self.keys)
        key, wanted = key[new], wanted[new]
        number = np.arange(len(key)) + len(self.keys)
        self.keys = np.concatenate([self.keys, key])
        self._gain = np.concatenate([self._gain, self._gains(key)])
        most = ledger.spendable[key % ledger.horizon]
        self._cut(number, np.where(wanted > 0, wanted, UNSURE * most), most)
        return len(key)

    def _cut(self, grant: Longs, wanted: Floats, most: Floats) -> None:
        cuts = np.minimum(wanted[:, None] * FIRST_CUTS, most[:, None])
        edges = np.concatenate([np.zeros((len(grant), 1)), cuts, most[:, None]], axis=1)
        low, high = edges[:, :-1].ravel(), edges[:, 1:].ravel()
        wide = high > low + 1e-9 * most.max(initial=0.0)
        owner = np.repeat(grant, cuts.shape[1] + 1)
        self._add(owner[wide], low[wide], high[wide])

    def refine(self, grant: Longs, amount: Floats) -> int:
        """Cut the curves of grants at amounts; returns how many cuts were made."""
        split = self._segments.split(grant, amount)
        if not len(split.grant):
            return 0
        low = self._segments.low[split.shrunk]
        slope = self._slopes(self._segments.grant[split.shrunk], low, split.shrunk_high)
        columns = self._columns[split.shrunk].astype(np.int32)
        self._segments.high[split.shrunk] = split.shrunk_high
        self._slope[split.shrunk] = slope
        self.program.change(columns, slope, split.shrunk_high - low)
        self.session.change_gain(columns + np.int32(self.shift), slope)
        self.session.change_upper(columns + np.int32(self.shift), split.shrunk_high - low)
        self._add(split.grant, split.low, split.high)
        return len(split.grant)

    def _add(self, grant: Longs, low: Floats, high: Floats) -> None:
        """Add segments as columns to the program and to the session."""
        if not len(grant):
            return
        since = time.perf_counter()
        slope = self._slopes(grant, low, high)
        keys = self.keys[grant]
        matrix = grant_matrix(self.model, self._receipts, keys)
        numbers = len(self.program) + np.arange(len(grant))
        self._segments.append(grant, low, high)
        self._columns = np.concatenate([self._columns, numbers])
        self._slope = np.concatenate([self._slope, slope])
        names = [f"grant{key}" for key in keys.tolist()]
        self.program.add(Columns(names, slope, high - low, matrix))
        since = self.clock.book("build", since)
        self.session.add(slope, high - low, matrix)
        self.clock.book("hand_off", since)

    # --- curves ------------------------------------------------------------------------------

    def value(self, grant: Longs, amount: Floats) -> Floats:
        """Return the points of amounts of grants that were taken in."""
        value = np.empty(len(grant))
        for pool, here, _, _ in by_pool(self.model.ledger, self.keys[grant]):
            value[here] = pool.instrument.response.value(amount[here])
        return value * self._gain[grant]

    def shortfall(self, grant: Longs, amount: Floats) -> Floats:
        """Return by how much the segments read each curve too low at each amount."""
        segment = self._segments.containing(grant, amount)
        low = self._segments.low[segment]
        straight = self.value(grant, low) + self._slope[segment] * (amount - low)
        return self.value(grant, amount) - straight

    def _gains(self, keys: Longs) -> Floats:
        gain = np.empty(len(keys))
        for pool, here, activity, period in by_pool(self.model.ledger, keys):
            worth = pool.instrument.weight * pool.strength[activity]
            gain[here] = worth * self.model.ledger.discount[period]
        return gain

    def _slopes(self, grant: Longs, low: Floats, high: Floats) -> Floats:
        rise = self.value(grant, high) - self.value(grant, low)
        return np.asarray(rise / (high - low))

    # --- reading back ------------------------------------------------------------------------

    def grants(self, solution: Solution) -> Floats:
        """Return the amount of each grant that was taken in."""
        taken = np.maximum(solution.values[self.shift + self._columns], 0.0)
        return np.bincount(self._segments.grant, weights=taken, minlength=len(self.keys))

    def money(self, solution: Solution) -> Floats:
        """Return the money on every line of receipts (all zero), payments and carries."""
        lines = np.zeros(self.model.ledger.first_grant)
        lines[self._money] = solution.values[self.shift :][: len(self._money)]
        return np.maximum(lines, 0.0)

    # --- stretching rules --------------------------------------------------------------------

    def stretch(self, weight: Floats) -> None:
        """Forget the value of grants and let rules stretch, at `weight` a unit of money."""
        everything = np.arange(self.session.columns, dtype=np.int32)
        self.session.change_gain(everything, np.zeros(len(everything)))
        elastic = everything[: self.shift]
        self.session.change_gain(elastic, -weight)
        self.session.change_upper(elastic, np.full(self.shift, 1e3 * self.model.ledger.available))

    def relax(self) -> None:
        """End stretching: rules are hard and grants have their value again."""
        elastic = np.arange(self.shift, dtype=np.int32)
        self.session.change_gain(elastic, np.zeros(self.shift))
        self.session.change_upper(elastic, np.zeros(self.shift))
        columns = (self._columns + self.shift).astype(np.int32)
        self.session.change_gain(columns, self._slope)

    def move(self, row: int, lower: float, upper: float) -> None:
        """Move both sides of a row in the session."""
        at: Integers = np.array([row], dtype=np.int32)
        self.session.change_rows(at, np.array([lower]), np.array([upper]))


def reach(answers: Sequence[Responses]) -> list[npt.NDArray[np.bool_]]:
    """Return what looks worth taking in first, and one way to bring money to every class."""
    return [
        (answer.best > 0) | pricing.strongest_of_each_class(answer.pool)[:, None]
        for answer in answers
    ]
