from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.problems import ScenarioError
from scenarios.rules.base import Idle, Row
from scenarios.rules.share_limit import ShareLimit
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

CASES: dict[str, dict[str, Any]] = {
    "periphery": {"of": {"tiers": ["edge"]}, "in": "all", "min": 0.3},
    "across-borders": {"of": {"cross_border": True}, "min": 0.3},
    "city-cap-by-period": {
        "of": {"jurisdictions": ["south"]},
        "each": ["period", "city"],
        "max": 0.15,
    },
    "stage-mix": {
        "of": {"stages": ["making"]},
        "in": {"stages": ["research"]},
        "min": 0.5,
        "max": 2,
    },
    "of-own-money": {
        "of": {"funders": ["south"], "stages": ["research"]},
        "in": {"funders": ["south"]},
        "max": 0.5,
    },
}


def test_rows(golden: Golden) -> None:
    golden("share_limit", CASES)


def test_a_tier_gets_its_share_of_all_money() -> None:
    rule, ledger = opened({"kind": "share_limit", **CASES["periphery"]})
    plan = Plan(ledger).put(70, funder="north", city="alder", period="1")
    plan.put(30, funder="east", city="elm", period="2")
    assert plan.broken(rule) == []
    assert plan.put(1, funder="east", city="cedar", period="2").broken(rule) == ["min"]


def test_a_city_cap_counts_each_period_by_itself() -> None:
    plans = {}
    for each in (("city",), ("city", "period")):
        rule, ledger = opened({"kind": "share_limit", "each": each, "max": 0.5})
        plan = Plan(ledger).put(40, funder="north", city="alder", period="1")
        plan.put(20, funder="east", city="elm", period="1")
        plans[each] = plan.put(40, funder="east", city="elm", period="2").broken(rule)
    assert plans == {
        ("city",): ["elm max"],
        ("city", "period"): ["alder 1 max", "elm 2 max"],
    }


def test_groups_by_funder_and_stage_tell_payments_apart() -> None:
    stanza = {"kind": "share_limit", "each": ["funder", "stage"], "max": 0.5}
    rule, ledger = opened(stanza)
    assert ledger.grain == {"chain", "stage"}
    plan = Plan(ledger).put(6, funder="north", city="cedar", stage="making", period="1")
    plan.put(4, funder="east", city="cedar", stage="making", period="1")
    assert plan.broken(rule) == ["north tools making max"]


def test_a_stage_tells_its_chain() -> None:
    names = []
    for each in (["stage"], ["chain", "stage"]):
        rule, ledger = opened({"kind": "share_limit", "each": each, "max": 0.5})
        names.append([said.at for said in rule.rows(ledger)])
    assert names[0] == names[1] == [("tools", "research", "max"), ("tools", "making", "max")]


def test_a_period_without_anything_to_compare_with_is_idle() -> None:
    stanza = {"kind": "share_limit", "in": {"periods": [1]}, "of": {"tiers": ["edge"]}}
    rule, ledger = opened(stanza | {"each": ["period"], "max": 0.5})
    assert [(type(said), said.at) for said in rule.rows(ledger)] == [
        (Row, ("1", "max")),
        (Idle, ("2",)),
    ]


def test_a_selection_without_money_is_a_problem() -> None:
    nothing = {"stages": ["research"], "instruments": ["workshop"]}
    with pytest.raises(ScenarioError) as raised:
        opened({"kind": "share_limit", "of": {"tiers": ["edge"]}, "in": nothing, "max": 0.5})
    assert [problem.path for problem in raised.value.problems] == ["rules.0.in"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"of": {"tiers": ["edge"]}}, "min or max is needed"),
        ({"of": {"tiers": ["edge"]}, "min": 0.4, "max": 0.2}, r"min 0\.4 is above max 0\.2"),
        ({"max": 0.5}, "the same money"),
        ({"of": {"tiers": ["edge"]}, "in": {"tiers": ["edge"]}, "max": 0.5}, "the same money"),
        ({"each": ["city"], "max": 15}, "15 is above 1"),
        ({"each": ["city", "city"], "max": 0.5}, "city is named twice"),
        ({"each": ["town"], "max": 0.5}, "Input should be"),
        ({"of": "everything", "max": 0.5}, "valid dictionary or instance of Selection"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        ShareLimit.model_validate({"kind": "share_limit"} | fields)
