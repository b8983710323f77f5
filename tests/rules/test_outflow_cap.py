from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.rules.base import Idle
from scenarios.rules.outflow_cap import OutflowCap
from tests.conftest import tree
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

CASES: dict[str, dict[str, Any]] = {
    "half": {"max": 0.5},
    "virtual-pot-by-period": {"max": 0, "jurisdictions": ["south"], "by": "period"},
}
MINISTRY = {"id": "ministry", "contribution": 30, "assumption": "invented for teaching"}


def test_rows(golden: Golden) -> None:
    golden("outflow_cap", CASES)


def test_only_own_money_that_leaves_is_counted() -> None:
    rule, ledger = opened({"kind": "outflow_cap", "max": 0.5})
    plan = Plan(ledger).put(50, funder="north", city="alder", period="1")
    plan.put(40, funder="east", city="birch", period="1")
    plan.put(50, funder="north", city="elm", period="2")
    assert plan.broken(rule) == []
    assert plan.put(1, funder="north", city="fir", period="2").broken(rule) == ["north"]


def test_in_a_virtual_pot_everybody_pays_its_own() -> None:
    rule, ledger = opened({"kind": "outflow_cap", "max": 0})
    plan = Plan(ledger).put(10, funder="south", city="gum", period="1")
    assert plan.broken(rule) == []
    assert plan.put(0.1, funder="south", city="elm", period="1").broken(rule) == ["south"]


def test_money_of_a_ministry_is_not_counted() -> None:
    rule, ledger = opened({"kind": "outflow_cap", "max": 0}, funders=[*tree()["funders"], MINISTRY])
    assert Plan(ledger).put(30, funder="ministry", city="elm", period="1").broken(rule) == []


@pytest.mark.parametrize("contribution", [None, 0])
def test_who_pays_nothing_in_is_named(contribution: float | None) -> None:
    north, east, south = tree()["funders"]
    funders = [north, east] + ([south | {"contribution": 0}] if contribution == 0 else [])
    rule, ledger = opened({"kind": "outflow_cap", "max": 0.5}, funders=funders)
    assert [said.at for said in rule.rows(ledger) if isinstance(said, Idle)] == [("south",)]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Field required"),
        ({"max": 60}, "less than or equal to 1"),
        ({"max": -0.1}, "greater than or equal to 0"),
        ({"max": 0.5, "by": "year"}, "'programme' or 'period'"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        OutflowCap.model_validate({"kind": "outflow_cap"} | fields)
