from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.rules.absorption import Absorption
from scenarios.rules.base import Idle
from tests.conftest import tree
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

CASES: dict[str, dict[str, Any]] = {
    "edge": {"indicator": "rd", "max": 0.01, "tiers": ["edge"]},
    "programme": {"indicator": "rd", "max": 0.02, "cities": ["alder"], "by": "programme"},
}


def test_rows(golden: Golden) -> None:
    golden("absorption", CASES)


def test_a_city_takes_in_a_period_what_it_can_absorb() -> None:
    rule, ledger = opened({"kind": "absorption", "indicator": "rd", "max": 0.01})
    plan = Plan(ledger).put(6, funder="east", city="elm", period="1")
    plan.put(6, funder="north", city="elm", period="2")
    assert plan.broken(rule) == []
    assert plan.put(1, funder="south", city="elm", period="2").broken(rule) == ["elm 2"]


def test_the_figure_is_scaled_to_money() -> None:
    indicators = tree()["indicators"]
    indicators["rd"]["scale"] = 0.5
    rule, ledger = opened(
        {"kind": "absorption", "indicator": "rd", "max": 0.01}, indicators=indicators
    )
    assert Plan(ledger).put(4, funder="east", city="elm", period="1").broken(rule) == ["elm 1"]


def test_a_city_without_the_figure_is_named_once() -> None:
    cities = tree()["cities"]
    del cities[3]["rd"]
    rule, ledger = opened({"kind": "absorption", "indicator": "rd", "max": 0.01}, cities=cities)
    (idle,) = [said for said in rule.rows(ledger) if isinstance(said, Idle)]
    assert (idle.at, idle.reason.en) == (("elm",), "the figure rd is not known")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"max": 0.1}, "Field required"),
        ({"indicator": "rd"}, "Field required"),
        ({"indicator": "rd", "max": -0.1}, "greater than or equal to 0"),
        ({"indicator": "R&D", "max": 0.1}, "String should match pattern"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Absorption.model_validate({"kind": "absorption"} | fields)
