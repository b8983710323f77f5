"""From plain data to a scenario and its answer, and variants of both."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from hypothesis import assume

from optimizer import Allocation, solve
from optimizer.alone import informed
from optimizer.engine import Engine
from optimizer.model import Model, build
from optimizer.solver import Outcome
from scenarios.ledger import Ledger
from scenarios.opening import open_ledger
from scenarios.problems import ScenarioError
from scenarios.scenario import Scenario

Tree = dict[str, Any]
AMOUNTS = {
    "amount_limit": ("min", "max"),
    "commitment": ("exactly", "at_least"),
    "ramp": ("plus",),
}
"""The fields of rules that are money."""


@dataclass(frozen=True, eq=False)
class Case:
    """A scenario and its ledger."""

    scenario: Scenario
    ledger: Ledger

    @property
    def model(self) -> Model:
        """The model, built anew."""
        return build(self.scenario, informed(self.scenario, self.ledger))

    def solve(self) -> Allocation:
        """Return the answer."""
        return solve(self.scenario, self.ledger)


def opened(tree: Tree, **changes: Any) -> Case:
    """Open a made-up scenario; one whose selectors match nothing is no example."""
    try:
        scenario = Scenario.model_validate(tree | changes)
        return Case(scenario, open_ledger(scenario))
    except ScenarioError:
        assume(False)
        raise


def without(tree: Tree, number: int) -> Tree:
    """Return the scenario without one of its rules."""
    return tree | {"rules": tree["rules"][:number] + tree["rules"][number + 1 :]}


def only(tree: Tree, rules: set[str]) -> Tree:
    """Return the scenario with these of its rules."""
    return tree | {"rules": [rule for rule in tree["rules"] if rule["id"] in rules]}


def loosened(model: Model, by: dict[tuple[str, tuple[str, ...], str], float]) -> Model:
    """Return the model with sides of rows moved outwards; a row is (rule, at, sense)."""
    lower, upper = model.rows.lower.copy(), model.rows.upper.copy()
    numbers = {(o, a): row for row, (o, a) in enumerate(_named(model)) if row >= model.identities}
    for (rule, at, sense), much in by.items():
        row = numbers[rule, at]
        if sense in (">=", "="):
            lower[row] -= much
        if sense in ("<=", "="):
            upper[row] += much
    return replace(model, rows=replace(model.rows, lower=lower, upper=upper))


def _named(model: Model) -> zip[tuple[str, tuple[str, ...]]]:
    return zip(model.rows.owner, model.rows.at, strict=True)


def optimum(model: Model, gap: float = 1e-7) -> float | None:
    """Return the value of a model, `None` if nothing is feasible."""
    outcome, plan = Engine(model).optimise(gap)
    if plan is None:
        assert outcome is Outcome.INFEASIBLE
        return None
    return plan.value


def in_thousands(tree: Tree) -> Tree:
    """Return the same scenario written in thousands where it was in millions."""
    tree = copy.deepcopy(tree)
    tree["money"]["unit"] = "thousand"
    tree["indicators"]["rd"]["scale"] = 1000.0
    for funder in tree["funders"]:
        paid = funder["contribution"]
        funder["contribution"] = (
            {when: 1000 * much for when, much in paid.items()}
            if isinstance(paid, dict)
            else 1000 * paid
        )
    if tree["readiness"]:
        tree["readiness"]["own"] *= 1000
    for tool in tree["instruments"]:
        response = tool["response"]
        size = {"linear": "cap", "baseline-power": "baseline", "saturating": "scale"}
        response[size[response["kind"]]] *= 1000
        grows = {"linear": 1.0, "saturating": 0.0}
        tool["weight"] /= 1000 ** grows.get(response["kind"], response.get("elasticity", 1.0))
    for rule in tree["rules"]:
        for amount in AMOUNTS.get(rule["kind"], ()):
            if amount in rule:
                rule[amount] *= 1000
    return tree


def close(one: float, other: float, share: float, floor: float = 1e-6) -> bool:
    """Tell whether two numbers are within `share` of each other, or within `floor`."""
    return bool(np.isclose(one, other, rtol=share, atol=floor))
