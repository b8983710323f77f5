"""What every grant is worth and how large it may be: the objective, as data that can be moved."""

from __future__ import annotations

import copy

import numpy as np

from optimizer.aiming import Aim
from optimizer.columns import Longs, by_pool
from optimizer.rows import RowTable
from scenarios.ledger import Floats, Ledger, Pool
from scenarios.problems import ModelError


class Worth:
    """Points per unit of response of every grant, and the most that it may get.

    Both come from the ledger and may be changed for single grants, by key (see
    `optimizer.columns.by_pool`); what is changed is kept apart, so that millions of grants that
    nobody speaks of take no room. `aim` tells what points are good for.
    """

    def __init__(self, ledger: Ledger, aim: Aim) -> None:
        self._ledger = ledger
        self.aim = aim
        self._spendable = ledger.spendable
        self._times = _Changed(1.0)
        self._most = _Changed(np.inf)
        self._limited = [pool for pool in ledger.pools if pool.most is not None]
        self._money = np.full(ledger.first_grant - len(ledger.receipts), np.inf)

    def gain(self, pool: Pool, part: slice) -> Floats:
        """Return points per unit of response, weighted and discounted, shape (part, periods)."""
        worth = pool.instrument.weight * self._ledger.discount
        gain = pool.strength[part, None] * worth
        if self._times:
            horizon = self._ledger.horizon
            activity = pool.first + np.arange(len(pool))[part]
            gain *= self._times.of(activity[:, None] * horizon + np.arange(horizon))
        return np.asarray(gain)

    def gain_of(self, keys: Longs) -> Floats:
        """Return points per unit of response of grants."""
        gain = np.empty(len(keys), dtype=np.float64)
        for pool, here, activity, period in by_pool(self._ledger, keys):
            worth = pool.instrument.weight * pool.strength[activity]
            gain[here] = worth * self._ledger.discount[period]
        return np.asarray(gain * self._times.of(keys)) if self._times else gain

    def points(self, keys: Longs, amount: Floats) -> Floats:
        """Return the points of amounts of grants."""
        points = self.gain_of(keys)
        for pool, here, _, _ in by_pool(self._ledger, keys):
            points[here] *= pool.instrument.response.value(amount[here])
        return points

    def per_point(self, rows: RowTable, prices: Floats) -> Floats | float:
        """Return what a point on each line of receipts is worth at prices of rows.

        Besides the aim these are what rows of points pay for; shape (classes, periods), or one
        number if they say nothing.
        """
        ledger = self._ledger
        if not rows.points.nnz:
            return self.aim.points
        paid = -(rows.points[:, : len(ledger.receipts)].T @ prices)
        return np.asarray(self.aim.points + paid).reshape(ledger.classes, ledger.horizon)

    def most(self, keys: Longs, room: float = 1.0) -> Floats:
        """Return the most that each grant may get; `room` times all money if nothing is said."""
        most = room * self._spendable[keys % self._ledger.horizon]
        for pool in self._limited:
            self._ask(pool, keys, most)
        return np.minimum(most, self._most.of(keys)) if self._most else most

    def _ask(self, pool: Pool, keys: Longs, most: Floats) -> None:
        """Lower `most` to what projects ask for."""
        asked = np.ravel(pool.most) if pool.most is not None else np.empty(0)
        place = keys - pool.first * self._ledger.horizon
        here = (place >= 0) & (place < len(asked))
        most[here] = np.minimum(most[here], asked[place[here]])

    def reweigh(self, lines: Longs, times: Floats | float) -> None:
        """Let the grants on ledger lines be worth so many times what the ledger says."""
        first, times = self._ledger.first_grant, self._checked(lines, times)
        if not np.isfinite(times).all() or (lines < first).any():
            raise ModelError("only grants are worth something, and no infinite times more")
        self._times.set(lines - first, times)

    def limit(self, lines: Longs, most: Floats | float) -> None:
        """Let the grants, payments and carries on ledger lines get no more than so much.

        Infinite takes the limit away. Raises `ModelError` for a line of receipts.
        """
        ledger, most = self._ledger, self._checked(lines, most)
        if (lines < len(ledger.receipts)).any():
            raise ModelError("a receipt is a sum of grants and has no limit of its own")
        grant = lines >= ledger.first_grant
        self._most.set(lines[grant] - ledger.first_grant, most[grant])
        self._money[lines[~grant] - len(ledger.receipts)] = most[~grant]

    def _checked(self, lines: Longs, numbers: Floats | float) -> Floats:
        """Return a number for each line; raise `ModelError` for a line or a number that is none."""
        numbers = np.broadcast_to(np.asarray(numbers, dtype=np.float64), len(lines))
        end = self._ledger.first_grant + self._ledger.activities * self._ledger.horizon
        if (lines < 0).any() or (lines >= end).any() or len(np.unique(lines)) < len(lines):
            raise ModelError("a line is said twice, or is not in the ledger")
        if not (numbers >= 0).all():
            raise ModelError("a limit or a weight is below 0, or not a number")
        return np.asarray(numbers)

    def most_money(self, otherwise: float) -> Floats:
        """Return the most on each line of payments and carries, `otherwise` where none is said."""
        return np.asarray(np.minimum(self._money, otherwise))

    def spare(self, profit: Floats) -> float:
        """Return the most that payments and carries can earn at `profit` per unit, 0 or more."""
        ledger, payments = self._ledger, len(self._ledger.payments)
        carries = np.minimum(self._money[payments:], ledger.may_carry.ravel())
        limited = np.isfinite(self._money[:payments])
        earned = profit[:payments][limited] @ self._money[:payments][limited]
        freely = profit[:payments][~limited].max(initial=0.0) * ledger.available
        return float(earned + freely + profit[payments:] @ carries)

    def aimed(self, aim: Aim) -> Worth:
        """Return the same points and limits with another aim."""
        same = copy.copy(self)
        same.aim = aim
        return same


class _Changed:
    """Numbers by key, one and the same wherever nothing was said."""

    def __init__(self, usual: float) -> None:
        self._usual = usual
        self._keys: Longs = np.empty(0, np.int64)
        self._values: Floats = np.empty(0)

    def __bool__(self) -> bool:
        return len(self._keys) > 0

    def set(self, keys: Longs, values: Floats) -> None:
        """Say the numbers of some keys; what was said of them before is forgotten."""
        left = ~np.isin(self._keys, keys)
        every = np.concatenate([self._keys[left], keys])
        values = np.concatenate([self._values[left], np.broadcast_to(values, len(keys))])
        said = values != self._usual
        order = np.argsort(every[said], kind="stable")
        self._keys, self._values = every[said][order], values[said][order]

    def of(self, keys: Longs) -> Floats:
        """Return the numbers of keys of any shape."""
        place = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.where(self._keys[place] == keys, self._values[place], self._usual)
