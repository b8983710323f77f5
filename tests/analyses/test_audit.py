"""Plans made by hand: read, checked, priced, and the nearest plan that keeps all rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from api.help_zh import COMMANDS
from api.reports.plans import write_cities, write_plan
from optimizer import Allocation, solve
from optimizer.analyses.audit import audit_tables
from optimizer.analyses.givenplans import FUND, ByCity, Whole
from optimizer.analyses.handmade import UNPLACED, Audited, audit_plan
from optimizer.clock import Stopping
from optimizer.course import Course, Step
from optimizer.model import build
from optimizer.records import grants_by_line, payments_by_line
from scenarios import load
from scenarios.files.plans import read_plan
from scenarios.ledger import Ledger
from scenarios.opening import open_ledger
from scenarios.problems import ScenarioError
from scenarios.scenario import Scenario
from tests.api.conftest import Run, strict
from tests.optimizer.making import Tree, opened
from tests.optimizer.strategies import trees


def whole(ledger: Ledger, answer: Allocation, times: float = 1.0) -> Whole:
    grants, _ = grants_by_line(ledger, answer.table("grants"))
    payments, _ = payments_by_line(ledger, answer.table("payments"))
    return Whole(times * grants, times * payments)


def by_city(answer: Allocation, **changes: float) -> ByCity:
    cities = answer.table("cities").set_index("id")["received"].to_dict() | changes
    return ByCity({(str(city), None): amount for city, amount in cities.items()})


def audited(scenario: Scenario, plan: Whole | ByCity) -> Audited:
    return audit_plan(scenario, open_ledger(scenario), Course(), plan)


def broken(found: Audited) -> dict[tuple[str, ...], float]:
    rows = found.table("violations").to_dict(orient="records")
    return {(row["rule"], *row["at"]): row["by"] for row in rows}


def check_nearest(found: Audited, scenario: Scenario, ledger: Ledger) -> None:
    """Check by the audit that needs no solver that the nearest plan keeps all rules."""
    near = found.as_json()["nearest"]
    again = audit_tables(build(scenario, ledger), near["grants"], near["payments"], 3e-6)
    assert again.violations == ()
    assert again.value == pytest.approx(near["value"], rel=1e-6, abs=1e-6)


def assert_itself(found: Audited, ledger: Ledger) -> None:
    """Check that the plan is its own nearest, also by what was found for it."""
    assert found.to_nearest == 0
    moved = found.table("cities")["to_nearest"].abs().sum()
    assert moved <= 1e-4 * ledger.available


# --- optima ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["minimal", "minimal-call", "france-poles"])
@pytest.mark.parametrize("only_cities", [False, True])
def test_an_optimum_is_clean_the_best_and_its_own_nearest(name: str, only_cities: bool) -> None:
    scenario = load(name)
    ledger, answer = open_ledger(scenario), solve(scenario)
    found = audited(scenario, by_city(answer) if only_cities else whole(ledger, answer))
    assert (found.complete, found.clean, broken(found)) == (True, True, {})
    near = 3 * scenario.options.gap
    assert found.value == pytest.approx(answer.value, rel=near)
    assert found.optimum == pytest.approx(answer.value, rel=near)
    assert_itself(found, ledger)
    assert found.chosen is only_cities


@settings(max_examples=15, derandomize=True, deadline=None, database=None)
@given(trees(rules=(0, 3)))
def test_the_optimum_of_any_scenario_is_clean(tree: Tree) -> None:
    case = opened(tree)
    answer = case.solve()
    assume(answer.has_plan)
    found = audit_plan(case.scenario, case.ledger, Course(), whole(case.ledger, answer))
    assert broken(found) == {}
    assert_itself(found, case.ledger)
    assert found.nearest == pytest.approx(answer.value, rel=1e-3, abs=1e-4)


@settings(max_examples=20, derandomize=True, deadline=None, database=None)
@given(trees(rules=(1, 3)), st.sampled_from([0.0, 0.3, 0.8]))
def test_the_nearest_plan_keeps_all_rules_and_is_no_further_than_the_optimum(
    tree: Tree, times: float
) -> None:
    case = opened(tree)
    answer = case.solve()
    assume(answer.has_plan)
    plan = ByCity(
        {
            (str(city), None): times * amount
            for city, amount in answer.table("cities").set_index("id")["received"].items()
        }
    )
    found = audit_plan(case.scenario, case.ledger, Course(), plan)
    assert found.to_nearest is not None
    assert found.to_optimum is not None
    assert found.to_nearest <= found.to_optimum + 1e-4 * case.ledger.available
    assert found.nearest is not None
    assert found.optimum is not None
    assert found.nearest <= found.optimum * (1 + 1e-3) + 1e-4
    check_nearest(found, case.scenario, case.model.ledger)


# --- plans that break something ----------------------------------------------------------------


def test_half_of_everything_breaks_the_floors_and_nothing_else() -> None:
    scenario = load("minimal")
    ledger = open_ledger(scenario)
    found = audited(scenario, whole(ledger, solve(scenario), 0.5))
    assert set(broken(found)) == {
        ("fair-return", land, "floor") for land in ("north", "east", "south")
    }
    assert (found.value, found.to_optimum) == pytest.approx((245.1, 100))
    assert found.to_nearest == pytest.approx(60, abs=1e-3)  # what the three floors lack
    check_nearest(found, scenario, ledger)


def test_money_per_city_is_placed_as_well_as_possible() -> None:
    """North is to get back 80 of its 100; the plan gives it 50."""
    scenario = load("minimal")
    found = audited(scenario, by_city(solve(scenario), alder=20.0))
    assert broken(found) == pytest.approx({("fair-return", "north", "floor"): 30}, abs=1e-3)
    assert found.to_nearest == pytest.approx(30, abs=1e-3)
    table = found.table("cities").set_index("id")
    assert table.loc["alder", "planned"] == 20


def test_more_than_there_is_is_told_once_and_cut_alike() -> None:
    found = audited(load("minimal"), ByCity({("alder", None): 150, ("cedar", None): 250}))
    assert found.as_json()["violations"][0] | {"by": 200} == {
        "rule": FUND, "owner": "all", "at": [], "lhs": 400, "sense": "<=", "rhs": 200, "by": 200,
        "unit": "money",
    }  # fmt: skip
    assert found.spent is not None
    assert found.spent <= 200 + 1e-3


def test_money_that_nothing_can_bring_to_a_city_is_told_apart() -> None:
    """Projects are whole, and no partner is alone in one."""
    found = audited(load("minimal-call"), ByCity({("alder", None): 4, ("birch", None): 9}))
    unplaced = {at: by for at, by in broken(found).items() if at[0] == UNPLACED}
    assert unplaced
    assert found.clean is False


def test_by_period_the_money_of_each_period_counts() -> None:
    scenario = load("minimal")
    received = solve(scenario).table("grants")
    assert set(received["period"]) == {"1", "2"}
    late = ByCity({("alder", "1"): 0, ("alder", "2"): 40, ("cedar", "2"): 40})
    found = audited(scenario, late)
    grants = pd.DataFrame(found.as_json()["nearest"]["grants"])
    assert not found.clean
    assert len(grants)


def test_half_a_project_breaks_that_projects_are_whole() -> None:
    scenario = load("minimal-call")
    found = audited(scenario, whole(open_ledger(scenario), solve(scenario), 0.5))
    assert {at[0] for at in broken(found)} == {"projects"}


def test_where_no_plan_keeps_all_rules_there_is_no_nearest_one() -> None:
    scenario = load("minimal", ["rules.fair-return.floor=5"])
    found = audited(scenario, ByCity({("alder", None): 50}))
    assert (found.complete, found.optimum, found.nearest) == (True, None, None)
    assert found.clean is False


def test_stopped_early_it_tells_what_it_has() -> None:
    stop = Stopping()

    def tell(step: Step) -> None:
        if step.at == "optimum":
            stop.set()

    scenario = load("minimal")
    ledger = open_ledger(scenario)
    plan = whole(ledger, solve(scenario))
    found = audit_plan(scenario, ledger, Course(tell, stop), plan)
    assert (found.complete, found.clean, found.optimum) == (False, True, None)


# --- the file ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["minimal", "minimal-call", "france-poles"])
def test_the_optimum_s_own_files_audit_clean(run: Run, tmp_path: Path, name: str) -> None:
    assert run("solve", name, "--out", tmp_path / "answer").exit_code == 0
    told = run("audit", name, tmp_path / "answer" / "plan.csv", "--json")
    assert told.exit_code == 0, told.stdout
    document = strict(told.stdout)
    assert document["schema"] == "deltafund/audit/1"
    assert document["violations"] == []
    assert run("audit", name, "--template", tmp_path / "cities.csv").exit_code == 0
    assert run("audit", name, tmp_path / "cities.csv").exit_code == 0


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def problems(path: Path, name: str = "minimal") -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read_plan(path, load(name))
    return [problem.say("en") for problem in caught.value.problems]


def test_everything_wrong_in_a_file_is_said_at_once_with_line_and_column(tmp_path: Path) -> None:
    file = written(
        tmp_path / "plan.csv",
        "city,period,amount\naldr,1,3\nalder,9,-4\nbirch,,1e400\ncedar,1,5\ncedar,,5\nelm,1,\n",
    )
    told = problems(file)
    starts = ["plan.csv:2: city", "plan.csv:3: period", "plan.csv:3: amount", "plan.csv:4: amount"]
    starts += ["plan.csv:6: city", "plan.csv:7: amount"]
    assert [text.partition(": found")[0] for text in told] == starts
    assert "did you mean alder?" in told[0]


def test_a_whole_plan_says_what_each_row_lacks(tmp_path: Path) -> None:
    file = written(
        tmp_path / "plan.csv",
        "record,funder,city,instrument,sites,period,amount\n"
        "grant,,,joint-project,,1,3\ngrants,,,workshop,alder/tools/making,1,3\n"
        "payment,north,,,,1,4\ngrant,,,joint-project,alder/tools/research+x,1,3\n",
    )
    told = problems(file)
    assert [text.partition(": found")[0] for text in told] == [
        "plan.csv:2: sites", "plan.csv:3: record", "plan.csv:4: city", "plan.csv:5: sites",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a column city"),
        ("city,amount\n", "at least one row"),
        ("city,amont\nalder,3\n", "did you mean amount?"),
        ("city,amount,amount\nalder,3,4\n", "each column once"),
    ],
)
def test_a_file_that_is_no_plan_is_refused(tmp_path: Path, text: str, said: str) -> None:
    assert any(said in told for told in problems(written(tmp_path / "plan.csv", text)))


def test_an_activity_that_is_not_there_is_refused_with_its_line(run: Run, tmp_path: Path) -> None:
    file = written(
        tmp_path / "plan.csv",
        "record,funder,city,instrument,sites,period,amount\n"
        "payment,north,alder,,,1,4\ngrant,,,workshop,alder/tools/making,1,4\n",
    )
    told = run("audit", "minimal", file)
    assert told.exit_code == 2
    assert "plan.csv:3" in told.stderr
    assert run("audit", "minimal").exit_code == 2
    assert run("audit", "minimal", tmp_path / "none.csv").exit_code == 2


def test_what_is_written_is_read_as_the_same(tmp_path: Path) -> None:
    scenario = load("minimal")
    answer = solve(scenario)
    write_plan(answer.table("grants"), answer.table("payments"), tmp_path / "plan.csv")
    plan = read_plan(tmp_path / "plan.csv", scenario)
    total = answer.table("grants")["amount"].sum()
    assert sum(row["amount"] for row, _ in plan.of("grant")) == pytest.approx(total)
    assert len(plan.of("payment")) == len(answer.table("payments"))
    write_cities(answer.table("cities"), scenario, tmp_path / "cities.csv", "zh")
    assert len(read_plan(tmp_path / "cities.csv", scenario).records) == 6


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_the_command_line(run: Run, tmp_path: Path, language: str) -> None:
    file = written(tmp_path / "plan.csv", "city,amount,note\nalder,20,a start\ncedar,60,\n")
    told: Any = run("audit", "minimal", file, "--lang", language)
    assert told.exit_code == 3
    assert "fair-return" in told.stdout
    assert "audit" in COMMANDS
