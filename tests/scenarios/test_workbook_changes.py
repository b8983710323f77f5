"""Workbooks that extend and are extended, and that hold variants: as files do, told by cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

import scenarios
from scenarios.files.converting import whole
from scenarios.files.workbook import cells
from scenarios.problems import Problem, ScenarioError
from tests.scenarios.books import changed, only, problems_of

VARIANTS: list[tuple[Any, ...]] = [
    ("variant", "change", "value"),
    ("no-floor", "title", "{zh: 不保底, en: No floor}"),
    ("no-floor", "rules.fair-return", "null"),
    ("modest", "discount", 0.1),
    ("modest", "funders", "[{id: south, contribution: 5}]"),
    ("same", None, None),
]
TEXT = """\
extends: minimal
id: varied
description: '007'
variants:
  no-floor: {title: {zh: 不保底, en: No floor}, rules.fair-return: null}
  modest:
    discount: 0.1
    description: '12'
    funders:
      - {id: south, contribution: 5}
    strengths: {sites: {table: sites.csv}}
  links: {links.known.0.strength: 3.5, rules.periphery.of: {tiers: [core]}}
  same: {}
"""
SITES = "city,stage,chain,strength\nfir,making,tools,2\n"


def made(path: Path, pages: dict[str, list[tuple[Any, ...]]]) -> Path:
    """Write a workbook with these rows."""
    book = openpyxl.Workbook()
    for name, rows in pages.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    del book["Sheet"]
    book.save(path)
    return path


def extending(folder: Path, *settings: tuple[Any, ...], **pages: Any) -> Path:
    """Write a workbook that extends the minimal scenario."""
    rows = [("setting", "value"), ("extends", "minimal"), ("id", "mine"), *settings]
    return made(folder / "mine.xlsx", {"settings": rows, **pages})


def varied(folder: Path) -> Path:
    """Write a file with every sort of variant."""
    (folder / "sites.csv").write_text(SITES, encoding="utf-8")
    (folder / "varied.yaml").write_text(TEXT, encoding="utf-8")
    return folder / "varied.yaml"


def told(path: Path, variant: str | None = None) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        scenarios.load(path, variant=variant)
    for problem in caught.value.problems:
        assert problem.say("en") != problem.say("zh")
    return caught.value.problems


# --- extends --------------------------------------------------------------------------------------


def test_a_file_may_extend_a_workbook(tmp_path: Path) -> None:
    changed(tmp_path, {})
    child = tmp_path / "child.yaml"
    child.write_text("extends: fund.xlsx\nid: child\nfunders: [{id: south, contribution: 5}]\n")
    scenario = scenarios.load(child)
    assert (scenario.id, scenario.funders[2].contribution) == ("child", 5)
    assert scenario.cities == scenarios.load("minimal").cities


def test_problems_name_the_cell_of_the_workbook_or_the_line_of_the_file(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(changed(tmp_path, {}))
    heads = [str(head.value).partition("\n")[0] for head in book["cities"][1]]
    letter = openpyxl.utils.get_column_letter(heads.index("jurisdiction") + 1)
    book["cities"][f"{letter}3"] = "nowhere"
    book.save(tmp_path / "fund.xlsx")
    child = tmp_path / "child.yaml"
    child.write_text("extends: fund.xlsx\nid: child\nfunders:\n- {id: south, contribution: -5}\n")
    line, cell = told(child)
    assert line.place == "child.yaml:4"
    assert cell.place == f"fund.xlsx:cities!{letter}3"


def test_a_workbook_may_say_only_what_differs(tmp_path: Path) -> None:
    path = extending(
        tmp_path,
        ("money.unit", "billion"),
        ("description", "null"),
        ("links.known.0.strength", 3.5),
        ("rules.fair-return", "null"),
        ("options.gap", 0.01),
        funders=[("id", "contribution"), ("south", 5), ("bank", 8)],
        rules=[("id", "min"), ("periphery", 0.2)],
        cities=[("id", "jurisdiction")],
    )
    scenario, base = scenarios.load(path), scenarios.load("minimal")
    assert (scenario.id, scenario.money.unit, scenario.description) == ("mine", "billion", None)
    assert [each.contribution for each in scenario.funders[2:]] == [5, 8]
    assert scenario.rule_ids() == ("periphery",)
    assert scenario.links.known[0].strength == 3.5
    assert scenario.cities == base.cities
    assert scenario.options.gap == 0.01


def test_what_a_workbook_changes_is_told_by_its_cells(tmp_path: Path) -> None:
    path = extending(
        tmp_path,
        ("money.unit", "billions"),
        ("rules.far-return", "null"),
        funders=[("id", "contribution"), ("south", -5), ("bnk", None)],
        cities=[("id", "tier", "rd"), ("fir", "edge", "#N/A"), ("elm", "edge", "many")],
    )
    places = {problem.place for problem in told(path)}
    assert places >= {
        "mine.xlsx:settings!B4",
        "mine.xlsx:settings!B5",
        "mine.xlsx:funders!B2",
        "mine.xlsx:funders!A3",
        "mine.xlsx:cities!C3",
    }


def test_a_workbook_extends_what_is_there_and_not_itself(tmp_path: Path) -> None:
    rows = [("setting", "value"), ("extends", "mine.xlsx")]
    problem = only(told(made(tmp_path / "mine.xlsx", {"settings": rows})))
    assert problem.place == "mine.xlsx:settings!B2"
    assert problem.found == "mine.xlsx -> mine.xlsx"
    rows = [("setting", "value"), ("extends", "minmal")]
    problem = only(told(made(tmp_path / "other.xlsx", {"settings": rows})))
    assert (problem.place, problem.cure.en) == ("other.xlsx:settings!B2", "did you mean minimal?")


# --- variants -------------------------------------------------------------------------------------


def test_a_workbook_holds_variants(tmp_path: Path) -> None:
    path = extending(tmp_path, variants=VARIANTS)
    loaded = scenarios.check_scenario(path)
    assert list(loaded.variants) == ["no-floor", "modest", "same"]
    assert scenarios.load(path, variant="no-floor").rule_ids() == ("periphery",)
    modest = scenarios.load(path, ["funders.south.carry_over=0.5"], "modest")
    assert (modest.discount, modest.funders[2].contribution) == (0.1, 5)
    assert modest.funders[2].carry_over == 0.5
    assert scenarios.load(path, variant="same").digest == loaded.scenario.digest


def test_problems_of_variants_name_their_cells(tmp_path: Path) -> None:
    rows = [
        *VARIANTS[:3],
        ("modest", "discount", 2),
        ("modest", "discount", 0.2),
        ("modest", "id", "other"),
        ("modest", "rules.nothing", "null"),
        ("modest", "note", None),
        ("modest", "options", "{gap: "),
        ("modest", None, 3),
        (None, "discount", 0.5),
        ("Odd Name", "discount", 0.5),
    ]
    path = extending(tmp_path, variants=rows)
    with pytest.raises(ScenarioError) as caught:
        scenarios.check_scenario(path)
    found = {problem.place.partition("!")[2] for problem in caught.value.problems}
    assert found >= {"C4", "B5", "C6", "C7", "C8", "C9", "B10", "A11", "A12"}
    for problem in caught.value.problems:
        assert problem.place.startswith("mine.xlsx:variants!")
        assert problem.say("en") != problem.say("zh")


def test_a_sheet_of_variants_lacks_a_column(tmp_path: Path) -> None:
    problem = only(told(extending(tmp_path, variants=[("variant", "value"), ("a", 1)])))
    assert (problem.place, problem.expected.en) == ("mine.xlsx:variants!A1", "a column change")


@pytest.mark.parametrize("form", ["xlsx", "yaml", "json"])
def test_variants_come_along_into_every_form_and_back(form: str, tmp_path: Path) -> None:
    source, folder = varied(tmp_path), tmp_path / "far"
    folder.mkdir()
    first = scenarios.convert(source, folder / f"varied.{form}")
    back = scenarios.convert(first, folder / "back.yaml")
    one, two = whole(source), whole(back)
    assert one.scenario == two.scenario
    assert one.variants == two.variants
    assert one.titles == two.titles
    assert list(two.variants) == ["no-floor", "modest", "links", "same"]
    assert two.variants["modest"].strengths.sites[0].strength == 2
    description = two.variants["modest"].description
    assert description is not None
    assert description.en == "12"
    text = back.read_text(encoding="utf-8")
    assert "extends" not in text
    assert scenarios.convert(back, folder / "again.yaml").read_text(encoding="utf-8") == text


VARIED = [
    name for name, file in scenarios.shipped().items() if "\nvariants:" in file.read_text("utf-8")
]


@pytest.mark.parametrize("name", sorted([*VARIED, "minimal"]))
def test_a_new_workbook_has_the_variants_of_its_template(name: str, tmp_path: Path) -> None:
    loaded = scenarios.check_scenario(scenarios.new_workbook(tmp_path / "mine", name))
    assert loaded.scenario.id == "mine"
    titles = {key: each.title for key, each in scenarios.read_scenario(name).variants.items()}
    assert {key: each.title for key, each in loaded.variants.items()} == titles


def test_a_variant_that_is_wrong_is_refused_and_not_left_out(tmp_path: Path) -> None:
    source = varied(tmp_path)
    source.write_text(TEXT.replace("discount: 0.1", "discount: 2"), encoding="utf-8")
    assert scenarios.load(source).id == "varied"
    with pytest.raises(ScenarioError) as caught:
        scenarios.convert(source, tmp_path / "varied.xlsx")
    problem = only(caught.value.problems)
    assert (problem.variant, problem.named) == ("modest", "discount")
    assert not (tmp_path / "varied.xlsx").exists()


def test_a_variant_that_reads_a_whole_section_from_a_table_is_refused(tmp_path: Path) -> None:
    source = varied(tmp_path)
    text = TEXT.replace("strengths: {sites: {table: sites.csv}}", "cities: {table: cities.csv}")
    source.write_text(text, encoding="utf-8")
    cities = scenarios.load(source).cities
    rows = "\n".join(f"{each.id},{each.jurisdiction},{each.tier or ''}" for each in cities)
    (tmp_path / "cities.csv").write_text(f"id,jurisdiction,tier\n{rows}\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        scenarios.convert(source, tmp_path / "varied.xlsx")
    problem = only(caught.value.problems)
    assert problem.path == "variants.modest.cities"
    assert problem.say("en") != problem.say("zh")
    assert not (tmp_path / "varied.xlsx").exists()


def test_a_variant_that_no_cell_can_hold_is_refused(tmp_path: Path) -> None:
    source = varied(tmp_path)
    long = TEXT.replace("description: '12'", f"description: {'x' * 40_000}")
    source.write_text(long, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        scenarios.convert(source, tmp_path / "varied.xlsx")
    assert "a workbook holds texts of at most" in caught.value.problems[0].cure.en
    assert scenarios.convert(source, tmp_path / "other.yaml").exists()


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 0, -1.5, 2**60, "", "null", "007", "1e4", "no", "true", "[a", "'a'", '"'),
        *("甲, 乙", "a: b", "a\nb", "{x}", [], [1, "2"], {}, {"2026": 1, "x": None}),
    ],
)
def test_what_may_be_anything_is_written_as_it_is_read(value: object) -> None:
    read = cells.free(cells.spell(value))
    assert (type(read), read) == (type(value), value)


def test_settings_go_on_top_of_a_workbook(tmp_path: Path) -> None:
    path = changed(tmp_path, {})
    settings = ["rules.periphery=", "funders.south.contribution=5"]
    scenario = scenarios.load(path, settings)
    assert scenario == scenarios.load("minimal", settings)
    (problem,) = problems_of(path, "cities.fir.jurisdiction=nowhere")
    assert problem.place == "--set cities.fir.jurisdiction=nowhere"
