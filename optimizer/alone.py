"""What each jurisdiction could achieve alone: own money, own cities, nobody else's rules."""

from __future__ import annotations

from dataclasses import replace

from optimizer.clock import Stopped, Stopping
from optimizer.deciding import optimise_whole
from optimizer.engine import Engine
from optimizer.model import build
from optimizer.solver import Outcome
from scenarios.ledger import Ledger
from scenarios.membership import within
from scenarios.objectives import CollaborativeInnovation
from scenarios.scenario import Scenario, needs_alone


def informed(scenario: Scenario, ledger: Ledger, stop: Stopping | None = None) -> Ledger:
    """Return the ledger with what each jurisdiction could do alone, where that is asked for.

    Raises `Stopped` if there is no answer in time.
    """
    if not needs_alone(scenario) or ledger.alone:
        return ledger
    return replace(ledger, alone=alone(scenario, ledger, stop))


def alone(scenario: Scenario, ledger: Ledger, stop: Stopping | None = None) -> dict[str, float]:
    """Return the points that each jurisdiction could achieve alone, to the gap of the scenario.

    They are those of a plan that was found, so a jurisdiction can do at least as well. Raises
    `Stopped` if there is no answer in time.
    """
    free = unruled(scenario)
    found = {}
    for name in ledger.jurisdictions:
        model = build(free, within(ledger, {name}))
        engine = Engine(model, scenario.options.time_limit, stop=stop)
        outcome, plan = optimise_whole(engine, scenario.options.gap)
        if plan is None and outcome is not Outcome.INFEASIBLE:
            raise Stopped(outcome.value)
        found[name] = 0.0 if plan is None else plan.value
    return found


def unruled(scenario: Scenario) -> Scenario:
    """Return the scenario with no rules but those of the proposals themselves, after all points."""
    rules = tuple(
        rule.model_copy(update={"id": name})
        for name, rule in zip(scenario.rule_ids(), scenario.rules, strict=True)
        if not rule.administrative
    )
    return scenario.model_copy(update={"rules": rules, "objective": CollaborativeInnovation()})
