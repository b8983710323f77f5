from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from optimizer import solve
from scenarios.rules.base import Idle
from scenarios.rules.lead_funder import LeadFunder
from tests.conftest import minimal
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

SHARES: dict[str, Any] = {
    "lead": "north",
    "lead_min": 0.4,
    "others": ["east", "south"],
    "other_min": 0.1,
}
CASES: dict[str, dict[str, Any]] = {
    "all": SHARES,
    "workshops-by-period": SHARES | {"instruments": ["workshop"], "by": "period"},
    "one-of-two": SHARES | {"other_min": 0.3, "at_least": 1},
    "two-by-period": SHARES | {"at_least": 2, "by": "period", "periods": [1]},
    "one-year": SHARES | {"others": ["south"], "cities": ["elm", "gum"], "periods": [2]},
}


def test_rows(golden: Golden) -> None:
    golden("lead_funder", CASES)


def test_the_lead_and_each_of_the_others_bear_their_part() -> None:
    rule, ledger = opened({"kind": "lead_funder", **SHARES})
    plan = Plan(ledger).put(40, funder="north", city="elm", period="1")
    plan.put(50, funder="east", city="elm", period="2")
    assert plan.broken(rule) == ["south min"]
    assert plan.put(10, funder="south", city="gum", period="2").broken(rule) == []
    assert plan.put(1, funder="east", city="gum", period="2").broken(rule) == [
        "north min",
        "south min",
    ]


def test_so_many_of_the_others_bear_their_part_whichever() -> None:
    rule, ledger = opened({"kind": "lead_funder", **SHARES, "at_least": 1, "other_min": 0.3})
    plan = Plan(ledger).put(60, funder="north", city="elm", period="1")
    plan.put(20, funder="east", city="elm", period="2")
    assert plan.put(20, funder="south", city="gum", period="2").broken(rule) == ["at-least"]
    assert plan.put(20, funder="south", city="gum", period="1").broken(rule) == []


def test_the_best_of_the_others_are_chosen() -> None:
    """South has 20 of 200, so a share of 0.15 is more than it can bear unless less is spent."""
    both = solve(minimal({"kind": "lead_funder", **SHARES, "other_min": 0.15}))
    one = solve(minimal({"kind": "lead_funder", **SHARES, "other_min": 0.15, "at_least": 1}))
    assert both.status == one.status == "optimal"
    assert one.value is not None
    assert both.value is not None
    assert one.value > both.value + 1e-6
    assert one.spent == pytest.approx(200)
    paid = one.table("funders").groupby("id")["paid"].sum()
    assert paid["east"] >= 0.15 * one.spent - 1e-6


def test_by_period_nobody_leans_on_another_year() -> None:
    stanza = {"kind": "lead_funder", **SHARES, "other_min": 0, "by": "period"}
    rule, ledger = opened(stanza)
    plan = Plan(ledger).put(40, funder="north", city="elm", period="1")
    assert plan.put(1, funder="east", city="elm", period="2").broken(rule) == ["north 2 min"]


def test_a_period_that_is_not_selected_is_named() -> None:
    rule, ledger = opened({"kind": "lead_funder", **SHARES, "by": "period", "periods": [2]})
    said = list(rule.rows(ledger))
    assert [part.at for part in said if isinstance(part, Idle)] == [
        ("north", "1"),
        ("east", "1"),
        ("south", "1"),
    ]
    assert len(said) == 6


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"others": []}, "at least 1 item"),
        ({"others": ["east", "north"]}, "north is both lead and other"),
        ({"others": ["east", "east"]}, "east is named twice"),
        ({"other_min": 0.4}, r"add up to 1\.2, above 1"),
        ({"lead_min": 1.1}, "less than or equal to 1"),
        ({"funders": ["east"]}, "not by `funders`"),
        ({"at_least": 0}, "greater than or equal to 1"),
        ({"at_least": 3}, "there are only 2 others"),
        ({"at_least": 2, "other_min": 0.35}, r"add up to 1\.1, above 1"),
        ({"at_most": 1}, "Extra inputs are not permitted"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        LeadFunder.model_validate({"kind": "lead_funder"} | SHARES | fields)
