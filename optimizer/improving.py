"""Better plans in whole numbers from a good one: let a few numbers go, and dive again.

A window is a few numbers that a plan uses least and a few that the relaxation would like most among
those it does not use. All others stay as they are, so that a dive takes a moment; and where even
the relaxation of a window is no better than the plan, none is needed (neighbourhoods as in Danna
and others 2005).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from optimizer.columns import Longs
from optimizer.diving import Diver
from optimizer.plan import Plan
from optimizer.undecided import Room, Told
from scenarios.ledger import Booleans, Floats

WINDOW: Final = 5
"""How many numbers of each kind a window lets go."""

PATIENCE: Final = 40
"""So many windows in a row that bring nothing are enough."""

NEARLY: Final = 0.15
"""The share of each kind from which most windows choose."""


def improved(
    diver: Diver, relaxed: Plan, best: Plan, room: Room, tolerance: float
) -> Iterator[Plan]:
    """Yield ever better plans; raises `Stopped` where the time is up."""
    chance = np.random.default_rng(1)
    wished, vain = diver.told(relaxed, room), 0
    while vain < PATIENCE and best.gap > tolerance:
        window = _window(chance, wished, diver.told(best, room), room[0])
        around = _around(best, wished.whole, window, room)
        found = diver.dive(around, tolerance, beat=best)
        vain += 1
        if found is not None and found.value > best.value:
            best, vain = replace(found, bound=max(best.bound, found.value)), 0
            yield best


def _window(chance: np.random.Generator, wished: Told, now: Told, least: Floats) -> Longs:
    """Return which numbers to let go: some that are used least, and some that would be liked."""
    used = np.flatnonzero(now.free & (now.numbers > least))
    unused = np.flatnonzero(now.free & (now.numbers <= least))
    used = used[np.argsort(now.much[used], kind="stable")]
    unused = unused[np.argsort(-wished.much[unused], kind="stable")]
    return np.concatenate([_some(chance, used), _some(chance, unused)])


def _some(chance: np.random.Generator, ordered: Longs) -> Longs:
    """Return some of the numbers, the first of them most often."""
    if len(ordered) <= WINDOW:
        return ordered
    weight = np.exp(-np.arange(len(ordered)) / (NEARLY * len(ordered)))
    return chance.choice(ordered, WINDOW, replace=False, p=weight / weight.sum())


def _around(best: Plan, whole: Booleans, window: Longs, room: Room) -> Room:
    """Return the room in which of the whole numbers only those of a window are not as they are."""
    stay = whole.copy()
    stay[window] = False
    now = np.clip(np.round(best.extras), *room)
    return np.where(stay, now, room[0]), np.where(stay, now, room[1])
