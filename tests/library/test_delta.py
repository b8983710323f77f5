"""The scenarios of the Yangtze Delta show the mechanism that they are about."""

from __future__ import annotations

import pytest

from tests.library.answers import solved, value

NEAR = 1e-6


def dropped(rule: str, name: str, variant: str | None = None) -> float:
    rules = solved(name, variant).table("rules")
    return float(rules.loc[rules["rule"] == rule, "dropped"].iloc[0])


# --- yrd-joint-call: virtual, mixed and real pots, ranked or not ----------------------------------

POTS = ("no-filler", "virtual-pot", None, "real-pot")
ANY_ORDER = "rules.ranking="


def test_the_price_of_the_ranking_is_what_dropping_it_gains() -> None:
    gain = value("yrd-joint-call", "any-order") - value("yrd-joint-call")
    assert gain > 0.1 * value("yrd-joint-call")
    assert dropped("ranking", "yrd-joint-call") == pytest.approx(gain, rel=1e-6)


@pytest.mark.parametrize("changes", [(), (ANY_ORDER,)], ids=["ranked", "any-order"])
def test_the_more_common_the_pot_the_more_it_is_worth(changes: tuple[str, ...]) -> None:
    """Ranked also against no filler at all; its free optimum takes long and tells nothing more."""
    worth = [value("yrd-joint-call", pot, *changes) for pot in POTS[len(changes) :]]
    assert all(less < more for less, more in zip(worth, worth[1:], strict=False))


def test_the_ranking_costs_less_the_more_common_the_pot_and_nothing_in_a_real_one() -> None:
    costs = [dropped("ranking", "yrd-joint-call", pot) for pot in POTS]
    assert costs == sorted(costs, reverse=True)
    assert costs[-2] > 1
    assert costs[-1] == 0
    assert value("yrd-joint-call", "real-pot", ANY_ORDER) == pytest.approx(
        value("yrd-joint-call", "real-pot")
    )


def test_pots_have_the_same_money_but_where_the_filler_is_gone() -> None:
    money = {pot: solved("yrd-joint-call", pot).available for pot in POTS}
    assert money["virtual-pot"] == money[None] == money["real-pot"] == 810
    assert money["no-filler"] == 648


def test_provinces_pay_at_home_and_the_centre_at_most_a_third_of_each() -> None:
    answer = solved("yrd-joint-call")
    homes = {city.id: city.jurisdiction for city in answer.scenario.cities}
    paid = answer.table("payments").assign(jurisdiction=lambda table: table["city"].map(homes))
    own = paid[paid["funder"] != "centre"]
    assert (own["funder"] == own["jurisdiction"]).all()
    each = paid.groupby(["jurisdiction", "funder"])["amount"].sum().unstack(fill_value=0.0)
    assert (each["centre"] / each.sum(axis=1)).max() <= 1 / 3 + NEAR
    assert each["centre"].sum() > 1
    real = solved("yrd-joint-call", "real-pot").table("jurisdictions")
    assert real["sent_out"].sum() > 1


def test_the_list_ends_where_one_province_runs_out_and_money_elsewhere_lies_idle() -> None:
    projects = solved("yrd-joint-call").table("projects").dropna(subset=["rank"])
    funded = projects["funded"] > 0.5
    assert projects.loc[funded, "rank"].max() <= projects.loc[~funded, "rank"].min()
    unspent = 1 - solved("yrd-joint-call").spent / solved("yrd-joint-call").available
    assert unspent > 0.1
    free = solved("yrd-joint-call", "any-order")
    assert free.spent / free.available > 0.99


def test_who_has_partners_of_one_province_only_or_leads_too_much_is_not_funded() -> None:
    answer = solved("yrd-joint-call")
    partners = answer.table("partners")
    lands = partners.groupby("project")["jurisdiction"].nunique()
    most = (
        partners.groupby("project")["requested"].max()
        / partners.groupby("project")["requested"].sum()
    )
    unfit = lands.index[(lands < 2) | (most > 0.41)]
    funded = answer.table("projects").set_index("id")["funded"]
    assert len(unfit) > 5
    assert funded[unfit].max() < NEAR
    assert dropped("across-provinces", "yrd-joint-call") > 1
    assert dropped("lead-ceiling", "yrd-joint-call") > 1


# --- yrd-vouchers: firms of one city, facilities of another, bounded outflow ----------------------


def left(variant: str | None) -> dict[str, float]:
    """Return the share of each province's money that is paid elsewhere."""
    lands = solved("yrd-vouchers", variant).table("jurisdictions").set_index("id")
    return dict(lands["sent_out"] / lands["contributed"])


def test_the_tighter_the_bound_on_outflow_the_less_vouchers_are_worth() -> None:
    closed, bounded, free = (value("yrd-vouchers", name) for name in ("closed", None, "open"))
    assert closed < 0.8 * bounded
    assert bounded < 0.96 * free


def test_outflow_is_at_most_a_fifth_in_each_year_and_binds_everywhere() -> None:
    rules = solved("yrd-vouchers").table("rules").query("rule == 'outflow'")
    assert len(rules) == 12
    assert (rules["status"] == "binding").all()
    assert (rules["price"] > 0.1).all()
    assert left(None) == pytest.approx(dict.fromkeys(left(None), 0.2), abs=1e-5)
    assert min(left("open").values()) > 0.22


def test_shanghai_a_single_city_feels_the_bound_most() -> None:
    rules = solved("yrd-vouchers").table("rules").query("rule == 'outflow'")
    dearest = rules.loc[rules["price"].idxmax(), "at"]
    assert dearest[0] == "shanghai"
    grants = solved("yrd-vouchers", "closed").table("grants")
    of_shanghai = grants["sites"].map(lambda sites: "/shanghai/" in sites[0])
    assert set(grants.loc[of_shanghai, "instrument"]) == {"home-voucher"}
    assert not grants["cross_border"].any()


def test_every_government_pays_for_the_firms_of_its_own_cities() -> None:
    answer = solved("yrd-vouchers")
    paid = answer.table("payments")
    assert (paid["funder"] == paid["chain"]).all()
    homes = {city.id: city.jurisdiction for city in answer.scenario.cities}
    for sites in answer.table("grants")["sites"]:
        city, chain, stage = sites[-1].split("/")
        assert (chain, stage) == (homes[city], "small-firms")


# --- yrd-integrated-circuits: two chains, ten kinds of support ------------------------------------

TEN = (
    *("networking", "rd-cooperation", "technical-support", "business-support", "training"),
    *("organisation", "international", "incubation", "public-affairs", "infrastructure"),
)


def share(column: str, name: str, variant: str | None = None) -> dict[str, float]:
    """Return the share of the money that each instrument, or each chain, gets."""
    answer = solved(name, variant)
    table = answer.table({"instrument": "instruments", "chain": "stages"}[column])
    key = "id" if column == "instrument" else column
    return dict(table.groupby(key, sort=False)["received"].sum() / answer.spent)


def binds(rule: str, name: str) -> bool:
    rows = solved(name).table("rules").query("rule == @rule")
    return bool(((rows["status"] == "binding") & (rows["price"] > 1e-3)).any())


@pytest.mark.parametrize(
    ("name", "chains"), [("yrd-integrated-circuits", 2), ("yrd-four-chains", 4)]
)
def test_two_or_four_chains_of_41_cities_have_ten_kinds_of_support(name: str, chains: int) -> None:
    answer = solved(name)
    assert len(answer.table("cities")) == 41
    assert len(share("chain", name)) == chains
    assert tuple(answer.table("instruments")["id"]) == TEN
    assert min(share("instrument", name).values()) >= 0.03 - 1e-5
    assert binds("whole-ecosystem", name)
    assert binds("across-borders", name)


def test_without_a_floor_part_of_the_ecosystem_is_left_out() -> None:
    free = share("instrument", "yrd-integrated-circuits", "no-ecosystem")
    assert free["public-affairs"] < 1e-3
    assert {name for name in TEN if free[name] < 0.03} == {
        "networking",
        "organisation",
        "public-affairs",
    }
    assert value("yrd-integrated-circuits", "no-ecosystem") > 1.001 * value(
        "yrd-integrated-circuits"
    )


@pytest.mark.parametrize("name", ["yrd-integrated-circuits", "yrd-four-chains"])
def test_dropping_the_share_across_borders_raises_the_value(name: str) -> None:
    assert value(name, "no-border-share") > 1.005 * value(name)


def test_what_support_builds_bears_later_joint_work() -> None:
    def joint(variant: str | None, last: bool) -> float:
        grants = solved("yrd-integrated-circuits", variant).table("grants")
        joint = grants["instrument"].isin(TEN[:3])
        return float(grants.loc[joint & ((grants["period"] == "2030") == last), "amount"].sum())

    assert joint(None, last=True) > 1.05 * joint("nothing-built", last=True)
    assert value("yrd-integrated-circuits") > 1.01 * value(
        "yrd-integrated-circuits", "nothing-built"
    )


# --- yrd-four-chains ------------------------------------------------------------------------------


def test_a_floor_for_each_chain_moves_money_and_has_a_price() -> None:
    ruled, free = (share("chain", "yrd-four-chains", name) for name in (None, "one-purse"))
    assert min(ruled.values()) == pytest.approx(0.2, abs=1e-4)
    assert {name for name, part in free.items() if part < 0.2} == {
        "artificial-intelligence",
        "new-energy-vehicles",
    }
    assert value("yrd-four-chains", "one-purse") > 1.002 * value("yrd-four-chains")
    assert binds("each-chain", "yrd-four-chains")
