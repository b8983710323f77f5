"""What division costs: the order of the regimes, going alone, and each rule dropped."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from optimizer import solve
from optimizer.alone import alone
from optimizer.analyses.division import REGIMES, Division, divide
from optimizer.clock import Stopping
from optimizer.course import Course, Step
from scenarios import load
from scenarios.opening import open_ledger
from scenarios.scenario import Scenario
from tests.optimizer.making import Tree, opened
from tests.optimizer.strategies import trees

NEAR = 1e-6


def divided(scenario: Scenario, **options: Any) -> Division:
    return divide(scenario, open_ledger(scenario), Course(), **options)


def values(division: Division) -> dict[str, float]:
    return division.table("regimes").set_index("id")["value"].to_dict()


@pytest.mark.parametrize("name", ["minimal", "minimal-call"])
@pytest.mark.parametrize("common", ["apart", "divided"])
def test_the_less_division_the_more_value(name: str, common: Any) -> None:
    scenario = load(name)
    found = values(divided(scenario, common=common))
    assert list(found) == list(REGIMES)
    order = [found[regime] for regime in ("silo", "virtual", "borderless")]
    assert order == sorted(order)
    assert found["rules"] <= found["borderless"] + NEAR
    assert found["rules"] == pytest.approx(solve(scenario).value)


@settings(max_examples=15, derandomize=True, deadline=None, database=None)
@given(trees(rules=(0, 2)))
def test_the_order_holds_for_any_scenario(tree: Tree) -> None:
    case = opened(tree)
    division = divide(case.scenario, case.ledger, Course())
    found = values(division)
    slack = 2e-4 * found["borderless"] + NEAR
    assert found["silo"] <= found["virtual"] + slack
    assert found["virtual"] <= found["borderless"] + slack
    if not np.isnan(found["rules"]):
        assert found["rules"] <= found["borderless"] + slack


def test_silo_is_everybody_alone_with_its_own_money() -> None:
    scenario = load("minimal")
    ledger = open_ledger(scenario)
    table = divided(scenario).table("jurisdictions")
    silo = table[table["regime"] == "silo"].set_index("jurisdiction")
    assert silo["value"].to_dict() == pytest.approx(alone(scenario, ledger))
    assert (silo["gain"] == 0).all()
    assert (silo["received"] <= silo["contributed"] + NEAR).all()


def test_money_of_nobody_is_left_out_or_divided() -> None:
    scenario = load("minimal-call")  # 23 of three jurisdictions, 2 of the centre
    apart = divided(scenario, common="apart").table("regimes").set_index("id")["available"]
    parted = divided(scenario, common="divided").table("regimes").set_index("id")["available"]
    assert apart.to_dict() == {"silo": 23, "virtual": 23, "rules": 25, "borderless": 25}
    assert parted.tolist() == pytest.approx([25, 25, 25, 25])


def test_in_a_virtual_pot_nobody_receives_more_than_it_pays() -> None:
    table = divided(load("minimal")).table("jurisdictions")
    virtual = table[table["regime"] == "virtual"]
    assert (virtual["received"] <= virtual["contributed"] + NEAR).all()


def test_dropping_a_rule_gains_what_the_scenario_without_it_is_worth() -> None:
    scenario = load("minimal")
    division = divided(scenario)
    dropped = division.table("dropped").set_index("rule")
    base = values(division)["rules"]
    for name in scenario.rule_ids():
        kept = tuple(
            rule
            for other, rule in zip(scenario.rule_ids(), scenario.rules, strict=True)
            if other != name
        )
        without = solve(scenario.model_copy(update={"rules": kept})).value
        assert without is not None
        assert dropped.loc[name, "value"] == pytest.approx(without, rel=1e-6)
        assert dropped.loc[name, "gain"] == pytest.approx(without - base, abs=1e-6)
    assert dropped["gain"].is_monotonic_decreasing


def test_variants_of_a_project_exclude_each_other_in_every_regime() -> None:
    division = divided(load("minimal-call"))
    assert set(division.table("dropped")["rule"]) == {"virtual-pots", "ranking"}


def test_a_clash_is_a_regime_without_a_plan_and_dropping_a_rule_of_it_makes_one() -> None:
    division = divided(load("minimal", ["rules.fair-return.floor=5"]))
    regimes = division.table("regimes").set_index("id")
    assert not regimes.loc["rules", "feasible"]
    assert np.isnan(regimes.loc["rules", "value"])
    dropped = division.table("dropped").set_index("rule")
    assert dropped.loc["fair-return", "value"] > 0
    assert np.isnan(dropped.loc["fair-return", "gain"])
    assert division.as_json()["regimes"][2]["value"] is None


def test_stopped_early_it_tells_what_it_has() -> None:
    stop = Stopping()

    def tell(step: Step) -> None:
        if step.at == "rules":
            stop.set()

    scenario = load("minimal")
    division = divide(scenario, open_ledger(scenario), Course(tell, stop))
    assert not division.complete
    assert division.table("regimes")["id"].tolist() == ["silo", "virtual"]
    assert division.table("dropped").empty
