"""Who gets anything at all, and how unequally: held against every choice tried by itself."""

from __future__ import annotations

import threading
from itertools import combinations, product
from pathlib import Path
from typing import Any

import highspy
import numpy as np
import pytest

from optimizer import Allocation, solve
from optimizer.analyses.audit import audit, audit_allocation
from optimizer.deciding import optimise_whole
from optimizer.engine import Engine
from optimizer.model import build
from scenarios.opening import open_ledger
from scenarios.scenario import Scenario
from tests.conftest import minimal
from tests.known_answers.funds import fund
from tests.optimizer.cbc import cbc
from tests.optimizer.plans import by_line
from tests.optimizer.whole import best

WORTH = {"a": 10.0, "b": 9.0, "c": 8.5, "d": 4.0, "e": 3.0}
ASKED = {"a": 55.0, "b": 48.0, "c": 47.0, "d": 30.0, "e": 14.0}


def knapsack(purse: float) -> Scenario:
    """Return a fund of sites that need `ASKED` each, or nothing, and bring their worth a unit."""
    data = fund(purse, {("a", "b"): 1.0}, {"kind": "linear", "cap": 60.0}).model_dump(mode="json")
    names = list(WORTH)
    data["jurisdictions"] = [{"id": name} for name in names]
    data["cities"] = [{"id": name, "jurisdiction": name} for name in names]
    sites = [{"city": name, "stage": "work", "strength": WORTH[name]} for name in names]
    rules = [
        {"kind": "minimum_award", "id": f"{name}-whole", "cities": [name], "min": ASKED[name]}
        | {"max": ASKED[name]}
        for name in names
    ]
    tool = {"id": "site", "scope": "site", "response": {"kind": "linear", "cap": 60.0}}
    changes: dict[str, Any] = {"strengths": {"sites": sites}, "rules": rules}
    return Scenario.model_validate(
        data | changes | {"instruments": [tool], "links": {}, "options": {"gap": 1e-9}}
    )


def best_of_all(purse: float) -> float:
    """Return the value of the best set of sites that the purse can pay, every set tried."""
    return max(
        sum(WORTH[name] * ASKED[name] for name in chosen)
        for count in range(len(WORTH) + 1)
        for chosen in combinations(WORTH, count)
        if sum(ASKED[name] for name in chosen) <= purse
    )


@pytest.mark.parametrize("purse", [10.0, 54.0, 61.0, 95.0, 110.0, 131.0, 200.0])
def test_capital_is_budgeted_as_by_trying_every_set(purse: float) -> None:
    answer = solve(knapsack(purse))
    assert answer.status == "optimal"
    assert answer.value == pytest.approx(best_of_all(purse))
    received = answer.table("cities").set_index("id")["received"]
    assert all(min(abs(got), abs(got - ASKED[name])) < 1e-6 for name, got in received.items())
    assert audit_allocation(answer, open_ledger(answer.scenario)).violations == ()


def decided(rule: dict[str, Any], cities: tuple[str, ...]) -> Allocation:
    """Return the answer where exactly these cities get at least the rule's `min`."""
    everyone = ["alder", "birch", "cedar", "elm", "fir", "gum"]
    others = [city for city in everyone if city not in cities]
    rules: list[dict[str, Any]] = []
    if cities:
        least = {"each": ["city"], "min": rule["min"], "cities": list(cities)}
        rules.append({"kind": "amount_limit", **least})
    if others:
        rules.append({"kind": "commitment", "cities": others, "forbidden": True})
    return solve(minimal(*rules, options={"gap": 1e-9}))


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "minimum_award", "min": 45},
        {"kind": "winners", "exactly": 4, "min": 20},
        {"kind": "winners", "at_least": 5, "min": 15},
    ],
)
def test_every_choice_of_cities_tried_by_itself_gives_the_same(rule: dict[str, Any]) -> None:
    wanted = {
        "minimum_award": lambda count: True,
        "winners": lambda count: count == rule.get("exactly", count) >= rule.get("at_least", 0),
    }[rule["kind"]]
    names = ["alder", "birch", "cedar", "elm", "fir", "gum"]
    chosen = [
        tuple(name for name, wins in zip(names, choice, strict=True) if wins)
        for choice in product([False, True], repeat=len(names))
        if wanted(sum(choice))
    ]
    values = [decided(rule, cities).value for cities in chosen]
    answer = solve(minimal(rule, options={"gap": 1e-9}))
    assert answer.status == "optimal"
    assert answer.value == pytest.approx(max(value for value in values if value is not None))


def gini(money: np.ndarray, heads: np.ndarray) -> float:
    """Return the coefficient by the area under the Lorenz curve."""
    order = np.argsort(money / heads)
    people = np.concatenate([[0], np.cumsum(heads[order])]) / heads.sum()
    shares = np.concatenate([[0], np.cumsum(money[order])]) / money.sum()
    return float(1 - ((shares[1:] + shares[:-1]) * np.diff(people)).sum())


@pytest.mark.parametrize(("most", "indicator"), [(0.2, "population"), (0.3, "rd"), (1.0, "rd")])
def test_the_gini_coefficient_of_the_answer_is_the_bound(most: float, indicator: str) -> None:
    scenario = minimal({"kind": "inequality", "max": most, "indicator": indicator})
    answer, ledger = solve(scenario), open_ledger(scenario)
    cities = answer.table("cities").set_index("id")
    heads = ledger.cities.loc[cities.index, indicator].to_numpy()
    found = gini(cities["received"].to_numpy(), heads)
    if most < 1:
        assert found == pytest.approx(most, abs=1e-6)
    else:
        assert most > found > 0.3


# --- what an answer in whole numbers must keep ---------------------------------------------------

AWARD = {"kind": "minimum_award", "id": "award", "min": 45}


def test_the_audit_needs_no_solver_to_refuse_half_an_award() -> None:
    answer = solve(minimal(AWARD))
    ledger = open_ledger(answer.scenario)
    grants, payments = by_line(answer, ledger)
    model = build(answer.scenario, ledger)
    assert audit(model, grants, payments).violations == ()
    broken = audit(model, 0.5 * grants, 0.5 * payments).violations
    assert {found.rule for found in broken} == {"award"}
    assert all(found.at[-1] == "min" for found in broken)


@pytest.mark.parametrize("rule", [AWARD, {"kind": "winners", "at_most": 3}])
def test_cbc_finds_the_same_in_the_file_that_is_written(
    rule: dict[str, Any], tmp_path: Path
) -> None:
    """The program is searched as the engine leaves it, with its whole numbers free."""
    engine = Engine(build(scenario := minimal(rule), open_ledger(scenario)))
    _, plan = optimise_whole(engine, 1e-9)
    assert plan is not None
    program = engine.master.program()
    assert program.solve_by(cbc()) == pytest.approx(plan.value)
    program.write_lp(tmp_path / "whole.lp")
    text = (tmp_path / "whole.lp").read_text(encoding="utf-8")
    assert "Generals" in text or "Binaries" in text
    assert best(read_lp(tmp_path / "whole.lp")) == pytest.approx(plan.value)


def read_lp(path: Path) -> highspy.Highs:
    """Return a program in HiGHS as it stands in a file."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    assert solver.readModel(str(path)) == highspy.HighsStatus.kOk
    return solver


def test_a_clash_names_the_rule_in_whole_numbers_and_the_way_out_leads_out() -> None:
    """Three cities have to get something, two may win."""
    floors = {"kind": "amount_limit", "id": "floors", "each": ["city"], "min": 10}
    cities = {"cities": ["alder", "cedar", "elm"]}
    winners = {"kind": "winners", "id": "two", "at_most": 2}
    answer = solve(minimal(floors | cities, winners))
    assert answer.status == "infeasible"
    assert answer.diagnosis is not None
    assert {part.rule for part in answer.diagnosis.clash} == {"floors", "two"}
    (step,) = answer.diagnosis.loosening
    found = (step.rule, step.sense, step.limit, step.by, step.unit)
    assert found == ("two", "<=", 2, 1, "number")
    assert solve(minimal(floors | cities, winners | {"at_most": 3})).has_plan


def test_what_was_found_until_a_stop_is_kept_with_an_honest_gap(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The stop comes just when the search has ended."""
    model = build(scenario := minimal(AWARD), open_ledger(scenario))
    _, whole = optimise_whole(Engine(model), 1e-9)
    stop = threading.Event()
    engine = Engine(model, stop=stop)
    session = engine.master.session
    search = session.solve_whole

    def stopping(*arguments: Any) -> Any:
        found = search(*arguments)
        stop.set()
        return found

    monkeypatch.setattr(session, "solve_whole", stopping)
    outcome, plan = optimise_whole(engine, 1e-9)
    assert whole is not None
    assert plan is not None
    assert plan.value == pytest.approx(whole.value)
    assert plan.bound >= whole.value - 1e-9
    assert outcome.value in ("optimal", "interrupted")
