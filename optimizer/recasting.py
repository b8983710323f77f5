"""One program for many models: rows whose sides or coefficients change while all else stays.

A number in a rule stands in its rows as a side, or among their coefficients, and sometimes decides
which rows there are. Sides are moved one by one in the live program. Other coefficients are written
anew, from the basis as it stands. Only where the rows themselves are others is a new engine begun,
with the grants that the one before had found.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np

from optimizer.live import Live
from optimizer.model import Model
from optimizer.plan import Plan
from optimizer.rows import Matrix, RowTable

Way = Literal["sides", "coefficients", "rows"]
"""What differs between two models, the most that does."""

WAYS: Final[tuple[Way, ...]] = ("sides", "coefficients", "rows")


def recast(live: Live, model: Model, known: Plan | None = None) -> tuple[Live, Way]:
    """Return a program of another model of the same ledger, and what differed.

    It is the same one, unless the rows are others; `known` is a plan whose grants are then taken
    in.
    """
    way = difference(live.model.rows, model.rows)
    if way == "rows":
        return _begun(live, model, known), way
    live.engine.recast(model, sides_only=way == "sides")
    return live, way


def difference(one: RowTable, other: RowTable) -> Way:
    """Return what differs between the rows of two models of one ledger."""
    if not _alike(one, other):
        return "rows"
    names = ("matrix", "points", "extra")
    same = all(_same(getattr(one, name), getattr(other, name)) for name in names)
    same &= np.array_equal(one.grant_value, other.grant_value)
    for bound in ("least_extra", "most_extra"):
        same &= np.array_equal(getattr(one, bound), getattr(other, bound))
    return "sides" if same else "coefficients"


def _alike(one: RowTable, other: RowTable) -> bool:
    """Tell whether two tables have the same rows and numbers, by their names."""
    names = [
        [(owned.owner, owned.extra.at, owned.extra.whole, owned.extra.of) for owned in table.extras]
        for table in (one, other)
    ]
    same = one.owner == other.owner and one.at == other.at and names[0] == names[1]
    for name in ("grant_row", "grant_line"):
        same &= np.array_equal(getattr(one, name), getattr(other, name))
    for name in ("lower", "upper"):
        finite = [np.isfinite(getattr(table, name)) for table in (one, other)]
        same &= np.array_equal(*finite)
    return bool(same)


def _same(one: Matrix, other: Matrix) -> bool:
    return bool(one.nnz == other.nnz and abs(one - other).nnz == 0)


def _begun(live: Live, model: Model, known: Plan | None) -> Live:
    """Return a new program with the grants of a plan in it, cut where they are."""
    new = live.anew(model)
    if known is not None:
        keys = known.activity * model.ledger.horizon + known.period
        lacking = (known.amount > 0) & ~np.isin(keys, new.engine.master.keys)
        new.engine.master.enter(keys[lacking], known.amount[lacking])
    return new
