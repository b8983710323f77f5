"""What the checks before solving find; an error of theirs is always the solver's opinion too."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from optimizer import solve
from optimizer.analyses.precheck import Finding, precheck
from optimizer.model import build
from scenarios import load
from scenarios.opening import open_ledger
from scenarios.scenario import Scenario
from tests.conftest import LIBRARY, minimal, tree
from tests.optimizer.making import Tree, opened
from tests.optimizer.strategies import trees
from tests.optimizer.whole import whole


def found(scenario: Scenario) -> list[Finding]:
    return precheck(build(scenario, open_ledger(scenario)))


def of(*rules: dict[str, Any], **changes: Any) -> list[Finding]:
    return found(minimal(*rules, **changes))


FLOOR: dict[str, Any] = {"kind": "amount_limit", "id": "floor", "cities": ["elm"], "min": 25}
BACK: dict[str, Any] = {"kind": "jurisdiction_return", "id": "back", "floor": 0.8}


@pytest.mark.parametrize(
    "name", sorted(path.parent.name for path in LIBRARY.glob("*/scenario.yaml"))
)
def test_nothing_is_wrong_with_what_is_shipped(name: str) -> None:
    assert [part for part in found(load(name)) if part.severity != "note"] == []


def test_caps_that_touch_a_floor_and_more_are_held_against_it() -> None:
    """The ceiling counts research beside the pilot plant, and each year by itself."""
    changes = ["rules.hefei-pilot-plant.at_least=400"]
    (part,) = found(load("yrd-biomedicine", changes))
    assert (part.check, part.most, part.asked) == ("cap-below-floor", 300, 400)
    assert {rule for rule, _ in part.rows} == {"hefei-pilot-plant", "facility-ceiling"}


@pytest.mark.parametrize(("bound", "wrong"), [("min", 0.4), ("max", 0.3)])
def test_shares_that_do_not_add_up_leave_nothing(bound: str, wrong: float) -> None:
    rule = {"kind": "share_limit", "id": "each", "each": ["jurisdiction"], "in": "all"}
    (part,) = of(rule | {bound: wrong})
    assert (part.check, part.severity, part.count) == ("nothing-left", "warning", 3)
    value = solve(minimal(rule | {bound: wrong})).value
    assert value == pytest.approx(0, abs=1e-6)
    assert of(rule | {bound: 1 / 3}) == []


def test_a_floor_above_the_money_of_its_funders_can_never_hold() -> None:
    (part,) = of(FLOOR | {"funders": ["south"]})
    assert (part.check, part.severity, part.rows) == ("never", "error", (("floor", ("min",)),))
    assert (part.most, part.asked) == (20, 25)


def test_what_is_carried_over_counts() -> None:
    floor = FLOOR | {"funders": ["south"], "periods": [2], "min": 15}
    assert [part.check for part in of(floor)] == ["never"]
    funders = tree()["funders"]
    funders[2]["carry_over"] = 0.5
    assert of(floor, funders=funders) == []


def test_a_city_that_nothing_reaches_can_never_have_its_floor() -> None:
    cities = [*tree()["cities"], {"id": "far", "jurisdiction": "south", "population": 1e6}]
    floor = {"kind": "per_head_floor", "id": "heads", "floor": 1}
    (part, *notes) = of(floor, cities=cities)
    assert (part.check, part.rows, part.most) == ("never", (("heads", ("far",)),), 0)
    assert [note.about for note in notes] == [("rd", "far")]


def test_floors_that_add_up_to_more_than_the_fund() -> None:
    (part,) = of({"kind": "per_head_floor", "floor": 9})
    assert (part.check, part.count) == ("together", 6)
    assert (part.most, part.asked) == pytest.approx((200, 225))


def test_commitments_above_the_contribution_of_their_funder() -> None:
    promised = [
        {"kind": "commitment", "id": city, "cities": [city], "funders": ["south"], "exactly": 8}
        for city in ("elm", "fir", "gum")
    ]
    (part,) = of(*promised, {"kind": "amount_limit", "cities": ["alder"], "min": 1})
    assert part.check == "together"
    assert {rule for rule, _ in part.rows} == {"elm", "fir", "gum"}
    assert (part.most, part.asked) == (20, 24)


def test_a_cap_below_a_floor_on_the_same_money_or_on_more_of_it() -> None:
    for cap in ({"cities": ["elm"]}, {"jurisdictions": ["east"]}, {"tiers": ["edge"]}):
        (part,) = of(FLOOR, {"kind": "amount_limit", "id": "cap", "max": 20, **cap})
        assert part.check == "cap-below-floor"
        assert part.rows == (("floor", ("min",)), ("cap", ("max",)))
        assert (part.most, part.asked) == (20, 25)


def test_caps_on_cities_against_the_return_of_their_jurisdiction() -> None:
    cap = {"kind": "share_limit", "id": "cap", "each": ["city"], "max": 0.1}
    north, east, six = of(BACK, cap)
    assert (six.check, six.count) == ("nothing-left", 6)  # six tenths are not the whole
    assert north.rows[0] == ("back", ("north", "floor"))
    assert {at[0] for _, at in north.rows[1:]} == {"alder", "birch"}
    assert (north.most, north.asked) == pytest.approx((40, 80))
    assert east.most == pytest.approx(40)


def test_a_jurisdiction_of_one_city_has_the_cap_of_its_city() -> None:
    cities = [city for city in tree()["cities"] if city["id"] != "birch"]
    without = {
        "strengths": {"sites": [s for s in tree()["strengths"]["sites"] if s["city"] != "birch"]},
        "links": {"known": [k for k in tree()["links"]["known"] if "birch" not in k.values()]},
    }
    cap = {"kind": "share_limit", "id": "cap", "each": ["city"], "max": 0.3}
    (part,) = of(BACK, cap, cities=cities, **without)
    assert part.rows == (("back", ("north", "floor")), ("cap", ("alder", "max")))


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "amount_limit", "max": 500},
        {"kind": "outflow_cap", "max": 1},
        {"kind": "ramp", "down": 1},
    ],
)
def test_a_rule_that_cannot_bind_is_noted(rule: dict[str, Any]) -> None:
    (part,) = of(rule | {"id": "idle"})
    assert (part.check, part.severity, part.rows) == ("cannot-bind", "note", (("idle", ()),))


def test_numbers_far_apart_are_warned_of() -> None:
    (part,) = of({"kind": "share_limit", "of": {"tiers": ["edge"]}, "max": 1e-9})
    assert (part.check, part.severity) == ("spread", "warning")
    assert (part.most, part.asked) == pytest.approx((1e-9, 1))


def test_rows_that_speak_of_no_money_are_warned_of() -> None:
    taken = {"kind": "absorption", "id": "taken", "indicator": "rd", "max": 0.01, "periods": [2]}
    parts = of(taken)
    assert {(part.check, part.severity) for part in parts} == {("empty", "warning")}
    assert [at for part in parts for _, at in part.rows][0] == ("alder", "1")


@settings(
    max_examples=40,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(trees(rules=(2, 5), curved=False, harsh=True))
def test_an_error_proves_that_nothing_is_feasible(made: Tree) -> None:
    model = opened(made).model
    if any(part.severity == "error" for part in precheck(model)):
        assert whole(model).optimum() is None
