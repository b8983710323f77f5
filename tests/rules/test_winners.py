from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

import scenarios
from scenarios.problems import ScenarioError
from scenarios.rules.winners import Winners
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

CASES: dict[str, dict[str, Any]] = {
    "three-cities": {"at_most": 3},
    "sites-by-period": {
        "exactly": 1,
        "each": ["city", "stage"],
        "tiers": ["edge"],
        "by": "period",
        "min": 4,
        "max": 40,
    },
    "rounds": {"rounds": {2: 1}, "each": ["jurisdiction"], "max": 90},
}


def test_rows(golden: Golden) -> None:
    golden("winners", CASES)


def test_whoever_gets_anything_is_a_winner() -> None:
    rule, ledger = opened({"kind": "winners", "at_most": 2})
    plan = Plan(ledger).put(50, funder="north", city="alder", period="1")
    plan.put(1, funder="north", city="gum", period="2")
    assert plan.broken(rule) == []
    assert plan.put(1, funder="south", city="elm", period="2").broken(rule) == ["winners"]


def test_a_winner_gets_at_least_and_at_most_so_much() -> None:
    rule, ledger = opened({"kind": "winners", "exactly": 2, "min": 10, "max": 40})
    plan = Plan(ledger).put(41, funder="north", city="alder", period="1")
    assert plan.put(9, funder="north", city="gum", period="2").broken(rule) == [
        "alder max",
        "gum min",
    ]
    plan = Plan(ledger).put(40, funder="north", city="alder", period="1")
    assert plan.broken(rule) == ["winners"]
    assert plan.put(10, funder="north", city="gum", period="2").broken(rule) == []


def test_each_round_has_its_own_number() -> None:
    rule, ledger = opened({"kind": "winners", "rounds": {1: 1, 2: 0}})
    plan = Plan(ledger).put(10, funder="north", city="alder", period="1")
    assert plan.broken(rule) == []
    plan.put(10, funder="north", city="alder", period="2")
    assert plan.broken(rule) == ["2 winners"]
    assert plan.put(1, funder="north", city="elm", period="1").broken(rule) == [
        "1 winners",
        "2 winners",
    ]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "exactly one of"),
        ({"at_most": 2, "at_least": 1, "min": 5}, "exactly one of"),
        ({"exactly": 2}, "makes a winner"),
        ({"at_least": 2}, "makes a winner"),
        ({"at_most": -1}, "greater than or equal to 0"),
        ({"at_most": 2, "min": 50, "max": 40}, "min 50 is above max 40"),
        ({"rounds": {}}, "at least 1 item"),
        ({"rounds": {1: 2}, "by": "period"}, "leave `by` out"),
        ({"at_most": 2, "each": []}, "says who the recipients are"),
        ({"at_most": 2, "each": ["city", "period"]}, "by: period"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Winners.model_validate({"kind": "winners"} | fields)


def test_a_round_in_a_period_that_is_not_there_is_refused() -> None:
    with pytest.raises(ScenarioError, match="2031"):
        scenarios.load("minimal", ["rules=[{kind: winners, rounds: {2031: 2}}]"])
