"""Absorptive capacity by pencil: joint work waits for what has been built.

Two cities, one link worth 1 a unit; half of each unit lands in either city and uses half a unit of
its readiness. A workshop is worth nothing but readiness for the next year.
"""

from __future__ import annotations

from typing import Any

import pytest

from optimizer import Allocation, solve
from tests.known_answers.funds import fund

LINEAR = {"kind": "linear", "cap": 1000.0}


def phased(first_year: float, builds: float, **readiness: Any) -> Allocation:
    """Return the answer for a fund of `first_year` and 20 in the second year."""
    tools = [
        {"id": "joint", "scope": "link", "response": LINEAR},
        {"id": "workshop", "scope": "site", "response": LINEAR, "weight": 0, "builds": builds},
    ]
    ready = {"own": 4.0, "per_strength": False, "keep": 1.0, "lag": 1} | readiness
    purse = {"id": "purse", "contribution": {1: first_year, 2: 20}}
    return solve(
        fund(
            0,
            {("a", "b"): 1.0},
            LINEAR,
            periods=[1, 2],
            funders=[purse],
            instruments=tools,
            readiness=ready,
        )
    )


def joint(answer: Allocation) -> list[float]:
    """Return the joint grants by year."""
    grants = answer.table("grants")
    by_year = grants[grants["instrument"] == "joint"].groupby("period")["amount"].sum()
    return [float(by_year.get(year, 0.0)) for year in ("1", "2")]


def test_spare_money_builds_what_the_next_year_needs() -> None:
    """Readiness of 4 allows 8 at once; 3 in either workshop allow 12 more, so all 20."""
    assert joint(phased(20, builds=2.0)) == pytest.approx([8, 20])


def test_joint_work_is_put_off_where_building_brings_more() -> None:
    """A unit in workshops brings 3 next year: 4 of the 10 are built with, which allows all 20."""
    assert joint(phased(10, builds=3.0)) == pytest.approx([6, 20])


def test_building_that_brings_less_than_it_costs_gets_only_spare_money() -> None:
    assert joint(phased(10, builds=0.5)) == pytest.approx([8, 9])


def test_readiness_fades() -> None:
    """Half of 4 is left: 4 + 3 x of joint work for x in workshops, so x = 16/3 for 20."""
    assert joint(phased(10, builds=3.0, keep=0.5)) == pytest.approx([10 - 16 / 3, 20])


def test_what_is_built_may_count_at_once() -> None:
    """With no lag, x in workshops allows 8 + 3 x of 10 - x at once: x = 1/2.

    In the second year y more allow 9.5 + 3 y of 20 - y.
    """
    assert joint(phased(10, builds=3.0, lag=0)) == pytest.approx([9.5, 17.375])


def test_readiness_goes_with_strength_where_it_is_said() -> None:
    assert joint(phased(10, builds=0.0, own=2.5, per_strength=True)) == pytest.approx([5, 5])


def test_without_readiness_nothing_waits() -> None:
    answer = solve(fund(20, {("a", "b"): 1.0}, LINEAR))
    assert answer.value == pytest.approx(20)
