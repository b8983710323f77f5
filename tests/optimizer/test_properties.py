"""What must hold of every scenario, tried on made-up ones (see `strategies.py`).

A few, always the same, are tried in every run. To look for new counterexamples among thousands:

    DELTAFUND_EXAMPLES=2000 pytest tests/optimizer/test_properties.py
"""

from __future__ import annotations

import os
import random

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

from optimizer.analyses.audit import audit, audit_allocation, audit_tables
from optimizer.engine import Engine
from optimizer.solver import Outcome
from tests.optimizer.cbc import cbc
from tests.optimizer.making import (
    Tree,
    close,
    in_thousands,
    loosened,
    only,
    opened,
    optimum,
    without,
)
from tests.optimizer.plans import by_line
from tests.optimizer.strategies import trees

GAP = 1e-6
MORE = os.environ.get("DELTAFUND_EXAMPLES")
tried = settings(
    max_examples=int(MORE or 12),
    derandomize=MORE is None,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


@tried
@given(trees())
def test_every_answer_is_one_of_two_and_an_optimum_passes_the_audit(tree: Tree) -> None:
    case = opened(tree)
    answer = case.solve()
    assert answer.status in ("optimal", "infeasible")
    if answer.status == "infeasible":
        assert answer.value is None
        assert answer.diagnosis is not None
        return
    assert answer.bound >= answer.value - 1e-9 * abs(answer.value)
    assert answer.gap <= GAP
    model = case.model
    grants, payments = by_line(answer, case.ledger)
    for found in (
        audit(model, grants, payments),
        audit_allocation(answer, case.model.ledger),
        audit_tables(model, answer.as_json()["grants"], answer.as_json()["payments"]),
    ):
        assert found.violations == ()
        assert close(found.value, answer.value, 1e-9)
        assert close(found.spent, answer.spent, 1e-9)


@tried
@given(trees())
def test_a_price_stands_between_its_two_slopes(tree: Tree) -> None:
    answer = opened(tree).solve()
    assume(answer.has_plan)
    rules = answer.table("rules")
    rows = rules[rules["status"] != "inactive"]
    assert (rows["price"] >= 0).all()
    share = 1e-6 * rows["price"].abs() + 1e-9
    assert (rows["price_low"] <= rows["price"] + share).all()
    assert (rows["price"] <= rows["price_high"] + share).all()
    slack = rows[rows["status"] == "slack"]
    assert (slack["slack"] > 0).all()
    assert (slack["price"] == 0).all()


@tried
@given(trees(rules=(1, 4)), st.integers(0, 3))
def test_without_a_rule_the_value_is_never_lower(tree: Tree, number: int) -> None:
    assume(number < len(tree["rules"]))
    answer, freer = opened(tree).solve(), opened(without(tree, number)).solve()
    if answer.has_plan:
        assert freer.has_plan
        assert freer.bound >= answer.value * (1 - 1e-9) - 1e-9
        assert freer.value >= answer.value * (1 - GAP) - 1e-6


@tried
@given(trees())
def test_the_unit_of_money_changes_nothing_but_units(tree: Tree) -> None:
    one, other = opened(tree).solve(), opened(in_thousands(tree)).solve()
    assert one.status == other.status
    if one.has_plan:
        assert close(one.value, other.value, 2 * GAP)
        kinds = {tool["response"]["kind"] for tool in tree["instruments"]}
        if "saturating" not in kinds:  # whose last tenth of money is worth less than the gap
            assert close(1000 * one.spent, other.spent, 1e-2, floor=1.0)
    else:
        assert len(one.diagnosis.clash) == len(other.diagnosis.clash)
        assert close(1000 * one.diagnosis.total, other.diagnosis.total, 1e-5, floor=1e-3)


@tried
@given(trees(), st.randoms(use_true_random=False))
def test_the_order_of_writing_changes_nothing(tree: Tree, chance: random.Random) -> None:
    mixed = dict(tree)
    for section in ("cities", "jurisdictions", "funders", "instruments", "rules"):
        mixed[section] = chance.sample(tree[section], len(tree[section]))
    one, other = opened(tree).solve(), opened(mixed).solve()
    assert one.status == other.status
    if one.has_plan:
        assert close(one.value, other.value, 2 * GAP)
    else:
        assert close(one.diagnosis.total, other.diagnosis.total, 1e-6)
        assert len(one.diagnosis.clash) == len(other.diagnosis.clash)


@tried
@given(trees())
def test_cbc_finds_the_same_optimum_of_the_program_in_pulp(tree: Tree) -> None:
    engine = Engine(opened(tree).model)
    outcome, plan = engine.optimise(GAP)
    assume(outcome is Outcome.OPTIMAL)
    ours = engine.master.session.solution().objective
    theirs = engine.master.program().solve_by(cbc())
    assert close(ours, theirs, 1e-6)
    assert plan.value >= theirs * (1 - 1e-6) - 1e-6
    assert plan.bound >= theirs * (1 - 1e-6) - 1e-6


@tried
@given(trees())
def test_column_generation_finds_what_the_whole_program_does(tree: Tree) -> None:
    case = opened(tree)
    outcome, plan = Engine(case.model).optimise(GAP)
    whole = Engine(case.model)
    every = np.arange(case.ledger.activities * case.ledger.horizon)
    rest = np.setdiff1d(every, whole.master.keys)
    whole.master.enter(rest, np.zeros(len(rest)))
    same, other = whole.optimise(GAP)
    assert outcome is same
    if plan is not None:
        assert close(plan.value, other.value, 2 * GAP)


@tried
@given(trees(rules=(2, 6), harsh=True))
def test_a_clash_is_one_and_smallest_and_the_way_out_leads_out(tree: Tree) -> None:
    case = opened(tree)
    answer = case.solve()
    assume(answer.status == "infeasible")
    clash = {part.rule for part in answer.diagnosis.clash}
    assert optimum(opened(only(tree, clash)).model) is None
    for rule in clash:
        assert optimum(opened(only(tree, clash - {rule})).model) is not None
    for part in answer.diagnosis.clash:
        assert part.at
    loosening = answer.diagnosis.loosening
    spare = 1e-6 * answer.available
    by = {(part.rule, part.at, part.sense): part.by + spare for part in loosening}
    assert optimum(loosened(case.model, by)) is not None
    less = {name: 0.99 * much - 2 * spare for name, much in by.items()}
    assert optimum(loosened(case.model, less)) is None


STEP = 1e-3
"""How far a row is moved, as a share of the fund."""


@tried
@given(trees(rules=(1, 3)), st.data())
def test_moving_a_row_gains_and_costs_what_its_slopes_say(tree: Tree, data: st.DataObject) -> None:
    tree = tree | {"options": {"gap": 1e-7}}
    case = opened(tree)
    answer = case.solve()
    assume(answer.has_plan)
    rules = answer.table("rules")
    binding = rules[rules["status"] == "binding"].reset_index(drop=True)
    assume(len(binding))
    row = binding.loc[data.draw(st.integers(0, len(binding) - 1))]
    note(f"row: {row.to_dict()}")
    assume(row["sense"] != "=")
    step = STEP * answer.available
    name = (row["rule"], row["at"], row["sense"])
    unsure = 3e-7 * max(answer.value, 1e-6) + 1e-7
    looser = optimum(loosened(case.model, {name: step}))
    tighter = optimum(loosened(case.model, {name: -step}))
    slope = answer.value / answer.available
    assert looser - answer.value <= row["price_low"] * step + unsure + 1e-4 * slope * step
    if tighter is None:
        return
    assert answer.value - tighter >= row["price_high"] * step - unsure - 1e-4 * slope * step


@tried
@given(trees(rules=(1, 3), curved=False), st.data())
def test_prices_of_a_linear_fund_are_finite_differences(tree: Tree, data: st.DataObject) -> None:
    tree = tree | {"options": {"gap": 1e-9}}
    case = opened(tree)
    answer = case.solve()
    assume(answer.has_plan)
    rules = answer.table("rules")
    binding = rules[rules["status"] == "binding"].reset_index(drop=True)
    assume(len(binding))
    row = binding.loc[data.draw(st.integers(0, len(binding) - 1))]
    note(f"row: {row.to_dict()}")
    assume(row["sense"] != "=")
    step = 1e-5 * answer.available
    name = (row["rule"], row["at"], row["sense"])
    looser = optimum(loosened(case.model, {name: step}), 1e-9)
    tighter = optimum(loosened(case.model, {name: -step}), 1e-9)
    unsure = 1e-3 * max(1.0, answer.value / answer.available)
    assert (looser - answer.value) / step == pytest.approx(row["price_low"], abs=unsure)
    if tighter is None:
        assert row["price_high"] == np.inf
    else:
        assert (answer.value - tighter) / step == pytest.approx(row["price_high"], abs=unsure)
