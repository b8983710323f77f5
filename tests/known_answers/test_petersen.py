"""Petersen's R&D selection problems: whole, the published optima; divisible, their bounds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from optimizer import Allocation, solve
from scenarios.files.loading import load
from scenarios.importing.folders import Imported, write_folders
from scenarios.importing.mknap import read_mknap
from scenarios.scenario import Options, Scenario

FILE = Path(__file__).parent / "data" / "mknap1.txt"
OPTIMA = (3800, 8706.1, 4015, 6120, 12400, 10618, 16537)
PROBLEMS = read_mknap(FILE.read_text(encoding="utf-8"), FILE.name, FILE.stem)
every_problem = pytest.mark.parametrize(
    ("found", "optimum"), list(zip(PROBLEMS, OPTIMA, strict=True)), ids=lambda part: str(part)[:0]
)


def written(found: Imported, folder: Path) -> Scenario:
    (path,) = write_folders([found], folder)
    return load(path)


def in_whole_numbers(found: Imported, whole: bool) -> float:
    """Return the optimum by a solver of its own, straight from the figures."""
    items = {row["id"]: at for at, row in enumerate(found.projects)}
    pots = {pot.id: at for at, pot in enumerate(found.pots)}
    weight = np.zeros((len(pots), len(items)))
    for row in found.partners:
        weight[pots[row["city"]], items[row["project"]]] = row["amount"]
    rows = LinearConstraint(weight, -np.inf, np.array([pot.money for pot in found.pots]))
    profit = np.array([row["score"] for row in found.projects], dtype=float)
    asked = np.full(len(items), float(whole))
    return -float(milp(-profit, constraints=rows, integrality=asked, bounds=Bounds(0, 1)).fun)


@every_problem
def test_the_figures_are_petersens(found: Imported, optimum: float) -> None:
    assert in_whole_numbers(found, whole=True) == pytest.approx(optimum)
    assert f"{optimum:.12g}" in found.description.en


@every_problem
def test_the_divisible_optimum_is_that_of_the_linear_program(
    found: Imported, optimum: float, tmp_path: Path
) -> None:
    scenario = written(found, tmp_path)
    free = [project.model_copy(update={"divisible": True}) for project in scenario.projects]
    answer: Allocation = solve(scenario.model_copy(update={"projects": tuple(free)}))
    assert answer.status == "optimal"
    assert answer.value == pytest.approx(in_whole_numbers(found, whole=False), rel=1e-5)
    assert answer.value is not None
    assert answer.value >= optimum * (1 - 1e-6)


@every_problem
def test_all_or_nothing_gives_the_published_optimum(
    found: Imported, optimum: float, tmp_path: Path
) -> None:
    scenario = written(found, tmp_path)
    # a gap of 1e-7 of 16537 is less than the tenth that two values differ by
    answer = solve(scenario.model_copy(update={"options": Options(gap=1e-7)}))
    assert answer.status == "optimal"
    assert answer.value == pytest.approx(optimum, rel=1e-9)
    chosen = answer.table("projects")["funded"].round().to_numpy()
    assert answer.table("projects")["funded"].to_numpy() == pytest.approx(chosen, abs=1e-6)
