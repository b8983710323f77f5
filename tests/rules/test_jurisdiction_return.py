from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from optimizer import solve
from scenarios import load_tree
from scenarios.problems import ScenarioError
from scenarios.rules.base import Idle
from scenarios.rules.jurisdiction_return import JurisdictionReturn
from tests.conftest import minimal, tree
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

CASES: dict[str, dict[str, Any]] = {
    "floor": {"floor": 0.8},
    "both-by-period": {"floor": 0.5, "ceiling": 1.5, "jurisdictions": ["south"], "by": "period"},
    "weighted": {"floor": 0.9, "jurisdictions": ["east"], "weights": {"workshop": 0.5}},
    "one-tool-alone": {"ceiling": 1, "by": "period", "weights": {"joint-project": 0}},
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


def test_weighted_money_counts_by_its_weight() -> None:
    """20 of joint work count in full, 100 of workshops for a half: 70 of 80 paid in."""
    stanza = {"kind": "jurisdiction_return", "jurisdictions": ["east"]}
    weights = {"weights": {"workshop": 0.5}}
    for floor, broken in ((0.87, []), (0.88, ["east floor"])):
        rule, ledger = opened(stanza | weights | {"floor": floor})
        plan = Plan(ledger).put(100, city="elm", instrument="workshop", period="1")
        plan.put(20, city="cedar", instrument="joint-project", border="within", period="2")
        assert plan.broken(rule) == broken


def test_weights_change_what_a_fair_return_allows() -> None:
    """Where workshops count for nothing, South must be given joint work instead."""
    rule = {"kind": "jurisdiction_return", "floor": 1, "jurisdictions": ["south"]}
    plain = solve(minimal(rule)).table("instruments").set_index("id")["received"]
    weighted = solve(minimal(rule | {"weights": {"workshop": 0}}))
    assert weighted.status == "optimal"
    received = weighted.table("sites").query("jurisdiction == 'south'")["joint_received"].sum()
    assert received >= 20 - 1e-6
    assert weighted.table("instruments").set_index("id")["received"]["joint-project"] >= (
        plain["joint-project"] - 1e-6
    )


def test_an_unknown_instrument_in_weights_is_named() -> None:
    rule = {"kind": "jurisdiction_return", "floor": 1, "weights": {"grants": 0.5}}
    with pytest.raises(ScenarioError, match="grants"):
        load_tree(tree() | {"rules": [rule]})


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
        ({"floor": 1, "weights": {}}, "at least 1 item"),
        ({"floor": 1, "weights": {"workshop": -0.5}}, "greater than or equal to 0"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        JurisdictionReturn.model_validate({"kind": "jurisdiction_return"} | fields)
