"""A plan in whole numbers within seconds: fix what is nearly decided, solve again, and go on.

The relaxation tells of most whole numbers what they will be. A dive fixes those it is surest of,
solves the rest again with every grant priced, and asks anew, until the plan keeps all rules in
whole numbers. A step that leaves no plan is taken back and a smaller one tried; where even the
surest number alone leaves none, it is fixed the other way (dives: Berthold 2006).

What the money of a plan says of all numbers (`optimizer.undecided`) is tried in every step, so that
a dive ends as soon as the relaxation happens to keep the rules.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from optimizer.clock import Stopped
from optimizer.columns import Longs
from optimizer.engine import Engine
from optimizer.plan import Plan
from optimizer.solver import Outcome
from optimizer.undecided import Reading, Room, Told
from scenarios.ledger import Floats

ROUGH: Final = 1e-3
"""Gap to which a step is solved: prices need not be sharp to see what is nearly decided."""

FINE: Final = 2e-4
"""The same where a plan is there that is to be bettered."""

SHARE: Final = 0.5
"""The share of what is undecided that one step decides."""

DEAR: Final = 20.0
"""What money costs that is better not spent, as a multiple of what money earns on average."""

FIRST_PRICE: Final = 2e-4
DEARER: Final = 2.0
MOST_PRICES: Final = 20
"""What a place costs first, as a share of the value, how it rises, and how often."""


class Diver:
    """Dives for plans in whole numbers with one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._reading = Reading(engine.model)
        self._now: Floats = np.empty(0)
        self._average, self._rough = 0.0, ROUGH

    def told(self, plan: Plan, room: Room) -> Told:
        """Return what a plan says of the whole numbers."""
        return self._reading.of(plan, *room)

    def dive(self, room: Room, tolerance: float, beat: Plan | None = None) -> Plan | None:
        """Return a plan in whole numbers within a room, if one is found; raises `Stopped`.

        The bound of the plan is that of its own decisions only. A plan that is there to `beat` ends
        the dive where nothing better can come of it.
        """
        least, most = (side.copy() for side in room)
        self._rough = ROUGH if beat is None else FINE
        plan = self._solved(least, most)
        if plan is not None and beat is None:
            self._average = max(abs(plan.value), 1e-9) / self._engine.model.ledger.available
            plan = self._thinned(plan, least, most)
        while plan is not None and (beat is None or plan.bound > beat.value):
            told = self._reading.of(plan, least, most)
            self._now = told.numbers
            order, value = told.next(SHARE)
            if not len(order):
                return self._solved(*self._decided(told, least, most), tolerance)
            plan = self._stepped(order, value, least, most)
        return None

    def _thinned(self, plan: Plan, least: Floats, most: Floats) -> Plan | None:
        """Leave out of the room those who are too many, where a row allows fewer than there are.

        A place has a price, which each who has one pays in proportion to the money it got before;
        it rises until no more places are taken than there are (reweighted: Candes et al. 2008).
        Those who give up first do so with the least loss, and those whom other rules need stay.
        """
        reading, usual = self._reading, self._engine.worth.aim
        told = reading.of(plan, least, most)
        places = [row for row in told.crowded() if told.over(row) > 1]
        if not places:
            return plan
        price, before = FIRST_PRICE * abs(plan.value), told
        for _ in range(MOST_PRICES):
            if all(told.over(row) <= 0 for row in places):
                break
            before, price = told, price * DEARER
            cost = sum(told.toll(row) for row in places) * price
            self._engine.aim_at(replace(usual, extras=usual.extras - cost))
            found = self._solved(least, most)
            if found is None:
                break
            told = reading.of(found, least, most)
        self._engine.aim_at(usual)
        for row in places:
            out = told.left_over(row, before)
            most[out] = least[out]
        return self._solved(least, most)

    def _decided(self, told: Told, least: Floats, most: Floats) -> Room:
        """Return the room in which all whole numbers are what they were told to be."""
        whole = self._reading.whole
        return np.where(whole, told.numbers, least), np.where(whole, told.numbers, most)

    def _stepped(self, order: Longs, value: Floats, least: Floats, most: Floats) -> Plan | None:
        """Fix numbers, as many of them as leave a plan; the room becomes smaller in place."""
        plan = self._fixed(order, value, least, most)
        if plan is not None:
            return plan
        down = value < self._now[order]
        lowered = self._lowered(order[down], least, most)
        if lowered is not None:
            return lowered
        size = len(order) // 2
        while size:
            plan = self._fixed(order[:size], value[:size], least, most)
            if plan is not None:
                return plan
            size //= 2
        return self._excluded(int(order[0]), float(value[0]), least, most)

    def _fixed(self, some: Longs, value: Floats, least: Floats, most: Floats) -> Plan | None:
        """Fix some numbers; they are free again where that leaves no plan."""
        before = least[some], most[some]
        least[some] = most[some] = value
        plan = self._solved(least, most)
        if plan is None:
            least[some], most[some] = before
        return plan

    def _excluded(self, number: int, value: float, least: Floats, most: Floats) -> Plan | None:
        """Let a number be anything but a value at one end of its room."""
        if value > least[number]:
            most[number] = value - 1
        else:
            least[number] = value + 1
        return self._solved(least, most) if least[number] <= most[number] else None

    def _lowered(self, some: Longs, least: Floats, most: Floats) -> Plan | None:
        """Fix at their least those of some numbers that need be no more; the rest are needed."""
        if not len(some):
            return None
        aim = self._engine.worth.aim
        price = np.zeros(len(aim.extras))
        price[some] = DEAR * self._reading.money[some] * self._average
        self._engine.aim_at(replace(aim, extras=aim.extras - price))
        try:
            plan = self._solved(least, most)
        finally:
            self._engine.aim_at(aim)
        if plan is None:
            return None
        told = self._reading.of(plan, least, most)
        needed = told.numbers[some] > least[some]
        if needed.all():
            return None
        most[some[~needed]] = least[some[~needed]]
        least[some[needed]] = most[some[needed]]
        return self._solved(least, most)

    def _solved(self, least: Floats, most: Floats, tolerance: float | None = None) -> Plan | None:
        """Return the best plan in a room; raises `Stopped` where the time is up."""
        self._engine.bound_extras(least, most)
        outcome, plan = self._engine.optimise(self._rough if tolerance is None else tolerance)
        if self._engine.is_over and outcome in (Outcome.TIMEOUT, Outcome.INTERRUPTED):
            raise Stopped(outcome.value)
        return plan
