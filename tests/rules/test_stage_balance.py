from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.rules.base import Idle
from scenarios.rules.stage_balance import StageBalance
from tests.conftest import tree
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

CASES: dict[str, dict[str, Any]] = {
    "both": {"min": 0.5, "max": 2},
    "by-period": {"chains": ["tools"], "max": 2, "by": "period"},
}
RESEARCH = {"city": "alder", "stage": "research", "border": "across", "period": "1"}
MAKING = {"city": "elm", "stage": "making", "border": "across", "period": "1"}


def test_rows(golden: Golden) -> None:
    golden("stage_balance", CASES)


def test_the_later_stage_follows_the_earlier() -> None:
    rule, ledger = opened({"kind": "stage_balance", "min": 0.5, "max": 2})
    plan = Plan(ledger).put(10, **RESEARCH)
    assert plan.broken(rule) == ["tools research making min"]
    assert plan.put(5, **MAKING).broken(rule) == []
    assert plan.put(16, **MAKING).broken(rule) == ["tools research making max"]


def test_a_stage_that_nothing_reaches_and_a_chain_of_one_stage_are_named() -> None:
    chains = [
        {"id": "tools", "stages": ["research", "making", "selling"]},
        {"id": "advice", "stages": ["talk"]},
    ]
    rule, ledger = opened({"kind": "stage_balance", "min": 0.5}, chains=chains)
    idle = [said for said in rule.rows(ledger) if isinstance(said, Idle)]
    assert [(said.at, said.reason.en) for said in idle] == [
        (("tools", "making", "selling"), "nothing can go to selling"),
        (("advice",), "the chain has a single stage"),
    ]


def test_only_the_named_chains_are_bound() -> None:
    chains = [*tree()["chains"], {"id": "advice", "stages": ["talk"]}]
    rule, ledger = opened({"kind": "stage_balance", "min": 0.5, "chains": ["tools"]}, chains=chains)
    assert {said.at[0] for said in rule.rows(ledger)} == {"tools"}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "min or max is needed"),
        ({"min": 2, "max": 0.5}, r"min 2 is above max 0\.5"),
        ({"min": -1}, "greater than or equal to 0"),
        ({"min": 1, "chains": []}, "at least 1 item"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        StageBalance.model_validate({"kind": "stage_balance"} | fields)
