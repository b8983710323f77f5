"""Decisions in whole numbers: all or nothing, who wins, which of several.

The relaxation is solved first, with every grant priced, which gives a bound on everything. Then
HiGHS branches on the columns found. With its decisions fixed the rest is priced once more, so that
grants may enter that only these decisions make worth while. Where every grant there is stands in
the program with its own straight pieces, the bound of the search holds for the whole; otherwise
only that of the relaxation does, and `optimizer.branching` closes the gap that is left.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from optimizer.branching import branch, is_whole
from optimizer.clock import Stopped
from optimizer.engine import Engine
from optimizer.feasibility import FEW
from optimizer.plan import Plan
from optimizer.solver import Outcome, Whole

LOOSE = Outcome.INTERRUPTED
"""How a search ends that came to its end without closing the gap."""


def optimise_whole(
    engine: Engine, tolerance: float, known: Plan | None = None
) -> tuple[Outcome, Plan | None]:
    """Solve with whole numbers whole; returns how it ended, and the best plan found, if any.

    `known` is a plan that keeps all rules as they are, which spares the search for a first one
    where curves bend. The plan's bound is certified. `INTERRUPTED` without a stop being asked for
    means that the gap to it is larger than asked for although the search came to its end.
    """
    rows = engine.model.rows
    engine.free_extras()
    outcome, plan = engine.optimise(tolerance)
    if plan is None or not rows.whole.any() or is_whole(rows, plan.extras):
        return outcome, plan
    if known is not None and not _straight(engine):
        _enter_few(engine)
        known = replace(known, bound=max(plan.bound, known.value))
        return _proved(engine, LOOSE, plan, known, tolerance)
    try:
        found = _searched(engine, tolerance)
    except Stopped as stopped:
        return Outcome(stopped.by), None
    if found.values is None:
        return found.outcome, None
    bound = min(plan.bound, found.bound) if _all_there(engine) else plan.bound
    first = engine.read(found.values, plan)
    engine.fix_whole(np.round(first.extras))
    ended, best = engine.optimise(tolerance)
    if best is None or best.value < first.value:
        best = first
    best = replace(best, bound=max(bound, best.value))
    stopped_by = {Outcome.TIMEOUT, Outcome.INTERRUPTED}
    how = next((how for how in (found.outcome, ended) if how in stopped_by), LOOSE)
    return _proved(engine, how, plan, best, tolerance)


def _proved(
    engine: Engine, how: Outcome, relaxed: Plan, best: Plan, tolerance: float
) -> tuple[Outcome, Plan]:
    """Return how it ended and the best plan, after branching where that may close the gap."""
    if best.gap > tolerance and not engine.stop.is_set():
        how, best = branch(engine, relaxed, best, tolerance, proved=_every_grant(engine))
    return (Outcome.OPTIMAL if best.gap <= tolerance else how), best


def _searched(engine: Engine, tolerance: float) -> Whole:
    """Search among the grants that the relaxation has taken in; among all, where there are few.

    Where these cannot keep the rules in whole numbers, others may.
    """
    _enter_few(engine)
    found = _search(engine, tolerance)
    if found.outcome is Outcome.INFEASIBLE and engine.make_feasible():
        found = _search(engine, tolerance)
    return found


def _enter_few(engine: Engine) -> None:
    """Take in all grants where there are few."""
    every = engine.model.ledger.activities * engine.model.ledger.horizon
    if every <= FEW:
        new = np.setdiff1d(np.arange(every), engine.master.keys)
        engine.master.enter(new, np.zeros(len(new)))


def _search(engine: Engine, tolerance: float) -> Whole:
    since = time.perf_counter()
    found = engine.master.session.solve_whole(
        engine.master.whole, tolerance / 2, engine.clock.left, engine.stop, engine.tell
    )
    engine.clock.book("search", since)
    return found


def _every_grant(engine: Engine) -> bool:
    ledger = engine.model.ledger
    return len(engine.master.keys) == ledger.activities * ledger.horizon


def _straight(engine: Engine) -> bool:
    """Tell whether all curves consist of straight pieces."""
    pools = filter(len, engine.model.ledger.pools)
    return all(pool.instrument.response.kinks is not None for pool in pools)


def _all_there(engine: Engine) -> bool:
    """Tell whether the program holds every grant there is, with its curve as it is."""
    return _every_grant(engine) and _straight(engine)
