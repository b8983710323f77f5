"""Scenario files are read as they are meant, from every form in which they may be written."""

from __future__ import annotations

import csv
import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

import scenarios
from scenarios.files.spots import Spot
from scenarios.files.yaml12 import read_yaml, scalar
from scenarios.problems import ScenarioError
from scenarios.rules import RULES
from scenarios.scenario import Scenario
from tests.conftest import tree

SHIPPED = sorted(scenarios.shipped())


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_scenario_loads_and_opens(name: str) -> None:
    loaded = scenarios.read_scenario(name)
    assert loaded.scenario.id == name
    assert loaded.open().activities > 0


def test_a_scenario_is_found_by_name_folder_and_file(tmp_path: Path) -> None:
    path = scenarios.shipped()["minimal"]
    by_name = scenarios.load("minimal")
    assert scenarios.load(path) == by_name == scenarios.load(path.parent)
    assert scenarios.load(str(path)) == by_name
    (tmp_path / "bom.yaml").write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert scenarios.load(tmp_path / "bom.yaml") == by_name


def test_yaml_json_and_data_say_the_same(tmp_path: Path) -> None:
    text = scenarios.shipped()["minimal"].read_text(encoding="utf-8")
    plain = scenarios.read_document(text).source.tree
    path = tmp_path / "minimal.json"
    path.write_text(json.dumps(plain, indent=1), encoding="utf-8")
    assert scenarios.load(path) == scenarios.load_tree(tree()) == scenarios.load("minimal")
    spot = scenarios.read_scenario(path).source.spot
    assert spot is not None
    assert spot.within("id") == Spot(3, 2)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-4", 1e-4),
        ("1.", 1.0),
        (".5", 0.5),
        ("+12", 12),
        ("0o17", 15),
        ("0xFF", 255),
        ("-.inf", -math.inf),
        ("true", True),
        ("FALSE", False),
        ("no", "no"),
        ("on", "on"),
        ("1_000", "1_000"),
        ("2026-01-01", "2026-01-01"),
        ("12:30", "12:30"),
        ("NaN", "NaN"),
        ("~", None),
        ("", None),
        ("Null", None),
    ],
)
def test_plain_words_mean_what_yaml_12_says(text: str, value: object) -> None:
    assert scalar(text) == value
    assert type(scalar(text)) is type(value)
    assert scalar(".nan") != scalar(".nan")


def test_keys_are_text_and_quotes_make_text() -> None:
    tree, _, problems = read_yaml("2026: 1\ntrue: '1'\n~: \"no\"\nx: |\n  1\n", "x")
    assert problems == []
    assert tree == {"2026": 1, "true": "1", "~": "no", "x": "1\n"}


def test_aliases_stand_for_a_copy() -> None:
    tree, spot, _ = read_yaml("a: &a {x: [1]}\nb: *a\nc: [*a, *a]\n", "x")
    assert tree == {"a": {"x": [1]}, "b": {"x": [1]}, "c": [{"x": [1]}] * 2}
    assert tree["a"] is not tree["b"]
    assert tree["a"]["x"] is not tree["c"][0]["x"]
    assert spot is not None
    assert [part.line for part in (spot.within("a"), spot.within("b")) if part] == [1, 2]


def as_table(folder: Path, mention: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the minimal scenario with its cities in a table."""
    folder.mkdir(exist_ok=True)
    with (folder / "cities.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)))
        writer.writeheader()
        writer.writerows(rows)
    return tree() | {"cities": {"table": "cities.csv"} | mention}


def test_a_table_says_the_same_as_a_list(tmp_path: Path) -> None:
    written = as_table(tmp_path, {}, tree()["cities"])
    assert scenarios.load_tree(written, tmp_path) == scenarios.load("minimal")


def test_columns_are_mapped_skipped_and_nested(tmp_path: Path) -> None:
    rows = [
        {"key": city["id"], "zh": f"{city['id']}市", "en": "", "note": "x", "tier": city["tier"]}
        | {"jurisdiction": "north"}
        for city in tree()["cities"]
    ]
    rows[0]["en"] = " Alder "
    mention = {"id": "key", "code": "key", "name.zh": "zh", "name.en": "en", "skip": ["note"]}
    written = as_table(tmp_path, mention, rows)
    with pytest.raises(ScenarioError) as caught:
        scenarios.load_tree(written, tmp_path)
    lacking = caught.value.problems
    assert lacking[0].path == "cities.birch.name.en"
    assert lacking[0].place == "cities.csv:3"
    for row in rows:
        row["en"] = row["en"] or "City"
    cities = scenarios.load_tree(as_table(tmp_path, mention, rows), tmp_path).cities
    assert cities[0].code == cities[0].id == "alder"
    assert cities[0].name is not None
    assert (cities[0].name.zh, cities[0].name.en) == ("alder市", "Alder")


def test_blank_cells_are_not_given_and_digits_stay_text(tmp_path: Path) -> None:
    rows = [city | {"code": "0310000", "rd": ""} for city in tree()["cities"]]
    first = scenarios.load_tree(as_table(tmp_path, {}, rows), tmp_path).cities[0]
    assert first.code == "0310000"
    assert "rd" not in first.figures
    assert first.figures["population"] == 8e6


def test_money_per_period_may_come_from_a_table(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(
        "id,jurisdiction,contribution.1,contribution.2\nnorth,north,50,\neast,east,1,2\n",
        encoding="utf-8",
    )
    written = tree() | {"funders": {"table": "f.csv"}}
    funders = scenarios.load_tree(written, tmp_path).funders
    assert [funder.contribution for funder in funders] == [{"1": 50.0}, {"1": 1.0, "2": 2.0}]


@pytest.mark.parametrize(
    ("setting", "path", "value"),
    [
        ("funders.east.contribution=90", "funders.1.contribution", 90),
        ("funders.east.contribution={1: 3}", "funders.1.contribution", {"1": 3}),
        ("funders.east.carry_over=0.5", "funders.1.carry_over", 0.5),
        ("cities.2.rd=7", "cities.2.figures.rd", 7),
        ("cities.cedar.rd=7", "cities.2.figures.rd", 7),
        ("options.time_limit=5", "options.time_limit", 5),
        ("rules.fair-return.ceiling=2", "rules.0.ceiling", 2),
        ("rules.0.floor=0.1", "rules.0.floor", 0.1),
        ("rules.fair-return=null", "rules.0.id", "periphery"),
        ("periods.0=null", "periods", ("2",)),
        ("rules.1.of.tiers=[core]", "rules.1.of.tiers", ("core",)),
        ("chains.tools.name.en=Saws", "chains.0.name.en", "Saws"),
        ("description=null", "description", None),
        ("description=", "description", None),
        ("title=a=b", "title.en", "a=b"),
        ("readiness.own=3", "readiness.own", 3),
        ("periods.1=9", "periods.0", "9"),
    ],
)
def test_a_setting_changes_one_value(setting: str, path: str, value: object) -> None:
    part: Any = scenarios.load("minimal", [setting])
    for key in path.split("."):
        if key.isdecimal():
            part = part[int(key)]
        else:
            part = part[key] if isinstance(part, dict) else getattr(part, key)
    assert part == value


def test_settings_follow_one_another_and_reach_into_tables(tmp_path: Path) -> None:
    written = as_table(tmp_path, {}, tree()["cities"])
    chosen = ["cities.cedar.rd=1", "cities.cedar.rd=2", "cities.elm.tier=null"]
    cities = scenarios.load_tree(written, tmp_path, chosen).cities
    assert cities[2].figures["rd"] == 2
    assert cities[3].tier is None
    assert written == as_table(tmp_path, {}, tree()["cities"]), "what was given is left as it was"


def test_a_setting_may_put_another_table_in_place(tmp_path: Path) -> None:
    as_table(tmp_path, {}, tree()["cities"])
    loaded = scenarios.load_tree(tree(), tmp_path, ["cities={table: cities.csv}"])
    assert loaded == scenarios.load("minimal")


@pytest.mark.parametrize(
    ("setting", "path", "cure"),
    [
        ("funders.eats.contribution=1", "funders.eats", "did you mean east?"),
        ("rules.fair-retrun.floor=1", "rules.fair-retrun", "did you mean fair-return?"),
        ("optons.gap=0.1", "optons", "did you mean options?"),
        ("options.gpa=0.1", "options.gpa", "did you mean gap?"),
        ("options.gpa=null", "options.gpa", "did you mean gap?"),
        ("cities.alder.gdp=1", "cities.alder.gdp", "declare gdp under indicators"),
        ("cities.9.rd=1", "cities.9", "correct the path"),
        ("funders.east.contribution=-1", "funders.east.contribution", "correct the number"),
        ("rules.periphery.of.tiers.0=rim", "rules.periphery.of.tiers.0", "as tier of a city"),
        ("funders.east.contribution.1=3", "funders.east.contribution.1", "correct the path"),
        ("nonsense", "the file", "funders.shanghai.contribution=900"),
        ("=1", "the file", "funders.shanghai.contribution=900"),
        ("id=[", "the file", "brackets"),
        ("id=!!str x", "the file", "remove the tag"),
    ],
)
def test_a_wrong_setting_is_told_with_its_text(setting: str, path: str, cure: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        scenarios.load("minimal", [setting])
    (problem,) = caught.value.problems
    assert problem.place == f"--set {setting}"
    assert (problem.path or "the file") == path
    assert cure in problem.cure.en
    assert problem.cure.zh


def test_problems_of_the_ledger_get_their_places_too() -> None:
    text = scenarios.shipped()["minimal"].read_text(encoding="utf-8")
    old = "{tiers: [edge]}"
    loaded = scenarios.read_document(text.replace(old, "{tiers: [edge], cities: [alder]}"))
    with pytest.raises(ScenarioError) as caught:
        loaded.open()
    (problem,) = caught.value.problems
    line = text.count("\n", 0, text.index(old)) + 1
    assert (problem.path, problem.place) == ("rules.periphery.of", f"scenario.yaml:{line}")
    assert problem.loc == ("rules", 1, "of")


def test_a_pointer_has_numbers_and_a_path_has_ids() -> None:
    with pytest.raises(ScenarioError) as caught:
        scenarios.load("minimal", ["cities.cedar.lon=999"])
    (problem,) = caught.value.problems
    assert problem.as_json()["pointer"] == "/cities/2/lon"
    assert problem.path == "cities.cedar.lon"


@pytest.mark.parametrize("template", SHIPPED)
def test_a_new_scenario_is_ready_to_use(tmp_path: Path, template: str) -> None:
    path = scenarios.new_scenario(tmp_path / "my-fund", template)
    assert path == tmp_path / "my-fund" / "scenario.yaml"
    modeline = "# yaml-language-server: $schema=./scenario.schema.json\n"
    text = path.read_text(encoding="utf-8")
    origin = scenarios.shipped()[template].read_text(encoding="utf-8")
    assert text == modeline + origin.replace(f"id: {template}", "id: my-fund", 1)
    schema = json.loads((tmp_path / "my-fund/scenario.schema.json").read_text(encoding="utf-8"))
    assert schema == scenarios.json_schema()
    copy, first = scenarios.load(path), scenarios.load(template)
    assert copy == first.model_copy(update={"id": "my-fund"})
    again = scenarios.new_scenario(tmp_path / "again", path.parent)
    assert again.read_text(encoding="utf-8").count("yaml-language-server") == 1
    assert sorted(part.name for part in tmp_path.iterdir()) == ["again", "my-fund"]


def test_a_new_scenario_is_made_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "there").mkdir()
    for target, template, cure in [
        ("there", "minimal", "another name"),
        ("My Fund", "minimal", "call it my-fund"),
        ("no/where", "minimal", "make this folder first"),
        ("fine", "minimol", "did you mean minimal?"),
    ]:
        with pytest.raises(ScenarioError) as caught:
            scenarios.new_scenario(tmp_path / target, template)
        assert cure in caught.value.problems[0].cure.en
    full = OSError(28, "No space left on device")

    def fail(*_: object, **__: object) -> None:
        raise full

    monkeypatch.setattr("scenarios.files.writing.json_schema", fail)
    with pytest.raises(ScenarioError, match="No space left on device"):
        scenarios.new_scenario(tmp_path / "fine")
    assert [part.name for part in tmp_path.iterdir()] == ["there"]


def test_what_is_hidden_or_a_link_is_not_copied(tmp_path: Path) -> None:
    origin = scenarios.new_scenario(tmp_path / "origin").parent
    (origin / ".secret").write_text("x", encoding="utf-8")
    (origin / "link").symlink_to("/etc/passwd")
    copy = scenarios.new_scenario(tmp_path / "copy", origin).parent
    assert {part.name for part in copy.iterdir()} == {"scenario.yaml", "scenario.schema.json"}


def test_the_json_schema_knows_every_form() -> None:
    schema = scenarios.json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    models = schema["$defs"]
    parts = models["Scenario"]["properties"]
    assert "schema" in parts
    assert "version" not in parts
    listed = [parts[name] for name in ("jurisdictions", "cities", "funders")]
    listed += [models["Strengths"]["properties"]["sites"], models["Links"]["properties"]["known"]]
    for forms in (part["anyOf"] for part in listed):
        assert [form["type"] for form in forms] == ["array", "object"]
        assert forms[1]["required"] == ["table"]
    for name in ("Text", "Stage"):
        assert [form["type"] for form in models[name]["anyOf"]] == ["string", "object"]
    assert [form["type"] for form in parts["id"]["anyOf"]] == ["string", "integer"]
    assert [form["type"] for form in parts["periods"]["items"]["anyOf"]] == ["string", "integer"]
    assert models["City"]["additionalProperties"] == {"type": "number"}


def test_the_json_schema_tells_what_each_rule_says() -> None:
    models = scenarios.json_schema()["$defs"]
    for rule in RULES.values():
        assert rule.title.zh in models[rule.__name__]["title"]
        assert rule.says.en in models[rule.__name__]["description"]
        assert rule.says.zh in models[rule.__name__]["description"]


def test_the_json_schema_has_every_field() -> None:
    models = scenarios.json_schema()["$defs"]
    fields = {field.alias or name for name, field in Scenario.model_fields.items()}
    assert set(models["Scenario"]["properties"]) == fields | {"variants"}
    assert set(models["ExtendingScenario"]["properties"]) == fields | {"variants", "extends"}
    assert set(models["Variant"]["properties"]) == fields - {"schema", "id"}


def test_the_json_schema_asks_a_file_that_extends_for_nothing_else() -> None:
    schema = scenarios.json_schema()
    models = schema["$defs"]
    assert schema["if"] == {"required": ["extends"]}
    assert models["ExtendingScenario"]["required"] == ["extends"]
    assert "required" not in models["Variant"]
    assert "cities" in models["Scenario"]["required"]
    for name, model in models.items():
        if name.startswith("Changed"):
            assert "required" not in model
            assert name.removeprefix("Changed") in models
    assert models["Gravity"]["required"] == ["distance", "border"]
    references = set(re.findall(r'"#/\$defs/([^"]+)"', json.dumps(schema)))
    assert references <= set(models)


def test_the_front_door_is_listed() -> None:
    for name in scenarios.__all__:
        assert getattr(scenarios, name).__doc__
    with pytest.raises(AttributeError, match="nothing"):
        scenarios.nothing  # noqa: B018
