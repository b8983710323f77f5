from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.problems import ScenarioError
from scenarios.rules.commitment import Commitment
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

PAIR = ["alder/research", "cedar/research"]
CASES: dict[str, dict[str, Any]] = {
    "joint-work": {"between": PAIR, "at_least": 10},
    "joint-work-in-one-period": {"between": PAIR, "periods": [2], "exactly": 4},
    "city-by-funder": {"cities": ["elm"], "funders": ["east"], "exactly": 12},
    "workshops": {"instruments": ["workshop"], "jurisdictions": ["north"], "forbidden": True},
}


def test_rows(golden: Golden) -> None:
    golden("commitment", CASES)


def test_a_promise_to_joint_work_counts_that_link_alone() -> None:
    rule, ledger = opened({"kind": "commitment", **CASES["joint-work"]})
    plan = Plan(ledger).put(10, activity="alder/research - elm/making", period="1")
    assert plan.broken(rule) == ["at-least"]
    plan.put(6, activity="alder/research - cedar/research", period="1")
    plan.put(4, activity="alder/research - cedar/research", period="2")
    assert plan.broken(rule) == []


def test_an_exact_amount_is_neither_less_nor_more() -> None:
    rule, ledger = opened({"kind": "commitment", "cities": ["elm"], "exactly": 12})
    plan = Plan(ledger).put(11, funder="east", city="elm", period="1")
    assert plan.broken(rule) == ["exactly"]
    assert plan.put(1, funder="north", city="elm", period="2").broken(rule) == []
    assert plan.put(1, funder="north", city="elm", period="2").broken(rule) == ["exactly"]


def test_a_site_may_be_named_with_its_chain_and_in_any_order() -> None:
    short = {"kind": "commitment", "between": PAIR, "at_least": 10}
    long = short | {"between": ["cedar/tools/research", "alder/tools/research"]}
    rows = []
    for stanza in (short, long):
        rule, ledger = opened(stanza)
        (row,) = rule.rows(ledger)
        rows.append(row.lines.tolist())
    assert rows[0] == rows[1]


@pytest.mark.parametrize(
    "fields",
    [
        {"between": ["alder/research", "gum/making"]},
        {"between": ["alder/research", "alder/tools/research"]},
        {"between": ["alder/making", "cedar/research"]},
        {"between": PAIR, "instruments": ["workshop"]},
    ],
)
def test_two_sites_without_joint_work_are_a_problem(fields: dict[str, Any]) -> None:
    with pytest.raises(ScenarioError) as raised:
        opened({"kind": "commitment", "forbidden": True} | fields)
    assert [problem.path for problem in raised.value.problems] == ["rules.0.between"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"cities": ["elm"]}, "exactly one of"),
        ({"cities": ["elm"], "exactly": 5, "at_least": 5}, "exactly one of"),
        ({"cities": ["elm"], "at_least": 0}, "greater than 0"),
        ({"cities": ["elm"], "exactly": -1}, "greater than or equal to 0"),
        ({"cities": ["elm"], "forbidden": False}, "Input should be True"),
        ({"exactly": 5}, "say what is decided"),
        ({"between": PAIR, "cities": ["elm"], "exactly": 5}, "not cities"),
        ({"between": [PAIR[0], PAIR[0]], "exactly": 5}, "needs two sites"),
        ({"between": ["alder", "elm"], "exactly": 5}, "String should match pattern"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Commitment.model_validate({"kind": "commitment"} | fields)
