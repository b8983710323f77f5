"""Projects on the screen and in the folder of an answer, in both languages."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.api.conftest import Run
from tests.scenarios.calls import call, partner, project

BATTERIES = project(
    "batteries",
    9,
    partner("vienna", 1, kind="small"),
    partner("oslo", 1.5),
    title={"zh": "电池", "en": "Batteries"},
)
POOR = project("poor", 1, partner("riga", 40), divisible=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "call.json"
    tree = call(BATTERIES, POOR, rules=[{"kind": "outflow_cap", "max": 0}])
    path.write_text(json.dumps(tree), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["Projects funded: 2 of 2", "Batteries", "Score"]), ("zh", ["获资助的项目", "电池"])],
)
def test_projects_are_shown(file: Path, language: str, words: list[str], run: Run) -> None:
    result = run("solve", file, "--lang", language)
    assert result.exit_code == 0, result.output
    for word in words:
        assert word in result.output


def test_a_check_counts_projects(file: Path, run: Run) -> None:
    document = json.loads(run("check", file, "--json").output)
    assert (document["projects"], document["joint_activities"]) == (2, 0)
    assert document["site_activities"] == 0


def test_projects_and_partners_are_tables(file: Path, tmp_path: Path, run: Run) -> None:
    assert run("solve", file, "--out", tmp_path / "out").exit_code == 0
    read = {}
    for name in ("projects", "partners", "grants"):
        path = tmp_path / "out" / "tables" / f"{name}.csv"
        read[name] = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert read["projects"][0]["name_zh"] == "电池"
    assert float(read["projects"][0]["funded"]) == pytest.approx(1)
    assert [row["funders"] for row in read["partners"]] == ["austria", "norway", "latvia"]
    assert read["grants"][0]["project_name_en"] == "Batteries"
