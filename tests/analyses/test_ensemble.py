"""Whether the plan survives other returns: draws, regret, and the cautious plan."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimizer.analyses import ensemble as module
from optimizer.analyses.cautious import CLOSE, Caution
from optimizer.analyses.draws import Places, by_points
from optimizer.analyses.ensemble import Asking, Ensemble, draw_ensemble
from optimizer.clock import Stopping
from optimizer.course import Course, Step
from optimizer.engine import Engine
from optimizer.executors import Workers
from optimizer.live import Live
from optimizer.model import build
from scenarios import load
from scenarios.drawing import draw, drawn, seeded
from scenarios.opening import open_ledger
from scenarios.scenario import Scenario
from scenarios.uncertainty import ASSUMED, LogNormal, Uncertainty
from tests.api.conftest import Run, strict
from tests.conftest import minimal
from tests.optimizer.making import Tree, opened
from tests.optimizer.strategies import trees

HERE = Workers(1)
FEW = Asking(draws=12, workers=HERE, caution=Caution(sample=10))


def asked(scenario: Scenario, course: Course | None = None, **more: Any) -> Ensemble:
    asking = replace(FEW, **more)
    return draw_ensemble(scenario, open_ledger(scenario), course or Course(), asking)


def same(one: Ensemble, other: Ensemble) -> bool:
    """Tell whether two ensembles say the same to the last digit."""
    return all(one.tables[name].equals(other.tables[name]) for name in one.tables)


def test_a_draw_depends_on_nothing_but_seed_and_number() -> None:
    scenario = load("minimal")
    whole = asked(scenario).table("draws")
    part = asked(scenario, draws=5).table("draws")
    assert whole.head(5).equals(part)
    assert not asked(scenario, seed=2).table("draws").equals(whole)


@settings(max_examples=6, derandomize=True, deadline=None, database=None)
@given(st.floats(0.01, 5))
def test_chunks_do_not_matter(chunk: float) -> None:
    scenario = load("minimal")
    with mock.patch.object(module, "CHUNK", chunk):
        found = asked(scenario)
    assert same(found, asked(scenario))


def test_two_workers_find_what_one_does() -> None:
    scenario = load("yrd-biomedicine")
    plain = {"draws": 4, "caution": Caution(weight=0)}
    assert same(asked(scenario, **plain), asked(scenario, workers=Workers(2), **plain))


@settings(max_examples=10, derandomize=True, deadline=None, database=None)
@given(trees(rules=(0, 2)))
def test_regret_is_never_negative_and_warm_draws_are_cold_optima(tree: Tree) -> None:
    case = opened(tree)
    few = replace(FEW, draws=3)
    found = draw_ensemble(case.scenario, case.ledger, Course(), few)
    assume(found.value is not None)
    draws, (scenario, _) = found.table("draws"), by_points(case.scenario)
    assert (draws["regret"] >= 0).all()
    assert (draws["value"] >= draws["cautious"]).all()
    model = build(scenario, open_ledger(scenario))
    for number, value, bound in draws[["draw", "value", "bound"]].itertuples(index=False):
        ledger = drawn(model.ledger, draw(scenario, model.ledger, ASSUMED, seeded(1, int(number))))
        plan = Live(replace(model, ledger=ledger), Course()).best(1e-6)
        assert plan is not None
        near = 3e-4 * abs(plan.value) + 1e-6
        assert value == pytest.approx(plan.value, abs=near)
        assert bound >= plan.value - 1e-6 * abs(plan.value)


def test_the_same_draw_again_and_after_others_is_the_same_to_the_last_digit() -> None:
    """An engine is turned to one draw after the other; what it did before leaves no trace."""
    scenario = load("yrd-biomedicine")
    model = build(scenario, open_ledger(scenario))
    engine = Engine(model)
    _, base = engine.optimise(1e-3)
    assert base is not None
    values = []
    for number in (0, 1, 0):
        ledger = model.ledger
        found = drawn(ledger, draw(scenario, ledger, ASSUMED, seeded(1, number)))
        engine.turn_to(replace(model, ledger=found), base.prices, 60.0)
        _, plan = engine.optimise(1e-3)
        assert plan is not None
        values.append((plan.value, plan.bound))
    assert values[0] == values[2] != values[1]


def test_without_uncertainty_every_draw_is_the_plan() -> None:
    scenario = minimal(uncertainty=Uncertainty())
    found = asked(scenario)
    assert found.table("draws")["value"].to_numpy() == pytest.approx(found.value)
    assert found.regret()["most"] == pytest.approx(0, abs=1e-9)
    assert not found.assumed
    cities = found.table("cities")
    assert set(cities["funded_share"]) <= {0.0, 1.0}
    assert cities["p50"].to_numpy() == pytest.approx(cities["base"].to_numpy())


def test_what_cities_and_links_get_adds_up_to_what_is_spent() -> None:
    found = asked(load("minimal"), draws=1)
    assert found.table("cities")["p50"].sum() == pytest.approx(200)
    assert 0 < found.table("links")["p50"].sum() <= 200


def test_an_assumption_is_taken_and_said_where_the_scenario_says_nothing() -> None:
    document = asked(load("minimal")).as_json()
    assert document["schema"] == "deltafund/ensemble/1"
    assert document["assumed"]
    assert "assumption" in document["uncertainty"]
    assert set(document["cities"][0]) >= {"id", "funded_share", "p10", "p50", "p90"}
    assert document["regret"]["mean"] >= 0


def test_the_cautious_plan_is_the_best_blend_of_its_sample_to_its_gap() -> None:
    """Judged from outside: its blend over the sample is what it says, and the plan's is no more."""
    scenario = load("minimal")
    caution = Caution(weight=0.7, tail=0.2, sample=40)
    found = asked(scenario, draws=40, caution=caution).cautious
    assert found is not None
    assert found.gap <= CLOSE
    elastic = scenario.model_copy(
        update={"uncertainty": ASSUMED.model_copy(update={"elasticity": None})}
    )
    draws = asked(elastic, draws=40, caution=caution).table("draws")
    blends = {name: caution.blend(draws[name].to_numpy()) for name in ("base", "cautious")}
    assert blends["base"] <= blends["cautious"] + 1e-9 <= found.bound + 2e-9


@settings(max_examples=8, derandomize=True, deadline=None, database=None)
@given(trees(rules=(0, 2)), st.sampled_from([0.3, 1.0]), st.sampled_from([0.1, 0.5]))
def test_the_cautious_plan_keeps_value_below_bound(tree: Tree, weight: float, tail: float) -> None:
    case = opened(tree)
    caution = Caution(weight, tail, 10)
    found = draw_ensemble(case.scenario, case.ledger, Course(), replace(FEW, caution=caution))
    assume(found.cautious is not None and not found.failures)
    assert found.cautious is not None
    assert found.cautious.value <= found.cautious.bound + 1e-6
    assert found.cautious.gap <= 2 * CLOSE


def test_cvar_is_the_mean_of_the_worst() -> None:
    values = np.arange(1.0, 11.0)
    assert Caution(tail=0.2).cvar(values) == pytest.approx(1.5)
    assert Caution(tail=0.25).cvar(values) == pytest.approx((1 + 2 + 0.5 * 3) / 2.5)
    assert Caution(0.5, 0.1).blend(values) == pytest.approx((5.5 + 1) / 2)
    assert Caution(0.0).blend(values) == pytest.approx(5.5)


def test_resumed_it_says_the_same_and_solves_only_what_is_missing(tmp_path: Path) -> None:
    scenario = load("minimal")
    first = asked(scenario, draws=5, resume=tmp_path)
    again = asked(scenario, resume=tmp_path)
    assert (first.found, again.found) == (0, 5)
    assert same(again, asked(scenario))
    assert asked(scenario, seed=9, resume=tmp_path).found == 0


def test_projects_are_told_of_and_scores_are_drawn() -> None:
    scenario = load("minimal-call")
    certain = scenario.model_copy(
        update={"uncertainty": Uncertainty(projects=LogNormal(spread=1.5))}
    )
    found = asked(certain, draws=30)
    projects = found.table("projects")
    assert set(projects["id"]) <= {project.id for project in scenario.projects}
    assert found.table("draws")["value"].nunique() > 20


def test_rules_that_compare_with_going_alone_are_left_out_and_named() -> None:
    found = asked(minimal({"kind": "participation", "id": "everybody"}))
    assert found.left_out == ("everybody",)
    assert (found.table("draws")["regret"] >= 0).all()


def test_where_nothing_is_feasible_there_is_no_ensemble() -> None:
    found = asked(load("minimal", ["rules.fair-return.floor=5"]))
    assert found.complete
    assert found.value is None
    assert found.table("draws").empty
    assert found.as_json()["regret"] is None


def test_stopped_early_it_tells_the_draws_it_has() -> None:
    stop = Stopping()

    def tell(step: Step) -> None:
        if step.at == "draws" and step.done >= 3:
            stop.set()

    found = asked(load("minimal"), Course(tell, stop), draws=500)
    assert not found.complete
    assert 3 <= len(found.table("draws")) < 500
    assert found.regret()["mean"] >= 0


def test_a_link_is_one_under_whatever_instrument() -> None:
    ledger = open_ledger(load("yrd-biomedicine"))
    places = Places.of(ledger)
    pairs = {places.ends(link) for link in range(len(places.links))}
    assert len(pairs) == len(places.links)
    assert all(one < other for one, other in pairs)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_the_command_line(run: Run, language: str) -> None:
    arguments = ("ensemble", "minimal", "--draws", "6", "--workers", "1", "--sample", "10")
    told = run(*arguments, "--lang", language)
    assert told.exit_code == 0, told.output
    assert "alder" in told.stdout
    document = strict(run(*arguments, "--json").stdout)
    assert document["schema"] == "deltafund/ensemble/1"
    assert len(document["cities"]) == 6


def test_what_is_not_a_distribution_is_refused(run: Run) -> None:
    bad = "uncertainty.links={kind: uniform, low: 2, high: 1}"
    told = run("ensemble", "minimal", "--set", bad)
    assert told.exit_code == 2
    assert "low" in told.stderr
