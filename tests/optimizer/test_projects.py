"""All or nothing: what the identity of projects keeps, against every subset of small calls."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer import Allocation, solve
from optimizer.analyses.audit import audit, audit_allocation
from optimizer.deciding import optimise_whole
from optimizer.engine import Engine
from optimizer.identities import PROJECTS
from optimizer.model import build
from optimizer.solver import Outcome
from scenarios.opening import open_ledger
from scenarios.scenario import Scenario
from tests.conftest import tree
from tests.optimizer.cbc import cbc
from tests.optimizer.plans import by_line
from tests.scenarios.calls import call, partner, project

Tree = dict[str, Any]
EXACT = {"options": {"gap": 1e-9}}
POTS = {"kind": "outflow_cap", "id": "pots", "max": 0}


def scenario(*projects: Tree, **changes: Any) -> Scenario:
    return Scenario.model_validate(call(*projects, **EXACT | changes))


def funded(answer: Allocation) -> dict[str, float]:
    assert answer.status == "optimal"
    table = answer.table("projects")
    return dict(zip(table["id"], table["funded"], strict=True))


# money for 9: two of the three
WHOLE = [
    project("first", 10, partner("vienna", 5)),
    project("second", 7, partner("oslo", 4)),
    project("third", 6, partner("riga", 4)),
]


def test_projects_are_funded_whole() -> None:
    assert funded(solve(scenario(*WHOLE))) == pytest.approx({"first": 1, "second": 1, "third": 0})
    tight = [{"id": "purse", "contribution": 8.5}]
    found = funded(solve(scenario(*WHOLE, funders=tight)))
    assert found == pytest.approx({"first": 0, "second": 1, "third": 1})


def test_a_divisible_one_takes_what_is_left() -> None:
    last = WHOLE[2] | {"divisible": True}
    purse = [{"id": "purse", "contribution": 10}]
    found = funded(solve(scenario(*WHOLE[:2], last, funders=purse)))
    assert found == pytest.approx({"first": 1, "second": 1, "third": 0.25})


@pytest.mark.parametrize("divisible", [False, True])
def test_every_period_gets_its_part(divisible: bool) -> None:
    years = {"periods": [2026, 2027]}
    slow = project("slow", 6, partner("vienna", {2026: 1, 2027: 3}), divisible=divisible)
    purse = {"id": "purse", "contribution": {2026: 4, 2027: 1.5}}
    answer = solve(scenario(slow, funders=[purse], **years))
    assert funded(answer) == pytest.approx({"slow": 0.5 if divisible else 0})
    if divisible:
        grants = answer.table("grants").set_index("period")["amount"]
        assert grants.to_dict() == pytest.approx({"2026": 0.5, "2027": 1.5})


def test_the_audit_accepts_the_plan_and_rejects_half_a_project() -> None:
    said = scenario(*WHOLE)
    ledger, answer = open_ledger(said), solve(said)
    assert audit_allocation(answer, ledger).clean
    grants, payments = by_line(answer, ledger)
    halved = audit(build(said, ledger), grants / 2, payments / 2)
    assert {part.rule for part in halved.violations} == {PROJECTS}
    free = scenario(*({**part, "divisible": True} for part in WHOLE))
    assert audit(build(free, open_ledger(free)), grants / 2, payments / 2).clean


def test_the_audit_rejects_another_profile_over_time() -> None:
    years = {"periods": [2026, 2027]}
    slow = project("slow", 6, partner("vienna", {2026: 1, 2027: 3}), divisible=True)
    purse = {"id": "purse", "contribution": {2026: 3, 2027: 3}}
    said = scenario(slow, funders=[purse], **years)
    ledger, answer = open_ledger(said), solve(said)
    grants, payments = by_line(answer, ledger)
    grants[:], payments[:] = [0.9, 2.0], [0.9, 2.0]
    broken = audit(build(said, ledger), grants, payments).violations
    assert {part.rule for part in broken} == {PROJECTS}


def test_cbc_solves_the_written_program_to_the_same_optimum(tmp_path: Path) -> None:
    said = Scenario.model_validate(tree("minimal-call") | EXACT)
    engine = Engine(build(said, open_ledger(said)))
    engine.optimise(1e-9)
    engine.master.program().write_lp(tmp_path / "call.lp")
    assert "Binaries" in (tmp_path / "call.lp").read_text(encoding="utf-8")
    assert engine.master.program().solve_by(cbc()) == pytest.approx(solve(said).value)


# --- against every subset ------------------------------------------------------------------------

LANDS = {"vienna": "austria", "oslo": "norway", "riga": "latvia"}
MONEY = {"austria": 6.0, "norway": 4.0, "latvia": 3.0}


@st.composite
def proposals(draw: st.DrawFn) -> list[Tree]:
    found = []
    for number in range(draw(st.integers(1, 8))):
        cities = draw(st.lists(st.sampled_from(list(LANDS)), min_size=1, max_size=3, unique=True))
        partners = [partner(city, draw(st.integers(1, 4))) for city in cities]
        more: Tree = {"rank": draw(st.integers(1, 3))} if draw(st.booleans()) else {}
        if draw(st.booleans()):
            more["group"] = draw(st.sampled_from(["one", "other"]))
        found.append(project(f"p{number}", draw(st.integers(1, 20)), *partners, **more))
    return found


RULES = [
    {"kind": "dependency", "id": "variants", "groups": "all", "at_most": 1},
    {"kind": "ranking", "id": "order"},
    {"kind": "consortium", "id": "join", "jurisdictions": 2},
]


def allowed(chosen: tuple[Tree, ...], every: list[Tree], rules: set[str]) -> bool:
    """Tell whether a set of projects keeps the pots and these rules, by their words alone."""
    for city, land in LANDS.items():
        asked = sum(p["amount"] for one in chosen for p in one["partners"] if p["city"] == city)
        if asked > MONEY[land]:
            return False
    groups = [one["group"] for one in chosen if "group" in one]
    if "dependency" in rules and len(set(groups)) < len(groups):
        return False
    if "consortium" in rules and any(len(one["partners"]) < 2 for one in chosen):
        return False
    if "ranking" not in rules:
        return True
    worst = max((one["rank"] for one in chosen if "rank" in one), default=0)
    names = {one["id"] for one in chosen}
    return all(one["id"] in names for one in every if one.get("rank", worst) < worst)


def best_of_all(every: list[Tree], rules: set[str]) -> float:
    """Return the best score of all sets of projects that are allowed."""
    sets = (part for size in range(len(every) + 1) for part in combinations(every, size))
    return max(sum(one["score"] for one in part) for part in sets if allowed(part, every, rules))


@settings(max_examples=40, derandomize=True, deadline=None, database=None)
@given(proposals(), st.sets(st.sampled_from([rule["kind"] for rule in RULES])))
def test_the_optimum_is_the_best_of_all_subsets(every: list[Tree], kinds: set[str]) -> None:
    funders = [
        {"id": land, "jurisdiction": land, "contribution": money} for land, money in MONEY.items()
    ]
    used = [rule for rule in RULES if rule["kind"] in kinds]
    said = scenario(*every, funders=funders, rules=[POTS, *used])
    model = build(said, open_ledger(said))
    outcome, plan = optimise_whole(Engine(model), 1e-9)
    assert outcome is Outcome.OPTIMAL
    assert plan is not None
    assert plan.value == pytest.approx(best_of_all(every, kinds), abs=1e-6)
    assert plan.extras == pytest.approx(np.round(plan.extras), abs=1e-6)


# --- why not -------------------------------------------------------------------------------------


@settings(max_examples=25, derandomize=True, deadline=None, database=None)
@given(proposals(), st.sets(st.sampled_from([rule["kind"] for rule in RULES])))
def test_the_score_that_would_win_makes_good_what_the_project_displaces(
    every: list[Tree], kinds: set[str]
) -> None:
    funders = [
        {"id": land, "jurisdiction": land, "contribution": money} for land, money in MONEY.items()
    ]
    used = [rule for rule in RULES if rule["kind"] in kinds]
    answer = solve(scenario(*every, funders=funders, rules=[POTS, *used]))
    best = best_of_all(every, kinds)
    sets = [part for size in range(1, len(every) + 1) for part in combinations(every, size)]
    for row in answer.table("projects").to_dict("records"):
        if row["funded"] > 0.5:
            assert row["stopped_by"] == ()
            assert np.isnan(row["wins_at"])
            continue
        having = [
            sum(one["score"] for one in part)
            for part in sets
            if row["id"] in {one["id"] for one in part} and allowed(part, every, kinds)
        ]
        if having:
            assert row["wins_at"] == pytest.approx(row["score"] + best - max(having), abs=1e-6)
        else:
            assert np.isnan(row["wins_at"])
        if row["wins_at"] == row["score"]:  # as good as one that was taken
            continue
        assert row["stopped_by"]
        assert row["short_by"] == pytest.approx(
            sum(part["by"] for part in row["stopped_by"] if part["unit"] == "money")
        )


def test_what_a_project_lacks_is_the_money_of_who_has_run_out() -> None:
    """10 and 4 asked for of a purse of 13: the smaller one lacks 1."""
    said = scenario(
        project("large", 10, partner("vienna", 10)),
        project("small", 3, partner("oslo", 4)),
        funders=[{"id": "purse", "contribution": 13}],
    )
    projects = solve(said).table("projects").set_index("id")
    lack = {"rule": None, "at": ["purse", "2026"], "by": 1.0, "unit": "money"}
    (found,) = projects.loc["small", "stopped_by"]
    assert {**found, "by": round(found["by"], 6)} == lack | {
        "funder": "purse",
        "period": "2026",
    }
    assert projects.loc["small", "short_by"] == pytest.approx(1)
    assert projects.loc["small", "wins_at"] == pytest.approx(10)  # it would displace the large one


def test_money_that_a_rule_keeps_away_is_told_by_the_rule() -> None:
    """Austria has spare money that a virtual pot keeps at home."""
    said = scenario(
        project("home", 5, partner("oslo", 3)),
        project("away", 4, partner("oslo", 2)),
        funders=[
            {"id": "austria", "jurisdiction": "austria", "contribution": 9},
            {"id": "norway", "jurisdiction": "norway", "contribution": 3},
        ],
        rules=[POTS],
    )
    away = solve(said).table("projects").set_index("id").loc["away"]
    (lack,) = away["stopped_by"]
    assert (lack["rule"], lack["at"]) == ("pots", ["austria"])
    assert lack["by"] == pytest.approx(2)


def test_a_divisible_project_may_be_funded_in_part_and_is_not_asked_about() -> None:
    last = WHOLE[2] | {"divisible": True}
    answer = solve(scenario(*WHOLE[:2], last, funders=[{"id": "purse", "contribution": 9}]))
    third = answer.table("projects").set_index("id").loc["third"]
    assert third["stopped_by"] == ()
    assert np.isnan(third["wins_at"])
