"""Decisions in whole numbers: all or nothing, who wins, which of several.

The relaxation is solved first, with every grant priced, which gives a bound on everything. Then
HiGHS branches on the columns found. With its decisions fixed the rest is priced once more, so that
grants may enter that only these decisions make worth while. Where every grant there is stands in
the program with its own straight pieces, the bound of the search holds for the whole; otherwise
only that of the relaxation does, and `optimizer.branching` closes the gap that is left.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from optimizer.branching import branch, is_whole
from optimizer.clock import Stopped
from optimizer.diving import Diver
from optimizer.engine import Engine
from optimizer.feasibility import FEW
from optimizer.improving import improved
from optimizer.plan import Plan
from optimizer.reaching import reachable
from optimizer.solver import Outcome, Whole
from optimizer.undecided import Room

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
    engine.end_search()
    try:
        return _optimised(engine, tolerance, known)
    finally:
        engine.end_search()


def _optimised(engine: Engine, tolerance: float, known: Plan | None) -> tuple[Outcome, Plan | None]:
    rows = engine.model.rows
    engine.free_extras()
    if rows.whole.any():
        engine.tell(None if known is None else known.value, np.inf)
    outcome, plan = engine.optimise(tolerance)
    if plan is None or not rows.whole.any() or is_whole(rows, plan.extras):
        return outcome, plan
    engine.tell(None if known is None else known.value, plan.bound)
    if not _few(engine):
        return _dived(engine, plan, tolerance, known)
    if known is not None and not _straight(engine):
        _enter_few(engine)
        known = replace(known, bound=max(plan.bound, known.value))
        return _proved(engine, LOOSE, plan, known, tolerance)
    return _found(engine, plan, tolerance)


def _found(engine: Engine, plan: Plan, tolerance: float) -> tuple[Outcome, Plan | None]:
    """Search with HiGHS among the grants at hand, and price all once more with what is decided."""
    engine.free_extras()
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


def _dived(
    engine: Engine, relaxed: Plan, tolerance: float, known: Plan | None
) -> tuple[Outcome, Plan | None]:
    """Dive for a plan, better it, and branch for what time is left; `relaxed` has the bound."""
    room = engine.room[0], reachable(engine.model, (engine.master.lower, engine.master.upper))
    room = room[0], np.minimum(room[1], engine.room[1])
    best, how = known, LOOSE
    try:
        for plan in _plans(engine, relaxed, room, tolerance, known):
            best = replace(plan, bound=max(relaxed.bound, plan.value))
            engine.tell(best.value, best.bound)
    except Stopped as stopped:
        how = Outcome(stopped.by)
    if best is not None:
        best = replace(best, bound=max(relaxed.bound, best.value))
        return _proved(engine, how, relaxed, best, tolerance)
    if how is not LOOSE:
        return how, None
    engine.bound_extras(*room)
    if engine.optimise(tolerance)[0] is Outcome.INFEASIBLE:
        return Outcome.INFEASIBLE, None
    return _found(engine, relaxed, tolerance)


def _plans(
    engine: Engine, relaxed: Plan, room: Room, tolerance: float, known: Plan | None
) -> Iterator[Plan]:
    """Yield ever better plans: those of a dive, and of dives around the best one."""
    diver = Diver(engine)
    first = diver.dive(room, tolerance)
    best = first if known is None or (first and first.value > known.value) else known
    if best is not None:
        yield best
        best = replace(best, bound=max(relaxed.bound, best.value))
        yield from improved(diver, relaxed, best, room, tolerance)


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
    if found.outcome is Outcome.INFEASIBLE and engine.make_feasible(whole=True):
        found = _search(engine, tolerance)
    return found


def _enter_few(engine: Engine) -> None:
    """Take in all grants where there are few."""
    if _few(engine):
        every = engine.model.ledger.activities * engine.model.ledger.horizon
        new = np.setdiff1d(np.arange(every), engine.master.keys)
        engine.master.enter(new, np.zeros(len(new)))


def _few(engine: Engine) -> bool:
    """Tell whether there are so few grants that the program may hold them all."""
    return engine.model.ledger.activities * engine.model.ledger.horizon <= FEW


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
