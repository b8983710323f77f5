"""Projects are read, refused where no plan could fund them, and become activities of the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scenarios.files.loading import read_document, read_tree
from scenarios.ledger import Ledger
from scenarios.problems import Problem, ScenarioError
from tests.scenarios.calls import call, partner, project

BATTERIES = project("batteries", 9, partner("vienna", 1), partner("oslo", 1.5, kind="small"))
WOOD = project("wood", 5, partner("graz", 1), partner("vienna", 0.5), partner("oslo", 0.5))
ALONE = project("alone", 1, partner("riga", 1))
LINKED = {
    "chains": [{"id": "tools", "stages": ["research", "making"]}],
    "strengths": {
        "sites": [
            {"city": city, "stage": stage, "strength": 1}
            for city in ("vienna", "oslo")
            for stage in ("research", "making")
        ]
    },
    "links": {
        "known": [
            {"city_a": "vienna", "stage_a": "research", "city_b": "oslo", "stage_b": "making"}
            | {"strength": 2}
        ]
    },
    "instruments": [
        {"id": "joint", "scope": "link", "response": {"kind": "linear", "cap": 2}},
        {"id": "lab", "scope": "site", "response": {"kind": "linear", "cap": 2}},
        {"id": "calls", "scope": "project"},
    ],
}


def opened(tree: dict[str, Any]) -> Ledger:
    return read_tree(tree).open()


def refused(tree: dict[str, Any]) -> list[Problem]:
    with pytest.raises(ScenarioError) as caught:
        read_tree(tree).open()
    return list(caught.value.problems)


def test_a_call_needs_no_chains_strengths_or_instruments() -> None:
    ledger = opened(call(BATTERIES, WOOD, ALONE))
    (pool,) = ledger.pools
    assert len(pool) == 3
    assert pool.sites.shape == pool.shares.shape == (3, 3)
    assert pool.shares.sum(axis=1) == pytest.approx(1)
    assert pool.most is not None
    assert pool.most[:, 0] == pytest.approx([2.5, 2, 1])
    assert pool.strength * pool.most[:, 0] == pytest.approx([9, 5, 1])
    assert pool.cross_border.tolist() == [True, True, False]
    assert list(ledger.sites["city"]) == ["vienna", "graz", "oslo", "riga"]


def test_padding_lands_nowhere() -> None:
    ledger = opened(call(BATTERIES, WOOD, ALONE))
    (pool,) = ledger.pools
    named = [set(ledger.sites["city"].iloc[row]) for row in pool.sites]
    assert named == [{"vienna", "oslo"}, {"graz", "vienna", "oslo"}, {"riga"}]
    assert (pool.classes(np.arange(3)) >= 0).all()
    assert ledger.classes == 4  # one for each city, each on one side of its border
    assert (pool.shares[2] == [1, 0, 0]).all()


def test_the_ledger_has_a_table_of_projects_and_of_partners() -> None:
    ledger = opened(call(BATTERIES, ALONE | {"rank": 1, "group": "few", "lead": "riga"}))
    assert list(ledger.projects["id"]) == ["batteries", "alone"]
    assert ledger.projects["rank"].isna().tolist() == [True, False]
    assert ledger.projects["group"].iloc[1] == "few"
    assert ledger.partners["kind"].isna().tolist() == [True, False, True]
    assert ledger.project_lines("alone").tolist() == [ledger.first_grant + 1]
    with pytest.raises(KeyError):
        ledger.project_lines("none")


def test_a_plain_amount_is_paid_over_the_periods_in_equal_parts() -> None:
    years = {"periods": [2026, 2027, 2028]}
    ledger = opened(call(BATTERIES | {"periods": [2027, 2028]}, ALONE, **years))
    (pool,) = ledger.pools
    assert pool.most is not None
    assert pool.most.tolist() == [[0, 1.25, 1.25], [1, 0, 0]]
    assert ledger.projects[["first", "last"]].to_numpy().tolist() == [[1, 2], [0, 0]]
    assert len(ledger.project_lines("batteries")) == 3


def test_amounts_by_period_may_be_written() -> None:
    by_year = project(
        "slow", 4, partner("vienna", {2026: 1, 2027: 3}), partner("oslo", {2026: 0.5, 2027: 1.5})
    )
    (pool,) = opened(call(by_year, periods=[2026, 2027])).pools
    assert pool.most is not None
    assert pool.most.tolist() == [[1.5, 4.5]]
    assert pool.shares.tolist() == [[2 / 3, 1 / 3]]


def test_a_partner_without_money_counts_for_the_border_and_gets_nothing() -> None:
    (pool,) = opened(call(project("free", 1, partner("vienna", 1), partner("oslo", 0)))).pools
    assert pool.cross_border.tolist() == [True]
    assert pool.shares.tolist() == [[1.0]]


def test_projects_stand_beside_links_and_site_grants() -> None:
    at_work = [partner("riga", 1, stage="making"), partner("oslo", 1, stage="research")]
    ledger = opened(call(project("both", 3, *at_work), **LINKED))
    joint, lab, calls = ledger.pools
    assert (len(joint), len(lab), len(calls)) == (1, 4, 1)
    assert len(ledger.sites) == 5
    assert [part.most is None for part in ledger.pools] == [True, True, False]
    assert joint.shares.strides == (0, joint.shares.itemsize)
    one, other = calls.sites[0].tolist()
    assert not list(ledger.activities_between(one, other))


def test_tables_of_projects_and_of_partners(tmp_path: Path) -> None:
    (tmp_path / "projects.csv").write_text(
        "id,title.zh,title.en,score,rank,divisible,periods\n"
        "batteries,电池,Batteries,9,1,,2026 2027\nwood,木材,Wood,5,,true,\n",
        encoding="utf-8",
    )
    (tmp_path / "partners.csv").write_text(
        "project,city,kind,amount,own\n"
        "batteries,vienna,large,1,0.2\nwood,graz,,2,\nbatteries,oslo,research,3,\n",
        encoding="utf-8",
    )
    tables = {"projects": {"table": "projects.csv"}, "partners": {"table": "partners.csv"}}
    ledger = read_tree(call(periods=[2026, 2027], **tables), tmp_path).open()
    assert list(ledger.partners["project"]) == ["batteries", "batteries", "wood"]
    assert ledger.projects["divisible"].tolist() == [False, True]
    (pool,) = ledger.pools
    assert pool.most is not None
    assert pool.most.tolist() == [[2, 2], [2, 0]]


TWO_YEARS = {"periods": [2026, 2027]}
UNEVEN = project("odd", 1, partner("vienna", {2026: 1}), partner("oslo", {2027: 1}))
HUGE = partner("riga", 1, kind="huge")
CHAINS = {name: LINKED[name] for name in ("chains", "strengths")}
WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("no partner", call(project("a", 1)), "projects.a.partners", "at least one partner"),
    ("nothing", call(project("a", 1, partner("riga", 0))), "projects.a.partners", "more than 0"),
    ("strange lead", call(ALONE | {"lead": "oslo"}), "projects.alone.lead", "riga"),
    (
        "strange city",
        call(project("a", 1, partner("rome", 1))),
        "projects.a.partners.0.city",
        "vienna",
    ),
    ("same id", call(ALONE, ALONE), "projects.alone", "once"),
    ("profiles", call(UNEVEN, **TWO_YEARS), "projects.odd.partners.0.amount", "0.5, 0.5"),
    ("period", call(ALONE | {"periods": [2030]}), "projects.alone.periods.0", "2026"),
    ("twice", call(ALONE | {"periods": [2026, 2026]}), "projects.alone", "each period once"),
    ("no stage", call(ALONE, **LINKED), "projects.alone.partners.0.stage", "tools/making"),
    ("negative", call(ALONE | {"score": -1}), "projects.alone.score", "0"),
    ("kind", call(project("a", 1, HUGE)), "projects.a.partners.0.kind", "large"),
    (
        "instrument",
        call(ALONE | {"instrument": "lab"}, **LINKED),
        "projects.alone.instrument",
        "calls",
    ),
    (
        "no instrument",
        call(ALONE, instruments=LINKED["instruments"][:2], **CHAINS),
        "projects.alone",
        "scope project",
    ),
    (
        "which instrument",
        call(ALONE, instruments=[{"id": name, "scope": "project"} for name in ("one", "two")]),
        "projects.alone.instrument",
        "one, two",
    ),
    (
        "response",
        call(ALONE, instruments=[LINKED["instruments"][1] | {"scope": "project"}]),
        "instruments.lab",
        "no stages, chains or response",
    ),
    (
        "whose partner",
        call(ALONE, partners=[partner("riga", 1, project="other")]),
        "partners.0.project",
        "alone",
    ),
]


@pytest.mark.parametrize(
    ("tree", "path", "expected"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_what_is_wrong_is_said(tree: dict[str, Any], path: str, expected: str) -> None:
    problems = refused(tree)
    here = [problem for problem in problems if problem.path.startswith(path)]
    assert here, [problem.say("en") for problem in problems]
    assert expected in here[0].expected.en
    assert here[0].expected.zh != here[0].expected.en


def test_everything_wrong_with_projects_is_said_at_once() -> None:
    tree = call(project("a", 1), project("b", 1, partner("riga", 0)), ALONE | {"lead": "oslo"})
    assert len(refused(tree)) == 3


def test_the_line_of_a_partner_is_told() -> None:
    text = """\
schema: 1
id: call
title: call
money: {currency: EUR, unit: million}
periods: [2026]
jurisdictions: [{id: austria}]
cities: [{id: vienna, jurisdiction: austria}]
funders: [{id: austria, jurisdiction: austria, contribution: 3}]
projects:
  - id: one
    score: 2
    partners:
      - {city: vienna, amount: 0}
"""
    with pytest.raises(ScenarioError) as caught:
        read_document(text).open()
    (problem,) = caught.value.problems
    assert problem.place == "scenario.yaml:12"


@pytest.mark.parametrize("section", ["chains", "strengths", "instruments"])
def test_without_projects_the_rest_is_needed(section: str) -> None:
    tree = call(**LINKED)
    del tree["projects"], tree[section]
    problems = refused(tree)
    assert any(problem.path == section for problem in problems)
