"""What is as good as possible: all points, the smallest gain, a blend, or one after the other."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from optimizer import Allocation, solve
from scenarios import load, load_tree
from scenarios.objectives import Lexicographic, WorstOff
from scenarios.scenario import Scenario
from tests.conftest import minimal, tree

ALONE = {"north": 186.0, "east": 152.0, "south": 22.0}
NEAR = 2e-4


def solved(objective: Any, *rules: dict[str, Any]) -> Allocation:
    answer = solve(minimal(*rules, objective=objective))
    assert answer.status == "optimal"
    return answer


def smallest(answer: Allocation) -> float:
    return float(answer.table("jurisdictions")["gain"].min())


def total(answer: Allocation) -> float:
    return float(answer.table("grants")["value"].sum())


def test_the_smallest_gain_is_raised_as_far_as_it_goes() -> None:
    """All gains are alike where money can be moved, so nobody's can rise but at another's cost."""
    answer = solved("worst_off")
    gains = answer.table("jurisdictions").set_index("id")["gain"]
    assert answer.value == pytest.approx(gains.min(), rel=NEAR)
    assert gains.to_dict() == pytest.approx(dict.fromkeys(ALONE, gains.min()), abs=0.05)
    floors = [
        {
            "kind": "participation",
            "jurisdictions": [name],
            "margin": (alone + gains.min() * 1.01) / alone,
            "id": name,
        }
        for name, alone in ALONE.items()
    ]
    assert solve(minimal(*floors)).status == "infeasible"  # a hundredth more for all cannot be


def test_what_is_left_is_not_wasted() -> None:
    """Of all plans with the largest smallest gain, the one with most points is taken."""
    answer = solved("worst_off")
    assert answer.measures["worst_off"] == pytest.approx(smallest(answer), abs=1e-6)
    assert answer.measures["collaborative_innovation"] == pytest.approx(total(answer))
    assert answer.spent == pytest.approx(answer.available)


def test_a_blend_of_nothing_but_points_is_the_usual_objective() -> None:
    plain = solve(minimal())
    blend = solved({"kind": "blend", "weights": {"collaborative_innovation": 2}})
    assert blend.value == pytest.approx(2 * plain.value, rel=NEAR)


@pytest.mark.parametrize("weight", [0.5, 3.0])
def test_a_blend_lies_between_its_measures(weight: float) -> None:
    weights = {"collaborative_innovation": 1.0, "worst_off": weight}
    answer = solved({"kind": "blend", "weights": weights})
    assert answer.value == pytest.approx(total(answer) + weight * smallest(answer), rel=NEAR)
    plain, fair = solve(minimal(objective="worst_off")), solve(minimal())
    for other in (plain, fair):
        worth = total(other)
        gain = min(
            float(value) - ALONE[name]
            for name, value in other.table("jurisdictions").set_index("id")["value"].items()
        )
        assert answer.value >= (worth + weight * gain) * (1 - NEAR)


def test_one_after_the_other_gives_up_no_more_than_the_tolerance() -> None:
    plain = solve(minimal())
    assert plain.value is not None
    order = ["collaborative_innovation", "worst_off"]
    gains = []
    for tolerance in (0.0, 0.02, 0.05):
        stanza = {"kind": "lexicographic", "order": order, "tolerance": tolerance}
        answer = solved(stanza)
        assert total(answer) >= plain.value * (1 - tolerance - NEAR)
        gains.append(smallest(answer))
    assert gains[0] < gains[1] < gains[2]


def test_worst_off_is_the_smallest_gain_first_and_then_all_points() -> None:
    assert (
        WorstOff().stages == Lexicographic(order=("worst_off", "collaborative_innovation")).stages
    )


def test_with_decisions_in_whole_numbers_too() -> None:
    answer = solve(load("minimal-call", ["objective=worst_off"]))
    assert answer.status == "optimal"
    assert answer.value == pytest.approx(smallest(answer), abs=1e-6)
    plain = solve(load("minimal-call")).table("jurisdictions")["value"].min()
    assert smallest(answer) >= plain - 1e-6  # alone nobody has a project of its own


def test_the_answer_names_the_objective_and_its_measures() -> None:
    told = solved("worst_off").as_json()
    assert told["objective"]["kind"] == "worst_off"
    assert [part["measure"] for part in told["objective"]["measures"]] == [
        "worst_off",
        "collaborative_innovation",
    ]
    assert {"alone", "gain"} <= set(told["jurisdictions"][0])
    assert solve(minimal()).as_json()["jurisdictions"][0]["alone"] is None


def test_an_objective_that_needs_nothing_more_is_written_as_its_name() -> None:
    for written in ("worst_off", {"kind": "worst_off"}):
        dumped = Scenario.model_validate(tree() | {"objective": written}).model_dump(mode="json")
        assert dumped["objective"] == "worst_off"
    usual = load_tree(tree())
    assert usual.digest == load_tree(tree() | {"objective": "collaborative_innovation"}).digest


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("happiness", "happiness"),
        ({"kind": "blend", "weights": {}}, "at least 1 item"),
        ({"kind": "blend", "weights": {"worst_off": 0}}, "at least one weight above 0"),
        ({"kind": "blend", "weights": {"worst_off": -1}}, "greater than or equal to 0"),
        ({"kind": "blend", "weights": {"happiness": 1}}, "happiness"),
        ({"kind": "lexicographic", "order": ["worst_off"]}, "at least 2 items"),
        ({"kind": "lexicographic", "order": ["worst_off", "worst_off"]}, "named twice"),
        ({"kind": "lexicographic", "order": ["worst_off"] * 2, "tolerance": 2}, "tolerance"),
    ],
)
def test_nonsense_is_refused(written: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Scenario.model_validate(tree() | {"objective": written})
