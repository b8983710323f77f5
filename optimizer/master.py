"""The restricted master program: the grants taken in so far, in HiGHS, and in PuLP when asked."""

from __future__ import annotations

import copy
import time
from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from optimizer.clock import Clock
from optimizer.columns import (
    Longs,
    by_pool,
    grant_matrix,
    money_lines,
    money_names,
    point_matrix,
)
from optimizer.model import Model
from optimizer.program import Columns, Program
from optimizer.rows import Matrix
from optimizer.segments import Segments
from optimizer.solver import AT_LOWER, BASIC, Basis, Session, Solution
from optimizer.worth import Worth
from scenarios.ledger import Booleans, Floats, Integers

FIRST_CUTS = np.array([0.85, 1.2])
"""Breakpoints of a grant that enters, as multiples of its best response."""

UNSURE = 0.01
"""First breakpoint, as a share of all money of the period, of a grant that looks worth nothing."""

ROOM = 1.001
"""Columns reach this much beyond all the money there is, lest their bounds hide its price."""


class Master:
    """The part of the program that is written out, and the live session that solves it.

    Columns are payments and carries first, then the rules' own numbers, then the segments of grants
    in their order. `keys` tells which grants were taken in (see `optimizer.columns.by_pool`);
    `lower` and `upper` are the sides of the rows as they stand now, `least` and `most` the bounds
    of the rules' own numbers.
    """

    def __init__(
        self,
        model: Model,
        worth: Worth,
        value_scale: float,
        clock: Clock,
        keys: Longs,
        wanted: Floats,
    ) -> None:
        self.model = model
        self._worth = worth
        self.clock = clock
        self.session = Session(model.ledger.available / 1024, value_scale, presolve=False)
        self.keys = keys
        self._gain = worth.gain_of(keys)
        self._money = money_lines(model.ledger)
        self._first = len(self._money) + len(model.rows.extras)
        self._read_rows()
        self._load(Segments(*self._cut(np.arange(len(keys)), wanted)))

    def __len__(self) -> int:
        return self._first + len(self._segments)

    # --- writing -----------------------------------------------------------------------------

    def _read_rows(self) -> None:
        """Take sides, bounds and coefficients from the rows of the model."""
        rows, receipts = self.model.rows, len(self.model.ledger.receipts)
        self.lower, self.upper = rows.lower.copy(), rows.upper.copy()
        self.least, self.most = rows.least_extra, rows.most_extra
        by_line = rows.matrix.tocsc()
        self._receipts = by_line[:, :receipts]
        self._points = rows.points.tocsc()[:, :receipts]
        fixed = sp.hstack([by_line[:, self._money], rows.extra], format="csc")
        self._fixed = sp.csc_array(fixed)
        self._fixed.sort_indices()

    def recast(self, model: Model) -> None:
        """Write the program anew for other coefficients of the same rows and numbers."""
        self.model = model
        self._read_rows()
        self.reread()

    def _load(self, segments: Segments, basis: Basis | None = None) -> None:
        """Write the whole program anew with these segments; `basis` is where to go on from."""
        since = time.perf_counter()
        self._segments = segments
        self._slope = self._slopes(segments.grant, segments.low, segments.high)
        gain, most, matrix = self.columns()
        since = self.clock.book("build", since)
        money = self.session.money
        row, extra = self.model.rows.units(money, self.session.points)
        column = np.full(len(gain), money)
        column[len(self._money) : self._first] = extra
        self.session.load(gain, most, self.lower, self.upper, matrix, basis, (row, column))
        self._bound_extras()
        self.clock.book("hand_off", since)

    def columns(self) -> tuple[Floats, Floats, Matrix]:
        """Return the gain and the upper bound of every column, and the coefficients, CSC."""
        segments = self._segments
        grants = self._coefficients(self.keys, segments.grant, self._slope)
        matrix = sp.csc_array(sp.hstack([self._fixed, grants], format="csc"))
        lines = self._money - len(self.model.ledger.receipts)
        most = self._worth.most_money(ROOM * self.model.ledger.available)[lines]
        aim = self._worth.aim
        gain = np.concatenate([np.zeros(len(lines)), aim.extras, aim.points * self._slope])
        return gain, np.concatenate([most, self.most, segments.high - segments.low]), matrix

    def _coefficients(self, keys: Longs, grant: Longs, slope: Floats) -> Matrix:
        """Return the coefficients of segments: of money, and of points by their slopes."""
        matrix = grant_matrix(self.model, self._receipts, keys)[:, grant]
        if not self._points.nnz:
            return matrix
        points = point_matrix(self.model, self._points, keys)[:, grant]
        matrix = sp.csc_array(matrix + points * slope)
        matrix.sort_indices()
        return matrix

    def grant_of_columns(self) -> Longs:
        """Return for each column the number of its grant, -1 for all others."""
        others = np.full(self._first, -1, dtype=np.int64)
        return np.concatenate([others, self._segments.grant])

    def program(self, every: bool = False) -> Program:
        """Return the program as it stands now, written in PuLP; with `every` grant there is."""
        if every:
            return self._with_every_grant().program()
        gain, most, matrix = self.columns()
        rows = replace(self.model.rows, lower=self.lower, upper=self.upper)
        program = Program(self.model.scenario.id, rows)
        names = money_names(self.model.ledger, self._money)
        names += [f"extra{number}" for number in range(len(self.most))]
        names += [f"grant{key}" for key in self.keys[self._segments.grant].tolist()]
        whole = np.zeros(len(names), dtype=bool)
        whole[len(self._money) : self._first] = self.model.rows.whole
        least = np.zeros(len(names))
        least[len(self._money) : self._first] = self.least
        program.add(Columns(names, gain, most, matrix, whole, least))
        return program

    def _with_every_grant(self) -> Master:
        """Return a copy to write from, with the grants that were never taken in; not to solve."""
        ledger, whole = self.model.ledger, copy.copy(self)
        rest = np.setdiff1d(np.arange(ledger.activities * ledger.horizon), self.keys)
        whole.keys = np.concatenate([self.keys, rest])
        whole._gain = np.concatenate([self._gain, self._worth.gain_of(rest)])
        number = np.arange(len(self.keys), len(whole.keys))
        parts, own = whole._cut(number, np.zeros(len(number))), self._segments
        whole._segments = Segments(own.grant, own.low, own.high)
        whole._segments.append(*parts)  # makes new arrays, and leaves those of this one alone
        whole._slope = np.concatenate([self._slope, whole._slopes(*parts)])
        return whole

    # --- growing and shrinking ---------------------------------------------------------------

    def enter(self, keys: Longs, wanted: Floats) -> int:
        """Take in grants not there yet, cut around the amounts `wanted`; returns how many.

        A curve of straight pieces is cut where they end, and need never be cut again.
        """
        number = np.arange(len(keys)) + len(self.keys)
        self.keys = np.concatenate([self.keys, keys])
        self._gain = np.concatenate([self._gain, self._worth.gain_of(keys)])
        self._add(*self._cut(number, wanted))
        return len(keys)

    def _cut(self, grant: Longs, wanted: Floats) -> tuple[Longs, Floats, Floats]:
        """Return the first segments of grants: whose each is, and where it begins and ends."""
        keys = self.keys[grant]
        most = self._worth.most(keys, ROOM)
        parts = [(np.empty(0, np.int64), np.empty(0), np.empty(0))]
        for pool, here, _, _ in by_pool(self.model.ledger, keys):
            kinks, ends = pool.instrument.response.kinks, most[here, None]
            if kinks is not None:
                cuts = np.broadcast_to(kinks, (len(here), len(kinks)))
            else:
                cuts = wanted[here, None] * FIRST_CUTS
                cuts = np.where(cuts > 0, cuts, UNSURE * ends)
            parts.append(_between(grant[here], np.minimum(cuts, ends), ends))
        owner, low, high = zip(*parts, strict=True)
        return np.concatenate(owner), np.concatenate(low), np.concatenate(high)

    def refine(self, grant: Longs, amount: Floats) -> int:
        """Cut the curves of grants at amounts; returns how many cuts were made.

        Where rows speak of points a slope is a coefficient too, and the program is written anew.
        """
        split = self._segments.split(grant, amount)
        if not len(split.grant):
            return 0
        if self._points.nnz:
            self._rewrite(self.session.basis(), *self._segments.cut(split))
            return len(split.grant)
        low = self._segments.low[split.shrunk]
        slope = self._slopes(self._segments.grant[split.shrunk], low, split.shrunk_high)
        columns = (self._first + split.shrunk).astype(np.int32)
        self._segments.high[split.shrunk] = split.shrunk_high
        self._slope[split.shrunk] = slope
        self.session.change_gain(columns, self._worth.aim.points * slope)
        self.session.change_upper(columns, split.shrunk_high - low)
        self._add(split.grant, split.low, split.high)
        return len(split.grant)

    def _add(self, grant: Longs, low: Floats, high: Floats) -> None:
        """Add segments as columns."""
        if not len(grant):
            return
        since = time.perf_counter()
        slope = self._slopes(grant, low, high)
        matrix = self._coefficients(self.keys[grant], np.arange(len(grant)), slope)
        self._segments.append(grant, low, high)
        self._slope = np.concatenate([self._slope, slope])
        since = self.clock.book("build", since)
        self.session.add(self._worth.aim.points * slope, high - low, matrix)
        self.clock.book("hand_off", since)

    def tidy(self, kept: Booleans) -> None:
        """Write the program anew without what the last solve left far from paying.

        Grants that are not `kept` and got nothing are left out, and curves are straightened away
        from what is granted. The plan can still be said, and the basis stays.
        """
        basis = self.session.basis()
        bound = basis.columns[self._first :]
        self._rewrite(basis, *self._segments.straightened(bound, kept))

    def aim(self, worth: Worth) -> None:
        """Write the program anew for another aim."""
        self._worth = worth
        self.reread()

    def reread(self) -> None:
        """Write the program anew after grants became worth something else, or limited."""
        limited = self._segments.limited(self._worth.most(self.keys, ROOM))
        self._rewrite(self.session.basis(), *limited)

    def _rewrite(self, basis: Basis, segments: Segments, picked: Longs) -> None:
        """Write the program anew with these segments; `picked` are those they were before.

        Grants without a segment are left out. The basis stays, if all that was in it does; of what
        was cut from one segment the first part alone can be in it.
        """
        first = self._first
        left, grant = np.unique(segments.grant, return_inverse=True)
        self.keys = self.keys[left]
        self._gain = self._worth.gain_of(self.keys)
        at = np.concatenate([basis.columns[:first], basis.columns[first:][picked]])
        again = np.ones(len(at), dtype=bool)
        again[:first] = False
        again[first + np.unique(picked, return_index=True)[1]] = False
        at[again & (at == BASIC)] = AT_LOWER
        whole = (at == BASIC).sum() == (basis.columns == BASIC).sum()
        segments = Segments(grant.astype(np.int64), segments.low, segments.high)
        self._load(segments, Basis(at, basis.rows) if whole else None)

    def numbers(self, keys: Longs) -> Longs:
        """Return the numbers of grants in the program, -1 where one is not in it."""
        order = np.argsort(self.keys, kind="stable")
        if not len(order):
            return np.full(len(keys), -1)
        place = order[np.minimum(np.searchsorted(self.keys[order], keys), len(order) - 1)]
        return np.where(self.keys[place] == keys, place, -1)

    def move(self, row: int, lower: float, upper: float) -> None:
        """Move both sides of a row."""
        self.lower[row], self.upper[row] = lower, upper
        at = np.array([row], dtype=np.int32)
        self.session.change_rows(at, np.array([lower]), np.array([upper]))

    @property
    def first_extra(self) -> int:
        """The first column of the rules' own numbers."""
        return len(self._money)

    @property
    def whole(self) -> Integers:
        """The columns that stand for whole numbers."""
        numbers = len(self._money) + np.flatnonzero(self.model.rows.whole)
        return numbers.astype(np.int32)

    def bound_extras(self, least: Floats, most: Floats) -> None:
        """Set the bounds of all numbers that belong to rules or measures."""
        self.least, self.most = least.copy(), most.copy()
        self._bound_extras()

    def _bound_extras(self) -> None:
        numbers = np.arange(len(self._money), self._first, dtype=np.int32)
        if len(numbers):
            self.session.change_bounds(numbers, self.least, self.most)

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

    def _slopes(self, grant: Longs, low: Floats, high: Floats) -> Floats:
        rise = self.value(grant, high) - self.value(grant, low)
        return np.asarray(rise / (high - low))

    # --- reading back ------------------------------------------------------------------------

    def grants(self, solution: Solution) -> Floats:
        """Return the amount of each grant that was taken in."""
        taken = np.maximum(solution.values[self._first :], 0.0)
        amount = np.bincount(self._segments.grant, weights=taken, minlength=len(self.keys))
        return np.asarray(amount, dtype=np.float64)

    def extras(self, solution: Solution) -> Floats:
        """Return the rules' own numbers."""
        return np.asarray(solution.values[len(self._money) : self._first])

    def money(self, solution: Solution) -> Floats:
        """Return the money on every line of receipts (all zero), payments and carries."""
        lines = np.zeros(self.model.ledger.first_grant)
        lines[self._money] = solution.values[: len(self._money)]
        return np.maximum(lines, 0.0)


def _between(grant: Longs, cuts: Floats, most: Floats) -> tuple[Longs, Floats, Floats]:
    """Return the grant, the low and the high end of every segment between cuts in a row."""
    edges = np.concatenate([np.zeros_like(most), cuts, most], axis=1)
    low, high = edges[:, :-1].ravel(), edges[:, 1:].ravel()
    wide = high > low + 1e-9 * most.max(initial=0.0)
    return np.repeat(grant, edges.shape[1] - 1)[wide], low[wide], high[wide]
