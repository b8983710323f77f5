from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.problems import ScenarioError
from scenarios.rules.base import Idle
from scenarios.rules.earmark import Earmark
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

CASES: dict[str, dict[str, Any]] = {
    "stage": {"funders": ["south"], "to": {"stages": ["making"]}},
    "cities": {"funders": ["east", "north"], "to": {"jurisdictions": ["south"], "tiers": ["edge"]}},
    "across": {"funders": ["south"], "to": {"cross_border": True}},
}


def test_rows(golden: Golden) -> None:
    golden("earmark", CASES)


def test_only_the_named_funder_is_bound() -> None:
    rule, ledger = opened({"kind": "earmark", **CASES["stage"]})
    plan = Plan(ledger).put(10, funder="south", city="cedar", stage="making", period="1")
    plan.put(40, funder="east", city="cedar", period="1")
    assert plan.broken(rule) == []
    plan.put(1, funder="south", city="cedar", stage="research", period="1")
    assert plan.broken(rule) == ["south"]


def test_outside_the_periods_nothing_is_paid() -> None:
    rule, ledger = opened({"kind": "earmark", "funders": ["south"], "to": {"periods": [2]}})
    assert Plan(ledger).put(1, funder="south", city="fir", period="2").broken(rule) == []
    assert Plan(ledger).put(1, funder="south", city="fir", period="1").broken(rule) == ["south"]


def test_an_earmark_for_everything_is_idle() -> None:
    rule, ledger = opened({"kind": "earmark", "funders": ["south"], "to": {"chains": ["tools"]}})
    assert [type(said) for said in rule.rows(ledger)] == [Idle]


def test_an_earmark_for_nothing_is_a_problem() -> None:
    to = {"stages": ["research"], "instruments": ["workshop"]}
    with pytest.raises(ScenarioError) as raised:
        opened({"kind": "earmark", "funders": ["south"], "to": to})
    assert [problem.path for problem in raised.value.problems] == ["rules.0.to"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"to": {"stages": ["making"]}}, "Field required"),
        ({"funders": [], "to": {"stages": ["making"]}}, "at least 1 item"),
        ({"funders": ["south"], "to": {}}, "say what the money is for"),
        ({"funders": ["south"], "to": {"funders": ["east"]}}, "who pays is said by `funders`"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Earmark.model_validate({"kind": "earmark"} | fields)
