"""The minimal scenario by pencil: returns are linear, so money goes to the best links first.

Links take 30 a period each and are worth 3 (alder-cedar), 2.5 (alder-birch), 2.2 (alder-elm), 2
(cedar-elm), 1.8 (cedar-fir) and 0.9 (fir-gum) a unit; workshops take 15 and are worth 1.6 at most.
There are 100 in each of two years.
"""

from __future__ import annotations

from typing import Any

import pytest

from optimizer import Allocation, solve
from tests.conftest import minimal

FREE = 2 * (30 * 3 + 30 * 2.5 + 30 * 2.2 + 10 * 2)


def granted(answer: Allocation) -> dict[str, float]:
    """Return what each pair of cities gets."""
    grants = answer.table("grants")
    pairs = grants["sites"].map(lambda sites: "-".join(site.partition("/")[0] for site in sites))
    return dict(grants.groupby(pairs)["amount"].sum())


def test_without_rules_the_best_links_are_filled_in_order() -> None:
    answer = solve(minimal())
    assert answer.value == pytest.approx(FREE)
    assert answer.bound == pytest.approx(FREE)
    assert granted(answer) == pytest.approx(
        {"alder-cedar": 60, "alder-birch": 60, "alder-elm": 60, "cedar-elm": 20}
    )


def test_a_floor_is_met_where_that_costs_least() -> None:
    """South must get 16; half of cedar-fir lands there, which takes 20 from cedar-elm, 12 more."""
    answer = solve(minimal({"kind": "jurisdiction_return", "floor": 0.8}))
    assert answer.value == pytest.approx(FREE - 20 * (2 - 1.8) - 12 * (2.2 - 1.8))
    assert granted(answer)["cedar-fir"] == pytest.approx(32)
    rules = answer.table("rules").set_index("at")
    south = rules.loc[[("south", "floor")]].iloc[0]
    assert south["status"] == "binding"
    assert (south["price_low"], south["price"], south["price_high"]) == pytest.approx(
        (0.8, 0.8, 0.8)
    )
    assert rules.loc[[("north", "floor")]].iloc[0]["status"] == "slack"


def test_own_money_for_own_cities_leaves_the_best_link_to_its_halves() -> None:
    """With no outflow each land pays its own half of a joint project.

    North (50) has alder-cedar, alder-birch and alder-elm, East (40) its halves of them and all of
    cedar-elm and its halves of cedar-fir, South (10) its half of cedar-fir and all of fir-gum.
    """
    answer = solve(minimal({"kind": "outflow_cap", "max": 0}))
    # North: 15 to alder-cedar and 30 to alder-birch leave 5 for alder-elm, so 10 of it. East: 15,
    # 5, then 10 of its 20 for cedar-fir, which South matches, and 10 for cedar-elm.
    value = 30 * 3 + 30 * 2.5 + 10 * 2.2 + 20 * 1.8 + 10 * 2
    assert answer.value == pytest.approx(2 * value)
    assert set(answer.table("jurisdictions")["sent_out"]) == {0.0}


@pytest.mark.parametrize(
    ("carry_over", "discount", "value", "carried"),
    [
        (0.0, 0.0, 30 * 3 + 30 * 2.5 + 30 * 2.2 + 10 * 2, 0),
        (0.3, 0.0, 30 * 3 + 30 * 2.5 + 10 * 2.2 + 30 * 3, 30),
        (0.4, 0.0, 30 * 3 + 30 * 2.5 + 30 * 3 + 10 * 2.5, 40),
        (1.0, 0.0, 30 * 3 + 30 * 2.5 + 30 * 3 + 10 * 2.5, None),
        (1.0, 0.25, 30 * 3 + 30 * 2.5 + 10 * 2.2 + 0.8 * 30 * 3, 30),
    ],
)
def test_money_is_kept_for_the_next_year_while_that_is_worth_more(
    carry_over: float, discount: float, value: float, carried: float | None
) -> None:
    """All 100 come in the first year; the best links are free again in the second."""
    purse: dict[str, Any] = {"id": "purse", "contribution": {1: 100}, "carry_over": carry_over}
    answer = solve(minimal(funders=[purse], discount=discount))
    assert answer.value == pytest.approx(value)
    if carried is not None:
        assert answer.table("funders")["carried"].to_list() == pytest.approx([carried, 0])


def test_a_fixed_amount_costs_what_it_displaces() -> None:
    """10 to fir-gum (0.9) take 10 from cedar-elm (2)."""
    decided = {"kind": "commitment", "between": ["fir/research", "gum/making"], "exactly": 10}
    answer = solve(minimal(decided))
    assert answer.value == pytest.approx(FREE - 10 * (2 - 0.9))
    (price,) = answer.table("rules")["price"]
    assert price == pytest.approx(1.1)


def test_a_decision_for_what_would_be_done_anyway_costs_nothing() -> None:
    """More than 60 for alder-cedar is worth nothing and takes from 2; less puts 2 where 3 was."""
    decided = {"kind": "commitment", "between": ["alder/research", "cedar/research"]}
    answer = solve(minimal(decided | {"exactly": 60}))
    assert answer.value == pytest.approx(FREE)
    (row,) = answer.table("rules").to_dict("records")
    assert (row["price"], row["price_low"], row["price_high"]) == pytest.approx((0, 0, 2))


def test_a_forbidden_link_hands_its_money_to_the_next_best() -> None:
    decided = {"kind": "commitment", "between": ["alder/research", "cedar/research"]}
    answer = solve(minimal(decided | {"forbidden": True}))
    assert answer.value == pytest.approx(2 * (30 * 2.5 + 30 * 2.2 + 30 * 2 + 10 * 1.8))


def test_more_money_than_can_be_used_stays_unspent() -> None:
    rich = {"id": "rich", "contribution": 10_000}
    answer = solve(minimal(funders=[rich]))
    links = 30 * (3 + 2.5 + 2.2 + 2 + 1.8 + 0.9)
    workshops = 15 * (1.2 + 1 + 1.6 + 1.1 + 0.4)
    assert answer.value == pytest.approx(2 * (links + workshops))
    assert answer.bound == pytest.approx(answer.value)
    assert answer.table("funders")["price"].to_list() == pytest.approx([0, 0])
