"""What each rule costs: slopes, how far they hold, and what dropping a rule gains."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings

from optimizer import solve
from optimizer.analyses.pricelist import PriceList, price_rules
from optimizer.clock import Stopping
from optimizer.course import Course, Step
from scenarios import load
from scenarios.opening import open_ledger
from scenarios.scenario import Scenario
from tests.api.conftest import Run, strict
from tests.conftest import minimal
from tests.optimizer.making import Tree, opened
from tests.optimizer.strategies import trees


def priced(scenario: Scenario) -> PriceList:
    return price_rules(scenario, open_ledger(scenario), Course())


def value(scenario: Scenario) -> float:
    answer = solve(scenario)
    assert answer.value is not None
    return answer.value


def test_each_rule_has_the_price_of_its_dearest_row_and_what_dropping_it_gains() -> None:
    rules = priced(load("minimal")).table("rules").set_index("rule")
    assert rules.loc["fair-return", ["price", "dropped"]].tolist() == pytest.approx([1.3, 11.8])
    assert rules.loc["periphery", ["price", "dropped"]].tolist() == pytest.approx([0.5, 3.0])
    assert rules.loc["fair-return", "at"] == ("south", "floor")


def test_a_price_holds_as_far_as_it_says_and_not_much_further() -> None:
    """Loosening the floor of the periphery by 6 of 60 gains 0.5 a unit; by far more, less."""
    scenario = load("minimal")
    rule = priced(scenario).table("rules").set_index("rule").loc["periphery"]
    base, money = value(scenario), 200.0
    floor = 0.3

    def slope(by: float) -> float:
        return (value(load("minimal", [f"rules.periphery.min={floor - by / money}"])) - base) / by

    assert slope(rule["holds_looser"]) == pytest.approx(rule["price"], rel=0.1)
    assert slope(3.5 * rule["holds_looser"]) < 0.9 * rule["price"]


def test_in_whole_numbers_a_price_is_that_of_one_unit_and_holds_nowhere() -> None:
    rules = priced(load("minimal-call")).table("rules").set_index("rule")
    assert (rules["price_by"] == "one_unit").all()
    assert rules["holds_looser"].isna().all()
    assert rules["dropped"].to_dict() == {"virtual-pots": 6, "variants": 2, "ranking": 5}


@settings(max_examples=10, derandomize=True, deadline=None, database=None)
@given(trees(rules=(1, 3)))
def test_dropping_a_rule_gains_what_the_scenario_without_it_is_worth(tree: Tree) -> None:
    """Asked of a warm program, and of a cold one."""
    case = opened(tree)
    found = price_rules(case.scenario, case.ledger, Course())
    assume(found.value is not None)
    names = case.scenario.rule_ids()
    rules = found.table("rules").set_index("rule")
    for name in names:
        kept = [rule for other, rule in zip(names, tree["rules"], strict=True) if other != name]
        cold = opened(tree | {"rules": kept}).solve().value
        assert cold is not None
        near = 3e-4 * abs(cold) + 1e-6
        assert rules.loc[name, "dropped"] == pytest.approx(max(0, cold - found.value), abs=near)


def test_where_nothing_is_feasible_there_are_no_prices() -> None:
    found = priced(load("minimal", ["rules.fair-return.floor=5"]))
    assert found.complete
    assert found.value is None
    assert found.table("rules").empty


def test_stopped_early_it_tells_the_rules_it_has() -> None:
    stop = Stopping()

    def tell(step: Step) -> None:
        if step.at == "periphery":
            stop.set()

    scenario = load("minimal")
    found = price_rules(scenario, open_ledger(scenario), Course(tell, stop))
    assert not found.complete
    assert found.table("rules")["rule"].tolist() == ["fair-return"]
    assert len(found.table("rows")) == 4


def test_a_rule_that_does_not_bind_costs_nothing() -> None:
    found = priced(minimal({"kind": "amount_limit", "id": "high", "each": ["city"], "max": 190}))
    rule = found.table("rules").set_index("rule").loc["high"]
    assert (rule["status"], rule["dropped"]) == ("slack", 0)
    assert np.isnan(rule["price"])


def test_in_whole_numbers_a_rule_with_money_to_spare_may_cost_too() -> None:
    """Of 18, 15 are spent: the next in rank asks for 6."""
    changes = ["rules.0={kind: amount_limit, id: ceiling, max: 18}"]
    free = value(load("minimal-call", ["rules.0="]))
    scenario = load("minimal-call", changes)
    table = solve(scenario).table("rules").set_index("rule")
    rule = priced(scenario).table("rules").set_index("rule").loc["ceiling"]
    assert (table.loc["ceiling", "status"], rule["status"]) == ("slack", "slack")
    assert table.loc["ceiling", "slack"] == pytest.approx(3)
    assert table.loc["ceiling", "dropped"] == rule["dropped"] == free - value(scenario)
    assert rule["dropped"] > 1


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("command", ["solve", "prices"])
def test_a_slack_rule_that_costs_is_told_to_cost(run: Run, command: str, language: str) -> None:
    ceiling = "rules.0={kind: amount_limit, id: ceiling, max: 18}"
    told = run(command, "minimal-call", "--set", ceiling, "--lang", language)
    line = next(line for line in told.stdout.splitlines() if line.strip().startswith("ceiling"))
    assert line.split()[1:] == [{"zh": "有余量", "en": "slack"}[language], "+10.00"]


def test_a_rule_that_never_binds_stands_in_the_tables(run: Run, tmp_path: Path) -> None:
    loose = "rules.2={kind: amount_limit, id: loose, max: 1000}"
    assert run("prices", "minimal", "--set", loose, "--out", tmp_path / "told").exit_code == 0
    written = pd.read_csv(tmp_path / "told" / "prices" / "rules.csv").set_index("rule")
    assert written.loc["loose", "status"] == "slack"
    assert np.isnan(written.loc["loose", "price"])
    assert written.loc["fair-return", "at"] == "south/floor"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_the_command_line(run: Run, language: str) -> None:
    told = run("prices", "minimal", "--lang", language)
    assert told.exit_code == 0
    assert "fair-return" in told.stdout
    assert "+11.80" in told.stdout
    document = strict(run("prices", "minimal", "--json").stdout)
    assert document["schema"] == "deltafund/prices/1"
    assert {rule["rule"] for rule in document["rules"]} == {"fair-return", "periphery"}
    assert len(document["rows"]) == 4
