from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.rules.base import Row
from scenarios.rules.minimum_award import MinimumAward
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

CASES: dict[str, dict[str, Any]] = {
    "each-city": {"min": 30},
    "jurisdictions-by-period": {"min": 5, "max": 60, "each": ["jurisdiction", "period"]},
    "workshops-of-a-funder": {
        "min": 3,
        "funders": ["east"],
        "instruments": ["workshop"],
        "cities": ["elm"],
    },
}


def test_rows(golden: Golden) -> None:
    golden("minimum_award", CASES)


def test_a_city_gets_nothing_or_at_least_so_much() -> None:
    rule, ledger = opened({"kind": "minimum_award", "min": 30})
    plan = Plan(ledger)
    assert plan.broken(rule) == []
    plan.put(29, funder="north", city="elm", period="1")
    assert plan.broken(rule) == ["elm min"]
    assert plan.put(1, funder="south", city="elm", period="2").broken(rule) == []


def test_whoever_gets_anything_gets_at_most_so_much() -> None:
    rule, ledger = opened({"kind": "minimum_award", "min": 5, "max": 40})
    plan = Plan(ledger).put(40, funder="north", city="elm", period="1")
    assert plan.broken(rule) == []
    assert plan.put(1, funder="south", city="elm", period="2").broken(rule) == ["elm max"]


def test_nobody_is_thought_to_get_more_than_may_be_paid_to_it() -> None:
    """East pays in 40 in each of two periods and may carry nothing."""
    rule, ledger = opened(
        {"kind": "minimum_award", "min": 3, "funders": ["east"], "each": ["city", "period"]}
    )
    ties = [row for row in rule.rows(ledger) if isinstance(row, Row) and row.ties]
    assert {value for row in ties for value in row.extras.values()} == {-40.0}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Field required"),
        ({"min": 0}, "greater than 0"),
        ({"min": 50, "max": 40}, "min 50 is above max 40"),
        ({"min": 5, "each": []}, "says who the recipients are"),
        ({"min": 5, "each": ["city", "city"]}, "city is named twice"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        MinimumAward.model_validate({"kind": "minimum_award"} | fields)
