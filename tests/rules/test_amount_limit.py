from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.problems import ScenarioError
from scenarios.rules.amount_limit import AmountLimit
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

CASES: dict[str, dict[str, Any]] = {
    "each-city": {"each": ["city"], "max": 60},
    "stage-by-period": {"stages": ["making"], "each": ["stage", "period"], "min": 5, "max": 40},
    "funder-in-stage": {"funders": ["south"], "stages": ["research"], "max": 4},
}


def test_rows(golden: Golden) -> None:
    golden("amount_limit", CASES)


def test_each_city_has_its_own_limit() -> None:
    rule, ledger = opened({"kind": "amount_limit", "each": ["city"], "max": 60})
    plan = Plan(ledger).put(50, funder="north", city="alder", period="1")
    plan.put(60, funder="east", city="elm", period="1")
    assert plan.broken(rule) == []
    assert plan.put(11, funder="south", city="alder", period="2").broken(rule) == ["alder max"]


def test_only_the_selected_money_counts() -> None:
    rule, ledger = opened({"kind": "amount_limit", "instruments": ["workshop"], "min": 5})
    where = {"city": "elm", "stage": "making", "period": "1"}
    plan = Plan(ledger).put(9, instrument="joint-project", border="across", **where)
    assert plan.broken(rule) == ["min"]
    assert plan.put(5, instrument="workshop", **where).broken(rule) == []


def test_payments_are_told_apart_only_for_a_funder() -> None:
    _, ledger = opened({"kind": "amount_limit", "stages": ["making"], "max": 4})
    assert "stage" not in ledger.payments
    _, ledger = opened({"kind": "amount_limit", "stages": ["making"], "each": ["funder"], "max": 4})
    assert ledger.grain == {"chain", "stage"}


def test_a_selection_without_money_is_a_problem() -> None:
    with pytest.raises(ScenarioError) as raised:
        opened({"kind": "amount_limit", "cities": ["gum"], "stages": ["research"], "max": 4})
    assert [problem.path for problem in raised.value.problems] == ["rules.0"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"each": ["city"]}, "min or max is needed"),
        ({"min": 50, "max": 40}, "min 50 is above max 40"),
        ({"max": -1}, "greater than or equal to 0"),
        ({"max": 10, "each": ["period", "period"]}, "period is named twice"),
        ({"max": 10, "city": "elm"}, "Extra inputs are not permitted"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        AmountLimit.model_validate({"kind": "amount_limit"} | fields)
