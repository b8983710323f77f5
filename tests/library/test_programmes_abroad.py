"""Scenarios of programmes abroad show the mechanism that they are about."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.library.answers import solved, value

NEAR = 1e-6


def rules(name: str) -> pd.DataFrame:
    return solved(name).table("rules").groupby("rule", sort=False).first()


# --- us-eric: 1+N, one winner of twelve -----------------------------------------------------------


def test_one_region_of_twelve_wins_all() -> None:
    cities = solved("us-eric").table("cities").set_index("id")["received"]
    assert len(cities) == 12
    assert cities[cities > 0].to_dict() == pytest.approx({"philadelphia": 129})


def test_one_department_leads_and_each_of_the_others_pays_its_part() -> None:
    paid = solved("us-eric").table("funders").groupby("id")["paid"].sum()
    assert paid["doe"] >= 0.9 * paid.sum()
    assert (paid[["eda", "nist"]] >= 0.01 * paid.sum()).all()


def test_concentration_on_one_region_has_a_price() -> None:
    gain = value("us-eric", "several-winners") - value("us-eric")
    assert gain > 0.2 * value("us-eric")
    assert rules("us-eric").loc["one-winner", "dropped"] == pytest.approx(gain, rel=1e-3)


# --- us-jobs-accelerator: three pay, thirteen help ------------------------------------------------


def test_twenty_consortia_win_and_three_agencies_pay_them() -> None:
    answer = solved("us-jobs-accelerator")
    assert (answer.table("projects")["funded"] > 0.5).sum() == 20
    paid = answer.table("payments")
    stages = paid.groupby("funder")["stage"].unique().map(set)
    assert stages["eta"] == {"training"}
    assert stages["eda"] == {"development"}
    assert stages["sba"] == {"small-business"}
    helpers = [name for name in stages.index if name.startswith("helper-")]
    assert len(helpers) == 13
    assert all(stages[name] == {"assistance"} for name in helpers)


def test_who_brings_too_little_is_not_admitted() -> None:
    answer = solved("us-jobs-accelerator")
    partners = answer.table("partners").groupby("project")[["requested", "own"]].sum()
    own = partners["own"] / partners.sum(axis=1)
    funded = answer.table("projects").set_index("id")["funded"] > 0.5
    assert (own[funded[funded].index] >= 0.2 - NEAR).all()
    assert (own < 0.2 - NEAR).any()


def test_separate_purses_cost_something() -> None:
    assert value("us-jobs-accelerator", "one-pot") > value("us-jobs-accelerator") + NEAR


# --- norway-clusters: three levels, three lengths -------------------------------------------------


def test_support_ends_when_the_years_of_a_level_are_over() -> None:
    answer = solved("norway-clusters")
    money = answer.table("grants").assign(
        cluster=lambda table: table["sites"].map(lambda sites: sites[0].split("/")[0])
    )
    most = money.groupby(["instrument", "cluster"])["amount"].sum().groupby("instrument").max()
    assert most["arena"] <= 9 + NEAR
    assert most["arena-pro"] <= 30 + NEAR
    assert most["gce"] <= 100 + NEAR
    tier = answer.table("cities").set_index("id")["tier"]
    later = money[money["period"].astype(int) >= 2017]
    first = later[later["cluster"].map(tier) == "growing"]
    assert set(first["instrument"]) == {"arena-pro"}


def test_a_growing_cluster_was_a_new_one_first() -> None:
    answer = solved("norway-clusters")
    money = answer.table("payments").assign(year=lambda table: table["period"].astype(int))
    growing = answer.table("cities").query("tier == 'growing'")["id"]
    money = money[money["city"].isin(growing)]
    early = money[money["year"] <= 2016].groupby("city")["amount"].sum()
    late = money[money["year"] >= 2017].groupby("city")["amount"].sum()
    assert (late <= 2.5 * early.reindex(late.index, fill_value=0.0) + 1e-4).all()


def test_patience_has_a_price() -> None:
    assert value("norway-clusters", "no-end") > 1.05 * value("norway-clusters")


# --- esa-return: floor and ceiling, weighted ------------------------------------------------------


def test_weighted_returns_lie_between_floor_and_ceiling() -> None:
    answer = solved("esa-return")
    weights = {"technology-contract": 1.2, "development-contract": 1.0, "operations-contract": 0.5}
    grants = answer.table("grants")
    homes = answer.table("cities").set_index("id")["jurisdiction"]
    returned: dict[str, float] = {}
    for grant in grants.to_dict("records"):
        for site in grant["sites"]:
            state = homes[site.split("/")[0]]
            part = weights[grant["instrument"]] * grant["amount"] / len(grant["sites"])
            returned[state] = returned.get(state, 0.0) + part
    paid = answer.table("jurisdictions").set_index("id")["contributed"]
    ratio = pd.Series(returned) / paid
    assert ratio.min() >= 0.8 - 1e-5
    assert ratio.max() <= 1.4 + 1e-5
    assert ratio.max() == pytest.approx(1.4, abs=1e-4)  # a ceiling binds


def test_fair_return_costs_something_and_weights_change_it() -> None:
    assert value("esa-return", "no-return") > 1.01 * value("esa-return")
    assert value("esa-return", "unweighted") != pytest.approx(value("esa-return"), rel=1e-3)
