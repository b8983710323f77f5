"""How far money can be moved while the value stays nearly as high, and the plans that get there.

Without whole numbers value and money are weighed against each other: at a weight the best plan of
both, priced like any other, bounds from above how much money any plan of enough value can have
(Lagrangian duality). The weight is found from one plan of enough value and one of too little: the
slope of the line between the two (Aneja and Nair 1979). What lies between the two has at least the
value of the line, for value is concave.

With whole numbers nothing lies between two plans. There the value is a row that is kept while money
is the aim, and the search proves its own bound.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from optimizer.aiming import Aim
from optimizer.beside import Beside
from optimizer.live import Live
from optimizer.plan import Plan, lines_of, reckon, size_of
from scenarios.ledger import Floats
from scenarios.rules.base import At

Weights = Mapping[At, float]
"""How much the money of each group counts."""

CLOSE: Final = 0.01
"""How near the furthest plan is found, as a share of how far it is from the base."""
ROUGH: Final = 0.3
"""The gap of first plans, as a share of what may be given up: they only show where to look."""
STEPS: Final = 8
HARDLY: Final = 16.0
"""By how much a weight is changed at once at most."""


@dataclass(frozen=True, eq=False)
class Found:
    """A plan of enough value, the money of its groups, and what no such plan can exceed.

    `amount` and `proved` are of the weighted sum that was asked for.
    """

    plan: Plan
    money: Mapping[At, float]
    amount: float
    proved: float


@dataclass(frozen=True, eq=False)
class _Weighed:
    """A plan at a weight: its value, its weighted money, and the bound on the two together."""

    plan: Plan
    value: float
    amount: float


class Ranging:
    """A live program that is asked for the furthest plan in one direction after the other."""

    def __init__(self, groups: Beside, live: Live, base: Plan, within: float) -> None:
        self._groups, self._live, self.base = groups, live, base
        self._model = groups.model
        self._apart = within * size_of(base.value, base.points)
        self.least = base.value - self._apart
        self.received = groups.received(lines_of(self._model, base))
        if live.whole:
            groups.keep(live.engine, self.least)

    def furthest(self, weights: Weights, close: float = CLOSE) -> Found:
        """Return the plan of enough value with most weighted money.

        `close` is how near it is found, as a share of how far it is from the base.
        """
        if self._live.whole:
            return self._decided(weights)
        return _Direction(self, weights, close).found()

    def _decided(self, weights: Weights) -> Found:
        """Return the same in whole numbers, with the value as a row."""
        unit = self.base.points / max(self._model.ledger.available, 1e-300)
        unit = unit if unit > 0 else 1.0
        plan = self._best(self._groups.aim(weights, unit))
        return self.told(plan, weights, plan.bound / unit)

    def weighed(
        self, weights: Weights, weight: float, gap: float | None = None
    ) -> tuple[_Weighed, float]:
        """Return a plan within `gap` of the best of value and money, and the bound on both."""
        first, money = self._model.aims[0], self._groups.aim(weights, weight)
        plan = self._best(Aim(first.points, first.extras + money.extras, first.measures), gap)
        amount = self._amount(plan, weights)
        return _Weighed(plan, plan.value - weight * amount, amount), plan.bound

    def told(self, plan: Plan, weights: Weights, proved: float) -> Found:
        """Return a plan with its money; its value is told in what the objective counts."""
        amount = self._amount(plan, weights)
        value = self._model.aims[0].value(plan.points, reckon(self._model, plan).extras)
        plan = replace(plan, value=value, bound=self.base.bound, prices=self.base.prices)
        money = self._groups.received(lines_of(self._model, plan))
        return Found(plan, money, amount, max(proved, amount))

    def mixed(self, one: Plan, other: Plan, share: float) -> Plan:
        """Return so much of one plan and the rest of another."""
        horizon = self._model.ledger.horizon
        keys = [plan.activity * horizon + plan.period for plan in (one, other)]
        union, place = np.unique(np.concatenate(keys), return_inverse=True)
        amounts = np.concatenate([share * one.amount, (1 - share) * other.amount])
        amount = np.zeros(len(union), dtype=np.float64)
        np.add.at(amount, place, amounts)
        points = float(self._live.engine.worth.points(union, amount).sum())
        return replace(
            one,
            activity=union // horizon,
            period=union % horizon,
            amount=amount,
            money=share * one.money + (1 - share) * other.money,
            extras=share * one.extras + (1 - share) * other.extras,
            points=points,
        )

    def first_weight(self, weights: Weights) -> float:
        """Return a weight to begin with: what half of the money is worth that may be given up."""
        held = sum(abs(much) * self.received[at] for at, much in weights.items())
        return 2 * self._apart / max(held, 0.002 * self._model.ledger.available, 1e-12)

    @property
    def rough(self) -> float:
        """The gap of plans that only show where to look."""
        given_up = self._apart / size_of(self.base.value, self.base.points)
        return max(ROUGH * given_up, self._model.scenario.options.gap)

    def near(self, amount: float, start: float, close: float) -> float:
        """Return how near the furthest amount is found, at one so far."""
        return max(close * abs(amount - start), 1e-5 * self._model.ledger.available)

    def _amount(self, plan: Plan, weights: Weights) -> float:
        received = self._groups.received(lines_of(self._model, plan))
        return sum(much * received[at] for at, much in weights.items())

    def _best(self, aim: Aim, gap: float | None = None) -> Plan:
        self._live.engine.aim_at(aim)
        plan = self._live.best(gap)
        return self.base if plan is None else plan  # the base itself keeps all that is asked


class _Direction:
    """The search for one furthest plan."""

    def __init__(self, ranging: Ranging, weights: Weights, close: float) -> None:
        self._ranging, self._weights, self._close = ranging, weights, close
        base = ranging.base
        self._start = sum(much * ranging.received[at] for at, much in weights.items())
        self._inside = _Weighed(base, base.value, self._start)
        self._outside: _Weighed | None = None
        self._proved = math.inf
        self._guessed = False
        self._gap: float | None = ranging.rough

    def found(self) -> Found:
        """Return the furthest plan, as near as it has to be."""
        weight = self._ranging.first_weight(self._weights)
        for _ in range(STEPS):
            following = self._step(weight)
            if following is None:
                break
            weight = following
        share, _ = self._reached()
        plan = self._inside.plan
        if self._outside is not None:
            plan = self._ranging.mixed(self._outside.plan, plan, share)
        return self._ranging.told(plan, self._weights, self._proved)

    def _step(self, weight: float) -> float | None:
        """Look at one weight; returns the next, none where the search is over."""
        seen, bound = self._ranging.weighed(self._weights, weight, self._gap)
        self._proved = min(self._proved, (bound - self._ranging.least) / weight)
        before = self._inside.amount
        self._sort_in(seen)
        _, amount = self._reached()
        near = self._ranging.near(amount, self._start, self._close)
        if self._proved - amount <= near:
            return None
        following = self._next(weight, seen, abs(seen.amount - before) <= near, near)
        rough = self._gap is not None
        if self._both or following is None:
            self._gap = None
        return weight if following is None and rough else following

    @property
    def _both(self) -> bool:
        """Whether plans on both sides are known, of enough value and of too little."""
        return self._outside is not None and self._inside.plan is not self._ranging.base

    def _sort_in(self, seen: _Weighed) -> None:
        """Keep the furthest plan of enough value, and the nearest of too little."""
        if seen.value >= self._ranging.least:
            if seen.amount >= self._inside.amount:
                self._inside = seen
        elif self._outside is None or seen.value > self._outside.value:
            self._outside = seen

    def _reached(self) -> tuple[float, float]:
        """Return how much of the plan of too little value may be taken, and the amount then."""
        one, other = self._inside, self._outside
        if other is None or one.value - other.value <= 0:
            return 0.0, one.amount
        share = min(1.0, max(0.0, (one.value - self._ranging.least) / (one.value - other.value)))
        return share, one.amount + share * (other.amount - one.amount)

    def _next(self, weight: float, seen: _Weighed, stays: bool, near: float) -> float | None:
        """Return the next weight; none where there is no other."""
        one, other = self._inside, self._outside
        if other is not None and (self._guessed or self._both):
            if other.amount <= one.amount:
                return None
            slope = (one.value - other.value) / (other.amount - one.amount)
            return slope if abs(slope / weight - 1) > 1e-3 else None
        if other is None and stays:  # no more money is to be had: that is left to prove
            return max(2 * weight, 2 * (one.value - self._ranging.least) / near)
        self._guessed = other is not None
        lost = max(self._ranging.base.value - seen.value, 1e-12)
        allowed = self._ranging.base.value - self._ranging.least
        return weight * min(HARDLY, max(1 / HARDLY, math.sqrt(allowed / lost)))


def distance(one: Mapping[At, float], other: Mapping[At, float]) -> float:
    """Return how much money is elsewhere: half the sum of absolute differences."""
    return 0.5 * float(np.abs(_vector(one) - _vector(other)).sum())


def _vector(money: Mapping[At, float]) -> Floats:
    return np.fromiter(money.values(), dtype=np.float64)
