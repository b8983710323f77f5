"""The curve of each grant in the program, cut into segments: one column of the program each.

A concave curve interpolated on breakpoints fills its segments in order, so no order has to be
enforced. Refining splits a segment in two, which leaves every earlier plan representable and the
basis of the solver usable.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from optimizer.solver import AT_LOWER, AT_UPPER, BASIC
from scenarios.ledger import Booleans, Floats, Integers

Longs = npt.NDArray[np.int64]


NEAR: Final = 1
"""How many cuts are left on each side of what a grant gets when its curve is straightened."""


@dataclass(frozen=True, eq=False)
class Split:
    """What a refinement does: segments shrink to a new `high`, and new ones take the rest.

    `of` is the segment that each new one was cut from.
    """

    shrunk: Longs
    shrunk_high: Floats
    grant: Longs
    low: Floats
    high: Floats
    of: Longs


@dataclass(eq=False)
class Segments:
    """Segments as parallel arrays; `grant` is the number of the grant in the program."""

    grant: Longs
    low: Floats
    high: Floats

    @classmethod
    def empty(cls) -> Segments:
        """Return no segments."""
        return cls(np.empty(0, np.int64), np.empty(0), np.empty(0))

    def __len__(self) -> int:
        return len(self.grant)

    def append(self, grant: Longs, low: Floats, high: Floats) -> None:
        """Add segments at the end."""
        self.grant = np.concatenate([self.grant, grant])
        self.low = np.concatenate([self.low, low])
        self.high = np.concatenate([self.high, high])

    def straightened(self, bound: Integers, kept: Booleans) -> tuple[Segments, Longs]:
        """Return fewer segments, and for each the number of the first one that it stands for.

        `bound` tells where a solver left each segment (see `optimizer.solver.AT_LOWER`). Only the
        `NEAR` cuts on both sides of what a grant gets are left, and grants that are not `kept`
        are left out. Segments are joined only where they are all full or all empty, so that what
        was granted can still be said and the basis still stands. Grants keep their numbers.
        """
        order = np.lexsort((self.low, self.grant))
        grant, at = self.grant[order], bound[order]
        first = np.searchsorted(grant, grant)
        rank = np.arange(len(grant)) - first
        full = np.bincount(grant, weights=at == AT_UPPER, minlength=len(kept))[grant]
        begun = np.bincount(grant, weights=at != AT_LOWER, minlength=len(kept))[grant]
        near = (rank >= full - NEAR) & (rank <= begun + NEAR)
        same = np.append(False, at[1:] == at[:-1])[: len(at)] & (at != BASIC)
        starts = np.flatnonzero((rank == 0) | near | ~same)
        ends = np.append(starts[1:], len(grant)) - 1
        stays = kept[grant[starts]] | (begun[starts] > 0)
        starts, ends = order[starts[stays]], order[ends[stays]]
        return Segments(self.grant[starts], self.low[starts], self.high[ends]), starts

    def limited(self, most: Floats) -> tuple[Segments, Longs]:
        """Return segments that end where each grant ends, and which ones they were."""
        order = np.lexsort((self.low, self.grant))
        grant, low, high = self.grant[order], self.low[order], self.high[order]
        last = np.append(grant[1:] != grant[:-1], True)[: len(grant)]
        end = most[grant]
        high = np.where(last | (high > end), end, high)
        left = high > low
        return Segments(grant[left], low[left], high[left]), order[left]

    def containing(self, grant: Longs, amount: Floats) -> Longs:
        """Return the segment of each grant in which each amount lies."""
        order = np.lexsort((self.low, self.grant))
        first = np.searchsorted(self.grant[order], grant)
        count = np.searchsorted(self.grant[order], grant, side="right") - first
        place = np.zeros(len(grant), dtype=np.int64)
        lows = self.low[order]
        for step in range(1, int(count.max(initial=0))):
            inside = step < count
            candidate = np.minimum(first + step, len(lows) - 1)
            place += inside & (lows[candidate] <= amount)
        return np.asarray(order[first + place])

    def split(self, grant: Longs, amount: Floats) -> Split:
        """Say how to cut at each amount; amounts at the very end of a segment are left out."""
        segment = self.containing(grant, amount)
        low, high = self.low[segment], self.high[segment]
        margin = 1e-6 * high
        inside = (amount > low + margin) & (amount < high - margin)
        segment, amount = segment[inside], amount[inside]
        order = np.lexsort((amount, segment))
        segment, amount = segment[order], amount[order]
        apart = np.append(True, (np.diff(segment) > 0) | (np.diff(amount) > 1e-6 * amount[1:]))
        segment, amount = segment[apart[: len(segment)]], amount[apart[: len(amount)]]
        first = np.append(True, np.diff(segment) > 0)[: len(segment)]
        last = np.append(np.diff(segment) > 0, True)[: len(segment)]
        following = np.append(amount[1:], 0.0)[: len(amount)]
        return Split(
            shrunk=segment[first],
            shrunk_high=amount[first],
            grant=self.grant[segment],
            low=amount,
            high=np.where(last, self.high[segment], following),
            of=segment,
        )

    def cut(self, split: Split) -> tuple[Segments, Longs]:
        """Return the segments with those of a split, and which one each of them was before."""
        high = self.high.copy()
        high[split.shrunk] = split.shrunk_high
        parts = zip((self.grant, self.low, high), (split.grant, split.low, split.high), strict=True)
        every = Segments(*(np.concatenate(pair) for pair in parts))
        return every, np.concatenate([np.arange(len(self)), split.of])
