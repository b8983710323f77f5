"""From a scenario to its allocation: open the ledger, build, solve, price, explain."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from optimizer import projecttables, tables
from optimizer.allocation import Allocation
from optimizer.alone import informed
from optimizer.analyses.diagnosis import Diagnosis, diagnose
from optimizer.analyses.prices import prices_of_rules, rules_table
from optimizer.clock import Stopped, Stopping
from optimizer.deciding import optimise_whole
from optimizer.engine import Engine, Watch
from optimizer.model import build
from optimizer.plan import Plan
from optimizer.settling import settle
from optimizer.solver import HIGHS_VERSION, Outcome
from optimizer.staging import further, measured
from optimizer.wanting import refusals
from scenarios.ledger import Ledger
from scenarios.opening import open_ledger
from scenarios.scenario import Scenario


def solve(
    scenario: Scenario,
    ledger: Ledger | None = None,
    *,
    watch: Watch | None = None,
    stop: Stopping | None = None,
    lp: Path | None = None,
    lp_all: bool = False,
) -> Allocation:
    """Return the optimal allocation of `scenario`, or why there is none.

    `ledger` is the scenario's, if it was opened before. `watch` is told of every round; setting
    `stop` from another thread ends the solve early with what was found. `lp` is where to write the
    program, as it was last solved, as an LP file; with `lp_all` every possible grant stands in it,
    those that were never taken in on coarse curves. Raises `ScenarioError` if the scenario's
    stanzas do not fit together.
    """
    since = time.perf_counter()
    ledger = open_ledger(scenario) if ledger is None else ledger
    model = build(scenario, informed(scenario, ledger, stop))
    engine = Engine(model, scenario.options.time_limit, watch, stop)
    engine.clock.book("build", since)
    whole = bool(model.rows.whole.any())
    outcome, plan = optimise_whole(engine, scenario.options.gap)
    if plan is not None and not whole:
        with suppress(Stopped):
            plan = engine.sharpen(plan, scenario.options.gap)
    if lp is not None:
        engine.master.program(every=lp_all).write_lp(lp)
    if plan is not None:
        return _with_plan(engine, outcome, plan)
    return _without_plan(engine, outcome)


def _settled(engine: Engine, plan: Plan) -> Plan:
    since = time.perf_counter()
    plan = settle(engine.model, plan, engine.clock, engine.stop)
    engine.clock.book("settle", since)
    return plan


def _with_plan(engine: Engine, outcome: Outcome, plan: Plan) -> Allocation:
    model = engine.model
    if model.rows.whole.any():  # prices with all decisions fixed would be taken for more
        plan = replace(plan, prices=np.full(len(model.rows), np.nan))
    plan = _settled(engine, plan)
    prices, proved = prices_of_rules(engine, plan), plan.gap
    refused = refusals(engine, plan) if model.rows.whole.any() else {}
    if len(model.aims) > 1:
        plan = _settled(engine, further(engine, plan, model.scenario.options.gap))
    found = tables.landed(model, plan)
    payments = tables.payments_table(model, plan)
    value = max(float(found.grants["value"].sum()), 1e-300)
    by = {
        name: float(found.grants.loc[found.grants[name], "value"].sum()) / value
        for name in ("joint", "cross_border")
    }
    return Allocation(
        scenario=model.scenario,
        status="optimal" if outcome is Outcome.OPTIMAL else "feasible",
        stopped_by=_stopped_by(engine, outcome),
        value=plan.value,
        bound=max(plan.bound, plan.value),  # they may cross by a last digit
        gap=proved,
        measures=measured(model, plan),
        available=model.ledger.available,
        spent=float(payments["amount"].sum()),
        value_shares={"joint": by["joint"], "site": 1 - by["joint"], **by},
        tables={
            "grants": tables.grants_table(found),
            "payments": payments,
            "sites": tables.sites_table(model, found),
            "cities": tables.cities_table(model, found, payments),
            "jurisdictions": tables.jurisdictions_table(model, found, payments),
            "stages": tables.stages_table(model, found),
            "instruments": tables.instruments_table(model, found),
            "projects": projecttables.projects_table(model, found, refused),
            "partners": projecttables.partners_table(model, found, payments),
            "funders": tables.funders_table(model, plan, payments),
            "rules": rules_table(model, plan, prices),
        },
        solver=_solver(engine),
    )


def _stopped_by(engine: Engine, outcome: Outcome) -> str | None:
    if outcome is Outcome.OPTIMAL:
        return None
    if outcome is Outcome.TIMEOUT:
        return "time_limit"
    return "interrupt" if engine.stop.is_set() else "precision"


def _without_plan(engine: Engine, outcome: Outcome) -> Allocation:
    status, why = outcome.value, None
    if outcome is Outcome.INFEASIBLE:
        status, why = _explained(engine)
    names = ("grants", "payments", "sites", "cities", "jurisdictions", "stages", "instruments")
    empty = {name: pd.DataFrame() for name in (*names, *projecttables.TABLES, "funders", "rules")}
    return Allocation(
        scenario=engine.model.scenario,
        status=status,
        stopped_by=None if why or status == "unbounded" else _stopped_by(engine, outcome),
        value=None,
        bound=None,
        gap=None,
        measures={},
        available=engine.model.ledger.available,
        spent=0.0,
        value_shares={},
        tables=empty,
        solver=_solver(engine),
        diagnosis=why,
    )


def _explained(engine: Engine) -> tuple[str, Diagnosis | None]:
    """Return the status and the diagnosis; without the latter if its time is up."""
    try:
        return "infeasible", diagnose(engine.feasibility, engine.clock.left)
    except Stopped:
        return "infeasible", None


def _solver(engine: Engine) -> dict[str, Any]:
    session = engine.master.session
    return {
        "name": "HiGHS",
        "version": HIGHS_VERSION,
        "model": f"PuLP {metadata.version('pulp')}",
        "columns": session.columns,
        "rows": len(engine.model.rows),
        "nonzeros": session.nonzeros,
        "grants_possible": engine.model.ledger.activities * engine.model.ledger.horizon,
        "grants_priced_in": len(engine.master.keys),
        "iterations": session.iterations,
        "seconds": {phase: round(spent, 4) for phase, spent in engine.clock.seconds.items()},
    }
