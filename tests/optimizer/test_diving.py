"""Dives for plans in whole numbers: never better than the best of all choices, and soon there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizer import deciding, solve
from optimizer.clock import Stopping
from optimizer.deciding import optimise_whole
from optimizer.diving import Diver
from optimizer.engine import Engine, Progress
from optimizer.model import build
from optimizer.reaching import reachable
from optimizer.solver import Outcome
from scenarios.files.loading import read_scenario
from scenarios.opening import open_ledger
from scenarios.scenario import Scenario
from tests.conftest import minimal, tree
from tests.known_answers.test_whole_numbers import best_of_all, knapsack

Tree = dict[str, Any]


@pytest.mark.parametrize("purse", [10.0, 54.0, 61.0, 95.0, 110.0, 131.0, 200.0])
def test_a_dive_and_branches_find_the_best_of_all_sets(
    purse: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "FEW", 0)
    said = knapsack(purse)
    told: list[Progress] = []
    engine = Engine(build(said, open_ledger(said)), watch=told.append)
    outcome, plan = optimise_whole(engine, 1e-9)
    assert outcome is Outcome.OPTIMAL
    assert plan.value == pytest.approx(best_of_all(purse))
    assert plan.bound >= best_of_all(purse) * (1 - 1e-9)
    for one in told:  # nobody is told of a plan that is none, or of a bound of a part
        assert one.bound >= best_of_all(purse) * (1 - 1e-9)
        assert not one.has_plan or one.value <= best_of_all(purse) * (1 + 1e-9)


@pytest.mark.parametrize("purse", [54.0, 95.0, 131.0])
def test_a_dive_alone_keeps_the_rules(purse: float) -> None:
    said = knapsack(purse)
    engine = Engine(build(said, open_ledger(said)))
    plan = Diver(engine).dive(engine.room, 1e-9)
    assert plan.extras == pytest.approx(np.round(plan.extras), abs=1e-6)
    assert 0 < plan.value <= best_of_all(purse) * (1 + 1e-9)


def test_too_many_winners_give_up_their_places(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = {"kind": "winners", "at_most": 3, "each": ["city", "stage"]}
    said = minimal(rule, options={"gap": 1e-6, "time_limit": 60})
    usual = solve(said)
    monkeypatch.setattr(deciding, "FEW", 0)
    dived = solve(said)
    assert dived.value <= usual.bound * (1 + 1e-9)
    assert dived.value >= 0.9 * usual.value
    assert dived.bound >= usual.value * (1 - 1e-9)


def large(folder: Path, rule: str, seconds: float, gap: float = 1e-4) -> Scenario:
    """Return the scenario of the Delta with one more rule."""
    text = (
        "schema: 1\nid: more\nextends: yrd-biomedicine\nrules:\n"
        f"  - {rule}\noptions: {{gap: {gap}, time_limit: {seconds}}}\n"
    )
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    return read_scenario(str(folder / "scenario.yaml")).scenario


def test_sixty_sites_of_the_delta_win_with_an_honest_gap(tmp_path: Path) -> None:
    """A plan is there well within a minute, and its gap is that to the bound that was proved."""
    rule = "{kind: winners, id: sixty, at_most: 60, each: [city, stage]}"
    stop = Stopping()

    def watch(progress: Progress) -> None:
        if progress.has_plan and progress.gap < 0.05:
            stop.set()

    answer = solve(large(tmp_path, rule, 60), watch=watch, stop=stop)
    assert answer.has_plan
    assert (answer.status == "optimal") == (answer.stopped_by is None)
    assert answer.bound > answer.value
    assert answer.gap == pytest.approx(answer.bound / answer.value - 1)
    assert answer.gap < 0.05
    received = answer.table("sites")["received"]
    assert 0 < (received > 1e-6 * answer.available).sum() <= 60


def test_an_award_that_a_ceiling_keeps_away_is_seen_before_any_search(tmp_path: Path) -> None:
    """Huangshan gets something, by the floor, and can absorb 13.1 a year, not 20."""
    rule = "{kind: minimum_award, id: least, min: 20, each: [city, period]}"
    model = build(said := large(tmp_path, rule, 60), open_ledger(said))
    most = reachable(model, (model.rows.lower, model.rows.upper))
    never = {
        owned.extra.at[0] for owned, one in zip(model.rows.extras, most, strict=True) if not one
    }
    assert never == {"huangshan", "suzhou-anhui", "bozhou"}


# --- clashes -------------------------------------------------------------------------------------

CLASHES: list[tuple[str, list[Tree], set[str]]] = [
    (
        "minimal",
        [
            {"kind": "winners", "id": "few", "at_most": 1},
            {"kind": "amount_limit", "id": "all", "each": ["city"], "min": 1},
        ],
        {"few", "all"},
    ),
    (
        "minimal",
        [
            {"kind": "minimum_award", "id": "large", "min": 50},
            {"kind": "amount_limit", "id": "small", "each": ["city"], "min": 1, "max": 30},
        ],
        {"large", "small"},
    ),
    (
        "minimal-call",
        [
            {"kind": "dependency", "id": "variants", "groups": "all", "exactly": 1},
            {"kind": "amount_limit", "id": "no", "cities": ["alder"], "max": 0},
        ],
        {"variants", "no"},
    ),
    (
        "minimal-call",
        [
            {"kind": "ranking", "id": "ranking"},
            {"kind": "amount_limit", "id": "no", "cities": ["cedar"], "max": 0},
            {"kind": "winners", "id": "many", "at_least": 2, "min": 0.1},
        ],
        {"ranking", "no", "many"},
    ),
]


@pytest.mark.parametrize(
    ("on", "rules", "names"), CLASHES, ids=["winners", "minimum_award", "dependency", "ranking"]
)
def test_a_planted_clash_is_named_with_a_way_out(
    on: str, rules: list[Tree], names: set[str]
) -> None:
    answer = solve(Scenario.model_validate(tree(on) | {"rules": rules}))
    assert answer.status == "infeasible"
    assert {part.rule for part in answer.diagnosis.clash} == names
    assert all(part.at for part in answer.diagnosis.clash)
    assert answer.diagnosis.loosening
    assert all(part.by > 0 for part in answer.diagnosis.loosening)
