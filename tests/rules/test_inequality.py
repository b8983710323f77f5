from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.problems import ScenarioError
from scenarios.rules.inequality import Inequality
from tests.conftest import tree
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

CASES: dict[str, dict[str, Any]] = {
    "edge-cities": {"max": 0.3, "tiers": ["edge"]},
    "jurisdictions-by-period": {"max": 0.4, "each": "jurisdiction", "by": "period"},
    "per-rd": {"max": 0.2, "indicator": "rd", "cities": ["alder", "cedar"]},
    "one-city": {"max": 0.2, "cities": ["elm"]},
}


def test_rows(golden: Golden) -> None:
    golden("inequality", CASES)


def test_the_same_per_head_is_no_inequality() -> None:
    rule, ledger = opened({"kind": "inequality", "max": 0})
    heads = {"alder": 8, "birch": 2, "cedar": 6, "elm": 3, "fir": 4, "gum": 2}
    plan = Plan(ledger)
    for city, people in heads.items():
        plan.put(people, funder="north", city=city, period="1")
    assert plan.broken(rule) == []
    assert plan.put(0.1, funder="east", city="gum", period="2").broken(rule) == ["max"]


@pytest.mark.parametrize(("most", "broken"), [(0.67, ["max"]), (0.69, [])])
def test_all_for_a_third_of_the_people_is_two_thirds(most: float, broken: list[str]) -> None:
    """All goes to 8 of 25 million: the coefficient is 1 - 8/25 = 0.68."""
    rule, ledger = opened({"kind": "inequality", "max": most})
    assert Plan(ledger).put(7, funder="east", city="alder", period="1").broken(rule) == broken


def test_cities_of_a_jurisdiction_may_differ_if_it_is_counted_as_one() -> None:
    rule, ledger = opened({"kind": "inequality", "max": 0, "each": "jurisdiction"})
    plan = Plan(ledger).put(10, funder="north", city="alder", period="1")
    plan.put(9, funder="east", city="elm", period="1")
    assert plan.put(6, funder="south", city="fir", period="1").broken(rule) == []


def test_a_city_without_the_figure_is_named() -> None:
    cities = tree()["cities"]
    del cities[3]["population"]
    cities[5]["population"] = 0
    with pytest.raises(ScenarioError, match="population: elm, gum"):
        opened({"kind": "inequality", "max": 0.3}, cities=cities)
    opened({"kind": "inequality", "max": 0.3, "tiers": ["core"]}, cities=cities)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Field required"),
        ({"max": 1.1}, "less than or equal to 1"),
        ({"max": 0.3, "each": "stage"}, "'city' or 'jurisdiction'"),
        ({"max": 0.3, "by": "year"}, "'programme' or 'period'"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Inequality.model_validate({"kind": "inequality"} | fields)
