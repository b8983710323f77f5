"""Projects in the optimum: what they are worth, who is paid, and what the tables tell of them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer import Allocation, solve
from optimizer.analyses.audit import audit_allocation, audit_tables
from optimizer.model import build
from scenarios.files.loading import load_tree
from scenarios.opening import open_ledger
from tests.scenarios.calls import CITIES, call, partner, project

CAP: dict[str, Any] = {"kind": "outflow_cap", "max": 0}


@st.composite
def calls(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a call of divisible projects, with a virtual pot or a real one, over some periods."""
    periods = [2026 + number for number in range(draw(st.integers(1, 3)))]
    amounts = st.integers(0, 8).map(lambda quarters: quarters / 4)
    projects = []
    for number in range(draw(st.integers(1, 6))):
        cities = draw(st.lists(st.sampled_from(list(CITIES)), min_size=1, max_size=5))
        asked = [draw(amounts) for _ in cities]
        asked[0] = asked[0] or 1.0
        members = [partner(city, much) for city, much in zip(cities, asked, strict=True)]
        score = draw(st.integers(0, 9))
        when = draw(st.lists(st.sampled_from(periods), min_size=1, unique=True))
        projects.append(project(f"p{number}", score, *members, divisible=True, periods=when))
    money = draw(st.sampled_from([0.5, 3, 100]))
    funders = [
        {"id": land, "jurisdiction": land, "contribution": money}
        for land in dict.fromkeys(CITIES.values())
    ]
    rules = draw(st.sampled_from([[], [CAP]]))
    return call(*projects, periods=periods, funders=funders, rules=rules)


def solved(tree: dict[str, Any]) -> Allocation:
    return solve(load_tree(tree))


@settings(max_examples=60, deadline=None)
@given(calls())
def test_the_value_is_the_score_of_what_is_funded_and_money_adds_up(tree: dict[str, Any]) -> None:
    answer = solved(tree)
    assert answer.status == "optimal"
    projects, partners = answer.table("projects"), answer.table("partners")
    assert (projects["funded"] <= 1 + 1e-9).all()
    worth = float((projects["funded"] * projects["score"]).sum())
    assert answer.value == pytest.approx(worth, abs=1e-6)
    by_city = partners.groupby("city")["amount"].sum()
    received = answer.table("cities").set_index("id")["received"]
    paid = answer.table("payments").groupby("city")["amount"].sum()
    for city, much in received.items():
        assert by_city.get(city, 0.0) == pytest.approx(much, abs=1e-6)
        assert paid.get(city, 0.0) == pytest.approx(much, abs=1e-6)
    by_project = partners.groupby("project")["amount"].sum()
    for row in projects.itertuples():
        assert by_project[row.id] == pytest.approx(row.amount, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(calls())
def test_the_audit_finds_nothing_and_the_same_value(tree: dict[str, Any]) -> None:
    scenario = load_tree(tree)
    ledger = open_ledger(scenario)
    answer = solve(scenario, ledger)
    found = audit_allocation(answer, ledger)
    assert found.clean
    assert found.value == pytest.approx(answer.value, abs=1e-6)


@settings(max_examples=30, deadline=None)
@given(calls())
def test_enough_money_funds_every_project_with_a_score(tree: dict[str, Any]) -> None:
    funders = [funder | {"contribution": 1000} for funder in tree["funders"]]
    answer = solved(tree | {"funders": funders})
    scores = sum(float(part["score"]) for part in tree["projects"])
    assert answer.value == pytest.approx(scores, rel=1e-4, abs=1e-6)


def test_a_virtual_pot_tells_who_pays_for_each_partner() -> None:
    both = project("both", 4, partner("vienna", 1, kind="large"), partner("oslo", 1))
    answer = solved(call(both, rules=[CAP]))
    table = answer.table("partners").set_index("city")
    assert table.loc["vienna", "funders"] == ("austria",)
    assert table.loc["oslo", "funders"] == ("norway",)
    document = answer.as_json()
    assert document["projects"][0]["funded"] == pytest.approx(1)
    assert document["projects"][0]["rank"] is None
    assert document["partners"][1]["kind"] is None
    assert document["grants"][0]["project"] == "both"
    assert document["grants"][0]["activity"] == "projects:both"


def test_the_audit_sees_more_than_was_asked_for() -> None:
    scenario = load_tree(call(project("one", 4, partner("riga", 1))))
    model = build(scenario, open_ledger(scenario))
    grants = [{"instrument": "projects", "project": "one", "sites": ["riga/all/all"]}]
    granted = [part | {"period": "2026", "amount": 2.0} for part in grants]
    paid = [{"funder": "latvia", "city": "riga", "period": "2026", "amount": 2.0}]
    (found,) = audit_tables(model, granted, paid).violations
    assert (found.rule, found.at, found.by) == ("request", ("one", "2026"), 1.0)
    strange = [part | {"project": "two"} for part in granted]
    assert "unknown" in {part.rule for part in audit_tables(model, strange, []).violations}


def test_discount_and_weight_count() -> None:
    late = project("late", 10, partner("riga", 1), periods=[2027])
    tools = [{"id": "projects", "scope": "project", "weight": 3}]
    answer = solved(call(late, periods=[2026, 2027], discount=0.25, instruments=tools))
    assert answer.value == pytest.approx(3 * 10 / 1.25)


@pytest.mark.parametrize(("uses", "funded"), [(None, 1.0), (1, 0.5)])
def test_projects_use_readiness_only_if_their_instrument_says_so(
    uses: float | None, funded: float
) -> None:
    tool = {"id": "projects", "scope": "project"} | ({} if uses is None else {"uses": uses})
    wide = project("wide", 4, partner("riga", 2), divisible=True)
    ready = {"own": 1, "per_strength": False}
    answer = solved(call(wide, instruments=[tool], readiness=ready))
    assert answer.table("projects")["funded"].tolist() == pytest.approx([funded])


def test_a_project_beside_links_shares_their_money() -> None:
    sites = [{"city": city, "stage": "all", "strength": 1} for city in ("vienna", "oslo")]
    known = {"city_a": "vienna", "stage_a": "all", "city_b": "oslo", "stage_b": "all"}
    tools = [
        {"id": "joint", "scope": "link", "response": {"kind": "linear", "cap": 20}},
        {"id": "calls", "scope": "project"},
    ]
    tree = call(
        project("good", 8, partner("riga", 4)),
        project("poor", 1, partner("riga", 4)),
        strengths={"sites": sites},
        links={"known": [known | {"strength": 1}]},
        instruments=tools,
    )
    answer = solved(tree)
    assert answer.value == pytest.approx(8 + 5)
    got = answer.table("instruments").set_index("id")["received"]
    assert got.to_dict() == pytest.approx({"joint": 5, "calls": 4})
    assert answer.table("projects")["funded"].tolist() == pytest.approx([1, 0])


def test_a_scenario_without_projects_has_no_tables_of_them() -> None:
    answer = solve(load_tree(call() | {"projects": []}))
    assert answer.table("projects").empty
