"""One aim after the other: what was reached is kept, and of all such plans the next is the best."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from optimizer.aiming import KEPT, OBJECTIVE, Aim
from optimizer.deciding import optimise_whole
from optimizer.engine import Engine
from optimizer.model import Model
from optimizer.plan import Plan, reckon, size_of
from scenarios.objectives import MEASURES


def further(engine: Engine, plan: Plan, tolerance: float) -> Plan:
    """Return the best plan of the last aim among those that keep what the earlier ones reached.

    Each stage may give up the share `tolerance` (and what the objective allows besides) of those
    before. Bound and prices stay those of the first, whose value is told. Where the time does not
    allow a stage, the plan of the one before is returned.
    """
    model, best = engine.model, plan
    given_up = tolerance + model.scenario.objective.sacrifice
    for before, following in zip(model.aims, model.aims[1:], strict=False):
        _keep(engine, before, best, given_up)
        engine.aim_at(following)
        _, found = optimise_whole(engine, tolerance)
        if found is None:
            break
        best = found
    first = model.aims[0]
    value = first.value(best.points, reckon(model, best).extras)
    return replace(best, value=value, bound=plan.bound, prices=plan.prices)


def _keep(engine: Engine, aim: Aim, plan: Plan, given_up: float) -> None:
    """Ask of each measure of a stage that it stays as high as it is, nearly."""
    reached = measured(engine.model, plan)
    for name in aim.measures:
        row = engine.model.rows.number(OBJECTIVE, KEPT, name)
        slack = given_up * size_of(reached[name], plan.points)
        engine.move(row, reached[name] - slack, np.inf)


def measured(model: Model, plan: Plan) -> dict[str, float]:
    """Return every measure of the objective in a plan, in points."""
    told = {
        (owned.owner, owned.extra.at): float(value)
        for owned, value in zip(model.rows.extras, reckon(model, plan).extras, strict=True)
    }
    found: dict[str, float] = {}
    for name in model.scenario.objective.measures:
        measure = MEASURES[name]
        number = 0.0 if measure.extra is None else told[OBJECTIVE, measure.extra]
        found[name] = measure.points * plan.points + number
    return found
