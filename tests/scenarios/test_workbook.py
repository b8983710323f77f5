"""A scenario in a workbook says the same as in a file, explains itself, and comes back whole."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

import scenarios
from scenarios.files.dumping import plain, to_flow, to_yaml
from scenarios.files.workbook import cells, layout
from scenarios.files.workbook.reading import read_workbook
from scenarios.files.workbook.writing import workbook_of
from scenarios.files.yaml12 import read_yaml
from scenarios.problems import ScenarioError
from scenarios.rules import RULES
from scenarios.scenario import Scenario
from scenarios.words import Language
from tests.conftest import tree
from tests.optimizer.strategies import OBJECTIVES, trees
from tests.scenarios.books import cell, changed, minimal_book

SHIPPED = sorted(scenarios.shipped())


def again(scenario: Scenario, language: Language = "en") -> Scenario:
    """Return the scenario after a way through a workbook."""
    source, problems = read_workbook(workbook_of(scenario, language), "fund.xlsx")
    assert problems == []
    return scenarios.load_tree(source.tree)


def book(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def heads(sheet: Any) -> list[str]:
    return [str(head.value).partition("\n")[0] for head in sheet[1]]


# --- the same scenario ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "language"), [("yrd-biomedicine", "zh"), *((name, "en") for name in SHIPPED)]
)
def test_every_shipped_scenario_comes_back(name: str, language: Language) -> None:
    scenario = scenarios.load(name)
    back = again(scenario, language)
    assert back == scenario
    assert back.digest == scenario.digest


@pytest.mark.parametrize("name", SHIPPED)
def test_yaml_to_workbook_to_yaml(name: str, tmp_path: Path) -> None:
    first = scenarios.convert(name, tmp_path / "one.yaml")
    made = scenarios.convert(scenarios.convert(first, tmp_path / "two.xlsx"), tmp_path / "3.yaml")
    assert made.read_text(encoding="utf-8") == first.read_text(encoding="utf-8")
    assert scenarios.load(made) == scenarios.load(name)
    as_json = scenarios.convert(made, tmp_path / "four.json")
    assert scenarios.load(as_json) == scenarios.load(name)


@given(trees(), st.sampled_from(OBJECTIVES))
@settings(max_examples=12, deadline=None)
def test_made_up_scenarios_come_back(made_up: dict[str, Any], objective: Any) -> None:
    scenario = scenarios.load_tree(made_up | {"objective": objective})
    back = again(scenario)
    assert back == scenario
    assert back.digest == scenario.digest
    assert plain(back) == plain(scenario)
    assert scenarios.read_document(to_yaml(plain(scenario))).scenario == scenario


@pytest.mark.parametrize("kind", sorted(RULES))
def test_every_kind_of_rule_comes_back(kind: str) -> None:
    scenario = scenarios.load_tree(tree() | {"rules": [RULES[kind].example]})
    assert again(scenario) == scenario


PROSE = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1).filter(
    lambda text: text == cells.clean(text) and text.strip() != ""
)


@given(
    zh=PROSE,
    en=PROSE,
    unit=PROSE,
    year=st.integers(1900, 2100) | st.just("2021 (Shanghai 2023)") | st.just("2022"),
    figures=st.lists(st.floats(1e-300, 1e300) | st.integers(1, 10**15), min_size=6, max_size=6),
)
@settings(max_examples=12, deadline=None)
def test_texts_and_numbers_come_back_to_the_last_digit(
    zh: str, en: str, unit: str, year: object, figures: list[float]
) -> None:
    written = tree()
    written["title"] = {"zh": zh, "en": en}
    written["indicators"]["rd"] = {"unit": unit, "year": year, "source": zh}
    for city, figure in zip(written["cities"], figures, strict=True):
        city["rd"] = figure
    scenario = scenarios.load_tree(written)
    assert again(scenario).digest == scenario.digest


def hard() -> dict[str, Any]:
    """Return a scenario with all that is awkward to put into cells."""
    written = tree()
    written["periods"] = [2026, 2027, "1-2", "07"]
    written["funders"][0]["contribution"] = {"2026": 1, "07": 2.5}
    written["funders"][1]["contribution"] = 0.1 + 0.2
    written["cities"][0] |= {"id": "007", "code": "0310000", "name": {"zh": "一, 二", "en": "a; b"}}
    written["cities"][1]["id"] = "1-2"
    swapped = {"alder": "007", "birch": "1-2"}
    for section, part in (("strengths", "sites"), ("links", "known")):
        for row in written[section][part]:
            row |= {key: swapped.get(value, value) for key, value in row.items()}
    written["chains"][0]["stages"] = ["research", {"id": "making", "name": "Making", "source": "x"}]
    written["strengths"]["formulas"] = {"tools/research": "rd"}
    written["instruments"][0]["response"] = {"kind": "points", "points": [[0, 0], [10, 5.5]]}
    written["options"] = {}
    written["title"] = "=1+1"
    written["description"] = "  a note:\n- [x]\n\n{y: #z}\n"
    written["rules"] = [
        {"kind": "share_limit", "of": {"cities": ["007"]}, "in": "all", "max": 0.5, "note": "- x"},
        {"kind": "share_limit", "each": ["city", "period"], "max": 0.5},
        {"kind": "commitment", "between": ["007/research", "cedar/research"], "forbidden": True},
        {"kind": "amount_limit", "cross_border": False, "periods": ["07", 2026], "min": 1e-7},
    ]
    written["description"] = written["description"].strip(" ")
    return written


def test_what_is_awkward_in_cells_comes_back() -> None:
    scenario = scenarios.load_tree(hard())
    back = again(scenario)
    assert back == scenario
    assert back.digest == scenario.digest


@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed"
)
@pytest.mark.parametrize("name", [*SHIPPED, "hard"])
def test_a_workbook_saved_by_libreoffice_says_the_same(name: str, tmp_path: Path) -> None:
    """LibreOffice keeps 15 digits of a number."""
    scenario = (
        scenarios.load(name)
        if name in SHIPPED
        else scenarios.load_tree(hard() | {"funders": tree()["funders"]})
    )
    path = tmp_path / "fund.xlsx"
    path.write_bytes(workbook_of(scenario, "zh"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir"]
    subprocess.run(
        [*command, str(tmp_path / "saved"), str(path)], check=True, capture_output=True, timeout=180
    )
    saved = scenarios.load(tmp_path / "saved" / "fund.xlsx")
    assert saved == scenario
    assert saved.digest == scenario.digest


def test_a_blank_workbook_of_ones_own_is_read(tmp_path: Path) -> None:
    """Nothing of our looks is needed: plain names in the first row, plain values below."""
    plain_book = openpyxl.Workbook()
    plain_book.remove(plain_book.active)
    for sheet in book(minimal_book()):
        if sheet.title not in ("readme", "#lists"):
            page = plain_book.create_sheet(sheet.title)
            page.append(heads(sheet))
            for row in sheet.iter_rows(min_row=2, values_only=True):
                page.append(row)
    plain_book.create_sheet("Sheet1")
    plain_book.save(tmp_path / "own.xlsx")
    assert scenarios.load(tmp_path / "own.xlsx") == scenarios.load("minimal")


# --- what people type -----------------------------------------------------------------------------


def test_numbers_as_text_and_texts_as_number(tmp_path: Path) -> None:
    path = changed(
        tmp_path,
        {
            cell("funders", "north", "contribution"): " 50 ",
            cell("cities", "alder", "rd"): "4e3",
            cell("cities", "alder", "code"): 310000,
            cell("cities", "birch", "code"): 310000.0,
            cell("settings", "periods", "value"): "1，2",
            cell("settings", "schema", "value"): "1",
            cell("instruments", "workshop", "stages"): " making\u00a0",
        },
    )
    scenario = scenarios.load(path)
    assert scenario.funders[0].contribution == 50
    assert scenario.cities[0].figures["rd"] == 4000
    assert [city.code for city in scenario.cities[:2]] == ["310000", "310000"]
    assert scenario.periods == ("1", "2")
    assert scenario.instruments[1].stages == ("making",)


@pytest.mark.parametrize("truth", [True, "TRUE", "true"])
def test_truth_is_truth(tmp_path: Path, truth: object) -> None:
    path = changed(
        tmp_path,
        {
            cell("settings", "readiness.own", "value"): 5,
            cell("settings", "readiness.per_strength", "value"): truth,
            cell("rules", "periphery", "of.cross_border"): truth,
        },
    )
    scenario = scenarios.load(path)
    assert scenario.readiness is not None
    assert scenario.readiness.per_strength is True
    assert scenario.rules[1].of.cross_border is True


def test_blank_rows_notes_and_spare_columns_are_left_out(tmp_path: Path) -> None:
    def change(pages: Any) -> None:
        cities = pages["cities"]
        cities.insert_rows(4)
        width = cities.max_column
        cities.cell(1, width + 1, "# whom to ask")
        cities.cell(2, width + 1, "the mayor")
        cities.cell(4, width + 1, "a row of notes")
        cities.cell(40, 1, "  ")
        pages.create_sheet("#ideas")["A1"] = "not now"

    assert scenarios.load(changed(tmp_path, change)) == scenarios.load("minimal")


def test_saved_results_of_formulas_are_read(tmp_path: Path) -> None:
    """What Excel saves beside a formula counts; a text of no length is a blank."""
    path, done = tmp_path / "fund.xlsx", 0
    with zipfile.ZipFile(io.BytesIO(minimal_book())) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if b"<v>8000000</v>" in data:
                data = data.replace(b"<v>8000000</v>", b"<f>2*4000000</f><v>8000000</v>")
                data = data.replace(b"<v>4000</v></c>", b'<f>""</f><v></v></c>')
                data = data.replace(b'<c r="J2" ', b'<c r="J2" t="str" ')
                done += 1
            new.writestr(name, data)
    assert done == 1
    figures = scenarios.load(path).cities[0].figures
    assert figures == {"population": 8e6}


def test_stanzas_may_stand_in_one_cell(tmp_path: Path) -> None:
    def change(pages: Any) -> None:
        rules = pages["rules"]
        for column, head in enumerate(heads(rules), start=1):
            if head == "of.tiers":
                rules.cell(1, column, "of")
                rules.cell(3, column, "tiers: [edge]\ncross_border: true")
        funders = pages["funders"]
        column = heads(funders).index("contribution") + 1
        funders.cell(2, column, "{1: 50, 2: 60}")
        funders.cell(3, column, "1: 40")

    scenario = scenarios.load(changed(tmp_path, change))
    assert scenario.rules[1].of.given == {"tiers": ("edge",), "cross_border": True}
    assert scenario.funders[0].contribution == {"1": 50, "2": 60}
    assert scenario.funders[1].contribution == {"1": 40}


def test_stages_may_stand_beside_their_chain(tmp_path: Path) -> None:
    def change(pages: Any) -> None:
        pages.remove(pages["chains.stages"])
        column = pages["chains"].max_column + 1
        pages["chains"].cell(1, column, "stages")
        pages["chains"].cell(2, column, "research, making")

    assert scenarios.load(changed(tmp_path, change)) == scenarios.load("minimal")


def test_settings_change_a_workbook_as_they_change_a_file(tmp_path: Path) -> None:
    chosen = [
        "funders.north.contribution=60",
        "rules.periphery.min=0.25",
        "links.known.0.strength=1",
    ]
    path = changed(tmp_path, {})
    assert scenarios.load(path, chosen) == scenarios.load("minimal", chosen)
    with pytest.raises(ScenarioError) as caught:
        scenarios.load(path, ["cities.alder.rd=much", "funders=[{id: x}]"])
    places = [problem.place for problem in caught.value.problems]
    assert "--set cities.alder.rd=much" in places
    assert "--set funders=[{id: x}]" in places


# --- how it looks ---------------------------------------------------------------------------------


def test_there_is_a_sheet_for_everything() -> None:
    names = book(minimal_book()).sheetnames
    assert names[:2] == ["readme", "settings"]
    assert names[-2:] == ["variants", "#lists"]
    assert set(names[2:-2]) == {sheet.name for sheet in layout.sheets()}
    assert {"cities", "chains.stages", "strengths.formulas", "links.known", "rules"} <= set(names)


def test_headings_are_frozen_named_and_noted() -> None:
    pages = book(workbook_of(scenarios.load("yrd-biomedicine"), "zh"))
    for sheet in pages:
        if sheet.title not in ("readme", "#lists"):
            assert sheet.freeze_panes is not None, sheet.title
    funders = {str(head.value).partition("\n")[0]: head for head in pages["funders"][1]}
    assert funders["contribution"].value == "contribution\n每期出资\n百万CNY"
    assert "必填" in funders["contribution"].comment.text
    assert "单位: 百万CNY" in funders["contribution"].comment.text
    assert "0 到 1 之间的比例" in funders["carry_over"].comment.text
    rules = {str(head.value).partition("\n")[0]: head for head in pages["rules"][1]}
    assert "百万CNY" not in rules["min"].value
    assert "用于 amount_limit:" in rules["min"].comment.text
    assert "用于 share_limit, stage_balance:" in rules["min"].comment.text
    cities = {str(head.value).partition("\n")[0]: head for head in pages["cities"][1]}
    assert cities["gdp_2022"].value == "gdp_2022\n100 x CNY million"
    assert "地区生产总值" in cities["gdp_2022"].comment.text


def test_it_is_the_same_whenever_it_is_written() -> None:
    written = zipfile.ZipFile(io.BytesIO(minimal_book())).read("docProps/core.xml").decode()
    assert re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", written) == 2 * ["2000-01-01T00:00:00Z"]


def test_every_setting_says_what_it_means() -> None:
    rows = list(book(minimal_book())["settings"].iter_rows(min_row=2, values_only=True))
    assert {row[0] for row in rows} == {".".join(path) for path in layout.settings()}
    assert all(row[2] for row in rows)


def test_the_first_sheet_says_how_to_solve() -> None:
    pages = book(workbook_of(scenarios.load("minimal"), "zh"))
    said = "\n".join(str(value) for row in pages["readme"].values for value in row if value)
    for part in ("最小示例", "deltafund solve my-fund.xlsx", "百万CNY", "rules", "share_limit"):
        assert part in said


def choices(sheet: Any, place: str) -> str:
    """Return where the drop-down of a cell takes its words from."""
    found = [each for each in sheet.data_validations.dataValidation if place in each.sqref]
    assert len(found) == 1
    return str(found[0].formula1)


def test_references_and_words_have_drop_downs() -> None:
    pages = book(minimal_book())
    place = cell("cities", "alder", "jurisdiction").partition("!")[2]
    assert "jurisdictions" in choices(pages["cities"], place)
    place = cell("links.known", 2, "stage_a").partition("!")[2]
    assert "chains.stages" in choices(pages["links.known"], place)
    place = cell("instruments", "workshop", "scope").partition("!")[2]
    assert choices(pages["instruments"], place) == '"site,link,project"'
    place = cell("rules", "periphery", "kind").partition("!")[2]
    assert "stage_balance" in choices(pages["rules"], place)
    for column, words in (("of.tiers", "edge"), ("of.periods", "1")):
        place = cell("rules", "periphery", column).partition("!")[2]
        name, _, area = choices(pages["rules"], place).strip("=").partition("!")
        listed = pages[name.strip("'")][area.replace("$", "")]
        assert words in [row[0].value for row in listed], column


def test_assumed_figures_are_shaded_and_other_kinds_of_rules_grey() -> None:
    pages = book(minimal_book())
    formulas = {
        name: [
            str(rule.formula[0])
            for found in pages[name].conditional_formatting
            for rule in found.rules
        ]
        for name in ("funders", "cities", "rules", "settings")
    }
    why = cell("funders", 2, "assumption.zh").partition("!")[2][0]
    assert any(f'${why}2<>""' in formula for formula in formulas["funders"])
    assert any("indicators!" in formula for formula in formulas["cities"])
    assert any("COUNTIF" in formula for formula in formulas["rules"])
    assert formulas["settings"]


def test_columns_that_no_rule_uses_are_folded() -> None:
    sheet = book(minimal_book())["rules"]
    used = cell("rules", "periphery", "of.tiers").partition("!")[2].rstrip("0123456789")
    unused = cell("rules", "periphery", "to.tiers").partition("!")[2].rstrip("0123456789")
    hidden = {}
    for letter, dimension in sheet.column_dimensions.items():
        for number in range(dimension.min, dimension.max + 1):
            hidden[openpyxl.utils.get_column_letter(number)] = (letter, dimension.hidden)
    assert not hidden[used][1]
    assert hidden[unused][1]


# --- making and converting ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "name"), [("minimal", "my-fund.xlsx"), *((name, "my-fund") for name in SHIPPED)]
)
def test_a_new_workbook_is_ready_to_use(template: str, name: str, tmp_path: Path) -> None:
    path = scenarios.new_workbook(tmp_path / name, template)
    assert path == tmp_path / "my-fund.xlsx"
    expected = scenarios.load(template).model_copy(update={"id": "my-fund"})
    assert scenarios.load(path) == expected
    assert [part.name for part in tmp_path.iterdir()] == ["my-fund.xlsx"]


def test_nothing_is_written_over_and_nothing_half(tmp_path: Path) -> None:
    (tmp_path / "there.xlsx").write_text("mine", encoding="utf-8")
    for make, cure in [
        (lambda: scenarios.new_workbook(tmp_path / "there"), "another name"),
        (lambda: scenarios.new_workbook(tmp_path / "My Fund"), "call it my-fund"),
        (lambda: scenarios.new_workbook(tmp_path / "no/where"), "make this folder first"),
        (lambda: scenarios.new_workbook(tmp_path / "fine", "minimol"), "did you mean minimal?"),
        (lambda: scenarios.convert("minimal", tmp_path / "there.xlsx"), "another name"),
        (lambda: scenarios.convert("minimal", tmp_path / "x.ods"), "end the name"),
        (lambda: scenarios.convert("minimal", tmp_path / "no" / "x.yaml"), "make this folder"),
    ]:
        with pytest.raises(ScenarioError) as caught:
            make()
        assert cure in caught.value.problems[0].cure.en
    assert [part.name for part in tmp_path.iterdir()] == ["there.xlsx"]
    assert (tmp_path / "there.xlsx").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("text", ["x\x01y", "x" * 40_000, "ends in a blank "])
def test_what_no_cell_can_hold_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text(to_yaml(tree() | {"title": {"zh": "x", "en": text}}), encoding="utf-8")
    assert scenarios.load(path).title.en == text
    with pytest.raises(ScenarioError) as caught:
        scenarios.convert(path, tmp_path / "odd.xlsx")
    (problem,) = caught.value.problems
    assert problem.path == "title.en"
    assert "can hold" in problem.expected.en
    assert [part.name for part in tmp_path.iterdir()] == ["odd.yaml"]


# --- YAML -----------------------------------------------------------------------------------------

DATA = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(min_size=1), inner),
    max_leaves=8,
)


@given(DATA)
@settings(deadline=None)
def test_plain_data_is_written_as_yaml_12_reads_it(data: Any) -> None:
    for text in (to_yaml({"x": data}), f"x: {to_flow(data)}"):
        value, _, problems = read_yaml(text, "")
        assert problems == []
        assert value == {"x": data}


@pytest.mark.parametrize("text", ["1e-4", "0o17", "no", "2026-01-01", "1.", "~", "a: b", "007"])
def test_texts_that_look_like_something_else_are_quoted(text: str) -> None:
    value, _, _ = read_yaml(to_yaml({"x": text}), "")
    assert value == yaml.safe_load(to_yaml({"x": text})) == {"x": text}
