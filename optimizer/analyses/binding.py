"""Which rules of a common fund a coalition can keep on its own.

A rule was made for everybody together. Of a part of them it may ask what cannot be: that peripheral
cities get a third, of a coalition without any. So a coalition keeps its rules like this:

    rows that speak only of money outside the coalition ask for nothing
    of the rules, in the order in which they are written, it keeps each one under which it can still
    spend at least half of what it could spend without any; the others are left out, and told

The coalition of all keeps all. Rules that follow from proposals themselves (`Rule.administrative`
is false) always hold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from optimizer.columns import Longs
from optimizer.course import Course
from optimizer.engine import Engine
from optimizer.live import Live
from optimizer.model import Model
from scenarios.ledger import Booleans, Ledger

HALF: Final = 0.5
"""Which share of the money must be spendable under a rule for it to be one that can be kept."""

ROUGH: Final = 0.01
"""How exactly it has to be known what can be spent."""


@dataclass(frozen=True, eq=False)
class Released:
    """The rows that ask for nothing of a coalition, and the rules that it cannot keep at all."""

    rows: Longs
    left_out: tuple[str, ...]


def keep_none(model: Model) -> Released:
    """Return all rows of administrative rules."""
    rows = _by_rule(model)
    return Released(_joined(rows.values()), tuple(name for name, part in rows.items() if len(part)))


def keep_what_can_be(model: Model, members: Collection[str], course: Course) -> Released:
    """Return what a coalition does not keep; see the module's text.

    `model` is that of the coalition's part of the ledger. Raises `Stopped`.
    """
    speaks = _speaks(model, members)
    every = _by_rule(model)
    silent = _joined(rows[~speaks[rows]] for rows in every.values())
    if set(members) >= set(model.ledger.jurisdictions):
        return Released(silent, ())
    asked = {name: rows[speaks[rows]] for name, rows in every.items()}
    asked = {name: rows for name, rows in asked.items() if len(rows)}
    probe = Live(_spending(model), course)
    release(probe.engine, silent)
    kept = _spent(probe)
    release(probe.engine, _joined(asked.values()))
    least = HALF * _spent(probe)
    if kept >= least:
        return Released(silent, ())
    left_out = []
    for name, rows in asked.items():
        _restore(probe.engine, rows)
        if _spent(probe) < least:
            release(probe.engine, rows)
            left_out.append(name)
    return Released(_joined([silent, *(asked[name] for name in left_out)]), tuple(left_out))


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
    reached = _reached(model.ledger, members)
    speaks = np.asarray(abs(rows.matrix)[:, : len(reached)] @ reached) > 0
    speaks[rows.grant_row] = True
    speaks |= np.asarray(abs(rows.extra).sum(axis=1)).ravel() > 0
    return np.asarray(speaks)


def _reached(ledger: Ledger, members: Collection[str]) -> Booleans:
    """Tell of each line of receipts, payments and carries whether money can be on it."""
    classes = np.zeros(ledger.classes, dtype=bool)
    for pool in filter(len, ledger.pools):
        classes[pool.class_of[pool.landings]] = True
    pays = dict(zip(ledger.funders["id"], ledger.contributions.sum(axis=1) > 0, strict=True))
    payments = ledger.payments
    paid = payments["funder"].astype(str).map(pays) & payments["jurisdiction"].isin(members)
    carried = ledger.may_carry.ravel() > 0
    return np.concatenate([np.repeat(classes, ledger.horizon), paid.to_numpy(bool), carried])


def _spending(model: Model) -> Model:
    """Return the model in which every unit of money that is spent counts one."""
    ledger = model.ledger
    pools = tuple(
        replace(
            pool,
            instrument=pool.instrument.model_copy(update={"curve": None, "weight": 1.0}),
            strength=np.ones(len(pool)),
        )
        for pool in ledger.pools
    )
    return replace(model, ledger=replace(ledger, pools=pools, discount=np.ones(ledger.horizon)))


def _spent(probe: Live) -> float:
    """Return how much can be spent; less than nothing where the rules cannot be kept."""
    probe.engine.free_extras()
    _, plan = probe.engine.optimise(ROUGH)
    if plan is None:
        probe.check()
        return -1.0
    return plan.value
