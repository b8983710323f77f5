"""The audit: clean for an optimum, and it names what a changed plan breaks."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from optimizer import Allocation, solve
from optimizer.analyses.audit import Audit, audit, audit_allocation, audit_tables
from optimizer.model import Model, build
from scenarios.opening import open_ledger
from scenarios.scenario import Scenario
from tests.architecture.test_architecture import MODULES, imports
from tests.conftest import minimal, tree
from tests.optimizer.plans import by_line


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return Scenario.model_validate(tree())


@pytest.fixture(scope="module")
def model(scenario: Scenario) -> Model:
    return build(scenario, open_ledger(scenario))


@pytest.fixture(scope="module")
def answer(scenario: Scenario) -> Allocation:
    return solve(scenario)


def changed(model: Model, answer: Allocation, change: Any) -> Audit:
    """Audit the answer's JSON after `change` was made to it."""
    told = json.loads(json.dumps(answer.as_json()))
    change(told)
    return audit_tables(model, told["grants"], told["payments"])


def broken(found: Audit) -> dict[tuple[str, ...], float]:
    return {(part.rule, *part.at): part.by for part in found.violations}


def test_it_needs_no_solver() -> None:
    todo, seen = ["optimizer.analyses.audit"], set[str]()
    while todo:
        module = todo.pop()
        seen.add(module)
        todo += [name for name in imports(module) if name in MODULES and name not in seen]
    assert seen.isdisjoint(
        {"optimizer.solver", "optimizer.program", "optimizer.engine", "optimizer.master"}
    )


def test_an_optimum_is_clean_by_lines_by_tables_and_by_json(
    model: Model, answer: Allocation
) -> None:
    grants, payments = by_line(answer, model.ledger)
    for found in (
        audit(model, grants, payments),
        audit_allocation(answer, model.ledger),
        changed(model, answer, lambda told: None),
    ):
        assert found.violations == ()
        assert found.clean
        assert found.value == pytest.approx(answer.value)
        assert found.spent == pytest.approx(answer.spent)


def test_giving_nothing_breaks_only_what_asks_for_something(model: Model) -> None:
    found = audit_tables(model, [], [])
    assert set(broken(found)) == {
        ("fair-return", land, "floor") for land in ("north", "east", "south")
    }
    assert (found.value, found.spent) == (0, 0)


def test_a_violation_says_by_how_much(model: Model) -> None:
    north = audit_tables(model, [], []).violations[0]
    assert (north.rule, north.at, north.sense) == ("fair-return", ("north", "floor"), ">=")
    assert (north.lhs, north.rhs, north.by) == pytest.approx((0, 80, 80))


def test_a_grant_that_nobody_pays_is_out_of_balance(model: Model, answer: Allocation) -> None:
    def more(told: dict[str, Any]) -> None:
        told["grants"][0]["amount"] += 10

    found = broken(changed(model, answer, more))
    sites = answer.table("grants")["sites"][0]
    cities = [site.partition("/")[0] for site in sites]
    period = str(answer.table("grants")["period"][0])
    assert {("balance", city, period) for city in cities} <= set(found)
    assert [found["balance", city, period] for city in cities] == pytest.approx([5, 5])


def test_a_funder_that_pays_more_than_it_has_is_named(model: Model, answer: Allocation) -> None:
    def more(told: dict[str, Any]) -> None:
        told["payments"][0]["amount"] += 10

    paid = answer.table("payments").iloc[0]
    found = broken(changed(model, answer, more))
    assert found["contribution", paid["funder"], paid["period"]] == pytest.approx(10)


def test_a_payment_below_zero_is_told(model: Model) -> None:
    payment = {"funder": "north", "city": "alder", "period": 1, "amount": -3}
    found = broken(audit_tables(model, [], [payment]))
    assert [much for name, much in found.items() if name[0] == "not-negative"] == [3]


def test_a_grant_below_zero_is_told_and_worth_nothing(model: Model) -> None:
    sites = ["alder/tools/research", "cedar/tools/research"]
    grant = {"instrument": "joint-project", "sites": sites, "period": 1, "amount": -4}
    found = audit_tables(model, [grant], [])
    assert [p.by for p in found.violations if p.rule == "not-negative"] == [4]
    assert found.value == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"instrument": "gift"},
        {"sites": ["alder/tools/research", "gum/tools/making"]},
        {"sites": ["alder/tools/research"]},
        {"sites": ["alder/tools/research", "atlantis/tools/research"]},
        {"period": 3},
    ],
)
def test_an_unknown_activity_is_told(model: Model, wrong: dict[str, Any]) -> None:
    sites = ["alder/tools/research", "cedar/tools/research"]
    grant = {"instrument": "joint-project", "sites": sites, "period": 1, "amount": 4}
    assert "unknown" not in {p.rule for p in audit_tables(model, [grant], []).violations}
    (found,) = [p for p in audit_tables(model, [grant | wrong], []).violations if p.lhs == 4]
    assert found.rule == "unknown"


@pytest.mark.parametrize("wrong", [{"funder": "west"}, {"city": "atlantis"}, {"period": "one"}])
def test_an_unknown_payment_is_told(model: Model, wrong: dict[str, Any]) -> None:
    payment = {"funder": "north", "city": "alder", "period": "1", "amount": 4} | wrong
    (found,) = [p for p in audit_tables(model, [], [payment]).violations if p.rule == "unknown"]
    assert found.at == (payment["funder"], payment["city"], payment["period"])


def test_a_table_that_lacks_a_column_is_refused(model: Model) -> None:
    with pytest.raises(ValueError, match="lacks funder"):
        audit_tables(model, [], [{"city": "alder", "period": 1, "amount": 4}])


def test_sites_may_be_named_in_any_order_and_grants_in_parts(model: Model) -> None:
    sites = ["alder/tools/research", "cedar/tools/research"]
    grant = {"instrument": "joint-project", "sites": sites, "period": 1, "amount": 4}
    halves = [grant | {"amount": 1}, grant | {"amount": 3, "sites": sites[::-1]}]
    one, other = audit_tables(model, [grant], []), audit_tables(model, halves, [])
    assert one.value == pytest.approx(12)
    assert other.value == pytest.approx(12)
    assert broken(one) == broken(other)


def test_lines_that_are_not_of_the_ledger_are_told(model: Model) -> None:
    none = pd.Series(dtype=float)
    odd = pd.Series([5.0], index=[0])
    assert [p.by for p in audit(model, odd, none).violations if p.rule == "unknown"] == [5]
    assert [p.by for p in audit(model, none, odd).violations if p.rule == "unknown"] == [5]


def kept(carry_over: float) -> Model:
    purse = {"id": "purse", "contribution": {1: 100}, "carry_over": carry_over}
    scenario = minimal(funders=[purse])
    return build(scenario, open_ledger(scenario))


def test_what_is_not_paid_is_kept_as_far_as_that_is_allowed() -> None:
    sites = ["alder/tools/research", "cedar/tools/research"]
    grant = {"instrument": "joint-project", "sites": sites, "period": 2, "amount": 30}
    paid = [
        {"funder": "purse", "city": city, "period": 2, "amount": 15} for city in ("alder", "cedar")
    ]
    assert audit_tables(kept(0.3), [grant], paid).clean
    assert broken(audit_tables(kept(0.2), [grant], paid)) == pytest.approx(
        {("contribution", "purse", "2"): 10}
    )


def test_carries_that_are_given_are_checked() -> None:
    model, none = kept(0.2), pd.Series(dtype=float)
    assert audit(model, none, none, carries=np.array([[20.0, 0.0]])).clean
    found = broken(audit(model, none, none, carries=np.array([[30.0, 0.0]])))
    assert found == pytest.approx({("carry", "purse", "1"): 10})
    found = broken(audit(model, none, none, carries=np.array([[-1.0, 0.0]])))
    assert ("contribution", "purse", "2") in found


def test_readiness_is_checked() -> None:
    scenario = minimal(readiness={"own": 1.0, "keep": 1.0})
    ledger = open_ledger(scenario)
    sites = ["alder/tools/research", "cedar/tools/research"]
    grant = {"instrument": "joint-project", "sites": sites, "period": 1, "amount": 10}
    paid = [
        {"funder": "north", "city": city, "period": 1, "amount": 5} for city in ("alder", "cedar")
    ]
    found = broken(audit_tables(build(scenario, ledger), [grant], paid))
    assert found == pytest.approx(
        {
            ("readiness", "alder", "tools", "research", "1"): 5 - 2,
            ("readiness", "cedar", "tools", "research", "1"): 5 - 1.5,
        }
    )


def test_payments_are_told_apart_as_finely_as_the_ledger_does() -> None:
    stanza = {"kind": "earmark", "funders": ["south"], "to": {"stages": ["making"]}}
    scenario = minimal(stanza)
    model = build(scenario, open_ledger(scenario))
    paid = {
        **{"funder": "south", "city": "cedar", "chain": "tools", "stage": "research"},
        **{"period": 1, "amount": 3},
    }
    found = broken(audit_tables(model, [], [paid]))
    assert found["earmark", "south"] == pytest.approx(3)
    with pytest.raises(ValueError, match="lacks chain, stage"):
        audit_tables(model, [], [{"funder": "s", "city": "cedar", "period": 1, "amount": 3}])
