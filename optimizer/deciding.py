"""Decisions in whole numbers: all or nothing, who wins, which of several.

The relaxation is solved first, with every grant priced, which gives a bound on everything. Then
HiGHS branches on the columns found. With its decisions fixed the rest is priced once more, so that
grants may enter that only these decisions make worth while. Where every grant there is stands in
the program with its own straight pieces, the bound of the search holds for the whole; otherwise
only that of the relaxation does, and the gap is reported against it.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from optimizer.clock import Stopped
from optimizer.columns import Longs
from optimizer.engine import Engine
from optimizer.feasibility import FEW
from optimizer.plan import Plan, relative_gap
from optimizer.solver import Outcome, Whole
from scenarios.ledger import Floats

CLEAR = 1e-6
"""How near a number must be to a whole one to count as whole."""

LOOSE = Outcome.INTERRUPTED
"""How a search ends that came to its end without closing the gap."""


def optimise_whole(engine: Engine, tolerance: float) -> tuple[Outcome, Plan | None]:
    """Solve with whole numbers whole; returns how it ended, and the best plan found, if any.

    The plan's bound is certified. `INTERRUPTED` without a stop being asked for means that the gap
    to it is larger than asked for although the search came to its end.
    """
    rows = engine.model.rows
    engine.free_extras()
    outcome, plan = engine.optimise(tolerance)
    if plan is None or not rows.whole.any() or _is_whole(engine, plan.extras):
        return outcome, plan
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
    if relative_gap(best.value, best.bound) <= tolerance:
        return Outcome.OPTIMAL, best
    stopped_by = {Outcome.TIMEOUT, Outcome.INTERRUPTED}
    return next((how for how in (found.outcome, ended) if how in stopped_by), LOOSE), best


def _searched(engine: Engine, tolerance: float) -> Whole:
    """Search among the grants that the relaxation has taken in; among all, where there are few.

    Where these cannot keep the rules in whole numbers, others may.
    """
    every = engine.model.ledger.activities * engine.model.ledger.horizon
    if every <= FEW:
        _enter(engine, np.arange(every))
    found = _search(engine, tolerance)
    if found.outcome is Outcome.INFEASIBLE and engine.make_feasible():
        found = _search(engine, tolerance)
    return found


def _enter(engine: Engine, keys: Longs) -> None:
    new = np.setdiff1d(keys, engine.master.keys)
    engine.master.enter(new, np.zeros(len(new)))


def _search(engine: Engine, tolerance: float) -> Whole:
    since = time.perf_counter()
    found = engine.master.session.solve_whole(
        engine.master.whole, tolerance / 2, engine.clock.left, engine.stop, engine.tell
    )
    engine.clock.book("search", since)
    return found


def _is_whole(engine: Engine, extras: Floats) -> bool:
    whole = extras[engine.model.rows.whole]
    return bool((np.abs(whole - np.round(whole)) <= CLEAR).all())


def _all_there(engine: Engine) -> bool:
    """Tell whether the program holds every grant there is, with its curve as it is."""
    ledger = engine.model.ledger
    straight = all(pool.instrument.response.kinks is not None for pool in ledger.pools if len(pool))
    return straight and len(engine.master.keys) == ledger.activities * ledger.horizon
