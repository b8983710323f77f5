"""Why nothing is feasible: planted clashes are found, and what is advised makes a plan."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings

from api.help_zh import COMMANDS
from optimizer import solve
from optimizer.analyses.clashes import Clashes, find_clashes
from optimizer.analyses.diagnosis import smallest_hitting_set
from optimizer.analyses.owners import EVERYBODY, Owners
from optimizer.clock import Stopping
from optimizer.course import Course, Step
from scenarios import load
from scenarios.opening import open_ledger
from scenarios.scenario import Scenario
from tests.api.conftest import Run, strict
from tests.conftest import minimal
from tests.optimizer.making import Case, Tree, loosened, only, opened, optimum
from tests.optimizer.strategies import trees


def found_in(scenario: Scenario, **options: Any) -> Clashes:
    return find_clashes(scenario, open_ledger(scenario), Course(), **options)


def sets_of(clashes: Clashes) -> list[set[str]]:
    return [set(part) for part in clashes.as_json()["clashes"]]


# --- planted among fifty ----------------------------------------------------------------------

HARMLESS = 41
PLANTED = [
    {"two-floor", "two-cap"},
    {"three-all", "three-north", "three-rest"},
    {"four-floor", "four-birch", "four-east", "four-south"},
]


def planted() -> list[dict[str, Any]]:
    """Return three clashes of 2, 3 and 4 rules, and rules that clash with nothing.

    Each speaks of another period or kind of money, so that none helps another.
    """
    limit: dict[str, Any] = {"kind": "amount_limit"}
    rest = ["cedar", "fir", "elm", "gum"]
    harmless = [
        limit | {"id": f"harmless-{number}", "cities": ["fir"], "max": 150 + number}
        for number in range(HARMLESS)
    ]
    return [
        *harmless[:20],
        limit | {"id": "two-floor", "cities": ["gum"], "periods": [1], "min": 8},
        limit | {"id": "two-cap", "jurisdictions": ["south"], "periods": [1], "max": 5},
        limit | {"id": "three-all", "cities": ["alder", "birch", *rest], "min": 150},
        limit | {"id": "three-north", "jurisdictions": ["north"], "max": 70},
        limit | {"id": "three-rest", "cities": rest, "max": 70},
        *harmless[20:],
        limit | {"id": "four-floor", "instruments": ["workshop"], "min": 25},
        limit | {"id": "four-birch", "instruments": ["workshop"], "cities": ["birch"], "max": 6},
        limit
        | {"id": "four-east", "instruments": ["workshop"], "jurisdictions": ["east"], "max": 6},
        limit
        | {"id": "four-south", "instruments": ["workshop"], "cities": ["fir", "gum"], "max": 6},
    ]


def whole(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the same with clashes of 2 and of 4 rules that only whole numbers show.

    Of 8 to 13 in awards of exactly 7 there is none; two awards of 4 are more than 6.
    """
    shop: dict[str, Any] = {"kind": "amount_limit", "instruments": ["workshop"]}
    first, second = shop | {"periods": [1]}, shop | {"periods": [2]}
    changed = {
        "two-floor": first | {"kind": "winners", "at_least": 2, "min": 4},
        "two-cap": first | {"max": 6},
        "four-floor": second | {"min": 8},
        "four-birch": second | {"max": 13},
        "four-east": second | {"each": ["city"], "max": 7},
        "four-south": second | {"kind": "minimum_award", "each": ["city"], "min": 7},
    }
    return [changed.get(rule["id"], rule) | {"id": rule["id"]} for rule in rules]


@pytest.mark.parametrize("change", [list, whole], ids=["linear", "whole"])
def test_planted_clashes_of_two_three_and_four_are_found_among_fifty(change: Any) -> None:
    rules = change(planted())
    assert len(rules) == 50
    found = found_in(minimal(*rules))
    assert found.feasible is False
    assert found.every
    assert sorted(sets_of(found), key=len) == PLANTED


def test_at_most_so_many_are_listed_and_it_says_that_there_are_more() -> None:
    found = found_in(minimal(*planted()), most=2)
    assert sets_of(found) == PLANTED[:2]
    assert not found.every
    assert found.complete


def test_a_scenario_that_has_a_plan_says_so() -> None:
    found = found_in(load("minimal"))
    assert (found.feasible, found.complete, found.every) == (True, True, True)
    told = found.as_json()
    assert (told["clashes"], told["loosening"], told["owners"]) == ([], [], [])


def test_in_a_scenario_of_projects_a_count_that_nobody_can_reach_is_named() -> None:
    rule = {"kind": "winners", "id": "nine", "exactly": 9, "min": 1}
    found = found_in(load("minimal-call", [f"rules={[rule]}".replace("'", '"')]))
    assert sets_of(found) == [{"nine"}]
    (step,) = found.as_json()["loosening"]
    assert (step["rule"], step["unit"]) == ("nine", "")
    assert step["by"] == pytest.approx(round(step["by"]))


# --- what is advised --------------------------------------------------------------------------


def steps_of(clashes: Clashes, owner: str | None = None) -> dict[Any, float]:
    steps = clashes.table("loosening" if owner is None else "ways")
    if owner is not None:
        steps = steps[steps["for"] == owner]
    return {
        (row["rule"], row["at"], row["sense"]): row["by"] + 1e-5
        for row in steps.to_dict(orient="records")
    }


def test_the_loosening_applied_makes_a_plan_in_total_and_by_each_owner() -> None:
    scenario = minimal(*planted())
    case, found = Case(scenario, open_ledger(scenario)), found_in(scenario)
    assert optimum(case.model) is None
    assert optimum(loosened(case.model, steps_of(found))) is not None
    owners = found.table("owners").set_index("owner")
    for owner in owners.index[owners["enough"]]:
        assert optimum(loosened(case.model, steps_of(found, owner))) is not None


def test_each_owner_alone_has_its_own_least_way_out() -> None:
    """North may not get 60 of what all get; either it gives way, or those who ask for it do."""
    limit: dict[str, Any] = {"kind": "amount_limit"}
    rules = [
        limit | {"id": "floor", "jurisdictions": ["north"], "min": 60},
        limit | {"id": "cap", "cities": ["alder", "birch", "cedar"], "max": 45},
    ]
    found = found_in(minimal(*rules))
    owners = found.table("owners").set_index("owner")
    assert owners["enough"].to_dict() == {"north": True, EVERYBODY: True}
    assert owners["money"].to_dict() == pytest.approx({"north": 15, EVERYBODY: 15})
    assert found.as_json()["details"][0]["why"] == "arithmetic"


def test_arithmetic_is_told_apart_from_a_conflict_over_links() -> None:
    """What alder gets across borders is shared with cedar or elm, which sums do not know."""
    small = {"kind": "amount_limit", "id": "small", "cities": ["gum"], "min": 210}
    assert found_in(minimal(small)).as_json()["details"][0]["why"] == "arithmetic"
    apart: dict[str, Any] = {"kind": "amount_limit", "cross_border": True}
    rules = [
        apart | {"id": "alder", "cities": ["alder"], "min": 20},
        apart | {"id": "partners", "cities": ["cedar", "elm"], "max": 5},
    ]
    (told,) = found_in(minimal(*rules)).as_json()["details"]
    assert (told["why"], told["arithmetic"]) == ("conflict", None)


@settings(max_examples=10, derandomize=True, deadline=None, database=None)
@given(trees(rules=(2, 5), harsh=True))
def test_clashes_are_all_smallest_ones_and_what_is_advised_makes_a_plan(tree: Tree) -> None:
    """Against every subset of the rules, each solved cold."""
    case = opened(tree)
    names = {rule["id"] for rule in tree["rules"]}
    bad = [
        set(part)
        for size in range(1, len(names) + 1)
        for part in combinations(sorted(names), size)
        if opened(only(tree, set(part))).solve().status == "infeasible"
    ]
    smallest = [part for part in bad if not any(other < part for other in bad)]
    found = find_clashes(case.scenario, case.ledger, Course(), most=50)
    assert found.feasible is (not bad)
    assert sorted(map(sorted, sets_of(found))) == sorted(map(sorted, smallest))
    if bad:
        assert optimum(loosened(case.model, steps_of(found))) is not None


# --- the parts --------------------------------------------------------------------------------


def test_a_rule_is_of_whom_its_row_names_and_else_of_whom_the_stanza_names() -> None:
    limit: dict[str, Any] = {"kind": "amount_limit", "min": 1}
    scenario = minimal(
        limit | {"id": "each", "each": ["city"]},
        limit | {"id": "south", "jurisdictions": ["south"]},
        limit | {"id": "two", "cities": ["alder", "elm"]},
        {"kind": "commitment", "id": "joint", "between": ["alder/research", "birch/research"],
         "at_least": 1},
    )  # fmt: skip
    owners = Owners(scenario)
    assert owners.of("each", ("gum", "min")) == "south"
    assert owners.of("south", ("min",)) == "south"
    assert owners.of("two", ("min",)) == EVERYBODY
    assert owners.of("joint", ("at-least",)) == "north"
    delta = Owners(load("yrd-biomedicine"))
    assert delta.of("national-upstream", ("national",)) == "national"
    assert delta.of("shanghai-cap", ("max",)) == "shanghai"
    assert delta.of("across-borders", ("min",)) == EVERYBODY


def test_a_smallest_set_that_touches_all_and_holds_none_of_some() -> None:
    sets = [frozenset("ab"), frozenset("bc")]
    assert smallest_hitting_set(sets) == frozenset("b")
    assert smallest_hitting_set(sets, [frozenset("b")]) == frozenset("ac")
    assert smallest_hitting_set(sets, [frozenset("b"), frozenset("ac")]) is None
    assert smallest_hitting_set([]) == frozenset()


def test_stopped_early_it_tells_the_clashes_it_has() -> None:
    stop = Stopping()

    def tell(step: Step) -> None:
        if step.done == 1:
            stop.set()

    scenario = minimal(*planted())
    found = find_clashes(scenario, open_ledger(scenario), Course(tell, stop))
    assert (found.feasible, found.complete, found.every) == (False, False, False)
    assert sets_of(found) == PLANTED[:1]
    assert not found.table("loosening").empty


def test_what_solve_says_is_the_first_of_them() -> None:
    scenario = minimal(*planted())
    told = solve(scenario).diagnosis
    assert told is not None
    assert {part.rule for part in told.clash} == PLANTED[0]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_the_command_line(run: Run, language: str) -> None:
    asked = ("diagnose", "minimal", "--set", "rules.fair-return.floor=5")
    told = run(*asked, "--lang", language)
    assert told.exit_code == 3
    assert "fair-return" in told.stdout
    document = strict(run(*asked, "--json").stdout)
    assert document["schema"] == "deltafund/diagnose/1"
    assert document["clashes"] == [["fair-return"]]
    assert {"rule", "owner", "by", "unit"} <= set(document["loosening"][0])
    assert run("diagnose", "minimal").exit_code == 0
    assert "diagnose" in COMMANDS
