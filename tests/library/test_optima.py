"""Every shipped scenario is solved against its stored optimum (`--update` accepts the new one)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from optimizer import solve
from scenarios import load
from tests.conftest import LIBRARY
from tests.library.answers import answer

STORED = Path(__file__).with_name("optima.json")
NAMES = sorted(folder.name for folder in LIBRARY.iterdir() if (folder / "scenario.yaml").exists())


@pytest.mark.parametrize("name", NAMES)
def test_optimum_is_the_stored_one(name: str, request: pytest.FixtureRequest) -> None:
    allocation = answer(name)
    scenario = allocation.scenario
    assert allocation.status == "optimal"
    assert allocation.value is not None
    assert allocation.bound is not None
    assert allocation.gap is not None
    assert 0 <= allocation.gap <= scenario.options.gap
    stored = json.loads(STORED.read_text()) if STORED.exists() else {}
    if request.config.getoption("--update"):
        STORED.write_text(json.dumps(stored | {name: allocation.value}, indent=1) + "\n")
        return
    within = 2 * scenario.options.gap
    assert allocation.value == pytest.approx(stored[name], rel=within), "see --update"
    assert allocation.bound >= stored[name] * (1 - 1e-9), "the bound is no bound"


def test_every_city_of_the_delta_is_answered_and_borders_are_crossed() -> None:
    allocation = answer("yrd-biomedicine")
    assert len(allocation.table("cities")) == 41
    grants = allocation.table("grants")
    assert grants.loc[grants["cross_border"], "amount"].sum() > 0
    assert set(allocation.table("rules")["rule"]) == set(load("yrd-biomedicine").rule_ids())
    assert allocation.table("rules")["status"].isin(["binding", "slack", "inactive"]).all()
    assert set(allocation.table("jurisdictions")["id"]) == {
        "shanghai",
        "jiangsu",
        "zhejiang",
        "anhui",
    }


def test_without_a_share_for_work_across_borders_the_plan_is_worth_no_less() -> None:
    allocation = answer("yrd-biomedicine", "no-border-share")
    assert allocation.status == "optimal"
    assert allocation.value is not None
    stored = json.loads(STORED.read_text())["yrd-biomedicine"]
    assert allocation.value >= stored * (1 - allocation.scenario.options.gap)
    assert "across-borders" not in set(allocation.table("rules")["rule"])


def test_a_cap_of_shanghai_that_cannot_be_is_named_in_a_clash() -> None:
    allocation = solve(load("yrd-biomedicine", ["rules.shanghai-cap.max=0.01"]))
    assert allocation.status == "infeasible"
    assert allocation.diagnosis is not None
    clash = {part.rule for part in allocation.diagnosis.clash}
    assert clash == {"fair-return", "shanghai-cap"}
    assert allocation.diagnosis.total > 0


def test_mean_strength_of_each_stage_is_one_and_the_strong_are_where_they_should_be() -> None:
    allocation = solve(load("yrd-biomedicine", ["options.gap=0.05"]))
    sites = allocation.table("sites")
    assert sites.groupby("stage")["strength"].mean().tolist() == pytest.approx([1.0] * 6)
    total = sites.pivot_table(
        index="jurisdiction", columns="stage", values="strength", aggfunc="sum"
    )
    per_city = total.div(sites.groupby("jurisdiction")["city"].nunique(), axis=0)
    assert per_city["research"].idxmax() == "shanghai"
    assert per_city["development"].idxmax() == "shanghai"
    assert total["formulation"].idxmax() == "jiangsu"
    share = total.div(total.sum(axis=1), axis=0)
    assert share["active-ingredients"].idxmax() == "zhejiang"
