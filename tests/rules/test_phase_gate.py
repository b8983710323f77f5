from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.problems import ScenarioError
from scenarios.rules.base import Idle
from scenarios.rules.phase_gate import PhaseGate
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

CASES: dict[str, dict[str, Any]] = {
    "from": {"from": 2, "times": 1.5, "tiers": ["edge"]},
    "after-by-stage": {"after": 2, "times": 1, "each": ["stage"], "instruments": ["workshop"]},
    "stopped": {"after": [2], "times": 1, "stop": ["gum"], "jurisdictions": ["south"]},
    "stopped-alone": {"from": 2, "stop": ["elm", "gum"]},
}


def test_rows(golden: Golden) -> None:
    golden("phase_gate", CASES)


def test_nothing_goes_where_nothing_was_begun() -> None:
    rule, ledger = opened({"kind": "phase_gate", "from": 2, "times": 1.5})
    plan = Plan(ledger).put(10, funder="north", city="elm", period="1")
    plan.put(15, funder="east", city="elm", period="2")
    assert plan.broken(rule) == []
    assert plan.put(1, funder="east", city="gum", period="2").broken(rule) == ["gum max"]


def test_who_failed_its_review_gets_nothing_more() -> None:
    stanza = {"kind": "phase_gate", "from": 2, "times": 1, "stop": ["elm"]}
    for each in (["city"], ["jurisdiction"]):
        rule, ledger = opened(stanza | {"each": each})
        plan = Plan(ledger).put(10, funder="north", city="elm", period="1")
        assert plan.put(1, funder="east", city="elm", period="2").broken(rule) == ["elm forbidden"]


def test_three_phases_have_two_gates() -> None:
    periods = {"periods": [1, 2, 3, 4]}
    first, ledger = opened({"kind": "phase_gate", "after": [2, 3], "times": 1}, **periods)
    last, _ = opened({"kind": "phase_gate", "from": 4, "before": [2, 3], "times": 1}, **periods)
    plan = Plan(ledger).put(8, funder="north", city="elm", period="1")
    plan.put(8, funder="north", city="elm", period="3")
    assert plan.put(8, funder="east", city="elm", period="4").broken(first) == []
    assert plan.broken(last) == []
    assert plan.put(1, funder="east", city="elm", period="4").broken(last) == ["elm max"]


def test_without_an_earlier_period_there_is_no_gate() -> None:
    stanza = {"kind": "phase_gate", "from": 1, "times": 1, "stop": ["elm"], "stages": ["research"]}
    rule, ledger = opened(stanza, periods=[1])
    assert [(said.at, said.reason.en) for said in rule.rows(ledger) if isinstance(said, Idle)] == [
        ((), "there is no earlier period"),
        (("elm",), "none of the money can go there"),
    ]
    assert len(list(rule.rows(ledger))) == 2


def test_what_comes_before_must_come_before() -> None:
    with pytest.raises(ScenarioError) as raised:
        opened({"kind": "phase_gate", "after": 1, "before": 2, "times": 1})
    (problem,) = raised.value.problems
    assert (problem.path, problem.expected.en) == ("rules.0.before", "periods ahead of 1")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"times": 1}, "exactly one of `after`, `from`"),
        ({"times": 1, "after": 2, "from": 2}, "exactly one of `after`, `from`"),
        ({"from": 2}, "times or stop is needed"),
        ({"from": 2, "times": -1}, "greater than or equal to 0"),
        ({"from": 2, "times": 1, "periods": [1]}, "not by `periods`"),
        ({"from": 2, "times": 1, "each": ["period"]}, "not by `periods`"),
        ({"after": [2, 3], "before": [1, 2], "times": 1}, "2 is both before and after"),
        ({"after": [], "times": 1}, "at least 1 item"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        PhaseGate.model_validate({"kind": "phase_gate"} | fields)
