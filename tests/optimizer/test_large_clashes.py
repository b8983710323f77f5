"""Clashes where whole numbers are too many to search: proved, and a way out that works."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer import deciding, feasibility, solve
from optimizer.analyses.clashes import find_clashes
from optimizer.analyses.diagnosis import diagnose
from optimizer.course import Course
from optimizer.deciding import optimise_whole
from optimizer.engine import Engine
from optimizer.model import build
from optimizer.solver import Outcome
from scenarios.opening import open_ledger
from scenarios.scenario import Scenario
from tests.conftest import minimal, tree
from tests.optimizer.test_diving import large

Tree = dict[str, Any]

FLOOR: Tree = {"kind": "amount_limit", "id": "small", "each": ["city"], "min": 1, "max": 30}
LARGE: Tree = {"kind": "minimum_award", "id": "large", "min": 50}


@pytest.fixture
def nothing_is_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every model be a large one."""
    monkeypatch.setattr(deciding, "FEW", 0)
    monkeypatch.setattr(feasibility, "FEW", 0)


def seven() -> Scenario:
    """Return a scenario that asks for 8 to 13 in awards of exactly 7."""
    shop: Tree = {"instruments": ["workshop"], "periods": [2]}
    rules: list[Tree] = [
        shop | {"kind": "amount_limit", "id": "some", "min": 8, "max": 13},
        shop | {"kind": "amount_limit", "id": "each", "each": ["city"], "max": 7},
        shop | {"kind": "minimum_award", "id": "seven", "each": ["city"], "min": 7},
    ]
    return minimal(*rules, options={"gap": 1e-3, "time_limit": 60})


@pytest.mark.usefixtures("nothing_is_few")
def test_a_clash_of_a_large_model_is_proved_and_the_way_out_makes_a_plan() -> None:
    answer = solve(Scenario.model_validate(tree("minimal") | {"rules": [LARGE, FLOOR]}))
    assert answer.status == "infeasible"
    why = answer.diagnosis
    assert why is not None
    assert {part.rule for part in why.clash} == {"large", "small"}
    assert not why.is_least
    assert why.loosening
    model = build(said := minimal(LARGE, FLOOR), open_ledger(said))
    engine = Engine(model)
    for step in why.loosening:
        row = model.rows.number(step.rule, *step.at)
        low, high = engine.master.lower[row], engine.master.upper[row]
        by = step.by + 1e-5
        engine.move(row, *((low - by, high) if step.sense == ">=" else (low, high + by)))
    outcome, plan = optimise_whole(engine, 1e-3)
    assert outcome is not Outcome.INFEASIBLE
    assert plan is not None


@pytest.mark.usefixtures("nothing_is_few")
def test_a_clash_that_only_whole_numbers_show_is_no_clash_that_is_proved() -> None:
    """Of 8 to 13 in awards of exactly 7 there is none, and halves of awards would do.

    That there is no plan shows a search among all grants, but not which rules clash.
    """
    said = seven()
    answer = solve(said)
    assert answer.status == "infeasible"
    assert answer.diagnosis is None
    found = find_clashes(said, open_ledger(said), Course(seconds=60))
    assert (found.feasible, found.complete, found.every) == (False, False, False)
    assert found.found == ()


@pytest.mark.usefixtures("nothing_is_few")
def test_without_every_grant_a_search_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "_every_grant", lambda engine: False)
    answer = solve(seven())
    assert (answer.status, answer.stopped_by) == ("interrupted", "precision")
    found = find_clashes(seven(), open_ledger(seven()), Course(seconds=60))
    assert (found.feasible, found.complete) == (None, False)


@pytest.mark.usefixtures("nothing_is_few")
def test_the_analysis_tells_proved_clashes_and_a_way_out() -> None:
    said = minimal(LARGE, FLOOR)
    found = find_clashes(said, open_ledger(said), Course(seconds=60)).as_json()
    assert [set(rules) for rules in found["clashes"]] == [{"large", "small"}]
    assert found["loosening"]
    assert (found["feasible"], found["every"], found["is_least"]) == (False, False, False)


def test_an_award_that_a_city_cannot_absorb_clashes_with_the_floor(tmp_path: Path) -> None:
    """Huangshan may absorb 13.1 a year and must get 6.65 in all: an award of 20 is too much."""
    rule = "{kind: minimum_award, id: least, min: 20, each: [city, period]}"
    model = build(said := large(tmp_path, rule, 600), open_ledger(said))
    engine = Engine(model, 600)
    assert engine.feasibility.is_large
    stretch = engine.feasibility.must_stretch(np.ones(engine.feasibility.sides))
    assert stretch.sum() > 1
    why = diagnose(engine.feasibility, 0.0)  # no time for a way out: the clash is proved without
    assert why is not None
    assert (why.loosening, why.is_least) == ((), False)
    named = {part.rule for part in why.clash}
    assert "least" in named
    assert len(named) <= 3


# --- rules that speak of points ------------------------------------------------------------------


def test_participation_with_winners_is_never_told_a_clash_that_is_not_proved() -> None:
    """Every jurisdiction wants its points, and one place is not enough."""
    rules: list[Tree] = [
        {"kind": "participation", "id": "join"},
        {"kind": "winners", "id": "one", "at_most": 1, "each": ["city"]},
    ]
    said = minimal(*rules, options={"gap": 1e-3, "time_limit": 60})
    ledger = open_ledger(said)
    answer = solve(said, ledger)
    assert not answer.has_plan
    if answer.status == "infeasible":
        assert answer.diagnosis is None or {part.rule for part in answer.diagnosis.clash} <= {
            "join",
            "one",
        }
    else:
        assert (answer.status, answer.stopped_by) == ("interrupted", "precision")
        assert answer.diagnosis is None


def test_a_clash_of_points_alone_is_named_beside_whole_numbers() -> None:
    rules: list[Tree] = [
        {"kind": "participation", "id": "join", "margin": 50},
        {"kind": "winners", "id": "many", "at_most": 5, "each": ["city"]},
    ]
    answer = solve(minimal(*rules, options={"gap": 1e-3, "time_limit": 60}))
    assert answer.status == "infeasible"
    assert answer.diagnosis is not None
    assert [part.rule for part in answer.diagnosis.clash] == ["join"]
    assert not answer.diagnosis.is_least
