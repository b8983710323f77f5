"""What is declared may be referred to, what is not may not, and one mistake is told once."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic_core import PydanticCustomError

import scenarios
from scenarios.problems import ScenarioError
from scenarios.references import declared
from scenarios.words import Unfit
from tests.conftest import tree

TWO_CHAINS: dict[str, Any] = {
    "jurisdictions": [{"id": "north"}, {"id": 310000}],
    "cities": [{"id": "alder", "tier": "core"}, {"id": "birch", "population": "bad"}],
    "chains": [
        {"id": "tools", "stages": ["research", "making"]},
        {"id": "drugs", "stages": [{"id": "research"}, "trials"]},
    ],
    "funders": [{"id": "bank"}],
    "instruments": [{"id": "voucher"}],
    "periods": [2026, "later"],
    "indicators": {"rd": {}},
}


@pytest.mark.parametrize(
    ("section", "names"),
    [
        ("jurisdictions", ["north", "310000"]),
        ("cities", ["alder", "birch"]),
        ("tiers", ["core"]),
        ("chains", ["tools", "drugs"]),
        ("stages", ["research", "making", "trials", "tools/making", "drugs/research"]),
        ("sites", ["alder/making", "birch/drugs/trials"]),
        ("funders", ["bank"]),
        ("instruments", ["voucher"]),
        ("periods", ["2026", "later"]),
        ("indicators", ["rd"]),
    ],
)
def test_what_is_declared_may_be_named(section: str, names: list[str]) -> None:
    known = declared(TWO_CHAINS)
    for name in names:
        known.check(section, name)
    for name in (
        "rim/rim",
        "alder/nothing",
        "nothing/making",
        "tools/trials",
        "birch/tools/trials",
    ):
        with pytest.raises(PydanticCustomError):
            known.check(section, name)


@pytest.mark.parametrize(
    "section", ["jurisdictions", "cities", "tiers", "chains", "stages", "sites", "funders"]
)
@pytest.mark.parametrize("broken", [{}, {"cities": 3}, {"chains": [{}], "cities": [None]}, None])
def test_a_section_that_cannot_be_read_is_left_open(section: str, broken: Any) -> None:
    known = declared({"jurisdictions": None, "funders": "x"} | broken if broken else broken)
    known.check(section, "a/b" if section == "sites" else "anything")


def test_a_section_whose_table_was_not_read_is_left_open() -> None:
    declared(TWO_CHAINS | {"cities": []}, [("cities",)]).check("cities", "zelkova")
    with pytest.raises(PydanticCustomError):
        declared(TWO_CHAINS, [("links", "known")]).check("cities", "zelkova")


def refused(**changes: Any) -> dict[str, str]:
    with pytest.raises(ScenarioError) as caught:
        scenarios.load_tree(tree() | changes)
    return {problem.path: problem.found for problem in caught.value.problems}


def test_stages_are_checked_as_keys_too() -> None:
    formulas = {"research": "rd", "nonsense": "rd", "tools/making": "2 * rd"}
    assert refused(strengths={"formulas": formulas}) == {"strengths.formulas.nonsense": "nonsense"}


def test_sites_and_stages_of_a_rule_are_checked() -> None:
    rules = [
        {"kind": "commitment", "between": ["alder/research", "oak/research"], "at_least": 1},
        {"kind": "commitment", "between": ["alder/research", "cedar/toys/making"], "at_least": 1},
        {"kind": "share_limit", "of": {"stages": ["selling"]}, "max": 1},
    ]
    assert refused(rules=rules) == {
        "rules.commitment.between.1": "oak/research",
        "rules.commitment-2.between.1": "cedar/toys/making",
        "rules.share-limit.of.stages.0": "selling",
    }


def test_a_stage_must_be_of_the_chain_beside_it() -> None:
    chains = [*tree()["chains"], {"id": "toys", "stages": ["research", "selling"]}]
    sites = [
        {"city": "alder", "chain": "tools", "stage": "selling", "strength": 1},
        {"city": "alder", "chain": "toys", "stage": "tools/research", "strength": 1},
        {"city": "alder", "chain": "toys", "stage": "research", "strength": 1},
    ]
    link = {"city_a": "alder", "stage_a": "making", "city_b": "cedar", "stage_b": "making"}
    rule = {"kind": "share_limit", "of": {"chains": ["toys"], "stages": ["making"]}, "max": 1}
    problems = refused(
        chains=chains,
        strengths={"sites": sites},
        links={"known": [link | {"chain": "toys", "strength": 1}]},
        rules=[rule],
    )
    assert list(problems) == [
        "strengths.sites.0",
        "strengths.sites.1",
        "links.known.0",
        "rules.share-limit.of",
    ]


def test_the_mismatch_of_chain_and_stage_is_told_in_both_languages() -> None:
    stanza = scenarios.load("minimal").links.known[0].model_copy(update={"chain": "drugs"})
    with pytest.raises(Unfit) as caught:
        declared(TWO_CHAINS).check_stanza(stanza.model_copy(update={"stage_a": "making"}))
    assert caught.value.text.en == "a stage of drugs, not making"
    assert caught.value.text.zh == "drugs 中的环节, 而非 making"


def test_duplicates_of_every_section_are_found() -> None:
    first = tree()
    twice = {
        name: [*first[name], first[name][0]]
        for name in ("jurisdictions", "cities", "funders", "instruments", "periods", "rules")
    }
    chain = first["chains"][0] | {"stages": ["research", "making", "research"]}
    problems = refused(**twice, chains=[chain, {"id": "tools", "stages": ["selling"]}])
    assert set(problems) == {
        "jurisdictions.north",
        "cities.alder",
        "funders.north",
        "instruments.joint-project",
        "periods.2",
        f"rules.{first['rules'][0]['id']}",
        "chains.tools",
        "chains.tools.stages.2",
    }


def test_the_id_that_a_rule_gets_counts_too() -> None:
    rule = {"kind": "jurisdiction_return", "floor": 0.1}
    problems = refused(rules=[rule, rule, rule | {"id": "jurisdiction-return-2"}])
    assert problems == {"rules.jurisdiction-return-2": "jurisdiction-return-2 (rules.1, rules.2)"}


def test_links_and_strengths_are_given_once() -> None:
    link = {"city_a": "alder", "stage_a": "research", "city_b": "cedar", "stage_b": "tools/making"}
    turned = {"city_b": "alder", "stage_b": "research", "city_a": "cedar", "stage_a": "making"}
    site = {"city": "alder", "stage": "making", "strength": 1}
    problems = refused(
        links={"known": [link | {"strength": 1}, turned | {"strength": 2, "chain": "tools"}]},
        strengths={"sites": [site, site | {"stage": "tools/making"}]},
    )
    assert list(problems) == ["strengths.sites.1", "links.known.1"]


@pytest.mark.parametrize("formula", ["rd +", "rd[0]", "__import__('os')", "rd" + "+1" * 200, "'a'"])
def test_a_formula_that_cannot_be_read(formula: str) -> None:
    problems = refused(strengths={"formulas": {"research": formula}})
    assert list(problems) == ["strengths.formulas.research"]


def test_a_formula_needs_declared_indicators() -> None:
    with pytest.raises(ScenarioError) as caught:
        scenarios.load("minimal", ["strengths.formulas={research: rd + populaton + gdp}"])
    one, other = caught.value.problems
    assert (one.found, one.cure.en) == ("gdp", "declare gdp under indicators, or remove it")
    assert (other.found, other.cure.zh) == ("populaton", "是否想写 population?")
    assert other.place == "--set strengths.formulas={research: rd + populaton + gdp}"


def test_a_figure_of_cities_and_jurisdictions_is_ambiguous() -> None:
    parts = [{"id": name, "rd": 1} for name in ("north", "east", "south")]
    assert list(refused(jurisdictions=parts)) == ["indicators.rd"]


def test_an_undeclared_figure_is_told_once_for_all_cities() -> None:
    cities = [city | {"gdp": 1} for city in tree()["cities"]]
    assert refused(cities=cities) == {"cities.alder.gdp": "gdp (x 6)"}


def test_a_broken_item_has_no_follow_up_problems() -> None:
    cities = [city | {"lon": 999} for city in tree()["cities"]]
    assert set(refused(cities=cities)) == {f"cities.{city['id']}.lon" for city in cities}
    assert list(refused(cities=None)) == ["cities"]
    chain = {"id": "tools", "stages": None}
    assert list(refused(chains=[chain])) == ["chains.tools.stages"]
