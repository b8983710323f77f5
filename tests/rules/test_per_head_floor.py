from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.problems import ScenarioError
from scenarios.rules.base import Idle, Row
from scenarios.rules.per_head_floor import PerHeadFloor
from tests.conftest import tree
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

CASES: dict[str, dict[str, Any]] = {
    "edge": {"floor": 2, "tiers": ["edge"]},
    "north": {"floor": 0.5, "jurisdictions": ["north"]},
}
OAK = {"id": "oak", "jurisdiction": "south", "tier": "edge", "population": 1e6, "rd": 0}


def test_rows(golden: Golden) -> None:
    golden("per_head_floor", CASES)


def test_the_floor_is_in_units_of_the_currency() -> None:
    rule, ledger = opened({"kind": "per_head_floor", "floor": 2, "cities": ["gum"]})
    plan = Plan(ledger).put(3, funder="south", city="gum", period="1")
    assert plan.broken(rule) == ["gum"]
    assert plan.put(1, funder="east", city="gum", period="2").broken(rule) == []


def test_a_city_that_nothing_reaches_has_a_row_that_cannot_be_met() -> None:
    cities = [*tree()["cities"], OAK]
    rule, ledger = opened({"kind": "per_head_floor", "floor": 2, "tiers": ["edge"]}, cities=cities)
    row = list(rule.rows(ledger))[-1]
    assert isinstance(row, Row)
    assert (row.at, row.lines.size, row.rhs) == (("oak",), 0, 2.0)
    assert "oak" in Plan(ledger).broken(rule)


def test_a_selection_that_nothing_reaches_is_a_problem() -> None:
    with pytest.raises(ScenarioError, match=r"rules\.0: found cities: oak;"):
        opened(
            {"kind": "per_head_floor", "floor": 2, "cities": ["oak"]},
            cities=[*tree()["cities"], OAK],
        )


def test_a_city_without_the_figure_is_named() -> None:
    cities = tree()["cities"]
    del cities[5]["population"]
    rule, ledger = opened({"kind": "per_head_floor", "floor": 2}, cities=cities)
    assert [said.at for said in rule.rows(ledger) if isinstance(said, Idle)] == [("gum",)]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Field required"),
        ({"floor": 0}, "greater than 0"),
        ({"floor": 2, "cities": []}, "at least 1 item"),
        ({"floor": 2, "stages": ["making"]}, "Extra inputs are not permitted"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        PerHeadFloor.model_validate({"kind": "per_head_floor"} | fields)
