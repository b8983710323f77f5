"""Answers as files: what is in them, and that nothing else is touched."""

from __future__ import annotations

import csv
import dataclasses
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from api.reports.folder import write_answer
from api.reports.tables import TABLES
from optimizer import Allocation
from scenarios.words import Language, Text


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def book(folder: Path) -> Any:
    return openpyxl.load_workbook(folder / "allocation.xlsx")


@pytest.fixture
def folder(answer: Allocation, tmp_path: Path) -> Path:
    write_answer(answer, tmp_path, "en")
    return tmp_path


def test_json_is_the_answer(folder: Path, answer: Allocation) -> None:
    text = (folder / "allocation.json").read_text(encoding="utf-8")
    assert json.loads(text) == json.loads(json.dumps(answer.as_json()))


def test_every_table_is_a_csv_that_excel_reads(folder: Path, answer: Allocation) -> None:
    there = [name for name in TABLES if len(answer.tables[name].columns)]
    assert set(TABLES) - set(there) == {"projects", "partners"}  # the scenario has none
    assert {path.stem for path in (folder / "tables").iterdir()} == set(there)
    for name in there:
        path = folder / "tables" / f"{name}.csv"
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        assert len(rows(path)) == len(answer.tables[name])


def test_ids_come_with_names_in_both_languages(folder: Path) -> None:
    north = rows(folder / "tables" / "jurisdictions.csv")[0]
    assert (north["id"], north["name_zh"], north["name_en"]) == ("north", "北省", "North")
    grant = rows(folder / "tables" / "grants.csv")[0]
    assert grant["instrument_name_zh"] == "联合项目"
    assert grant["sites"] == "alder/tools/research+cedar/tools/research"
    rule = rows(folder / "tables" / "rules.csv")[0]
    assert rule["at"] == "north/floor"
    assert rule["price_means_zh"]


def test_the_folder_keeps_what_is_not_ours(
    answer: Allocation, clash: Allocation, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    write_answer(answer, tmp_path, "en")
    write_answer(clash, tmp_path, "en")
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine"
    assert list((tmp_path / "tables").iterdir()) == []  # no table of the answer before
    assert {path.name for path in tmp_path.iterdir()} == {
        "notes.txt", "allocation.json", "allocation.xlsx", "tables"
    }  # fmt: skip


def test_a_failed_write_leaves_the_old_answer(
    answer: Allocation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_answer(answer, tmp_path, "en")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("api.reports.folder.write_csv", fail)
    with pytest.raises(OSError, match="disk full"):
        write_answer(answer, tmp_path, "zh")
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_the_workbook_has_its_sheets_with_frozen_headings(folder: Path) -> None:
    sheets = book(folder)
    assert sheets.sheetnames[0] == "Summary"
    assert set(sheets.sheetnames) == {
        "Summary", "Jurisdictions", "Cities", "Stages", "Instruments", "Funders", "Rules",
        "Grants", "Payments", "Sites", "Assumptions",
    }  # fmt: skip
    assert all(sheet.freeze_panes for sheet in sheets)
    assert all(sheet.column_dimensions["A"].width > 8 for sheet in sheets)


def test_the_summary_tells_how_sure_and_of_what(folder: Path, answer: Allocation) -> None:
    sheet = book(folder)["Summary"]
    told = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=2)}
    assert told["Status"] == "optimal"
    assert told["Value (points)"] == pytest.approx(490.2)
    assert told["Scenario digest (SHA-256)"] == answer.scenario.digest
    assert told["Money available (CNY million)"] == 200
    assert told["Figures that are assumptions"] == 9
    assert "HiGHS" in told["Solver"]


def test_money_has_units_formats_and_totals_as_formulas(folder: Path) -> None:
    sheet = book(folder)["Jurisdictions"]
    titles = [cell.value for cell in sheet[1]]
    column = titles.index("Received (CNY million)") + 1
    assert sheet.cell(2, column).number_format == "#,##0.00"
    letter = sheet.cell(5, column).column_letter
    assert sheet.cell(5, column).value == f"=SUBTOTAL(109,{letter}2:{letter}4)"
    values = openpyxl.load_workbook(folder / "allocation.xlsx", data_only=True)["Jurisdictions"]
    assert values.cell(5, column).value == pytest.approx(200)


def test_totals_are_formulas_that_hold_their_value(folder: Path, answer: Allocation) -> None:
    calculated = openpyxl.load_workbook(folder / "allocation.xlsx", data_only=True)
    found = 0
    for sheet in book(folder):
        for row in sheet.iter_rows():
            for total in (cell for cell in row if cell.data_type == "f"):
                above = calculated[sheet.title].iter_rows(
                    min_row=2, max_row=total.row - 1, min_col=total.column, max_col=total.column
                )
                values = [part.value or 0 for (part,) in above]
                held = calculated[sheet.title].cell(total.row, total.column).value
                assert held == pytest.approx(sum(values)), total.coordinate
                found += 1
    assert found > 15


def test_sheets_print_on_their_width_with_the_headings(folder: Path) -> None:
    for sheet in book(folder):
        assert sheet.print_title_rows == "$1:$1"
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_rules_tell_prices_in_both_languages_and_assumptions_why(folder: Path) -> None:
    sheets = book(folder)
    titles = [cell.value for cell in sheets["Rules"][1]]
    assert "Price (points per CNY million)" in titles
    assert {"Price meaning, Chinese", "Price meaning, English"} <= set(titles)
    assert sheets["Assumptions"].max_row == 10
    assert sheets["Assumptions"]["B2"].value == "invented for teaching"


def test_headings_are_in_the_chosen_language(answer: Allocation, tmp_path: Path) -> None:
    write_answer(answer, tmp_path, "zh")
    sheets = book(tmp_path)
    assert sheets.sheetnames[:2] == ["概要", "辖区"]
    titles = [cell.value for cell in sheets["辖区"][1]]
    assert "获得 (百万元)" in titles
    assert sheets["辖区"]["B2"].value == "北省"


def test_the_workbook_of_a_clash_says_why(clash: Allocation, tmp_path: Path) -> None:
    write_answer(clash, tmp_path, "en")
    sheet = book(tmp_path)["Summary"]
    told = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=2)}
    assert "`fair-return` (North City, floor)" in told["Rules that clash"]
    assert "by CNY 60 million" in told["Least loosening"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_name_is_never_a_formula(answer: Allocation, tmp_path: Path, language: Language) -> None:
    evil = Text(zh="=1+1", en='=HYPERLINK("http://evil")')
    north = answer.scenario.jurisdictions[0].model_copy(update={"name": evil})
    others = answer.scenario.jurisdictions[1:]
    funder = answer.scenario.funders[0].model_copy(update={"assumption": evil})
    changed = answer.scenario.model_copy(
        update={
            "jurisdictions": (north, *others),
            "funders": (funder, *answer.scenario.funders[1:]),
            "title": Text(zh="@x", en="-x"),
        }
    )
    spoilt = dataclasses.replace(answer, scenario=changed)
    write_answer(spoilt, tmp_path, language)
    for sheet in book(tmp_path):
        formulas = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert all(str(cell.value).startswith("=SUBTOTAL(109,") for cell in formulas)
    assert rows(tmp_path / "tables" / "jurisdictions.csv")[0]["name_zh"] == "'=1+1"
