"""What every activity would best be granted at given prices: pricing, refinement and proof in one.

With prices `y` of the rows, the Lagrangian of the concave program falls apart by grant. A grant
that stands in the rows with coefficients `a` costs `c = y.a` per unit net, and its best response
is the maximiser of `gain * V(g) - c * g` on [0, most]. Adding up what the best responses earn, and
`y` times the right-hand sides, bounds the optimum from above for *any* prices of the right sign
(Lagrangian duality; Geoffrion 1974). One vectorised pass over all activities, in the program or
not, gives the bound, the activities worth taking in, and the breakpoints worth adding.

A grant whose first unit is worth no more than it costs has nothing as its best response: that is
seen by one comparison, and nothing more is ever computed or kept for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from optimizer.columns import Longs
from optimizer.model import Model
from optimizer.worth import Worth
from scenarios.ledger import Floats, Pool

BLOCK = 1 << 16
"""How many activities are priced at once; their arrays stay in the processor's cache."""

SAMPLE = 50_000
"""How many activities tell the first price of money."""


@dataclass(frozen=True, eq=False)
class Responses:
    """The best responses that are more than nothing, by key of the grant in ascending order.

    `points` is what a response is worth, `profit` what is left of that after its net cost.
    """

    keys: Longs
    best: Floats
    points: Floats
    profit: Floats

    def of(self, keys: Longs) -> Floats:
        """Return the best responses of any grants."""
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        if not len(self.keys):
            return np.zeros(len(keys))
        return np.where(self.keys[place] == keys, self.best[place], 0.0)


Sides = tuple[Floats, Floats]
"""The lower and the upper sides of all rows, or bounds of numbers."""


def signed(sides: Sides, prices: Floats) -> Floats:
    """Return prices without the tiny amounts of the wrong sign that a solver leaves."""
    low = np.where(np.isfinite(sides[0]), -np.inf, 0.0)
    high = np.where(np.isfinite(sides[1]), np.inf, 0.0)
    return np.clip(prices, low, high)


def respond(model: Model, worth: Worth, prices: Floats) -> Responses:
    """Return the best responses of all activities at the prices of rows."""
    ledger, rows = model.ledger, model.rows
    of_lines = rows.matrix.T @ prices
    per_point = worth.per_point(rows, prices)
    tariff = of_lines[: len(ledger.receipts)].reshape(ledger.classes, ledger.horizon)
    singles = _Singles(
        rows.grant_line - ledger.first_grant, prices[rows.grant_row] * rows.grant_value
    )
    parts = []
    for pool in filter(len, ledger.pools):
        landed = tariff[pool.class_of]
        for block in blocks(pool):
            cost = _shared(pool, block, landed)
            singles.add(cost, (pool.first + block.start) * ledger.horizon)
            times = per_point
            if isinstance(times, np.ndarray):
                times = _shared(pool, block, times[pool.class_of])
            parts.append(_best(worth, pool, block, cost, times))
    return _joined(parts)


def _shared(pool: Pool, block: slice, landed: Floats) -> Floats:
    """Return for each grant of a block what its shares meet where they land."""
    return np.asarray(
        sum(
            share[:, None] * landed[pool.landings[block, place]]
            for place, share in enumerate(pool.shares[block].T)
        )
    )


def blocks(pool: Pool) -> Iterator[slice]:
    """Yield the activities of a pool in blocks."""
    for start in range(0, len(pool), BLOCK):
        yield slice(start, min(start + BLOCK, len(pool)))


class _Singles:
    """Costs of grants that rows name one by one, by key."""

    def __init__(self, keys: Longs, cost: Floats) -> None:
        order = np.argsort(keys, kind="stable")
        self._keys, self._cost = keys[order], cost[order]

    def add(self, cost: Floats, first: int) -> None:
        """Add the costs of the grants from the key `first` on to those of a block."""
        start, end = np.searchsorted(self._keys, (first, first + cost.size))
        np.add.at(cost.reshape(-1), self._keys[start:end] - first, self._cost[start:end])


def _best(
    worth: Worth, pool: Pool, block: slice, cost: Floats, times: Floats | float = 1.0
) -> Responses:
    """Return the best responses of a block of activities at net costs, shape (block, periods).

    Points count so many `times`.
    """
    response = pool.instrument.response
    gain = worth.gain(pool, block)
    if not isinstance(times, float) or times != 1.0:
        gain = gain * times
    pays = np.flatnonzero(gain * response.first_slope > cost)
    keys = pays + (pool.first + block.start) * cost.shape[1]
    gain, cost = gain.ravel()[pays], cost.ravel()[pays]
    best = response.best(gain, cost, worth.most(keys))
    points = gain * response.value(best)
    return Responses(keys, best, points, np.maximum(points - cost * best, 0.0))


def _joined(parts: list[Responses]) -> Responses:
    return Responses(
        np.concatenate([np.empty(0, np.int64), *(part.keys for part in parts)]),
        *(
            np.concatenate([np.empty(0), *(getattr(part, name) for part in parts)])
            for name in ("best", "points", "profit")
        ),
    )


def upper_bound(
    model: Model, worth: Worth, sides: Sides, extras: Sides, prices: Floats, answers: Responses
) -> float:
    """Return a certified upper bound on the concave optimum, for `signed` prices.

    `extras` are the bounds of the rules' own numbers, which may be a little profitable as well.
    Payments and carries may have a slightly positive profit at a solver's prices, and a limited
    one a large one. All payments together are at most the money there is, which keeps the bound
    certain.
    """
    rows, ledger = model.rows, model.ledger
    paid = np.where(prices > 0, sides[1], sides[0])
    base = float(prices[prices != 0] @ paid[prices != 0])
    profit = np.maximum(-(rows.matrix[:, len(ledger.receipts) :].T @ prices), 0.0)
    of_extras = worth.aim.extras - rows.extra.T @ prices
    base += float(np.maximum(of_extras * extras[0], of_extras * extras[1]).sum())
    return base + worth.spare(profit) + float(answers.profit.sum())


def first_guess(model: Model, worth: Worth) -> Responses:
    """Return the best responses at the one price of money at which they cost what there is.

    The price is found by bisection on a sample of the activities, one in so many of each pool.
    """
    every = max(1, model.ledger.activities // SAMPLE)
    sample = [(pool, slice(0, len(pool), every)) for pool in model.ledger.pools]
    wanted = model.ledger.available / every
    high = 10.0 * max(
        float(worth.gain(pool, part).max(initial=0.0)) * pool.instrument.response.first_slope
        for pool, part in sample
    )
    low, price = 1e-9 * high, high
    for _ in range(60):
        price = math.sqrt(low * high)
        cost = float(_at_price(worth, sample, price).best.sum())
        if abs(cost - wanted) <= 0.05 * wanted:
            break
        low, high = (price, high) if cost > wanted else (low, price)
    return _at_price(
        worth, [(pool, part) for pool in model.ledger.pools for part in blocks(pool)], price
    )


def _at_price(worth: Worth, parts: list[tuple[Pool, slice]], price: float) -> Responses:
    found = []
    for pool, part in parts:
        gain = worth.gain(pool, part)
        found.append(_best(worth, pool, part, np.full(gain.shape, price)))
    return _joined(found)


def reaching(model: Model) -> Longs:
    """Return grants that bring money wherever any can: one of the strongest activities for each.

    Classes of receipts that stand in the same rows with the same coefficients count as one.
    """
    ledger = model.ledger
    group = _alike(model)
    reached = np.zeros(group.max(initial=-1) + 1, dtype=bool)
    chosen = [np.empty(0, np.int64)]
    for pool in sorted(filter(len, ledger.pools), key=_first_worth, reverse=True):
        of = group[pool.class_of]
        best = np.where(reached, np.inf, -1.0)
        for landing in pool.landings.T:
            np.maximum.at(best, of[landing], pool.strength)
        for landing in pool.landings.T:
            strongest = np.flatnonzero(pool.strength == best[of[landing]])
            found, one = np.unique(of[landing[strongest]], return_index=True)
            best[found], reached[found] = np.inf, True  # one is enough
            chosen.append(strongest[one] + pool.first)
    activities = np.unique(np.concatenate(chosen))
    return np.asarray((activities[:, None] * ledger.horizon + np.arange(ledger.horizon)).ravel())


def _first_worth(pool: Pool) -> float:
    return pool.instrument.weight * pool.instrument.response.first_slope


def _alike(model: Model) -> Longs:
    """Return a number for each class of receipts, the same for those that no row tells apart."""
    ledger = model.ledger
    columns = model.rows.matrix[:, : len(ledger.receipts)].T
    drawn = np.random.default_rng(1).random(len(model.rows))  # different columns, different sums
    marks = (columns @ drawn).reshape(ledger.classes, ledger.horizon)
    return np.unique(marks, axis=0, return_inverse=True)[1].reshape(-1)
