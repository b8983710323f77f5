"""Diminishing returns by pencil: money is split so that the last unit is worth the same."""

from __future__ import annotations

import pytest

from optimizer import solve
from tests.known_answers.funds import POWER, fund

BASELINE = 4.0


def value(strength: float, grant: float, elasticity: float = 0.5) -> float:
    return strength * ((grant + BASELINE) ** elasticity - BASELINE**elasticity)


def test_a_single_link_gets_everything() -> None:
    answer = solve(fund(60, {("a", "b"): 3.0}, POWER))
    assert answer.value == pytest.approx(value(3.0, 60))
    assert answer.bound == pytest.approx(value(3.0, 60), rel=1e-9)
    (price,) = answer.table("funders")["price"]
    assert price == pytest.approx(3.0 * 0.5 * 64**-0.5, rel=1e-3)


@pytest.mark.parametrize("elasticity", [0.3, 0.5, 0.8])
@pytest.mark.parametrize("budget", [5.0, 60.0, 4000.0])
def test_two_links_share_so_that_their_last_units_are_equal(
    elasticity: float, budget: float
) -> None:
    """`s e (g + b)^(e - 1)` is equal, so that `g + b` goes with `s^(1 / (1 - e))`."""
    strengths = [2.0, 1.6]
    answer = solve(
        fund(
            budget,
            {("a", "b"): 2.0, ("a", "c"): 1.6},
            POWER | {"elasticity": elasticity},
        )
    )
    parts = [strength ** (1 / (1 - elasticity)) for strength in strengths]
    level = (budget + 2 * BASELINE) / sum(parts)
    grants = [level * part - BASELINE for part in parts]
    if min(grants) < 0:
        grants = [budget, 0.0]
    best = sum(value(s, g, elasticity) for s, g in zip(strengths, grants, strict=True))
    assert answer.status == "optimal"
    assert answer.value == pytest.approx(best, rel=2e-9)
    assert answer.bound == pytest.approx(best, rel=2e-9)
    found = answer.table("grants").sort_values("amount", ascending=False)["amount"]
    assert found.to_list() == pytest.approx([g for g in grants if g > 0], rel=1e-3)


def test_a_weak_link_gets_nothing_while_its_first_unit_is_worth_less() -> None:
    """The first unit of the weak link is worth 0.5 / 2, the last of the strong one 1.5 / 8."""
    answer = solve(fund(12.0, {("a", "b"): 3.0, ("a", "c"): 0.5}, POWER))
    assert answer.value == pytest.approx(value(3.0, 12.0))
    assert len(answer.table("grants")) == 1


def test_two_years_share_as_two_links_do() -> None:
    """With money that may be kept, a year's discount works as a strength does."""
    purse = {"id": "purse", "contribution": {1: 100}, "carry_over": 1.0}
    answer = solve(
        fund(0, {("a", "b"): 2.0}, POWER, periods=[1, 2], discount=0.25, funders=[purse])
    )
    level = (100 + 2 * BASELINE) / (1 + 0.8**2)
    now, later = level - BASELINE, 0.8**2 * level - BASELINE
    assert answer.value == pytest.approx(value(2.0, now) + 0.8 * value(2.0, later), rel=2e-9)
    assert answer.table("funders")["carried"].to_list() == pytest.approx([later, 0], rel=1e-3)


@pytest.mark.parametrize("gap", [1e-3, 1e-4, 1e-9])
@pytest.mark.parametrize("most", [6.0, 7.3, 30.0])
def test_the_price_of_a_cap_is_the_difference_of_the_last_units(most: float, gap: float) -> None:
    """However coarse the optimum may be, prices are read where the curves are cut finely."""
    cap = {"kind": "amount_limit", "cities": ["b"], "max": most}
    answer = solve(
        fund(
            100.0,
            {("a", "b"): 3.0, ("a", "c"): 1.0},
            POWER,
            rules=[cap],
            options={"gap": gap},
        )
    )
    granted = 2 * most
    assert answer.value == pytest.approx(value(3.0, granted) + value(1.0, 100 - granted), rel=gap)
    last = 3.0 * 0.5 * (granted + 4) ** -0.5 - 1.0 * 0.5 * (104 - granted) ** -0.5
    (row,) = answer.table("rules").to_dict("records")
    assert (row["price_low"], row["price_high"]) == pytest.approx((2 * last, 2 * last), rel=1e-3)
    assert row["price_low"] <= 2 * last * (1 + 1e-5)
    assert row["price_high"] >= 2 * last * (1 - 1e-5)
    assert row["price"] == row["price_low"]


def test_a_price_has_two_slopes_where_another_link_would_open() -> None:
    """Four cities may take 1 each; a-b and c-d fill them, and every other link gets nothing.

    More room in a is used by a-c, which takes from c-d and so leaves room in d for a-d; less room
    in a leaves b some, for b-c and b-d.
    """
    links = {("a", "b"): 3.0, ("c", "d"): 3.0, ("a", "c"): 2.0, ("a", "d"): 2.0}
    links |= {("b", "c"): 2.0, ("b", "d"): 2.0}
    cap = {"kind": "amount_limit", "each": ["city"], "max": 1.0}
    answer = solve(fund(100.0, links, POWER, rules=[cap]))
    assert answer.value == pytest.approx(2 * value(3.0, 2.0))
    full, first = 3.0 * 0.5 * 6.0**-0.5, 2.0 * 0.5 * 4.0**-0.5
    rules = answer.table("rules")
    assert rules["price_low"].to_numpy() == pytest.approx([2 * first - full] * 4, rel=1e-3)
    assert rules["price_high"].to_numpy() == pytest.approx([3 * full - 2 * first] * 4, rel=1e-3)
