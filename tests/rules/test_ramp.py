from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.rules.base import Idle
from scenarios.rules.ramp import Ramp
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

CASES: dict[str, dict[str, Any]] = {
    "all": {"up": 0.5, "down": 0.3},
    "each-city": {"each": ["city"], "tiers": ["edge"], "up": 1, "plus": 5},
    "funder-in-stage": {"funders": ["south"], "stages": ["research"], "down": 0.5},
}


def test_rows(golden: Golden) -> None:
    golden("ramp", CASES)


def three_years() -> dict[str, Any]:
    return {"periods": [1, 2, 3]}


def test_each_city_rises_and_falls_by_its_own_measure() -> None:
    rule, ledger = opened({"kind": "ramp", "each": ["city"], "up": 0.5, "down": 0.3})
    plan = Plan(ledger).put(10, funder="north", city="alder", period="1")
    plan.put(15, funder="east", city="alder", period="2")
    assert plan.broken(rule) == []
    assert plan.put(1, funder="east", city="alder", period="2").broken(rule) == ["alder 2 max"]
    assert plan.put(20, funder="east", city="elm", period="1").broken(rule) == [
        "alder 2 max",
        "elm 2 min",
    ]


def test_from_nothing_only_the_amount_is_possible() -> None:
    for plus, broken in ((None, ["2 max"]), (4, [])):
        rule, ledger = opened({"kind": "ramp", "up": 1, "plus": plus, "cities": ["gum"]})
        plan = Plan(ledger).put(4, funder="south", city="gum", period="2")
        assert plan.broken(rule) == broken


def test_an_amount_alone_is_a_rise_without_a_share() -> None:
    rule, ledger = opened({"kind": "ramp", "plus": 3})
    plan = Plan(ledger).put(10, funder="south", city="gum", period="1")
    assert plan.put(13, funder="south", city="gum", period="2").broken(rule) == []
    assert plan.put(0.1, funder="south", city="gum", period="2").broken(rule) == ["2 max"]


def test_only_periods_that_follow_each_other_are_compared() -> None:
    stanza = {"kind": "ramp", "up": 0, "periods": [2, 3]}
    rule, ledger = opened(stanza, **three_years())
    assert [said.at for said in rule.rows(ledger)] == [("3", "max")]


@pytest.mark.parametrize(("periods", "named"), [([1], None), ([1, 2, 3], [1, 3])])
def test_where_no_two_periods_follow_each_other_it_says_so(
    periods: list[int], named: list[int] | None
) -> None:
    rule, ledger = opened({"kind": "ramp", "up": 0, "periods": named}, periods=periods)
    (idle,) = rule.rows(ledger)
    assert isinstance(idle, Idle)
    assert (idle.at, idle.reason.en) == ((), "no two periods follow each other")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"each": ["city"]}, "up, plus or down is needed"),
        ({"up": 0.5, "each": ["period"]}, "cannot be a period"),
        ({"down": 1.2}, "less than or equal to 1"),
        ({"up": -0.1}, "greater than or equal to 0"),
        ({"up": True}, "valid number"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Ramp.model_validate({"kind": "ramp"} | fields)
