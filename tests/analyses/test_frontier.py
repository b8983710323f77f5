"""Value against a bound: its ends, its shape, each point a plan that keeps all rules."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optimizer import solve
from optimizer.analyses.audit import audit_tables
from optimizer.analyses.frontier import Frontier, Sweep, draw, meant
from optimizer.clock import Stopping
from optimizer.course import Course, Step
from optimizer.edges import edge, tidy
from optimizer.keeping import Keeping
from optimizer.knee import knee
from optimizer.live import Live
from optimizer.model import build
from optimizer.recasting import recast
from scenarios import load
from scenarios.bounds import find_bound
from scenarios.gauges import GAUGES, gauged
from scenarios.opening import open_ledger
from scenarios.problems import ScenarioError
from scenarios.scenario import Scenario
from tests.api.conftest import Run, strict
from tests.conftest import minimal
from tests.optimizer.making import Tree, opened
from tests.optimizer.strategies import trees

FLOOR = "rules.fair-return.floor"


def drawn(scenario: Scenario, name: str, **options: Any) -> Frontier:
    return draw(scenario, open_ledger(scenario), Course(), against=name, **options)


def curve(frontier: Frontier) -> pd.DataFrame:
    points = frontier.table("points")
    return points[points["feasible"]]


def value(scenario: Scenario) -> float | None:
    return solve(scenario).value


# --- the ends -------------------------------------------------------------------------------------


def test_the_ends_are_the_best_plan_without_the_bound_and_the_tightest_bound_there_is() -> None:
    """Nobody can get back more than all that it paid in, if everybody shall."""
    points = curve(drawn(load("minimal"), FLOOR))
    free = value(load("minimal", ["rules.fair-return=null"]))
    assert points["value"].iloc[0] == pytest.approx(free)
    assert points["bound"].iloc[[0, -1]].tolist() == pytest.approx([0, 1])
    assert points["value"].iloc[-1] == pytest.approx(value(load("minimal", [f"{FLOOR}=1"])))
    assert value(load("minimal", [f"{FLOOR}=1.00001"])) is None


@pytest.mark.parametrize("name", GAUGES)
def test_the_ends_of_a_gauge_are_its_own_optimum_and_that_of_the_value(name: Any) -> None:
    """No plan reads better than the tight end, and the loose one is the scenario's optimum."""
    scenario = load("minimal")
    points = curve(drawn(scenario, name, points=5))
    loose, tight = (0, -1) if GAUGES[name].at_least else (-1, 0)
    assert points["value"].iloc[loose] == pytest.approx(value(scenario))
    assert points[name].tolist() == pytest.approx(points["bound"].tolist(), abs=2e-6)
    further = points["bound"].iloc[tight] + (1e-4 if GAUGES[name].at_least else -1e-4)
    beyond = gauged(scenario, name).at(further)
    assert beyond is None or value(beyond) is None


def test_a_bound_that_two_sides_hold_is_drawn_between_both_edges() -> None:
    exact = minimal({"kind": "commitment", "id": "elm", "cities": ["elm"], "exactly": 20})
    frontier = drawn(exact, "rules.elm.exactly", points=9)
    points = curve(frontier)
    best = value(minimal())
    assert points["bound"].iloc[0] == pytest.approx(0, abs=1e-6)
    beyond = find_bound(exact, "rules.elm.exactly").at(points["bound"].iloc[-1] + 0.01)
    assert beyond is not None
    assert value(beyond) is None
    assert points["value"].max() <= best + 1e-6
    assert frontier.range is not None
    assert frontier.range.tight == 0


def test_a_bound_that_nothing_ever_reaches_is_flat() -> None:
    high = minimal({"kind": "amount_limit", "id": "high", "each": ["city"], "max": 500})
    points = drawn(high, "rules.high.max", low=300, high=400, points=3).table("points")
    assert points["value"].tolist() == pytest.approx([value(minimal())] * 3)
    assert not points["knee"].any()


# --- the shape ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["minimal", "yrd-biomedicine"])
def test_a_side_costs_more_and_more(name: str) -> None:
    """The bound is the right-hand side of a concave program: value falls, and ever faster."""
    scenario = load(name)
    points = curve(drawn(scenario, FLOOR, points=7))
    noise = 2 * scenario.options.gap * points["value"].max()
    steps = np.diff(points["value"])
    assert (steps <= noise).all()
    assert (np.diff(steps) <= 2 * noise).all()


@settings(max_examples=10, derandomize=True, deadline=None, database=None)
@given(trees(rules=(1, 3)), st.randoms(use_true_random=False))
def test_warm_is_as_good_as_cold(tree: Tree, random: Any) -> None:
    """Any number of any rule, moved at random in one live program and in programs of their own."""
    case = opened(tree)
    paths = [
        f"rules.{name}.{key}"
        for name, rule in zip(case.scenario.rule_ids(), case.scenario.rules, strict=True)
        for key in ("min", "max", "floor", "ceiling", "exactly", "at_least", "up", "plus", "times")
        if isinstance(getattr(rule, key, None), float)
    ]
    assume(paths)
    path = random.choice(paths)
    bound = find_bound(case.scenario, path)
    now = bound.now or 0.0
    sweep = Sweep(meant(case.scenario, case.ledger, path), Course())
    for at in (now, now * random.uniform(0.5, 1.5), now * random.uniform(0.5, 1.5), now):
        there = bound.at(at)
        if there is None:
            continue
        warm, cold = sweep.at(at).told, value(there)
        assert warm["feasible"] == (cold is not None)
        if cold is not None:
            near = 2.5e-4 * abs(cold) + 1e-6
            assert warm["value"] == pytest.approx(cold, abs=near)


@pytest.mark.parametrize(
    ("name", "way"),
    [(FLOOR, "sides"), ("rules.periphery.min", "coefficients"), ("gini", "coefficients")],
)
def test_what_changes_in_the_program_is_told(name: str, way: str) -> None:
    frontier = drawn(load("minimal"), name, points=4)
    assert frontier.moved == way


def test_a_number_that_its_rule_forbids_has_no_plan() -> None:
    """At least two of a group cannot be asked for beside at most one."""
    frontier = drawn(load("minimal-call"), "rules.variants.at_least", low=0, high=2, points=3)
    points = frontier.table("points")
    assert points["feasible"].tolist() == [True, True, False]
    assert points["value"].iloc[1] == value(load("minimal-call", ["rules.variants.at_least=1"]))


def test_other_rows_begin_another_program() -> None:
    ledger = open_ledger(load("minimal"))
    one, other = (
        build(load("minimal", settings), ledger) for settings in ([], ["rules.periphery=null"])
    )
    live = Live(one, Course())
    plan = live.best()
    again, way = recast(live, other, plan)
    assert way == "rows"
    assert again is not live
    best = again.best()
    assert best is not None
    assert best.value == pytest.approx(value(load("minimal", ["rules.periphery=null"])))
    assert recast(again, other)[0] is again


# --- the points -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "path"),
    [("minimal", "rules.periphery.min"), ("minimal", "gini"), ("minimal-call", "smallest_return")],
)
def test_every_point_is_a_whole_plan_that_keeps_all_rules(name: str, path: str) -> None:
    scenario = load(name)
    asked = meant(scenario, open_ledger(scenario), path)
    frontier = drawn(scenario, path, points=4)
    for point in frontier.as_json()["points"]:
        there = asked.bound.at(point["bound"])
        assert there is not None
        model = build(there, asked.ledger)
        grants, payments = (
            pd.DataFrame(part["rows"], columns=part["columns"])
            for part in (point["allocation"][name] for name in ("grants", "payments"))
        )
        for table in (grants, payments):
            table["period"] = table["period"].astype(str)
        found = audit_tables(model, grants, payments)
        assert found.clean, found.violations
        assert found.value == pytest.approx(point["value"], rel=1e-6)
        assert found.spent == pytest.approx(point["spent"], rel=1e-6)
        cities = dict(point["allocation"]["cities"]["rows"])
        assert sum(cities.values()) == pytest.approx(point["spent"])


def test_gauges_read_what_their_definitions_say() -> None:
    scenario = load("minimal")
    point = drawn(scenario, FLOOR, low=0.5, high=0.5).as_json()["points"][0]
    money = dict(point["allocation"]["cities"]["rows"])
    heads = {city.id: city.model_extra["population"] for city in scenario.cities}
    people, total = sum(heads.values()), sum(money.values())
    apart = sum(
        abs(heads[b] / people * money[a] - heads[a] / people * money[b])
        for a in money
        for b in money
        if a < b
    )
    assert point["gini"] == pytest.approx(apart / total)
    homes = {city.id: city.jurisdiction for city in scenario.cities}
    paid = {"north": 100, "east": 80, "south": 20}
    back = {who: sum(m for c, m in money.items() if homes[c] == who) / paid[who] for who in paid}
    assert point["smallest_return"] == pytest.approx(min(back.values()))
    share = point["cross_border"] / point["spent"]
    assert point["cross_border_share"] == pytest.approx(share)
    readings = Keeping(gauged(scenario, "cross_border_share"), open_ledger(scenario))
    assert readings.straight


def test_no_figure_no_gauge() -> None:
    """The call has no inhabitants: its Gini is unknown, and cannot be asked for."""
    points = drawn(load("minimal-call"), "smallest_return", points=2).table("points")
    assert points["gini"].isna().all()
    with pytest.raises(ScenarioError, match="population"):
        drawn(load("minimal-call"), "gini")


def test_where_the_other_rules_clash_there_is_no_curve() -> None:
    scenario = load("minimal", [f"{FLOOR}=5"])
    frontier = drawn(scenario, "rules.periphery.min")
    assert frontier.complete
    assert frontier.table("points").empty
    assert frontier.as_json()["range"] is None


def test_stopped_early_it_tells_the_points_it_has() -> None:
    stop = Stopping()

    def tell(step: Step) -> None:
        if step.done == 3:
            stop.set()

    scenario = load("minimal")
    frontier = draw(scenario, open_ledger(scenario), Course(tell, stop), against=FLOOR, points=9)
    assert not frontier.complete
    assert len(frontier.table("points")) == 3


# --- paths ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["rules.fair-return.flor", "rules.nobody.floor", "funders.north.contribution", "gin"]
)
def test_a_path_that_leads_nowhere_is_refused_with_what_there_is(path: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        drawn(load("minimal"), path)
    (told,) = refused.value.problems
    assert told.path == "against"
    assert FLOOR in told.expected.en


def test_a_range_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(ScenarioError, match="no higher"):
        drawn(load("minimal"), FLOOR, low=0.9, high=0.1)


# --- edges and knees ------------------------------------------------------------------------------


@settings(max_examples=60, derandomize=True, deadline=None, database=None)
@given(st.floats(-5, 5), st.floats(0.01, 5), st.floats(0.1, 100), st.booleans(), st.booleans())
def test_the_edge_is_where_stretching_begins(
    loose: float, far: float, slope: float, up: bool, limited: bool
) -> None:
    sign = 1 if up else -1
    there = loose + sign * far

    def stretch(at: float) -> float:
        over = sign * (at - there)
        return max(0.0, slope * over, 5 * slope * (over - 0.3))

    found = edge(stretch, loose, loose + sign * 2 * far if limited else sign * math.inf)
    assert stretch(found) == 0
    assert abs(found - there) <= 1e-4 * max(1.0, far, abs(loose))


def test_an_edge_in_whole_numbers_and_one_that_is_not_there() -> None:
    assert edge(lambda at: max(0.0, at - 7.5), 2, math.inf, whole=True) == 7
    assert edge(lambda at: max(0.0, 2.5 - at), 6, 0, whole=True) == 3
    assert edge(lambda at: 0.0, 6, 0) == 0
    assert edge(lambda at: 0.0, 6, math.inf) == math.inf
    assert edge(lambda at: math.inf if at > 1 else 0.0, 0.5, 2) == pytest.approx(1, abs=1e-5)
    assert tidy(0.30000000000000004) == 0.3


def test_the_knee_is_furthest_from_the_chord() -> None:
    bound = np.array([0.0, 1, 2, 3, 4])
    assert knee(bound, np.array([10.0, 10, 9, 5, 0])) == 2
    assert knee(bound, np.array([0.0, 5, 9, 10, 10])) == 2
    assert knee(bound, np.array([10.0, np.nan, 9.5, np.nan, 0])) == 2
    assert knee(bound, 4 - bound) is None
    assert knee(bound, np.full(5, 3.0)) is None
    assert knee(bound[:2], np.array([1.0, 0.0])) is None


# --- on the command line --------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "said"), [("zh", "拐点"), ("en", "knee")])
def test_on_the_command_line(run: Run, language: str, said: str) -> None:
    told = run("frontier", "minimal", "--against", FLOOR, "--points", "5", "--lang", language)
    assert told.exit_code == 0
    assert said in told.stdout
    assert "502.0" in told.stdout
    document = strict(
        run("frontier", "minimal", "--against", FLOOR, "--points", "5", "--json").stdout
    )
    assert document["schema"] == "deltafund/frontier/1"
    assert len(document["points"]) == 5
    assert {"bound", "value", "gini", "allocation"} <= set(document["points"][0])
    assert document["knee"]["bound"] == 0.5


def test_the_command_line_refuses_an_unknown_bound(run: Run) -> None:
    told = run("frontier", "minimal", "--against", "rules.fair-return.flor")
    assert told.exit_code == 2
    assert "rules.fair-return.floor" in told.stderr
