"""What peers are given is the program that we solve."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import numpy as np
import pytest

from benchmarks.drawing import Panel, growth
from benchmarks.grids import Case, scenario, whole
from benchmarks.idioms import by_highspy
from benchmarks.written import grant_of_columns, only, present, with_sides
from optimizer.engine import Engine
from optimizer.model import Model, build
from optimizer.plan import Plan
from scenarios.opening import open_ledger


def model_of(case: Case, curved: bool) -> Model:
    asked = scenario(case, curved)
    return build(asked, open_ledger(asked))


def solved(model: Model, gap: float) -> tuple[Engine, Plan]:
    engine = Engine(model, 60.0)
    _, plan = engine.optimise(gap)
    assert plan is not None
    return engine, plan


@pytest.mark.parametrize(
    "case", [Case(400), Case(400, periods=2), Case(1_200, instruments=3)], ids=str
)
def test_the_whole_program_has_our_optimum(case: Case) -> None:
    model = model_of(case, curved=False)
    assert model.ledger.activities == case.exactly
    _, plan = solved(model, 1e-9)
    *_, value = by_highspy(whole(model, curved=False))
    assert value == pytest.approx(plan.value, rel=1e-6)


def test_more_instruments_join_the_same_sites_in_ways_of_different_worth() -> None:
    few, many = (scenario(Case(400 * count, instruments=count), True) for count in (1, 4))
    assert few.strengths == many.strengths
    assert many.instruments[0] == few.instruments[0]
    worths = {(one.weight, one.response.model_dump_json()) for one in many.instruments}
    assert len(worths) == 4


def test_the_columns_of_the_plan_are_enough_for_its_value() -> None:
    engine, plan = solved(model_of(Case(400), curved=True), 1e-4)
    program, grants = present(engine), grant_of_columns(engine)
    *_, all_columns = by_highspy(program)
    assert all_columns == pytest.approx(plan.value, rel=2e-4)
    assert all_columns <= plan.bound * (1 + 1e-6)
    funded = np.isin(grants, np.flatnonzero(plan.amount > 0)) | (grants < 0)
    *_, few_columns = by_highspy(only(program, funded))
    assert funded.sum() < len(funded)
    assert few_columns == pytest.approx(all_columns, rel=1e-6)


def test_a_row_that_is_moved_is_the_row_that_is_meant() -> None:
    engine, plan = solved(model_of(Case(400), curved=True), 1e-4)
    rows, program = engine.model.rows, present(engine)
    price = np.where(rows.lower == -np.inf, plan.prices, 0.0)
    row = int(np.argmax(price * rows.upper.clip(max=1e300)))
    step = 1e-3 * float(rows.upper[row])
    *_, before = by_highspy(program)
    *_, after = by_highspy(with_sides(program, engine, row, -np.inf, rows.upper[row] + step))
    assert after - before == pytest.approx(plan.prices[row] * step, rel=0.05)


def test_the_picture_has_a_panel_each_and_a_name_keeps_its_colour() -> None:
    curve = [(1e3, 0.1), (1e6, 2.0)]
    curves = {"ours": curve, "theirs": [(1e3, 0.2)]}
    text = growth([Panel("Seconds", "s", curves), Panel("Memory", "MB", {"theirs": curve})])
    svg = "{http://www.w3.org/2000/svg}"
    panels = ET.fromstring(text).findall(f"{svg}g")
    assert len(panels) == 2
    lines = [panel.findall(f"{svg}polyline") for panel in panels]
    assert [len(part) for part in lines] == [2, 1]
    assert lines[0][1].get("stroke") == lines[1][0].get("stroke")
    assert lines[0][0].get("stroke") != lines[0][1].get("stroke")
