from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.rules.concentration import Concentration
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

CASES: dict[str, dict[str, Any]] = {
    "two-cities": {"largest": 2, "max": 0.5},
    "one-edge-city-by-period": {
        "largest": 1,
        "of": {"tiers": ["edge"]},
        "in": {"tiers": ["edge"]},
        "max": 0.4,
        "by": "period",
    },
    "chains-of-a-funder": {
        "largest": 1,
        "of": {"funders": ["south"]},
        "each": ["stage"],
        "max": 0.3,
    },
}


def test_rows(golden: Golden) -> None:
    golden("concentration", CASES)


def test_the_largest_are_counted_whoever_they_are() -> None:
    rule, ledger = opened({"kind": "concentration", "largest": 2, "max": 0.5})
    plan = Plan(ledger)
    for city in ("alder", "birch", "cedar", "elm"):
        plan.put(10, funder="north", city=city, period="1")
    assert plan.broken(rule) == []
    plan.put(1, funder="south", city="gum", period="2")
    assert plan.broken(rule) == []
    assert plan.put(2, funder="east", city="elm", period="2").broken(rule) == ["max"]


def test_by_period_each_period_has_its_own_largest() -> None:
    rule, ledger = opened({"kind": "concentration", "largest": 1, "max": 0.5, "by": "period"})
    plan = Plan(ledger).put(10, funder="north", city="alder", period="1")
    plan.put(10, funder="north", city="elm", period="1")
    assert plan.broken(rule) == []
    plan.put(3, funder="north", city="gum", period="2")
    assert plan.broken(rule) == ["2 max"]


def test_fewer_recipients_than_the_largest_are_all_counted() -> None:
    rule, ledger = opened(
        {"kind": "concentration", "largest": 4, "of": {"tiers": ["edge"]}, "max": 0.5}
    )
    plan = Plan(ledger).put(10, funder="north", city="alder", period="1")
    plan.put(10, funder="north", city="elm", period="1")
    assert plan.broken(rule) == []
    assert plan.put(1, funder="north", city="gum", period="1").broken(rule) == ["max"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"largest": 2}, "Field required"),
        ({"largest": 0, "max": 0.5}, "greater than or equal to 1"),
        ({"largest": 1.5, "max": 0.5}, "valid integer"),
        ({"largest": 2, "max": 1.5}, "less than or equal to 1"),
        ({"largest": 2, "max": 0.5, "each": []}, "says who the recipients are"),
        ({"largest": 2, "max": 0.5, "each": ["city", "period"]}, "by: period"),
        ({"largest": 2, "max": 0.5, "each": ["city", "city"]}, "city is named twice"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Concentration.model_validate({"kind": "concentration"} | fields)
