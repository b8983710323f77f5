from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.rules.base import Idle
from scenarios.rules.jurisdiction_return import JurisdictionReturn
from tests.conftest import tree
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

CASES: dict[str, dict[str, Any]] = {
    "floor": {"floor": 0.8},
    "both-by-period": {"floor": 0.5, "ceiling": 1.5, "jurisdictions": ["south"], "by": "period"},
}


def test_rows(golden: Golden) -> None:
    golden("jurisdiction_return", CASES)


def test_money_is_counted_wherever_it_comes_from() -> None:
    rule, ledger = opened({"kind": "jurisdiction_return", "floor": 0.8})
    plan = Plan(ledger).put(80, funder="east", city="alder", period="1")
    plan.put(64, funder="north", city="elm", period="2")
    assert plan.broken(rule) == ["south floor"]
    assert plan.put(16, funder="east", city="gum", period="1").broken(rule) == []


def test_a_lean_period_is_allowed_only_over_the_programme() -> None:
    stanza = {"kind": "jurisdiction_return", "floor": 1, "jurisdictions": ["south"]}
    for by, broken in (("programme", []), ("period", ["south 1 floor"])):
        rule, ledger = opened(stanza | {"by": by})
        plan = Plan(ledger).put(20, funder="south", city="fir", period="2")
        assert plan.broken(rule) == broken


def test_who_pays_nothing_in_is_named() -> None:
    funders = tree()["funders"][:2]
    rule, ledger = opened({"kind": "jurisdiction_return", "floor": 0.8}, funders=funders)
    assert [said.at for said in rule.rows(ledger) if isinstance(said, Idle)] == [("south",)]


def test_a_jurisdiction_named_twice_has_one_row() -> None:
    twice = ["south", "south"]
    rule, ledger = opened({"kind": "jurisdiction_return", "floor": 0.8, "jurisdictions": twice})
    assert len(list(rule.rows(ledger))) == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "floor or ceiling is needed"),
        ({"floor": 0.9, "ceiling": 0.5}, r"floor 0\.9 is above ceiling 0\.5"),
        ({"floor": -1}, "greater than or equal to 0"),
        ({"floor": float("nan")}, "finite"),
        ({"floor": 1, "jurisdictions": []}, "at least 1 item"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        JurisdictionReturn.model_validate({"kind": "jurisdiction_return"} | fields)
