"""Check a plan against every rule without a solver, and say what it is worth.

The audit shares with the solve only the ledger and the rows, which are plain data. What it says of
a plan is therefore a second opinion on an optimum, and a first one on a plan made by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from optimizer.model import Model, build
from optimizer.records import Longs, Records, grants_by_line, payments_by_line
from optimizer.rows import Unit
from scenarios.ledger import Floats, Ledger, Pool
from scenarios.scenario import Scenario

TOLERANCE: Final = 1e-6
"""How far a row may be off, as a share of the fund."""

NOT_NEGATIVE, UNKNOWN, REQUEST = "not-negative", "unknown", "request"


@dataclass(frozen=True)
class Violation:
    """A row that the plan does not keep, and by how much it misses it.

    `rule` is the id of a rule or the name of an identity; it is `not-negative` for an amount below
    zero, `request` for a project that gets more than it asks for (`at` are project and period), and
    `unknown` for money that the ledger has no line for (`lhs` is the amount). `unit` is what `lhs`,
    `rhs` and `by` count.
    """

    rule: str
    at: tuple[str, ...]
    lhs: float
    sense: str
    rhs: float
    by: float
    unit: Unit = "money"


@dataclass(frozen=True)
class Audit:
    """What a plan breaks, what it is worth on the true curves (points), and what it spends."""

    violations: tuple[Violation, ...]
    value: float
    spent: float

    @property
    def clean(self) -> bool:
        """Whether the plan keeps everything."""
        return not self.violations


class Answer(Protocol):
    """What the audit needs of an `Allocation`: its scenario and its tidy tables."""

    @property
    def scenario(self) -> Scenario:
        """The scenario that was answered."""

    def table(self, name: str) -> pd.DataFrame:
        """Return a table by name."""


def audit(
    model: Model,
    grants: pd.Series[float],
    payments: pd.Series[float],
    carries: Floats | None = None,
    tolerance: float = TOLERANCE,
) -> Audit:
    """Return what a plan breaks; `grants` and `payments` are amounts by ledger line.

    `carries` has shape (funders, periods). Where it is left out, every funder keeps as much of
    what it did not pay as it may, which is never worse for the plan. `tolerance` is a share of
    the fund.
    """
    ledger = model.ledger
    slack = tolerance * max(ledger.available, 1e-300)
    strange = [*_strange(grants, _grant_span(ledger)), *_strange(payments, _payment_span(ledger))]
    grants = _within(grants, _grant_span(ledger))
    lines = np.zeros(ledger.first_grant)
    paid = _within(payments, _payment_span(ledger))
    lines[paid.index.to_numpy()] = paid.to_numpy()
    lines[: len(ledger.receipts)] = _receipts(ledger, grants)
    carries = _kept(ledger, lines) if carries is None else carries
    lines[ledger.first_carry :] = carries.ravel()
    strange += _negative(ledger, lines, grants, slack)
    strange += _beyond(ledger, grants, slack)
    strange += _broken(model, lines, grants, slack)
    return Audit(tuple(strange), _value(ledger, grants), float(paid.sum()))


def audit_tables(
    model: Model, grants: Records, payments: Records, tolerance: float = TOLERANCE
) -> Audit:
    """Return what a plan breaks that is given by ids, as in the answer's tables or its JSON.

    Grants need `instrument`, `sites`, `period`, `amount`, payments `funder`, `city`, `period`,
    `amount` and whatever else the ledger tells payments apart by. Records of the same money add up.
    """
    granted, odd_grants = grants_by_line(model.ledger, grants)
    paid, odd_payments = payments_by_line(model.ledger, payments)
    found = audit(model, granted, paid, tolerance=tolerance)
    odd = tuple(_unknown(*record) for record in (*odd_grants, *odd_payments))
    return Audit((*odd, *found.violations), found.value, found.spent)


def audit_allocation(allocation: Answer, ledger: Ledger, tolerance: float = TOLERANCE) -> Audit:
    """Return what an allocation breaks, going by nothing but its tables of grants and payments.

    Where a rule compares with going alone, the ledger must tell (`optimizer.alone.informed`).
    """
    model = build(allocation.scenario, ledger)
    return audit_tables(model, allocation.table("grants"), allocation.table("payments"), tolerance)


# --- from amounts to rows ------------------------------------------------------------------------


def _grant_span(ledger: Ledger) -> range:
    return range(ledger.first_grant, ledger.first_grant + ledger.activities * ledger.horizon)


def _payment_span(ledger: Ledger) -> range:
    return range(len(ledger.receipts), ledger.first_carry)


def _is_within(amounts: pd.Series[float], span: range) -> npt.NDArray[np.bool_]:
    lines = amounts.index.to_numpy()
    return np.asarray((lines >= span.start) & (lines < span.stop))


def _within(amounts: pd.Series[float], span: range) -> pd.Series[float]:
    """Return the amounts on lines of the span, each line once."""
    return amounts[_is_within(amounts, span)].groupby(level=0).sum()


def _strange(amounts: pd.Series[float], span: range) -> Iterator[Violation]:
    for line, amount in amounts[~_is_within(amounts, span)].items():
        yield _unknown((f"line {line}",), float(amount))


def _unknown(at: tuple[str, ...], amount: float) -> Violation:
    return Violation(UNKNOWN, at, amount, "=", 0.0, abs(amount))


def _by_pool(
    ledger: Ledger, grants: pd.Series[float]
) -> Iterator[tuple[Pool, Longs, Longs, Floats]]:
    """Yield, per pool, the activities of the grants (numbered inside it), periods and amounts."""
    key: Longs = grants.index.to_numpy(dtype=np.int64) - ledger.first_grant
    amount = np.asarray(grants, dtype=np.float64)
    activity, period = key // ledger.horizon, key % ledger.horizon
    for pool in ledger.pools:
        here = (activity >= pool.first) & (activity < pool.first + len(pool))
        yield pool, activity[here] - pool.first, period[here], amount[here]


def _receipts(ledger: Ledger, grants: pd.Series[float]) -> Floats:
    """Return what lands on each line of receipts."""
    received = np.zeros((ledger.classes, ledger.horizon))
    for pool, activity, period, amount in _by_pool(ledger, grants):
        landed = pool.classes(activity), period[:, None]
        np.add.at(received, landed, pool.shares[activity] * amount[:, None])
    return received.ravel()


def _points(ledger: Ledger, grants: pd.Series[float]) -> Floats:
    """Return the points achieved on each line of receipts; none on those after them."""
    points = np.zeros(ledger.first_grant)
    for pool, activity, period, amount in _by_pool(ledger, grants):
        landed = pool.classes(activity).astype(np.int64) * ledger.horizon + period[:, None]
        worth = _worth(ledger, pool, activity, period, amount)
        np.add.at(points, landed, pool.shares[activity] * worth[:, None])
    return points


def _kept(ledger: Ledger, lines: Floats) -> Floats:
    """Return what each funder keeps if it keeps all it may, shape (funders, periods)."""
    funders, horizon = ledger.contributions.shape
    span = _payment_span(ledger)
    payer = ledger.payments["funder"].cat.codes.to_numpy().astype(np.int64)
    purse = payer * horizon + np.arange(len(payer)) % horizon
    money = lines[span.start : span.stop]
    paid = np.zeros((funders, horizon))
    np.add.at(paid.reshape(-1), purse, money)
    kept = np.zeros((funders, horizon))
    before: Floats = np.zeros(funders)
    for period in range(horizon):
        left = ledger.contributions[:, period] + before - paid[:, period]
        before = np.minimum(np.maximum(left, 0.0), ledger.may_carry[:, period])
        kept[:, period] = before
    return kept


def _value(ledger: Ledger, grants: pd.Series[float]) -> float:
    parts = _by_pool(ledger, grants)
    return sum(float(_worth(ledger, *part).sum()) for part in parts)


def _worth(ledger: Ledger, pool: Pool, activity: Longs, period: Longs, amount: Floats) -> Floats:
    gain = pool.instrument.weight * pool.strength[activity] * ledger.discount[period]
    return np.asarray(gain * pool.instrument.response.value(np.maximum(amount, 0.0)))


def _negative(
    ledger: Ledger, lines: Floats, grants: pd.Series[float], slack: float
) -> Iterator[Violation]:
    """Yield amounts below zero; what lands is told of by the grant that lands."""
    below = np.flatnonzero(lines < -slack)
    for line in below[below >= len(ledger.receipts)].tolist():
        yield _below_zero(line, float(lines[line]))
    for line, amount in grants[grants < -slack].items():
        yield _below_zero(line, float(amount))


def _beyond(ledger: Ledger, grants: pd.Series[float], slack: float) -> Iterator[Violation]:
    """Yield the projects that get more than they ask for."""
    names = ledger.projects.set_index("activity")["id"]
    for pool, activity, period, amount in _by_pool(ledger, grants):
        if pool.most is None:
            continue
        most = pool.most[activity, period]
        for at in np.flatnonzero(amount > most + slack).tolist():
            place = str(names[activity[at] + pool.first]), ledger.periods[period[at]]
            got, asked = float(amount[at]), float(most[at])
            yield Violation(REQUEST, place, got, "<=", asked, got - asked)


def _below_zero(line: object, amount: float) -> Violation:
    return Violation(NOT_NEGATIVE, (f"line {line}",), amount, ">=", 0.0, -amount)


def _broken(
    model: Model, lines: Floats, grants: pd.Series[float], slack: float
) -> Iterator[Violation]:
    """Yield the rows that the plan misses by more than `slack`, or than a millionth of one."""
    rows = model.rows
    points = _points(model.ledger, grants)
    left = rows.activity(lines, grants, rows.follow(lines, grants, points), points)
    allowed = np.where(rows.counts, TOLERANCE, slack)
    allowed = np.where(rows.of_points, TOLERANCE * max(points.sum(), 1e-300), allowed)
    units = rows.about()
    sides: tuple[tuple[str, Floats, Floats], ...] = (
        (">=", rows.lower, rows.lower - left),
        ("<=", rows.upper, left - rows.upper),
    )
    for sense, limit, missed in sides:
        for row in np.flatnonzero(~(missed <= allowed)).tolist():
            told = "=" if rows.equality[row] else sense
            yield Violation(
                rule=rows.owner[row],
                at=rows.at[row],
                lhs=float(left[row]),
                sense=told,
                rhs=float(limit[row]),
                by=float(missed[row]),
                unit=units[row],
            )
