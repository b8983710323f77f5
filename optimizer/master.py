"""The restricted master program: the grants taken in so far, in PuLP and in HiGHS, kept in step."""

from __future__ import annotations

import time

import numpy as np
import scipy.sparse as sp

from optimizer.clock import Clock
from optimizer.columns import (
    Longs,
    by_pool,
    grant_matrix,
    money_lines,
    money_names,
)
from optimizer.model import Model
from optimizer.program import Columns, Program
from optimizer.segments import Segments
from optimizer.solver import Session, Solution
from scenarios.ledger import Floats

FIRST_CUTS = np.array([0.75, 1.0, 1.35])
"""Breakpoints of a grant that enters, as multiples of its best response."""

UNSURE = 0.01
"""First breakpoint, as a share of all money of the period, of a grant that looks worth nothing."""

ROOM = 1.001
"""Columns reach this much beyond all the money there is, lest their bounds hide its price."""


class Master:
    """The part of the program that is written out, and the live session that solves it.

    Columns have the same numbers in both: payments and carries first, then segments of grants.
    `keys` tells which grants were taken in (see `optimizer.columns.by_pool`).
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
        self._load()

    def _load(self) -> None:
        since = time.perf_counter()
        rows, ledger = self.model.rows, self.model.ledger
        matrix = sp.csc_array(rows.matrix.tocsc()[:, self._money])
        matrix.sort_indices()
        most = np.full(len(self._money), ROOM * ledger.available)
        nothing = np.zeros(len(self._money))
        names = money_names(ledger, self._money)
        self.program.add(Columns(names, nothing, most, matrix))
        since = self.clock.book("build", since)
        self.session.load(nothing, most, rows.lower, rows.upper, matrix)
        self.clock.book("hand_off", since)

    # --- growing -----------------------------------------------------------------------------

    def enter(self, keys: Longs, wanted: Floats) -> int:
        """Take in grants not there yet, cut around the amounts `wanted`; returns how many."""
        ledger = self.model.ledger
        number = np.arange(len(keys)) + len(self.keys)
        self.keys = np.concatenate([self.keys, keys])
        self._gain = np.concatenate([self._gain, self._gains(keys)])
        most = ROOM * ledger.spendable[keys % ledger.horizon]
        self._cut(number, np.where(wanted > 0, wanted, UNSURE * most), most)
        return len(keys)

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
        self.session.change_gain(columns, slope)
        self.session.change_upper(columns, split.shrunk_high - low)
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
        taken = np.maximum(solution.values[self._columns], 0.0)
        amount = np.bincount(self._segments.grant, weights=taken, minlength=len(self.keys))
        return np.asarray(amount, dtype=np.float64)

    def money(self, solution: Solution) -> Floats:
        """Return the money on every line of receipts (all zero), payments and carries."""
        lines = np.zeros(self.model.ledger.first_grant)
        lines[self._money] = solution.values[: len(self._money)]
        return np.maximum(lines, 0.0)

    def move(self, row: int, lower: float, upper: float) -> None:
        """Move both sides of a row in the session."""
        at = np.array([row], dtype=np.int32)
        self.session.change_rows(at, np.array([lower]), np.array([upper]))
