"""A file that extends another one says only what differs, and is told where each part stands."""

from __future__ import annotations

import contextlib
import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import scenarios
from scenarios.files.changing import MOST_TOLD
from scenarios.files.dumping import plain, to_yaml
from scenarios.files.variants import FIXED
from scenarios.problems import Problem, ScenarioError
from scenarios.scenario import Scenario
from scenarios.words import Text
from tests.conftest import tree

MINIMAL = scenarios.load("minimal")


def extended(**body: Any) -> Scenario:
    return scenarios.load_tree({"extends": "minimal"} | body)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def problems_of(name: Any) -> list[Problem]:
    load: Any = scenarios.load_tree if isinstance(name, dict) else scenarios.load
    with pytest.raises(ScenarioError) as caught:
        load(name)
    for problem in caught.value.problems:
        assert problem.say("en") != problem.say("zh")
    return list(caught.value.problems)


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, "\n".join(problem.say("en") for problem in problems)
    return problems[0]


# --- what a change means --------------------------------------------------------------------------


def test_a_mapping_changes_key_by_key() -> None:
    changed = extended(title={"en": "Another"}, money={"unit": "billion"})
    assert (changed.title.zh, changed.title.en) == (MINIMAL.title.zh, "Another")
    assert (changed.money.currency, changed.money.unit) == ("CNY", "billion")
    assert changed.cities == MINIMAL.cities


def test_a_mapping_of_another_kind_takes_the_place() -> None:
    power = {"kind": "baseline-power", "baseline": 8}
    changed = extended(instruments=[{"id": "workshop", "response": power}])
    assert changed.instruments[1].response.kind == "baseline-power"
    assert changed.instruments[1].response.assumption is None
    assert changed.instruments[1].stages == ("making",)
    capped = extended(instruments=[{"id": "workshop", "response": {"kind": "linear", "cap": 3}}])
    said = capped.instruments[1].response.assumption
    assert said == Text(zh="invented for teaching", en="invented for teaching")


def test_a_rule_of_another_kind_takes_the_place() -> None:
    rule = {"id": "fair-return", "kind": "outflow_cap", "max": 0.5}
    for changed in (extended(rules=[rule]), extended(**{"rules.fair-return": rule})):
        assert [each.kind_name() for each in changed.rules] == ["outflow_cap", "share_limit"]
        assert changed.rule_ids() == MINIMAL.rule_ids()


def test_records_change_by_their_id_and_new_ones_follow() -> None:
    changed = extended(
        cities=[{"id": "elm", "rd": 7}, {"id": "oak", "jurisdiction": "east"}],
        rules=[{"id": "periphery", "min": 0.1}, {"kind": "outflow_cap", "max": 0.9}],
    )
    assert [city.id for city in changed.cities] == [*(c.id for c in MINIMAL.cities), "oak"]
    assert changed.cities[3].figures == {"population": 3e6, "rd": 7}
    assert changed.rule_ids() == ("fair-return", "periphery", "outflow-cap")
    assert changed.rules[0] == MINIMAL.rules[0]


def test_a_rule_without_an_id_is_known_by_the_one_it_gets() -> None:
    caps = [{"kind": "outflow_cap", "max": 0.9}, {"kind": "outflow_cap", "max": 0.8}]
    parent = tree() | {"rules": caps}
    body = {"rules": [{"id": "outflow-cap-2", "max": 0.7}], "rules.outflow-cap": None}
    changed = scenarios.load_tree(parent | {"variants": {"v": body}}, variant="v")
    assert changed.rule_ids() == ("outflow-cap",)
    assert changed.rules[0].model_dump()["max"] == 0.7


def test_strengths_and_links_are_known_by_their_sites() -> None:
    link = {"city_a": "gum", "stage_a": "tools/making", "city_b": "fir", "stage_b": "research"}
    changed = extended(
        strengths={"sites": [{"city": "gum", "stage": "making", "strength": 2}]},
        links={"known": [{**link, "chain": "tools", "strength": 5}]},
    )
    assert len(changed.links.known) == len(MINIMAL.links.known)
    assert (changed.links.known[-1].strength, changed.links.known[-1].chain) == (5, "tools")
    same = [site.strength for site in changed.strengths.sites]
    assert same == [*(site.strength for site in MINIMAL.strengths.sites[:-1]), 2]


def test_a_link_is_the_same_from_either_end() -> None:
    link = {"city_a": "gum", "stage_a": "making", "city_b": "fir", "stage_b": "research"}
    changed = extended(links={"known": [{**link, "strength": 5}]})
    assert len(changed.links.known) == len(MINIMAL.links.known)
    assert changed.links.known[-1].strength == 5


@pytest.mark.parametrize(
    ("body", "path", "value"),
    [
        ({"rules": []}, "rules", ()),
        ({"rules": None}, "rules", ()),
        ({"description": None}, "description", None),
        ({"rules.periphery": None, "rules.fair-return": None}, "rules", ()),
        (
            {"rules": [{"id": "periphery", "of": {"tiers": ["core"]}}]},
            "rules.1.of.tiers",
            ("core",),
        ),
        ({"cities": [{"id": "fir", "tier": None}]}, "cities.4.tier", None),
        ({"periods": [1, 2, 3]}, "periods", ("1", "2", "3")),
        ({"options.gap": 0.01}, "options.gap", 0.01),
        ({"options": {"gap": 0.01}}, "options.time_limit", 60),
        ({"discount": 0.1}, "discount", 0.1),
        ({"links.known.0.strength": 9}, "links.known.0.strength", 9),
    ],
)
def test_a_change(body: dict[str, Any], path: str, value: object) -> None:
    part: Any = extended(**body)
    for key in path.split("."):
        part = part[int(key)] if key.isdecimal() else getattr(part, key)
    assert part == value


def test_what_is_taken_out_and_written_again_is_new() -> None:
    rule = {"id": "periphery", "kind": "stage_balance", "max": 4}
    changed = extended(**{"rules.periphery": None, "rules": [rule]})
    assert changed.rule_ids() == ("fair-return", "periphery")
    assert changed.rules[1].model_dump()["max"] == 4


def test_a_new_id_is_known_from_the_next_change_on() -> None:
    renamed = {"rules.fair-return.id": "x", "rules.x.floor": 0.2, "cities.gum": None}
    changed = extended(**renamed, links=None, strengths={"sites": []}, **FORMULAS)
    assert changed.rule_ids() == ("x", "periphery")
    assert changed.rules[0].model_dump()["floor"] == 0.2
    assert len(changed.cities) == 5


FORMULAS = {"strengths.formulas": {"research": "rd", "making": "population"}}


# --- what is not there ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "path", "cure"),
    [
        ({"rules": [{"id": "perifery", "min": 0.1}]}, "rules.perifery", "did you mean periphery?"),
        ({"rules": [{"id": "x", "min": 0.1}]}, "rules.x", "to add it, write it whole: kind"),
        ({"rules.perifery": None}, "rules.perifery", "did you mean periphery?"),
        ({"rules.perifery.min": 0.1}, "rules.perifery", "did you mean periphery?"),
        ({"cities": [{"id": "adler", "rd": 1}]}, "cities.adler", "did you mean alder?"),
        ({"cities": [{"id": "q", "rd": 1}]}, "cities.q", "write it whole: jurisdiction"),
        ({"funders": [{"id": "esat", "carry_over": 0}]}, "funders.esat", "did you mean east?"),
        ({"chains": [{"id": "q", "name": "Q"}]}, "chains.q", "write it whole: stages"),
        ({"instruments": [{"id": "q"}]}, "instruments.q", "write it whole: scope"),
        ({"indicators": {"r-d": {"scale": 2}}}, "indicators.r-d", "did you mean rd?"),
        ({"indicators.r-d.scale": 2}, "indicators.r-d", "did you mean rd?"),
        ({"indicators": {"r-d": None}}, "indicators.r-d", "did you mean rd?"),
        ({"optoins": None}, "optoins", "did you mean options?"),
        ({"options": {"gpa": None}}, "options.gpa", "did you mean gap?"),
        ({"cities": {"alder": {"rd": 1}}}, "cities", "write a list"),
        (
            {"strengths": {"sites": [{"city": "gum", "stage": "makin"}]}},
            "strengths.sites.gum//makin",
            "did you mean gum/tools/making?",
        ),
        (
            {"cities": [{"id": "elm"}, {"id": "elm", "jurisdiction": "east"}]},
            "cities.elm",
            "another id",
        ),
        ({"optoins": {"gap": 1}}, "optoins", "did you mean options?"),
    ],
)
def test_what_is_not_there_cannot_be_changed(body: dict[str, Any], path: str, cure: str) -> None:
    problem = problems_of({"extends": "minimal"} | body)[-1]
    assert problem.path == path
    assert cure in problem.cure.en
    assert problem.cure.zh


def test_not_too_many_are_told() -> None:
    lost = {f"rules.r{number}.min": 1 for number in range(500)}
    assert len(problems_of({"extends": "minimal"} | lost)) == MOST_TOLD


# --- files ----------------------------------------------------------------------------------------


def test_every_file_is_read_from_its_own_folder(tmp_path: Path) -> None:
    write(tmp_path / "one/t/cities.csv", "id,jurisdiction,tier\nalder,north,core\n")
    write(tmp_path / "one/scenario.yaml", "extends: minimal\ncities: {table: t/cities.csv}\n")
    write(tmp_path / "two.yaml", "extends: one\nindicators: null\nlinks: {gravity: null}\n")
    rows = "id,jurisdiction,contribution\nnorth,north,5\nsouth,south,-1\n"
    write(tmp_path / "three/funders.csv", rows)
    child = "extends: ../two.yaml\nfunders: {table: funders.csv}\ncities: [{id: alder, lon: 999}]\n"
    places = {p.path: p.place for p in problems_of(write(tmp_path / "three/scenario.yaml", child))}
    assert places["funders.south.contribution"] == "funders.csv:3"
    assert places["cities.alder.lon"] == "scenario.yaml:3"
    assert places["strengths.sites.1.city"].startswith("../two.yaml") is False
    assert places["strengths.sites.1.city"].startswith("minimal/scenario.yaml:")


def test_a_table_of_a_parent_is_called_as_seen_from_the_child(tmp_path: Path) -> None:
    write(tmp_path / "base/t/cities.csv", "id,jurisdiction,lat\nalder,north,95\nbirch,north,1,2\n")
    write(tmp_path / "base/scenario.yaml", "extends: minimal\ncities: {table: t/cities.csv}\n")
    child = write(tmp_path / "kid/scenario.yaml", "extends: ../base\ncities.alder.lat: 3\n")
    assert only(problems_of(child)).place == "../base/t/cities.csv:3"
    write(tmp_path / "base/t/cities.csv", "id,jurisdiction,lat\nalder,north,95\n")
    places = {problem.path: problem.place for problem in problems_of(child)}
    assert "cities.alder.lat" not in places
    write(child, "extends: ../base\ncities: [{id: alder, tier: core}]\n")
    places = {problem.path: problem.place for problem in problems_of(child)}
    assert places["cities.alder.lat"] == "../base/t/cities.csv:2"


def test_a_problem_names_the_file_that_it_was_written_in(tmp_path: Path) -> None:
    text = scenarios.shipped()["minimal"].read_text(encoding="utf-8")
    write(tmp_path / "base.yaml", text.replace("contribution: 40", "contribution: -40"))
    child = write(
        tmp_path / "my.yaml", "extends: base.yaml\n\ndiscount: 2\nrules.periphery.min: -1\n"
    )
    line = text.count("\n", 0, text.index("contribution: 40")) + 1
    assert [(problem.path, problem.place) for problem in problems_of(child)] == [
        ("discount", "my.yaml:3"),
        ("rules.periphery.min", "my.yaml:4"),
        ("funders.east.contribution", f"base.yaml:{line}"),
    ]


def test_a_stanza_that_no_longer_fits_is_told_where_it_was_changed(tmp_path: Path) -> None:
    child = write(tmp_path / "my.yaml", "extends: minimal\nrules:\n  - {id: periphery, min: 7}\n")
    problem = only(problems_of(child))
    assert (problem.path, problem.place) == ("rules.periphery", "my.yaml:3")


def test_a_field_that_is_taken_away_and_needed_is_told_where_that_is_written(
    tmp_path: Path,
) -> None:
    problem = only(problems_of(write(tmp_path / "my.yaml", "extends: minimal\nmoney: null\n")))
    assert (problem.path, problem.place) == ("money", "my.yaml:2")


def test_places_move_up_when_a_record_leaves(tmp_path: Path) -> None:
    text = scenarios.shipped()["minimal"].read_text(encoding="utf-8").replace("rd: 200", "rd: x")
    write(tmp_path / "base.yaml", text)
    body = "extends: base.yaml\ncities.alder: null\ncities:\n  - {id: elm, lat: 91}\n"
    places = {p.path: p.place for p in problems_of(write(tmp_path / "my.yaml", body))}
    line = text.count("\n", 0, text.index("rd: x")) + 1
    assert places["cities.gum.rd"] == f"base.yaml:{line}"
    assert places["cities.elm.lat"] == "my.yaml:4"


def test_what_cannot_be_read_in_a_parent_is_told(tmp_path: Path) -> None:
    child = write(tmp_path / "my.yaml", "extends: base.yaml\nid: a\nid: b\n")
    write(tmp_path / "base.yaml", "a: [1\n")
    assert {problem.place for problem in problems_of(child)} == {"my.yaml:3", "base.yaml:1"}
    write(tmp_path / "base.yaml", "- a\n")
    assert {problem.place for problem in problems_of(child)} == {"my.yaml:3", "base.yaml:1"}
    write(tmp_path / "base.yaml", "extends: minimal\nid: c\nid: d\n")
    assert [problem.place for problem in problems_of(child)] == ["my.yaml:3", "base.yaml:3"]


@pytest.mark.parametrize(
    ("mention", "cure"),
    [
        ("minimul", "did you mean minimal?"),
        ("../nowhere", "check the name or the path"),
        ("[a, b]", "check the name or the path"),
        ("2026", "check the name or the path"),
        ('""', "check the name or the path"),
        ('"a\\0b"', "check the name or the path"),
        ("/", "check the name or the path"),
        ("C:/x.yaml", "check the name or the path"),
    ],
)
def test_a_parent_that_is_not_there(tmp_path: Path, mention: str, cure: str) -> None:
    problem = only(problems_of(write(tmp_path / "my.yaml", f"id: x\nextends: {mention}\n")))
    assert (problem.path, problem.place) == ("extends", "my.yaml:2")
    assert cure in problem.cure.en
    assert "minimal" in problem.expected.en


def test_a_rooted_path_is_refused_although_it_is_there(tmp_path: Path) -> None:
    base = write(tmp_path / "base.yaml", "extends: minimal\n")
    assert only(problems_of(write(tmp_path / "my.yaml", f"extends: {base}\n"))).path == "extends"


def test_a_file_cannot_extend_itself_in_the_end(tmp_path: Path) -> None:
    for name, parent in (("a", "b.yaml"), ("b", "./c.yaml"), ("c", "b.yaml"), ("d", "d.yaml")):
        write(tmp_path / f"{name}.yaml", f"id: {name}\nextends: {parent}\n")
    problem = only(problems_of(tmp_path / "a.yaml"))
    assert problem.place == "c.yaml:2"
    assert problem.found == "b.yaml -> c.yaml -> b.yaml"
    assert only(problems_of(tmp_path / "d.yaml")).found == "d.yaml -> d.yaml"


def test_data_from_elsewhere_may_extend_what_is_shipped_alone(tmp_path: Path) -> None:
    write(tmp_path / "base.yaml", "extends: minimal\n")
    assert scenarios.load_tree({"extends": "base.yaml"}, tmp_path) == MINIMAL
    text = f"extends: {tmp_path / 'base.yaml'}"
    with pytest.raises(ScenarioError):
        scenarios.read_document(text)
    assert len(scenarios.read_document("extends: yrd-biomedicine").scenario.cities) == 41


def test_a_new_scenario_may_be_made_from_one_that_extends(tmp_path: Path) -> None:
    text = "extends: yrd-biomedicine\nid: mine\ndiscount: 0.1\n"
    write(tmp_path / "mine/scenario.yaml", text)
    path = scenarios.new_scenario(tmp_path / "yours", tmp_path / "mine")
    assert scenarios.load(path).id == "yours"
    assert scenarios.load(path).discount == 0.1


# --- properties -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(scenarios.shipped()))
def test_extending_with_nothing_changes_nothing(name: str) -> None:
    changed = scenarios.load_tree({"extends": name})
    assert changed == scenarios.load(name)
    assert changed.digest == scenarios.load(name).digest


@given(st.sets(st.sampled_from(sorted(tree()))), st.randoms())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_saying_the_same_again_changes_nothing(sections: set[str], random: Any) -> None:
    body = {name: copy.deepcopy(part) for name, part in tree().items() if name in sections}
    for name in ("cities", "funders", "rules", "instruments"):
        if name in body:
            body[name] = [record for record in body[name] if random.random() < 0.5] or body[name]
    assert scenarios.load_tree({"extends": "minimal"} | body) == MINIMAL


VALUES = st.one_of(st.none(), st.integers(-5, 5), st.text(max_size=5), st.floats(), st.booleans())
FIELDS = ["id", "kind", "min", "table", "rd", "sites", "known", "contribution"]


def around(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    records = st.dictionaries(st.sampled_from(FIELDS), inner, max_size=3)
    return st.one_of(inner, st.lists(inner, max_size=3), records)


BODIES = around(around(around(VALUES)))
KEYS = [
    *tree(),
    "rules.periphery",
    "cities.alder",
    "links.known.0",
    "rules.0.of.tiers",
    "a..b",
    ".",
]


@given(st.dictionaries(st.sampled_from(KEYS), BODIES, max_size=4))
@example({"cities": 0, "cities.alder": {}})
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_written_is_read_or_refused(body: dict[str, Any]) -> None:
    with contextlib.suppress(ScenarioError):
        changed = scenarios.load_tree({"extends": "minimal"} | body)
        assert scenarios.load_tree(plain(changed)).digest == changed.digest


SETTINGS = {
    "rules.periphery.min": 0.2,
    "rules.fair-return": None,
    "cities.cedar.rd": 7,
    "links.known.1.strength": 4.5,
    "options.gap": 0.01,
    "description": None,
    "funders.east.contribution": {"2": 3},
    "periods.1": "9",
    "readiness.own": 3,
}


@given(st.permutations(sorted(SETTINGS)), st.integers(0, len(SETTINGS)))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_variant_is_the_same_as_settings_of_the_same_things(names: list[str], n: int) -> None:
    body = {name: SETTINGS[name] for name in names[:n]}
    chosen = [f"{name}={'null' if value is None else value}" for name, value in body.items()]
    by_hand = scenarios.load_tree(tree(), overrides=chosen)
    dotted = {name: value for name, value in body.items() if "." in name}
    varied = scenarios.load_tree(tree() | {"variants": {"v": dict(body)}}, variant="v")
    assert varied.variant == "v"
    assert varied.as_variant(None) == by_hand
    assert varied.digest == by_hand.digest
    assert scenarios.load_tree({"extends": "minimal"} | dotted).rules == by_hand.rules


# --- written out ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(scenarios.shipped()))
def test_what_is_written_out_is_the_whole_scenario(name: str) -> None:
    for variant in (None, *scenarios.read_scenario(name).variants):
        scenario = scenarios.load(name, variant=variant)
        again = scenarios.read_document(to_yaml(plain(scenario))).scenario
        assert again == scenario.as_variant(None)
        assert again.digest == scenario.digest


def test_what_looks_like_a_number_is_written_as_the_text_that_it_is() -> None:
    names = {"zh": "1e4", "en": "0x1F"}
    scenario = extended(title=names, description="no", periods=["1e4", "007", 2026])
    text = to_yaml(plain(scenario))
    assert scenarios.read_document(text).scenario == scenario
    assert "periods: ['1e4', '007', 2026]" in text


def test_what_a_variant_cannot_change_is_known() -> None:
    assert set(FIXED) <= {*scenarios.json_schema()["$defs"]["ExtendingScenario"]["properties"]}
