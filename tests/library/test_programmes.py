"""Four programmes of the world: the mechanism of each shows in its optimum."""

from __future__ import annotations

import pandas as pd
import pytest

from optimizer import solve
from optimizer.allocation import Allocation
from scenarios import load
from tests.conftest import LIBRARY
from tests.library.answers import answer

SCORED = [
    ("france-poles", "no-ceiling"),
    ("france-poles", "no-review"),
    ("germany-leading-edge", "any-number"),
    ("germany-leading-edge", "no-match"),
    ("its-owl", "no-transfer"),
    ("its-owl", "any-mix"),
    ("japan-clusters", "one-pot"),
    ("japan-clusters", "state-stays"),
]


def by(table: pd.DataFrame, *keys: str) -> pd.Series:
    return table.groupby(list(keys))["amount"].sum()


def binding(name: str) -> set[str]:
    rules = answer(name).table("rules")
    return set(rules.loc[(rules["status"] == "binding") & (rules["price"] > 1e-3), "rule"])


@pytest.mark.parametrize(("name", "variant"), SCORED)
def test_the_rule_that_the_scenario_is_about_costs_something(name: str, variant: str) -> None:
    ruled, free = answer(name), answer(name, variant)
    assert ruled.status == free.status == "optimal"
    assert ruled.bound is not None
    assert free.value is not None
    assert free.value > ruled.bound * 1.005


def test_fifteen_french_poles_get_85_percent_and_would_get_more() -> None:
    def share(variant: str | None) -> float:
        received = answer("france-poles", variant).table("cities")["received"]
        return float(received.nlargest(15).sum() / received.sum())

    assert share(None) == pytest.approx(0.85, abs=1e-6)
    assert share("no-ceiling") > 0.9
    assert {"fifteen-poles", "review", "fui-projects"} <= binding("france-poles")


def test_french_poles_that_failed_get_nothing_after_their_reprieve() -> None:
    paid = by(answer("france-poles").table("payments"), "city", "period")
    stopped = load("france-poles").rules[-1].model_dump()["stop"]
    assert len(stopped) == 13
    late = [(pole, year) for pole in stopped for year in ("2010", "2011")]
    assert paid.reindex(late).fillna(0).max() < 1e-6
    assert paid[("pole-12", "2009")] > 1


def test_a_shared_purse_of_french_ministries_is_worth_more_than_their_own() -> None:
    shared, own = answer("france-poles"), answer("france-poles", "own-purses")
    assert own.bound is not None
    assert shared.value is not None
    assert shared.value > own.bound


def test_five_german_clusters_win_each_round_with_at_most_40_million() -> None:
    allocation = answer("germany-leading-edge")
    paid = by(allocation.table("payments"), "period", "city")
    paid = paid[paid > 1e-6]
    assert paid.groupby("period").size().to_dict() == {"2008": 5, "2010": 5, "2012": 5}
    assert paid.groupby("period").sum().tolist() == pytest.approx([200.0] * 3)
    assert paid.groupby("city").sum().max() <= 40 + 1e-6
    assert by(answer("germany-leading-edge", "no-ceiling").table("payments"), "city").max() > 50


def test_without_a_match_those_who_bring_too_little_win_in_germany() -> None:
    poor = [f"applicant-{n}-06" for n in (1, 2, 3)]
    ruled = answer("germany-leading-edge").table("cities").set_index("id")["received"]
    free = answer("germany-leading-edge", "no-match").table("cities").set_index("id")["received"]
    assert ruled[poor].max() < 1e-6
    assert free[poor].tolist() == pytest.approx([40.0] * 3)


def test_the_owl_spreads_a_fifth_by_transfer_and_has_196_members_of_four_kinds() -> None:
    allocation = answer("its-owl")
    instruments = allocation.table("instruments").set_index("id")["received"]
    assert instruments["transfer"] / instruments.sum() == pytest.approx(0.2, abs=1e-5)
    assert {"transfer-share", "small-firms"} <= binding("its-owl")
    members = pd.read_csv(LIBRARY / "its-owl/tables/members.csv")
    assert members.groupby("stage")["strength"].sum().to_dict() == {
        "large-firms": 53,
        "small-firms": 81,
        "research": 31,
        "other": 31,
    }


def test_japanese_ministries_pay_equally_apart_and_nothing_in_the_third_phase() -> None:
    payments = answer("japan-clusters").table("payments")
    state = payments[payments["funder"].isin(["meti", "mext"])]
    assert by(state, "period").reindex(["autonomy"]).fillna(0).max() < 1e-6
    assert by(payments, "period")["autonomy"] > 100
    mext = by(payments[payments["funder"] == "mext"], "city", "period")
    mext = mext[mext > 1e-6]
    assert len(mext) == 18
    assert mext.tolist() == pytest.approx([5.0] * 18, abs=1e-3)
    assert {"equal-sums", "local-match", "meti-industry"} <= binding("japan-clusters")


def test_what_japan_built_before_bears_the_joint_work_of_the_last_phase() -> None:
    def joint(allocation: Allocation) -> float:
        return float(
            by(allocation.table("grants"), "period", "instrument")["autonomy", "joint-research"]
        )

    nothing = [f"instruments.{name}.builds=0" for name in ("knowledge-cluster", "industry-network")]
    assert joint(answer("japan-clusters")) > 2 * joint(solve(load("japan-clusters", nothing)))
