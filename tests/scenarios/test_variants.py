"""Variants: named changes in one file, each checked with it, each telling its own problems."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import scenarios
from scenarios.files.loading import check_document
from scenarios.files.variants import MOST
from scenarios.problems import Problem, ScenarioError

TEXT = scenarios.shipped()["minimal"].read_text(encoding="utf-8")
VARIANTS = """
variants:
  no-floor: {title: {zh: 不保底, en: No floor}, rules.fair-return: null}
  modest:
    funders:
      - {id: south, contribution: 5}
"""
AT = TEXT.count("\n") + 2
"""The line of `variants:`."""


def problems_of(variants: str, variant: str | None = None) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        check_document(TEXT + variants, variant=variant)
    for problem in caught.value.problems:
        assert problem.say("en") != problem.say("zh")
    return caught.value.problems


def test_a_variant_is_asked_for_by_name() -> None:
    loaded = scenarios.read_document(TEXT + VARIANTS)
    assert loaded.scenario == scenarios.load("minimal")
    assert {name: each.title and each.title.zh for name, each in loaded.variants.items()} == {
        "no-floor": "不保底",
        "modest": None,
    }
    floor = scenarios.read_document(TEXT + VARIANTS, variant="no-floor")
    assert floor.scenario.rule_ids() == ("periphery",)
    assert floor.scenario.title == loaded.scenario.title
    assert floor.variants == loaded.variants
    modest = scenarios.read_document(
        TEXT + VARIANTS, overrides=["funders.south.carry_over=0.5"], variant="modest"
    ).scenario
    assert (modest.funders[2].contribution, modest.funders[2].carry_over) == (5, 0.5)


def test_a_variant_tells_answers_apart_and_the_digest_what_they_say() -> None:
    base, floor, modest = (
        scenarios.read_document(TEXT + VARIANTS, variant=name).scenario
        for name in (None, "no-floor", "modest")
    )
    assert (base.id, base.variant, modest.id, modest.variant) == (
        *("minimal", None),
        *("minimal", "modest"),
    )
    assert len({base.digest, floor.digest, modest.digest}) == 3
    assert base.digest == scenarios.load("minimal").digest
    assert base.as_variant("x") != base
    assert base.as_variant("x").digest == base.digest


def test_an_unknown_variant_is_told_with_those_there_are() -> None:
    (problem,) = problems_of(VARIANTS, "modst")
    assert problem.place == "--variant modst"
    assert "no-floor, modest" in problem.expected.en
    assert problem.cure.en == "did you mean modest?"
    (problem,) = problems_of("", "modest")
    assert "a scenario that has variants" in problem.expected.en


def test_all_problems_of_all_variants_are_told_at_once() -> None:
    text = """
variants:
  one: {discount: 2, rules.nothing: null}
  two:
    rules:
      - {id: periphery, of: {tiers: [edge], cities: [alder]}}
  three: {discount: 3}
  fine: {discount: 0.5}
"""
    found = [(problem.variant, problem.path, problem.place) for problem in problems_of(text)]
    assert found == [
        ("one", "rules.nothing", f"scenario.yaml:{AT + 1}"),
        ("one", "discount", f"scenario.yaml:{AT + 1}"),
        ("two", "rules.periphery.of", f"scenario.yaml:{AT + 4}"),
        ("three", "discount", f"scenario.yaml:{AT + 5}"),
    ]
    said = problems_of(text)[1]
    assert f"scenario.yaml:{AT + 1}: variant one: discount: found 2" in said.say("en")
    assert "变体 one: discount" in said.say("zh")
    assert said.as_json()["variant"] == "one"


def test_a_problem_of_the_scenario_itself_is_told_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        check_document(TEXT.replace("contribution: 40", "contribution: -40") + VARIANTS)
    (problem,) = caught.value.problems
    assert (problem.path, problem.variant) == ("funders.east.contribution", "")


def test_another_variant_does_not_stand_in_the_way() -> None:
    text = "\nvariants: {bad: {discount: 2}, good: {discount: 0.5}}\n"
    assert scenarios.read_document(TEXT + text, variant="good").scenario.discount == 0.5
    assert scenarios.read_document(TEXT + text).scenario.discount == 0
    assert [problem.variant for problem in problems_of(text, "good")] == ["bad"]


@pytest.mark.parametrize(
    ("written", "path", "found", "cure"),
    [
        ("[a]", "variants", "[a]", "{what changes}"),
        ("{a: 3}", "variants.a", "3", "{field: value}"),
        ("{a: }", "variants.a", "null", "{field: value}"),
        ("{A b: {}}", "variants.A b", "A b", "lower-case"),
        ("{a: {id: x}}", "variants.a.id", "id", "remove it"),
        ("{a: {extends: x}}", "variants.a.extends", "extends", "remove it"),
        ("{a: {variants: {}}}", "variants.a.variants", "variants", "remove it"),
        ("{a: {title: [1]}}", "variants.a.title", "[1]", "correct"),
    ],
)
def test_how_variants_are_written(written: str, path: str, found: str, cure: str) -> None:
    (problem,) = problems_of(f"\nvariants:\n  {written}\n")
    assert (problem.path, problem.found) == (path, found)
    assert problem.place.startswith("scenario.yaml:")
    assert cure in problem.cure.en


def test_variants_have_a_number() -> None:
    many = ", ".join(f"v{number}: {{}}" for number in range(MOST + 1))
    (problem,) = problems_of(f"\nvariants: {{{many}}}\n")
    assert f"at most {MOST}" in problem.expected.en


def test_none_is_as_good_as_no_variants() -> None:
    assert check_document(TEXT + "\nvariants:\n").variants == {}
    assert check_document(TEXT + "\nvariants: {same: {}}\n", variant="same").scenario.variant


def test_a_variant_may_bring_a_table(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("id,jurisdiction,contribution\neast,east,1\n", "utf-8")
    (tmp_path / "my.yaml").write_text(
        TEXT + "\nvariants:\n  few: {funders: {table: f.csv}}\n  none: {funders: {table: g.csv}}\n",
        encoding="utf-8",
    )
    assert [f.contribution for f in scenarios.load(tmp_path / "my.yaml", (), "few").funders] == [1]
    with pytest.raises(ScenarioError) as caught:
        scenarios.check_scenario(tmp_path / "my.yaml", variant="few")
    assert {problem.variant for problem in caught.value.problems} == {"none"}


def test_variants_are_not_inherited(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(TEXT + VARIANTS, "utf-8")
    child = "extends: base.yaml\nrules.fair-return: null\nvariants: {mine: {discount: 0.2}}\n"
    (tmp_path / "my.yaml").write_text(child, "utf-8")
    loaded = scenarios.check_scenario(tmp_path / "my.yaml", variant="mine")
    assert set(loaded.variants) == {"mine"}
    assert (loaded.scenario.discount, loaded.scenario.rule_ids()) == (0.2, ("periphery",))
    (tmp_path / "my.yaml").write_text(child.replace("0.2", "2"), "utf-8")
    with pytest.raises(ScenarioError) as caught:
        scenarios.check_scenario(tmp_path / "my.yaml")
    assert [(p.variant, p.place) for p in caught.value.problems] == [("mine", "my.yaml:3")]


def test_settings_are_for_the_one_that_is_asked_for() -> None:
    def check(setting: str, variant: str | None) -> Any:
        data = scenarios.read_document(TEXT + VARIANTS).source.tree
        written = data | {"variants": {"no-floor": {"rules.fair-return": None}}}
        return scenarios.load_tree(written, None, [setting], variant)

    assert check("rules.fair-return.floor=0.1", None).rules[0].model_dump()["floor"] == 0.1
    with pytest.raises(ScenarioError, match=r"found fair-return"):
        check("rules.fair-return.floor=0.1", "no-floor")


@pytest.mark.parametrize("name", sorted(scenarios.shipped()))
def test_shipped_variants_are_sound_and_have_titles(name: str) -> None:
    loaded = scenarios.check_scenario(name)
    for variant in loaded.variants.values():
        assert variant.title is not None
        assert variant.title.zh != variant.title.en


def test_a_setting_adds_a_rule_under_a_new_id() -> None:
    usual = scenarios.load("minimal")
    more = scenarios.load("minimal", ["rules.cap={kind: amount_limit, max: 150}"])
    assert more.rule_ids() == (*usual.rule_ids(), "cap")
    assert more.rules[-1].model_dump()["max"] == 150


def test_a_setting_that_adds_no_whole_rule_is_refused() -> None:
    with pytest.raises(ScenarioError) as refused:
        scenarios.load("minimal", ["rules.cap=150"])
    assert "rules.cap" in str(refused.value)
