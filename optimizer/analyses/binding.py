"""Which rules of a common fund a coalition can keep on its own.

A rule was made for everybody together. Of a part of them it may ask what cannot be: that peripheral
cities get a third, of a coalition without any. So a coalition keeps its rules like this:

    rows that speak only of money outside the coalition ask for nothing
    of the rules, in the order in which they are written, it keeps each one under which it can still
    achieve at least half of what it could without any; the others are left out, and told

The coalition of all keeps all. Rules that follow from proposals themselves (`Rule.administrative`
is false) always hold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

import numpy as np

from optimizer.columns import Longs
from optimizer.engine import Engine
from optimizer.live import Live
from optimizer.model import Model
from scenarios.ledger import Booleans, Ledger

HALF: Final = 0.5
"""Which share of all points must be in reach under a rule for it to be one that can be kept."""

ROUGH: Final = 0.01
"""How exactly it has to be known what is in reach."""


def keep_none(live: Live) -> tuple[str, ...]:
    """Let all administrative rules ask for nothing; return their names."""
    rows = _by_rule(live.model)
    release(live.engine, _joined(rows.values()))
    return tuple(name for name, part in rows.items() if len(part))


def keep_what_can_be(live: Live, members: Collection[str]) -> tuple[str, ...]:
    """Let a coalition keep the rules that it can; return the names of the others.

    `live` is the program of the coalition's part of the ledger. Raises `Stopped`.
    """
    model, engine = live.model, live.engine
    speaks, every = _speaks(model, members), _by_rule(model)
    release(engine, _joined(rows[~speaks[rows]] for rows in every.values()))
    if set(members) >= set(model.ledger.jurisdictions):
        return ()
    asked = {name: rows[speaks[rows]] for name, rows in every.items()}
    asked = {name: rows for name, rows in asked.items() if len(rows)}
    release(engine, _joined(asked.values()))
    least = HALF * _reached(live)
    _restore(engine, _joined(asked.values()))
    if _reached(live) >= least:
        return ()
    release(engine, _joined(asked.values()))
    left_out = []
    for name, rows in asked.items():
        _restore(engine, rows)
        if _reached(live) < least:
            release(engine, rows)
            left_out.append(name)
    return tuple(left_out)


def _joined(parts: Iterable[Longs]) -> Longs:
    return np.concatenate([np.empty(0, np.int64), *parts])


def release(engine: Engine, rows: Longs) -> None:
    """Let rows ask for nothing."""
    for row in rows.tolist():
        engine.move(row, -np.inf, np.inf)


def _restore(engine: Engine, rows: Longs) -> None:
    table = engine.model.rows
    for row in rows.tolist():
        engine.move(row, float(table.lower[row]), float(table.upper[row]))


def _by_rule(model: Model) -> dict[str, Longs]:
    owner = np.array(model.rows.owner, dtype=object)
    owner[: model.identities] = None
    named = zip(model.scenario.rule_ids(), model.scenario.rules, strict=True)
    return {name: np.flatnonzero(owner == name) for name, rule in named if rule.administrative}


def _speaks(model: Model, members: Collection[str]) -> Booleans:
    """Tell of each row whether it speaks of money that the coalition has, or of its own numbers."""
    rows = model.rows
    reached = _carries(model.ledger, members)
    speaks = np.asarray(abs(rows.matrix)[:, : len(reached)] @ reached) > 0
    speaks[rows.grant_row] = True
    speaks |= np.asarray(abs(rows.extra).sum(axis=1)).ravel() > 0
    return np.asarray(speaks)


def _carries(ledger: Ledger, members: Collection[str]) -> Booleans:
    """Tell of each line of receipts, payments and carries whether money can be on it."""
    classes = np.zeros(ledger.classes, dtype=bool)
    for pool in filter(len, ledger.pools):
        classes[pool.class_of[pool.landings]] = True
    pays = dict(zip(ledger.funders["id"], ledger.contributions.sum(axis=1) > 0, strict=True))
    payments = ledger.payments
    paid = payments["funder"].astype(str).map(pays) & payments["jurisdiction"].isin(members)
    carried = ledger.may_carry.ravel() > 0
    return np.concatenate([np.repeat(classes, ledger.horizon), paid.to_numpy(bool), carried])


def _reached(live: Live) -> float:
    """Return how many points are in reach, roughly; below 0 where the rules cannot be kept."""
    live.engine.free_extras()
    _, plan = live.engine.optimise(ROUGH)
    if plan is None:
        live.check()
        return -1.0
    return plan.value
