"""What a plan says of the whole numbers: what they follow to be, and how sure that is.

How sure a number is follows from the rows in which it stands alone. Of a number that says whether
somebody gets anything, the relaxation's own value says little, because its row allows far more
money than anybody gets. There the money counts: how much of the least award there is, or, where
none is asked for, how much there is.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy.sparse as sp

from optimizer.columns import Longs
from optimizer.model import Model
from optimizer.plan import Plan, reckon
from optimizer.reaching import alone
from scenarios.ledger import Booleans, Floats

LITTLE: Final = 1e-5
"""Who got nothing pays for a place as if it had got this share of the fund."""

KEPT: Final = 1e-7
"""How far a row may be missed, as a share of the fund, of all points or of one."""

Room = tuple[Floats, Floats]
"""The least and the most that each of the rules' own numbers may be."""


class Told:
    """What a plan says of the whole numbers: what they follow to be, and which rows that breaks.

    `sure` tells how much speaks for a number being more rather than less, from 0 to 1, and `much`
    parts those that are equally sure.
    """

    def __init__(
        self,
        reading: Reading,
        numbers: Floats,
        room: Room,
        missed: Floats,
        sure: Floats,
        much: Floats,
    ) -> None:
        self.numbers, self.whole = numbers, reading.whole
        self._reading, self._missed = reading, missed
        self.free = reading.whole & (room[0] < room[1])
        self._least, self._most = room
        self._sure, self.much = sure, much

    def next(self, share: float) -> tuple[Longs, Floats]:
        """Return the numbers to fix next, the surest first, and at what; none if all rows hold."""
        alone, several = self._undecided(), []
        count = int(np.ceil(share * len(alone)))
        order = np.lexsort((-self.much[alone], -np.abs(self._sure[alone] - 0.5)))
        picked = alone[order[:count]]
        value = self._rounded(picked)
        for row in self._reading.common[self._missed[self._reading.common] != 0].tolist():
            several.append(self._of_row(row, share))
        numbers = np.concatenate([*(part[0] for part in several), picked])
        values = np.concatenate([*(part[1] for part in several), value])
        _, first = np.unique(numbers, return_index=True)
        first.sort()
        return numbers[first], values[first]

    def crowded(self) -> list[int]:
        """Return the rows that allow at most so many, and now have more."""
        return [row for row in self._reading.places if self._missed[row] > 0]

    def over(self, row: int) -> float:
        """Return by how much a row has more than it allows; below 0 if it has room."""
        numbers, weight = self._reading.of_row(row)
        return float(weight @ self.numbers[numbers] - self._reading.upper[row])

    def toll(self, row: int) -> Floats:
        """Return what each number pays per unit for its place in a row, 1 if its money stays."""
        numbers, _ = self._reading.of_row(row)
        numbers = numbers[self.free[numbers]]
        toll = np.zeros(len(self.numbers))
        money = self._reading.money[numbers]
        toll[numbers] = money / (self.much[numbers] + self._reading.little)
        return toll

    def left_over(self, row: int, before: Told) -> Longs:
        """Return who has no place: nothing now, and not the next largest that had one before."""
        numbers, _ = self._reading.of_row(row)
        numbers = numbers[self.free[numbers]]
        without = numbers[self.numbers[numbers] <= self._least[numbers]]
        order = without[np.argsort(-before.much[without], kind="stable")]
        return order[max(0, int(-self.over(row))) :]

    def _undecided(self) -> Longs:
        """Return the free numbers that stand alone in rows that are missed."""
        missed = self._reading.number[self._missed[self._reading.row] != 0]
        return np.unique(missed[self.free[missed]])

    def _rounded(self, numbers: Longs) -> Floats:
        low, high = self._least[numbers], self._most[numbers]
        span = np.minimum(high - low, 1.0)
        below = np.clip(np.floor(self.numbers[numbers]), low, high - span)
        return np.where(self._sure[numbers] >= 0.5, below + span, below)

    def _of_row(self, row: int, share: float) -> tuple[Longs, Floats]:
        """Return which numbers of a row to fix so that it is missed by less, and at what.

        Those go first of which it is surest that they are of no use there.
        """
        number, weight = self._reading.of_row(row)
        missed = float(self._missed[row])  # above its upper side, or (negative) below its lower one
        up = weight * missed < 0
        now = self.numbers[number]
        can = self.free[number] & np.where(up, now < self._most[number], now > self._least[number])
        number, weight, up = number[can], weight[can], up[can]
        against = np.where(up, 1 - self._sure[number], self._sure[number])
        much = np.where(up, -self.much[number], self.much[number])
        order = np.lexsort((much, against))
        gained = np.cumsum(np.abs(weight[order]))
        count = int(np.searchsorted(gained, share * abs(missed) - 1e-9)) + 1
        chosen = order[:count]
        number, up = number[chosen], up[chosen]
        step = np.where(up, 1.0, -1.0)
        return number, np.clip(self.numbers[number] + step, self._least[number], self._most[number])


class Reading:
    """Reads what the money of a plan says of the whole numbers of a model."""

    def __init__(self, model: Model) -> None:
        rows = model.rows
        self._model = model
        self.whole: Booleans = rows.whole
        self.extra = sp.csr_array(rows.extra)
        self.extra.eliminate_zeros()
        of_whole = np.diff(self.extra[:, self.whole].indptr)
        self.row, self.number, self.weight = alone(rows, self.extra)
        self.money = np.zeros(len(rows.extras))
        np.maximum.at(self.money, self.number, np.abs(self.weight))
        self.common = np.flatnonzero(of_whole > 1)
        self.upper = rows.upper
        self.little = LITTLE * model.ledger.available
        self.places = [row for row in self.common.tolist() if self._counts(row)]
        self._concerned = of_whole > 0

    def _counts(self, row: int) -> bool:
        """Tell whether a row says of how many whole numbers at most so many are 1."""
        numbers, weight = self.of_row(row)
        allows = 1 < float(self.upper[row]) < len(numbers)
        return allows and bool((weight == 1).all() and self.whole[numbers].all())

    def of_row(self, row: int) -> tuple[Longs, Floats]:
        """Return the rules' own numbers in a row, and their coefficients."""
        part = slice(self.extra.indptr[row], self.extra.indptr[row + 1])
        return self.extra.indices[part].astype(np.int64), self.extra.data[part]

    def of(self, plan: Plan, least: Floats, most: Floats) -> Told:
        """Return what a plan says of the whole numbers within their room."""
        rows = self._model.rows
        told = reckon(self._model, plan)
        numbers = np.where(self.whole, np.clip(told.extras, least, most), told.extras)
        nothing = np.zeros(len(numbers))
        money = rows.activity(told.lines, told.grants, nothing, told.points)
        left = money + self.extra @ numbers
        slack = KEPT * rows.units(self._model.ledger.available, max(plan.points, 1.0))[0]
        missed = np.maximum(left - rows.upper, 0.0) - np.maximum(rows.lower - left, 0.0)
        missed[(np.abs(missed) <= slack) | ~self._concerned] = 0.0
        low, high = self._implied(money, least, most)
        return Told(self, numbers, (least, most), missed, high, low * np.maximum(self.money, 1.0))

    def _implied(self, money: Floats, least: Floats, most: Floats) -> tuple[Floats, Floats]:
        """Return between what the money of rows with one number alone lets it be, as shares."""
        rows = self._model.rows
        ends = np.stack([rows.lower[self.row], rows.upper[self.row]]) - money[self.row]
        ends = np.sort(ends / self.weight, axis=0)
        low, high = least.copy(), most.copy()
        np.maximum.at(low, self.number, ends[0])
        np.minimum.at(high, self.number, ends[1])
        return np.clip(low, least, most), np.clip(high, least, most)
