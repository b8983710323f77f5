"""The traps of PuLP and HiGHS that were measured while this was built, one test each.

Each is a way in which the libraries answer in silence what was not asked.
"""

from __future__ import annotations

import threading
import time
import warnings
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import pulp
import pytest
import scipy.sparse as sp

from api.show.clash import clash_parts
from optimizer import solve
from optimizer.analyses.diagnosis import diagnose
from optimizer.engine import Engine
from optimizer.model import build
from optimizer.program import Columns, Program
from optimizer.rows import RowTable, tabulate
from optimizer.solver import Outcome
from scenarios.ledger import Ledger
from scenarios.opening import open_ledger
from scenarios.problems import ModelError
from scenarios.rules.base import Row
from scenarios.scenario import Scenario
from tests.conftest import minimal, tree
from tests.optimizer.cbc import cbc
from tests.optimizer.programs import Small, small

NAN, INF = float("nan"), float("inf")


def ledger() -> Ledger:
    return open_ledger(minimal())


def engine_of(scenario: Scenario, **options: Any) -> Engine:
    return Engine(build(scenario, open_ledger(scenario)), **options)


def two_goods() -> Small:
    """Return a program whose optimum (3.5, 0.5) lies on an upper row and on a lower one."""
    return small(
        [3.0, 2.0],
        (("hours",), [1, 1], "<=", 4),
        (("promised",), [0, 1], ">=", 0.5),
        (("space",), [1, 3], "<=", 9),
    )


# --- 1: a coefficient that is not a number ------------------------------------------------------


@pytest.mark.parametrize(
    ("coefficients", "rhs"), [([1.0, NAN], 1.0), ([1.0, INF], 1.0), ([1.0, 1.0], NAN)]
)
def test_1_a_row_with_nan_is_refused(coefficients: list[float], rhs: float) -> None:
    with pytest.raises(ModelError, match="not finite"):
        Row(("here",), np.array([0, 1]), np.array(coefficients), "<=", rhs)


@pytest.mark.parametrize("part", ["matrix", "lower", "upper", "grant_value"])
def test_1_a_table_of_rows_with_nan_is_refused(part: str) -> None:
    bad: dict[str, Any] = {
        "matrix": sp.csr_array(np.array([[1.0, NAN]])),
        "lower": np.array([NAN]),
        "upper": np.array([NAN]),
        "grant_value": np.array([NAN]),
    }
    good: dict[str, Any] = {
        "owner": ("rule",),
        "at": ((),),
        "matrix": sp.csr_array(np.ones((1, 2))),
        "lower": np.array([-INF]),
        "upper": np.array([1.0]),
    }
    with pytest.raises(ModelError, match="not"):
        RowTable(**good | {part: bad[part]})


@pytest.mark.parametrize("part", ["gain", "upper", "matrix"])
def test_1_a_column_with_nan_is_refused(part: str) -> None:
    good = {"gain": np.ones(1), "upper": np.ones(1), "matrix": sp.csc_array(np.ones((1, 1)))}
    bad = {part: good[part] * NAN}
    program = small([1.0], (("row",), [1], "<=", 1)).program
    with pytest.raises(ModelError, match="not finite"):
        program.add(Columns(["new"], **good | bad))


# --- 2: something twice --------------------------------------------------------------------------


def test_2_a_line_twice_in_a_row_is_refused() -> None:
    with pytest.raises(ModelError, match="twice"):
        Row(("here",), np.array([3, 3]), 1.0, "<=", 1.0)


def test_2_a_coefficient_twice_in_a_column_is_refused() -> None:
    twice = sp.csc_array((np.ones(2), np.array([0, 0]), np.array([0, 2])), shape=(1, 1))
    program = small([1.0], (("row",), [1], "<=", 1)).program
    with pytest.raises(ModelError, match="two coefficients"):
        program.add(Columns(["new"], np.ones(1), np.ones(1), twice))


def test_2_two_rows_of_one_name_are_refused() -> None:
    row = Row(("here",), np.array([0]), 1.0, "<=", 1.0)
    with pytest.raises(ModelError, match="same name"):
        tabulate(ledger(), "rule", [row, row])


@pytest.mark.parametrize("line", [-1, 10**9])
def test_2_a_line_that_is_not_in_the_ledger_is_refused(line: int) -> None:
    row = Row(("here",), np.array([line]), 1.0, "<=", 1.0)
    with pytest.raises(ModelError, match="does not have"):
        tabulate(ledger(), "rule", [row])


# --- 3: the signs of prices ----------------------------------------------------------------------


@pytest.mark.parametrize(("row", "price"), [(0, 3.0), (1, -1.0), (2, 0.0)])
@pytest.mark.parametrize("scale", [1.0, 1e-3, 1e6])
def test_3_a_price_is_the_gain_per_unit_of_right_hand_side(
    row: int, price: float, scale: float
) -> None:
    goods = two_goods()
    session = goods.session(money=scale, value=1 / scale)
    assert session.solve() is Outcome.OPTIMAL
    assert session.solution().prices[row] == pytest.approx(price, abs=1e-9)
    assert goods.slopes(row) == pytest.approx((price, price), abs=1e-6)


def test_3_prices_are_those_of_cbc() -> None:
    goods = two_goods()
    session, program = goods.session(), goods.program
    assert session.solve() is Outcome.OPTIMAL
    program.solve_by(cbc())
    theirs = [constraint.pi for constraint in program.problem.constraints()]
    assert session.solution().prices == pytest.approx(np.array(theirs), abs=1e-9)
    assert session.solution().values == pytest.approx([3.5, 0.5])
    assert session.solution().activity == pytest.approx([4.0, 0.5, 5.0])


# --- 4: prices of whole-number programs ----------------------------------------------------------


def test_4_no_program_has_whole_numbers_whose_prices_would_be_told_as_zero() -> None:
    problem = engine_of(Scenario.model_validate(tree())).master.program().problem
    assert not problem.isMIP()
    assert {variable.cat for variable in problem.variables()} == {"Continuous"}


# --- 5: how a solve ended ------------------------------------------------------------------------


def test_5_no_time_is_a_timeout_and_has_no_values() -> None:
    assert two_goods().session().solve(seconds=0.0) is Outcome.TIMEOUT


def test_5_a_stop_is_an_interruption() -> None:
    stop = threading.Event()
    stop.set()
    assert two_goods().session().solve(stop=stop) is Outcome.INTERRUPTED


def test_5_what_cannot_be_and_what_has_no_end_are_told_apart() -> None:
    clash = small([1.0], (("least",), [1], ">=", 2), (("most",), [1], "<=", 1))
    assert clash.session().solve() is Outcome.INFEASIBLE
    endless = small([1.0, 1.0], (("apart",), [1, -1], "<=", 1), upper=INF)
    assert endless.session().solve() is Outcome.UNBOUNDED


def test_5_a_program_without_columns_is_not_always_feasible() -> None:
    """HiGHS calls it empty and does not look at its rows."""
    for sense, outcome in ((">=", Outcome.INFEASIBLE), ("<=", Outcome.OPTIMAL)):
        assert small([], (("row",), [], sense, 2.0)).session().solve() is outcome
    floor = {"kind": "jurisdiction_return", "floor": 0.3}
    answer = solve(minimal(floor, links={}, instruments=tree()["instruments"][:1]))
    assert answer.status == "infeasible"
    assert {part.rule for part in answer.diagnosis.clash} == {"jurisdiction-return"}


def test_5_an_infeasible_answer_has_no_values() -> None:
    scenario = minimal({"kind": "commitment", "cities": ["elm"], "at_least": 1000})
    answer = solve(scenario)
    assert answer.status == "infeasible"
    assert (answer.value, answer.bound, answer.gap) == (None, None, None)
    assert all(table.empty for table in answer.tables.values())


def test_5_a_timeout_with_a_plan_is_not_optimal() -> None:
    scenario = minimal(
        instruments=curved(), options={"gap": 1e-9, "time_limit": 3.0}
    )  # fmt: skip
    answer = solve(scenario, watch=lambda progress: time.sleep(3.0))
    assert answer.status == "feasible"
    assert answer.stopped_by == "time_limit"
    assert answer.gap > 1e-9


def curved() -> list[dict[str, Any]]:
    """Return the instruments of the minimal scenario with returns that diminish."""
    response = {"kind": "baseline-power", "elasticity": 0.5, "baseline": 4}
    return [part | {"response": response} for part in tree()["instruments"]]


# --- 6: an empty conflict ------------------------------------------------------------------------


def test_6_a_clash_in_a_feasible_model_is_a_fault_of_ours() -> None:
    engine = engine_of(Scenario.model_validate(tree()))
    with pytest.raises(ModelError, match="feasible"):
        diagnose(engine.feasibility)


# --- 7: rows that say the same -------------------------------------------------------------------


def test_7_a_rule_said_twice_has_a_price_between_nothing_and_all() -> None:
    cap = {"kind": "amount_limit", "cities": ["alder"], "max": 59}
    alone, twice = solve(minimal(cap)), solve(minimal(cap, cap))
    (price,) = alone.table("rules")["price"]
    assert price > 0
    rules = twice.table("rules")
    assert list(rules["status"]) == ["binding", "binding"]
    assert rules["price_low"].to_numpy() == pytest.approx([0, 0], abs=1e-9)
    assert rules["price_high"].to_numpy() == pytest.approx([price, price])
    assert rules["price"].between(rules["price_low"], rules["price_high"]).all()


def test_7_on_rows_too() -> None:
    goods = small(
        [3.0], (("cap",), [1], "<=", 4), (("same",), [1], "<=", 4), (("half",), [0.5], "<=", 2)
    )
    for row, price in enumerate([3.0, 3.0, 6.0]):
        left, right = goods.slopes(row)
        assert (left, right) == pytest.approx((price, 0.0), abs=1e-6)


# --- 8: the hand-off to HiGHS --------------------------------------------------------------------


def test_8_programs_are_handed_over_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_by_one(*_: object) -> None:
        pytest.fail("a column or a row was handed over by itself")

    for slow in ("addVar", "addVars", "addCol", "addRow", "addRows", "addVariable", "addConstr"):
        monkeypatch.setattr(highspy.Highs, slow, one_by_one)
    assert solve(Scenario.model_validate(tree())).status == "optimal"


@pytest.mark.parametrize("solver", [cbc, lambda: pulp.HiGHS(msg=False)], ids=["CBC", "HiGHS"])
@pytest.mark.parametrize("instruments", [None, curved()], ids=["linear", "curved"])
def test_8_the_arrays_say_what_the_program_in_pulp_does(solver: Any, instruments: Any) -> None:
    data = tree() | ({"instruments": instruments} if instruments else {})
    engine = engine_of(Scenario.model_validate(data))
    outcome, plan = engine.optimise(1e-6)
    assert outcome is Outcome.OPTIMAL
    assert plan is not None
    ours = engine.master.session.solution().objective
    assert engine.master.program().solve_by(solver()) == pytest.approx(ours, rel=1e-8)


def test_8_a_live_session_moves_and_grows() -> None:
    goods = two_goods()
    session = goods.session()
    session.solve()
    session.change_rows(np.array([0], np.int32), np.array([-INF]), np.array([5.0]))
    session.solve()
    assert session.solution().objective == pytest.approx(goods.moved(0, 1.0).optimum())
    session.add(np.array([10.0]), np.array([1.0]), sp.csc_array(np.array([[1.0], [0.0], [0.0]])))
    session.solve()
    assert session.solution().objective == pytest.approx(10 + goods.optimum())
    session.change_upper(np.array([2], np.int32), np.array([0.0]))
    session.change_gain(np.array([1], np.int32), np.array([0.0]))
    session.solve()
    assert session.solution().objective == pytest.approx(3 * 4.5)
    assert session.columns == 3


# --- 9: PuLP 4 -----------------------------------------------------------------------------------


def test_9_nothing_that_pulp_4_will_refuse_is_used(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        program = two_goods().program
        program.write_lp(tmp_path / "small.lp")
        program.solve_by(cbc())


# --- 10: names that PuLP makes the same ----------------------------------------------------------


def test_10_rows_whose_names_become_the_same_stay_apart(tmp_path: Path) -> None:
    long = "x" * 200
    goods = small(
        [1.0, 1.0],
        (("cap", "a-b", "c"), [1, 0], "<=", 1),
        (("cap", "a", "b-c"), [0, 1], "<=", 2),
        (("cap-a", "b", "c"), [1, 1], ">=", 1),
        (("cap", long, "one"), [1, 0], "<=", 5),
        (("cap", long, "two"), [0, 1], "<=", 5),
        (("上限", "上海"), [1, 0], "<=", 5),
        (("下限", "江苏"), [0, 1], "<=", 5),
    )
    program = goods.program
    assert len(program.problem.constraints()) == 7
    assert program.solve_by(cbc()) == pytest.approx(3.0)
    assert goods.optimum() == pytest.approx(3.0)
    program.write_lp(tmp_path / "names.lp")
    again = highspy.Highs()
    again.setOptionValue("output_flag", False)
    again.readModel(str(tmp_path / "names.lp"))
    again.run()
    assert again.getNumRow() == 7
    assert abs(again.getInfo().objective_function_value) == pytest.approx(3.0)


def test_10_a_row_with_two_sides_keeps_both(tmp_path: Path) -> None:
    rows = RowTable(("band",), (("a",),), sp.csr_array((1, 1)), np.array([1.0]), np.array([2.0]))
    for gain, best in ((1.0, 2.0), (-1.0, -1.0)):
        program = Program("band", rows)
        one = sp.csc_array(np.ones((1, 1)))
        program.add(Columns(["one"], np.array([gain]), np.array([9.0]), one))
        assert len(program.problem.constraints()) == 2
        assert program.solve_by(cbc()) == pytest.approx(best)


# --- 11: building in PuLP ------------------------------------------------------------------------


def test_11_building_takes_time_in_proportion() -> None:
    def seconds(columns: int) -> float:
        goods = small([1.0] * columns, (("cap",), [1.0] * columns, "<=", 1))
        since = time.process_time()
        assert len(goods.program) == columns
        return time.process_time() - since

    assert seconds(20_000) < 40 * seconds(1_000) + 0.5


# --- 12: a jurisdiction of a single city ---------------------------------------------------------


def test_12_a_cap_on_cities_and_a_floor_for_a_single_city_are_told_to_clash() -> None:
    scenario = minimal(
        {"kind": "share_limit", "id": "city-cap", "each": ["city"], "max": 0.25},
        {"kind": "jurisdiction_return", "id": "return", "floor": 0.8},
        {"kind": "share_limit", "id": "edges", "of": {"tiers": ["edge"]}, "in": "all", "min": 0.1},
        **one_city_north(),
    )
    answer = solve(scenario)
    assert answer.status == "infeasible"
    why = answer.diagnosis
    assert {part.rule: part.at for part in why.clash} == {
        "city-cap": (("alder", "max"),),
        "return": (("north", "floor"),),
    }
    told = " ".join(str(part) for part in clash_parts(answer, "en"))
    assert "`city-cap`" in told
    assert "`return`" in told
    assert "North" in told
    assert "alder" in told.lower()


def one_city_north() -> dict[str, Any]:
    """Return the sections of the minimal scenario, with Birch moved from North to East."""
    data = tree()
    cities = [
        city | {"jurisdiction": "east"} if city["id"] == "birch" else city
        for city in data["cities"]
    ]
    return {"cities": cities}
