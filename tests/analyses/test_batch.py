"""Many scenarios side by side: a row each, whatever is wrong with the others."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from optimizer import solve
from optimizer.analyses.batch import FAILED, REFUSED, Asking, Batch, Grid, run_batch
from optimizer.course import Course, Step
from optimizer.executors import Workers
from scenarios import load
from scenarios.problems import ScenarioError
from tests.api.conftest import Run, strict

HERE = Workers(1)
FLOORS = Grid("rules.periphery.min", ("0.2", "0.3"))
PAID = Grid("funders.south.contribution", ("10", "20", "[1"))


def batch(*scenarios: str, **more: Any) -> Batch:
    return run_batch(Course(), Asking(scenarios, workers=HERE, **more))


def test_a_row_is_what_the_scenario_with_its_settings_is_worth() -> None:
    runs = batch("minimal", grids=(FLOORS,)).runs
    assert runs["rules.periphery.min"].tolist() == ["0.2", "0.3"]
    for floor, value in zip(("0.2", "0.3"), runs["value"], strict=True):
        assert value == solve(load("minimal", [f"rules.periphery.min={floor}"])).value
    assert (runs["status"] == "optimal").all()
    assert (runs["spent"] == 200).all()
    assert (runs["bound"] >= runs["value"]).all()


def test_every_value_is_tried_with_all_others_and_failures_hinder_nobody() -> None:
    found = batch("minimal", "nobody", grids=(FLOORS, PAID))
    runs = found.runs
    assert len(runs) == 12
    good = (runs["scenario"] == "minimal") & (runs["funders.south.contribution"] != "[1")
    assert (runs.loc[good, "status"] == "optimal").all()
    assert (runs.loc[~good, "status"] == REFUSED).all()
    assert runs.loc[~good, "why_en"].str.contains("Cure").all()
    assert found.broken == 8


def test_a_clash_is_an_answer() -> None:
    runs = batch("minimal", settings=("rules.fair-return.floor=5",)).runs
    assert runs["status"].tolist() == ["infeasible"]
    assert runs["value"].isna().all()


def test_variants_are_run_beside_the_scenario() -> None:
    found = batch("yrd-biomedicine", variants=True)
    assert found.runs["variant"].tolist() == [
        None,
        "no-border-share",
        "steep-distance",
        "slow-sites",
    ]
    assert (found.runs["status"] == "optimal").all()


def test_resumed_it_solves_only_what_is_missing_and_notices_a_changed_file(tmp_path: Path) -> None:
    file = tmp_path / "fund.yaml"
    file.write_text("extends: minimal\nid: fund\n", encoding="utf-8")
    kept = tmp_path / "kept"
    first = batch(str(file), grids=(Grid(FLOORS.path, ("0.2",)),), resume=kept)
    again = batch(str(file), grids=(FLOORS,), resume=kept)
    assert (first.found, again.found) == (0, 1)
    assert again.runs["value"].iloc[0] == first.runs["value"].iloc[0]
    file.write_text("extends: minimal\nid: fund\ndiscount: 0.1\n", encoding="utf-8")
    assert batch(str(file), grids=(FLOORS,), resume=kept).found == 0


def test_two_workers_say_the_same() -> None:
    one = batch("minimal", grids=(FLOORS,)).runs.drop(columns="seconds")
    two = run_batch(Course(), Asking(("minimal",), (FLOORS,), workers=Workers(2))).runs
    assert one.equals(two.drop(columns="seconds"))


def test_stopped_early_it_has_the_rows_until_then() -> None:
    def tell(step: Step) -> None:
        if step.done >= 1:
            course.stop.set()

    course = Course(tell)
    found = run_batch(course, Asking(("minimal",), (FLOORS,), workers=HERE))
    assert not found.complete
    assert len(found.runs) == 1


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("a.b=1,2", ("1", "2")),
        ("a=[1, 2],[3]", ("[1, 2]", "[3]")),
        ("a={x: 1, y: 2}", ("{x: 1, y: 2}",)),
        ("a='x,y', z", ("'x,y'", "z")),
    ],
)
def test_a_grid_is_parted_at_its_own_commas(written: str, values: tuple[str, ...]) -> None:
    assert Grid.read(written).values == values


@pytest.mark.parametrize("written", ["a", "=1", "a=", "a=1,,2"])
def test_what_is_no_grid_is_refused(written: str) -> None:
    with pytest.raises(ScenarioError, match="path=value"):
        Grid.read(written)


def test_a_path_stands_in_one_grid_only() -> None:
    with pytest.raises(ScenarioError, match="each path once"):
        batch("minimal", grids=(FLOORS, FLOORS))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_the_command_line(run: Run, tmp_path: Path, language: str) -> None:
    grid = ("--grid", "rules.periphery.min=0.2,0.3", "--workers", "1")
    told = run("batch", "minimal", *grid, "--lang", language, "--out", tmp_path / "out")
    assert told.exit_code == 0, told.output
    assert "490.2" in told.stdout
    document = json.loads((tmp_path / "out" / "batch.json").read_text(encoding="utf-8"))
    assert document["schema"] == "deltafund/batch/1"
    assert document["runs"][1]["set"] == {"rules.periphery.min": "0.3"}
    with (tmp_path / "out" / "batch.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 2
    bad = run("batch", "minimal", "nobody", "--workers", "1", "--json")
    assert bad.exit_code == 2
    assert [row["status"] for row in strict(bad.stdout)["runs"]] == ["optimal", REFUSED]
    assert FAILED != REFUSED
