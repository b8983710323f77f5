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

from optimizer.engine import Engine
from optimizer.plan import Plan, relative_gap
from optimizer.solver import Outcome, Whole
from scenarios.ledger import Floats

CLEAR = 1e-6
"""How near a number must be to a whole one to count as whole."""


def optimise_whole(engine: Engine, tolerance: float) -> tuple[Outcome, Plan | None]:
    """Solve with whole numbers whole; returns how it ended, and the best plan found, if any.

    The plan's bound is certified. `INTERRUPTED` without a stop being asked for means that the gap
    to it is larger than asked for although the search came to its end.
    """
    rows, master = engine.model.rows, engine.master
    engine.free_extras()
    outcome, plan = engine.optimise(tolerance)
    if plan is None or not rows.whole.any() or _is_whole(engine, plan.extras):
        return outcome, plan
    bound = plan.bound
    found = _searched(engine, tolerance)
    if found.values is None:
        return found.outcome, None
    if _all_there(engine):
        bound = min(bound, found.bound)
    decided = found.values[master.first_extra : master.first_extra + len(rows.extras)]
    engine.fix_whole(np.round(decided))
    ended, plan = engine.optimise(tolerance)
    if plan is None:
        return ended, None
    plan = replace(plan, bound=max(bound, plan.value))
    if relative_gap(plan.value, plan.bound) <= tolerance:
        return Outcome.OPTIMAL, plan
    return found.outcome if found.outcome is not Outcome.OPTIMAL else Outcome.INTERRUPTED, plan


def _searched(engine: Engine, tolerance: float) -> Whole:
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
