"""How far a bound can be moved until no plan keeps it: bisection, helped by how much rules stretch.

The least stretch of the rules is convex in a bound that stands alone on one side of its rows
(Rockafellar 1970), so the line through two bounds that cannot be kept meets zero at
one that cannot either, or at the very edge. That is tried in turn with halving, which needs
nothing of the kind.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

Stretch = Callable[[float], float]
"""By how much rules must stretch at a bound: 0 if it can be kept, infinite if it is not allowed."""

NEAR: Final = 1e-6
"""How near the edge is found, as a share of how far it is from where the search began."""
MOST: Final = 60


def edge(stretch: Stretch, loose: float, limit: float, whole: bool = False) -> float:
    """Return the furthest bound towards `limit` that can be kept; one at `loose` can.

    An infinite limit is found by going twice as far each time; infinite is returned if every
    bound can be kept.
    """
    bad = _beyond(stretch, loose, limit)
    if bad is None:
        return limit
    search = _Search(stretch, loose, bad, whole)
    while search.open:
        search.step()
    plain = tidy(search.good, 5)
    beyond = abs(plain - search.good) > 2 * search.near
    return plain if not beyond and stretch(plain) == 0 else search.good


def tidy(number: float, digits: int = 9) -> float:
    """Return a number with so many significant digits, and none beyond the twelfth decimal."""
    return round(float(f"{number:.{digits}g}"), 12)


def _beyond(stretch: Stretch, loose: float, limit: float) -> tuple[float, float] | None:
    """Return a bound that cannot be kept and its stretch, none if all can."""
    if math.isfinite(limit):
        found = stretch(limit)
        return (limit, found) if found > 0 else None
    step = math.copysign(max(abs(loose), 1.0), limit)
    for _ in range(MOST):
        found = stretch(loose + step)
        if found > 0:
            return loose + step, found
        step *= 2
    return None


class _Search:
    def __init__(
        self, stretch: Stretch, good: float, bad: tuple[float, float], whole: bool
    ) -> None:
        self.good = good
        self._stretch, self._bad, self._whole = stretch, bad, whole
        self.near = NEAR * max(abs(bad[0] - good), 1e-12)
        self._before: tuple[float, float] | None = None
        self._aims, self._hit = False, False

    @property
    def open(self) -> bool:
        """Whether the edge may be further away than it should be."""
        return abs(self._bad[0] - self.good) > (1.0 if self._whole else self.near)

    def step(self) -> None:
        """Look at one more bound between the two."""
        aimed = self._aimed() if self._aims and not self._whole else None
        at = self._middle() if aimed is None else aimed
        found = self._stretch(at)
        self._hit = aimed is not None and found == 0 and not self._hit
        self._aims = not self._aims or self._hit
        if found > 0:
            self._before, self._bad = self._bad, (at, found)
        else:
            self.good = at

    def _middle(self) -> float:
        at = (self.good + self._bad[0]) / 2
        if self._whole:
            return float(math.floor(at) if self._bad[0] > self.good else math.ceil(at))
        return at

    def _aimed(self) -> float | None:
        """Return a bound just on this side of where the line through two bad ones meets zero.

        Once that was good, one just beyond it is looked at.
        """
        toward = self._bad[0] - self.good
        if self._hit:
            return self.good + math.copysign(0.9 * self.near, toward)
        if self._before is None or not math.isfinite(self._before[1]):
            return None
        (far, more), (bad, less) = self._before, self._bad
        if more <= less:
            return None
        at = bad - less * (far - bad) / (more - less)
        at -= math.copysign(self.near / 2, toward)
        low, high = sorted((self.good, bad))
        return at if low < at < high else None
