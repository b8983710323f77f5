from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.rules.base import Idle
from scenarios.rules.matching import Matching
from tests.conftest import tree
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

NORTH: dict[str, Any] = {"kind": "matching", "funders": ["north"], "rate": 0.5}
CASES: dict[str, dict[str, Any]] = {
    "own": {"funders": ["north"], "rate": 0.5, "tiers": ["core"]},
    "named-by-period": {
        "funders": ["east", "south"],
        "from": ["north"],
        "rate": 1,
        "place": "jurisdiction",
        "jurisdictions": ["south"],
        "by": "period",
    },
    "afforded": {
        "funders": ["north"],
        "rate": 0.5,
        "cities": ["elm", "fir"],
        "capacity": {"of": "rd", "max": 0.02},
    },
    "afforded-by-jurisdiction": {
        "funders": ["north"],
        "rate": 0.5,
        "place": "jurisdiction",
        "by": "period",
        "periods": [2],
        "capacity": {"of": "rd", "max": 0.02},
    },
    "for-research": {"funders": ["north"], "stages": ["research"], "cities": ["fir"], "rate": 0.5},
}


def test_rows(golden: Golden) -> None:
    golden("matching", CASES)


def test_money_from_elsewhere_is_matched_where_it_lands() -> None:
    rule, ledger = opened(NORTH)
    plan = Plan(ledger).put(20, funder="north", city="elm", period="1")
    plan.put(10, funder="east", city="cedar", period="1")
    assert plan.broken(rule) == ["elm min"]
    assert plan.put(10, funder="south", city="elm", period="1").broken(rule) == ["elm min"]
    assert plan.put(10, funder="east", city="elm", period="2").broken(rule) == []


def test_over_the_jurisdiction_its_cities_match_for_each_other() -> None:
    rule, ledger = opened(NORTH | {"place": "jurisdiction"})
    plan = Plan(ledger).put(20, funder="north", city="elm", period="1")
    assert plan.put(10, funder="east", city="cedar", period="1").broken(rule) == []


def test_money_at_home_needs_no_match() -> None:
    rule, ledger = opened(NORTH)
    assert Plan(ledger).put(50, funder="north", city="alder", period="1").broken(rule) == []
    idle = [said for said in rule.rows(ledger) if isinstance(said, Idle)]
    assert [said.at for said in idle] == [("alder",), ("birch",)]
    assert idle[0].reason.en == "there is no money to be matched"


def test_where_nobody_can_match_nothing_comes() -> None:
    funders = tree()["funders"][:2]
    rule, ledger = opened(NORTH, funders=funders)
    assert Plan(ledger).put(1, funder="north", city="fir", period="1").broken(rule) == ["fir min"]


def test_a_match_is_asked_for_as_far_as_the_city_can_afford_it() -> None:
    rule, ledger = opened(NORTH | {"by": "period", "capacity": {"of": "rd", "max": 0.01}})
    plan = Plan(ledger).put(4, funder="north", city="gum", period="1")
    plan.put(9, funder="south", city="gum", period="1")
    assert plan.broken(rule) == []
    assert plan.put(1, funder="north", city="gum", period="1").broken(rule) == ["gum 1 max"]


def test_a_capacity_that_is_not_known_is_named() -> None:
    cities = tree()["cities"]
    del cities[4]["rd"]
    capacity = {"of": "rd", "max": 0.01}
    for place, name in (("city", "fir"), ("jurisdiction", "south")):
        rule, ledger = opened(NORTH | {"place": place, "capacity": capacity}, cities=cities)
        idle = [said for said in rule.rows(ledger) if isinstance(said, Idle)]
        assert (name, "the figure rd is not known") in [(s.at[0], s.reason.en) for s in idle]


def test_the_match_is_for_the_same_purpose() -> None:
    rule, ledger = opened(NORTH | {"stages": ["making"]})
    making = {"city": "cedar", "stage": "making", "period": "1"}
    plan = Plan(ledger).put(2, funder="north", **making)
    plan.put(5, funder="east", **making | {"stage": "research"})
    assert plan.broken(rule) == ["cedar min"]
    assert plan.put(1, funder="east", **making).broken(rule) == []


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"rate": 0.5}, "Field required"),
        ({"funders": [], "rate": 0.5}, "at least 1 item"),
        ({"funders": ["north"], "rate": 0}, "greater than 0"),
        ({"funders": ["north"], "from": ["north"], "rate": 1}, "cannot match its own money"),
        ({"funders": ["north"], "from": "others", "rate": 1}, "'own'"),
        ({"funders": ["north"], "rate": 1, "capacity": {"of": "rd"}}, "Field required"),
        ({"funders": ["north"], "rate": 1, "place": "stage"}, "'city' or 'jurisdiction'"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Matching.model_validate({"kind": "matching"} | fields)
