"""A workbook gone wrong is refused with sheet and cell, what was found and expected, the cure."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import scenarios
from scenarios.files.workbook import opening
from tests.scenarios.books import cell, changed, minimal_book, only, problems_of

DAY = datetime.datetime(2026, 3, 4)
CASES = {
    "a reference": (
        *(cell("cities", "elm", "jurisdiction"), "nort", "cities.elm.jurisdiction", "nort"),
        *("a declared jurisdiction: north", "did you mean north?"),
    ),
    "a blank": (
        *(cell("cities", "elm", "jurisdiction"), None, "cities.elm.jurisdiction", "-"),
        *("the field jurisdiction", "fill in the cell"),
    ),
    "a unit beside a number": (
        *(cell("funders", "east", "contribution"), "40 million", "funders.east.contribution"),
        *("40 million", "a number", "no unit"),
    ),
    "a negative amount": (
        *(cell("funders", "east", "contribution"), -4, "funders.east.contribution", "-4"),
        *("at least 0", "correct the number"),
    ),
    "truth for a number": (
        *(cell("cities", "elm", "rd"), True, "cities.elm.rd", "true", "a number", "no unit"),
    ),
    "a number for a word": (
        *(cell("instruments", "workshop", "scope"), 1, "instruments.workshop.scope", "1"),
        *("one of site, link", "choose one"),
    ),
    "a date for an id": (
        *(cell("chains.stages", 3, "id"), DAY, "chains.tools.stages.1.id", "2026-03-04"),
        *("not a date", "format of the cell to Text"),
    ),
    "a time for a figure": (
        *(cell("cities", "elm", "rd"), datetime.time(8, 30), "cities.elm.rd", "08:30:00"),
        *("not a date", "type it again"),
    ),
    "an error of the spreadsheet": (
        *(cell("cities", "elm", "rd"), "#N/A", "cities.elm.rd", "#N/A", "a value"),
        "correct the formula",
    ),
    "a formula that was not calculated": (
        *(cell("funders", "east", "contribution"), "=20*2", "funders.east.contribution", "=..."),
        *("with its result saved", "open the workbook in Excel"),
    ),
    "a kind of rule": (
        *(cell("rules", "fair-return", "kind"), "jurisdiction_retrun", "rules.fair-return.kind"),
        *("jurisdiction_retrun", "a kind: one of", "did you mean jurisdiction_return?"),
    ),
    "no kind": (
        *(cell("rules", "fair-return", "kind"), None, "rules.fair-return.kind", "-"),
        *("a kind: one of", "fill in the cell"),
    ),
    "a field of other kinds": (
        *(cell("rules", "fair-return", "between"), "alder/research", "rules.fair-return.between"),
        *("between", "one of id, note", "remove the field"),
    ),
    "one of several": (
        *(cell("rules", "periphery", "of.tiers"), "core, egde", "rules.periphery.of.tiers.1"),
        *("egde", "a declared tier", "did you mean edge?"),
    ),
    "brackets": (
        *(cell("rules", "periphery", "of.tiers"), "[core, edge", "rules.periphery.of.tiers"),
        *("[core, edge", "valid YAML", "brackets"),
    ),
    "a setting's value": (
        *(cell("settings", "money.unit", "value"), "milion", "money.unit", "milion"),
        *("one of one, thousand", "did you mean million?"),
    ),
    "a setting that is not given": (
        *(cell("settings", "money.unit", "value"), None, "money.unit", "-", "the field unit"),
        "fill in the cell",
    ),
    "a setting with an error": (
        *(cell("settings", "money.unit", "value"), "#REF!", "money.unit", "#REF!", "a value"),
        "correct the formula",
    ),
    "a formula of strength": (
        *("strengths.formulas!B2", "rd", "strengths.formulas", "-", "a name in this cell"),
        "delete the row",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_one_cell_is_wrong(name: str, tmp_path: Path) -> None:
    place, value, path, found, expected, cure = CASES[name]
    problem = only(problems_of(changed(tmp_path, {place: value})))
    said = "strengths.formulas!A2" if name == "a formula of strength" else place
    assert problem.place == f"fund.xlsx:{said}"
    assert (problem.path, problem.found) == (path, found)
    assert expected in problem.expected.en
    assert cure in problem.cure.en


def test_all_is_told_at_once_in_the_order_of_the_sheets(tmp_path: Path) -> None:
    chosen = ["a setting's value", "a blank", "a date for an id", "a negative amount", "brackets"]
    chosen += ["an error of the spreadsheet", "a number for a word", "a kind of rule"]
    problems = problems_of(changed(tmp_path, {CASES[name][0]: CASES[name][1] for name in chosen}))
    places = [problem.place.partition(":")[2] for problem in problems]
    assert set(places) == {CASES[name][0] for name in chosen}
    order = openpyxl.load_workbook(io.BytesIO(minimal_book())).sheetnames
    ranks = [order.index(place.partition("!")[0]) for place in places]
    assert ranks == sorted(ranks)


def rename(old: str, new: str) -> Callable[[Any], None]:
    def change(pages: Any) -> None:
        pages[old].title = new

    return change


def put(**values: Any) -> Callable[[Any], None]:
    def change(pages: Any) -> None:
        for place, value in values.items():
            sheet, _, name = place.rpartition("__")
            pages[sheet.replace("__", ".")][name] = value

    return change


def merge(sheet: str, area: str) -> Callable[[Any], None]:
    return lambda pages: pages[sheet].merge_cells(area)


@pytest.mark.parametrize(
    ("change", "place", "found", "expected", "cure"),
    [
        (rename("links.known", "links.knwon"), "links.knwon!A1", "links.knwon", "one of settings",
         "did you mean links.known?"),
        (rename("rules", "my own"), "my own!A1", "my own", "one of settings",
         "begin its name with #"),
        (put(funders__K1="carryover", funders__K2=1), "funders!K1", "carryover",
         "one of id, name.zh", "did you mean carry_over?"),
        (put(funders__K1="whom", funders__K2="x"), "funders!K1", "whom", "one of id",
         "begin its name with #"),
        (put(cities__O1="gdp", cities__O2=3), "cities!O2", "gdp", "a field or indicator",
         "declare gdp under indicators"),
        (put(funders__K1="id"), "funders!K1", "id (A1, K1)", "each heading once",
         "rename or delete"),
        (put(funders__K3=4), "funders!K1", "-", "a heading", "clear the column"),
        (put(funders__K1=DAY, funders__K3=4), "funders!K1", "2026-03-04", "not a date", "Text"),
        (put(strengths__sites__D1="strenght"), "strengths.sites!D1", "strenght", "one of city",
         "did you mean strength?"),
        (merge("funders", "B2:C3"), "funders!B2", "B2:C3", "not merged", "unmerge"),
        (put(settings__A4="titel.zh"), "settings!A4", "titel.zh", "one of schema",
         "did you mean title.zh?"),
        (put(settings__A4="id"), "settings!A4", "id (settings!A3, settings!A4)", "only once",
         "delete one"),
        (put(indicators__A3="population"), "indicators!A3",
         "population (indicators!A2, indicators!A3)", "only once", "delete one"),
        (put(chains__stages__A2="tool"), "chains.stages!A2", "tool", "one of tools",
         "did you mean tools?"),
        (put(chains__stages__A2=None), "chains.stages!A2", "-", "a name in this cell", "fill in"),
        (put(cities__A3="alder"), "cities!A3", "alder (fund.xlsx:cities!A2, fund.xlsx:cities!A3)",
         "only once", "another id"),
        (put(funders__K1="contribution.1", funders__K2=4), "funders!K2", "4",
         "a field as a whole or in parts", "clear one"),
        (lambda pages: pages.remove(pages["cities"]), "", "-", "the field cities", "add the sheet"),
    ],
)  # fmt: skip
def test_a_sheet_or_a_heading_is_wrong(
    change: Callable[[Any], None], place: str, found: str, expected: str, cure: str, tmp_path: Path
) -> None:
    problems = problems_of(changed(tmp_path, change))
    told = [
        each for each in problems if each.place == (f"fund.xlsx:{place}" if place else "fund.xlsx")
    ]
    assert [each.found for each in told][:1] == [found], [each.say("en") for each in problems]
    assert expected in told[0].expected.en
    assert cure in told[0].cure.en


def test_a_column_that_every_record_needs_is_told_once(tmp_path: Path) -> None:
    def change(pages: Any) -> None:
        place = cell("strengths.sites", 2, "strength").partition("!")[2][0]
        for row in range(1, 20):
            pages["strengths.sites"][f"{place}{row}"] = None

    problem = only(problems_of(changed(tmp_path, change)))
    assert problem.place == "fund.xlsx:strengths.sites!A1"
    assert problem.expected.en == "a column strength"
    assert "first row" in problem.cure.en


@pytest.mark.parametrize("sheet", ["cities", "chains.stages", "indicators"])
def test_what_cannot_be_read_calls_nothing_else_wrong(sheet: str, tmp_path: Path) -> None:
    def change(pages: Any) -> None:
        head = next(part for part in pages[sheet][1] if str(part.value).startswith("id"))
        pages[sheet].cell(1, head.column, "# id")

    problems = problems_of(changed(tmp_path, change))
    assert {problem.place for problem in problems} == {f"fund.xlsx:{sheet}!A1"}
    assert "a column id" in [problem.expected.en for problem in problems]


@pytest.mark.parametrize("value", [None, "tool", DAY, "#REF!"])
def test_a_stage_of_no_chain_calls_nothing_else_wrong(value: object, tmp_path: Path) -> None:
    places = [cell("chains.stages", row, "chain") for row in (2, 3)]
    problems = problems_of(changed(tmp_path, dict.fromkeys(places, value)))
    assert [problem.place for problem in problems] == [f"fund.xlsx:{place}" for place in places]


def test_a_list_stands_in_a_cell_or_on_its_sheet(tmp_path: Path) -> None:
    def change(pages: Any) -> None:
        column = pages["chains"].max_column + 1
        pages["chains"].cell(1, column, "stages")
        pages["chains"].cell(2, column, "research, making")

    problems = problems_of(changed(tmp_path, change))
    assert {problem.place for problem in problems} == {
        "fund.xlsx:chains.stages!A2",
        "fund.xlsx:chains.stages!A3",
    }
    assert "as a whole or in parts" in problems[0].expected.en


def test_a_sheet_of_settings_needs_its_two_columns(tmp_path: Path) -> None:
    problems = problems_of(changed(tmp_path, put(settings__B1="values")))
    assert problems[0].found == "values"
    assert "a column value" in {problem.expected.en for problem in problems}


def test_what_only_the_ledger_shows_has_its_cell_too(tmp_path: Path) -> None:
    place = cell("rules", "periphery", "of.cities")
    loaded = scenarios.read_scenario(changed(tmp_path, {place: "alder"}))
    with pytest.raises(scenarios.files.loading.ScenarioError) as caught:
        loaded.open()
    (problem,) = caught.value.problems
    tiers = cell("rules", "periphery", "of.tiers")
    assert problem.path == "rules.periphery.of"
    assert problem.place.startswith("fund.xlsx:rules!")
    assert problem.place.endswith(tiers[-1])


# --- what is no workbook --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "expected", "cure"),
    [
        ("x.xlsx", b"", "an .xlsx workbook without a password", "save it as an Excel workbook"),
        ("x.xlsx", b"id: x\n", "an .xlsx workbook without a password", "save it as"),
        ("x.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99, "without a password", "no password"),
        ("x.xlsm", minimal_book()[:3000], "an .xlsx workbook", "save it as"),
        ("x.xls", b"", "an Excel workbook (.xlsx)", "save it as .xlsx"),
        ("x.ods", b"PK", "an Excel workbook (.xlsx)", "save it as .xlsx"),
    ],
)
def test_what_is_no_workbook_is_refused(
    name: str, data: bytes, expected: str, cure: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(data)
    problem = only(problems_of(tmp_path / name))
    assert problem.place == name
    assert expected in problem.expected.en
    assert cure in problem.cure.en


def packed(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def test_a_packed_folder_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    problem = only(problems_of(packed(tmp_path / "x.xlsx", readme=b"hello")))
    assert "an .xlsx workbook" in problem.expected.en


def test_a_workbook_that_unfolds_without_end_is_refused_packed(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.xlsx", bomb=b"0" * (opening.MAX_UNPACKED + 1))
    assert path.stat().st_size < 2**20
    problem = only(problems_of(path))
    assert problem.expected.en == "at most 256 MB when unpacked"


def test_too_many_cells_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MAX_NODES", 100)
    problem = only(problems_of(changed(tmp_path, {})))
    assert problem.found == "> 100"


def test_a_cell_at_the_far_end_is_no_burden(tmp_path: Path) -> None:
    def change(pages: Any) -> None:
        pages["cities"]["A1048576"].font = openpyxl.styles.Font(bold=True)
        pages["cities"]["XFD3"].font = openpyxl.styles.Font(bold=True)

    assert scenarios.load(changed(tmp_path, change)) == scenarios.load("minimal")
