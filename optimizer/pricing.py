"""What every activity would best be granted at given prices: pricing, refinement and proof in one.

With prices `y` of the rows, the Lagrangian of the concave program falls apart by grant. A grant
that stands in the rows with coefficients `a` costs `c = y.a` per unit net, and its best response
is the maximiser of `gain * V(g) - c * g` on [0, cap]. Adding up what the best responses earn, and
`y` times the right-hand sides, bounds the optimum from above for *any* prices of the right sign
(Lagrangian duality; Geoffrion 1974). One vectorised pass over all activities, in the program or
not, gives the bound, the activities worth taking in, and the breakpoints worth adding.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from optimizer.columns import Longs
from optimizer.model import Model
from scenarios.ledger import Booleans, Floats, Pool


@dataclass(frozen=True, eq=False)
class Responses:
    """Best responses of one pool at given prices; every array has shape (activities, periods).

    `value` is the response at strength 1; `profit` what is left after the net cost.
    """

    pool: Pool
    best: Floats
    value: Floats
    profit: Floats


Choose = Callable[[Responses], Booleans]
"""Picks grants of a pool, shape (activities, periods)."""


def gains(model: Model, pool: Pool) -> Floats:
    """Return points per unit of response, shape (activities, periods): weighted, discounted."""
    return np.asarray(
        pool.instrument.weight * pool.strength[:, None] * model.ledger.discount[None, :]
    )


def signed(model: Model, prices: Floats) -> Floats:
    """Return prices without the tiny amounts of the wrong sign that a solver leaves."""
    low = np.where(np.isfinite(model.rows.lower), -np.inf, 0.0)
    high = np.where(np.isfinite(model.rows.upper), np.inf, 0.0)
    return np.clip(prices, low, high)


def net_costs(model: Model, prices: Floats) -> Iterator[tuple[Pool, Floats]]:
    """Yield, per pool, the net cost of a unit of grant, shape (activities, periods)."""
    ledger, rows = model.ledger, model.rows
    of_lines = rows.matrix.T @ prices
    tariff = of_lines[: len(ledger.receipts)].reshape(ledger.classes, ledger.horizon)
    single = prices[rows.grant_row] * rows.grant_value
    for pool in ledger.pools:
        cost = np.einsum("m,nmt->nt", pool.shares, tariff[pool.classes])
        place = rows.grant_line - ledger.first_grant - pool.first * ledger.horizon
        here = (place >= 0) & (place < cost.size)
        np.add.at(cost.reshape(-1), place[here], single[here])
        yield pool, cost


def respond(model: Model, prices: Floats, worth: float = 1.0) -> list[Responses]:
    """Return the best responses of all activities; `worth` 0 asks for feasibility only."""
    return [
        _best(model, pool, worth * gains(model, pool), cost)
        for pool, cost in net_costs(model, prices)
    ]


def _best(model: Model, pool: Pool, gain: Floats, cost: Floats) -> Responses:
    cap = np.broadcast_to(model.ledger.spendable[None, :], cost.shape)
    best = pool.instrument.response.best(gain, cost, cap)
    value = pool.instrument.response.value(best)
    return Responses(pool, best, value, np.maximum(gain * value - cost * best, 0.0))


def upper_bound(model: Model, prices: Floats, answers: list[Responses]) -> float:
    """Return a certified upper bound on the concave optimum, for `signed` prices.

    Payments and carries may have a slightly positive profit at a solver's prices; all payments
    together are at most the money there is, which keeps the bound certain.
    """
    rows, ledger = model.rows, model.ledger
    paid = np.where(prices > 0, rows.upper, rows.lower)
    base = float(prices[prices != 0] @ paid[prices != 0])
    idle = -(rows.matrix[:, len(ledger.receipts) :].T @ prices)
    payments, carries = idle[: len(ledger.payments)], idle[len(ledger.payments) :]
    kept = ledger.may_carry.ravel()
    spare = max(0.0, float(payments.max(initial=0.0))) * ledger.available
    spare += float(np.maximum(carries, 0.0) @ kept)
    return base + spare + sum(float(answer.profit.sum()) for answer in answers)


def first_guess(model: Model) -> list[Responses]:
    """Return the best responses at the one price of money at which they cost what there is."""
    ledger = model.ledger
    high = 10.0 * max(float(gains(model, pool).max(initial=0.0)) for pool in ledger.pools)
    low = 1e-9 * high
    answers = _at_price(model, high)
    for _ in range(60):
        price = math.sqrt(low * high)
        answers = _at_price(model, price)
        wanted = sum(float(answer.best.sum()) for answer in answers)
        if abs(wanted - ledger.available) <= 0.05 * ledger.available:
            break
        low, high = (price, high) if wanted > ledger.available else (low, price)
    return answers


def _at_price(model: Model, price: float) -> list[Responses]:
    every = [(pool, gains(model, pool)) for pool in model.ledger.pools]
    return [_best(model, pool, gain, np.full(gain.shape, price)) for pool, gain in every]


def picked(model: Model, answers: list[Responses], choose: Choose) -> tuple[Longs, Floats, Floats]:
    """Return the keys of the grants that `choose` picks, their best responses and their profits."""
    horizon = model.ledger.horizon
    keys, best, profit = [np.empty(0, np.int64)], [np.empty(0)], [np.empty(0)]
    for answer in answers:
        activity, period = np.nonzero(choose(answer))
        keys.append((activity + answer.pool.first) * horizon + period)
        best.append(answer.best[activity, period])
        profit.append(answer.profit[activity, period])
    return np.concatenate(keys), np.concatenate(best), np.concatenate(profit)


def promising(answer: Responses) -> Booleans:
    """Pick what looks worth a grant, and one way to bring money to every class of receipts."""
    return np.asarray((answer.best > 0) | reaches(answer))


def reaches(answer: Responses) -> Booleans:
    """Pick, for every class of receipts, the strongest activity that brings money there."""
    pool = answer.pool
    width = pool.classes.shape[1]
    classes, strength = pool.classes.ravel(), np.repeat(pool.strength, width)
    order = np.lexsort((strength, classes))
    last = np.append(np.diff(classes[order]) > 0, True)[: len(order)]
    chosen = np.zeros((len(pool), 1), dtype=bool)
    chosen[order[last] // width] = True
    return np.broadcast_to(chosen, answer.best.shape)
