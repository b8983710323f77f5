"""The engine against the whole linear program, every grant of it written out (see `whole.py`).

What the engine leaves out, moves, limits, cuts and tidies must never show in an answer. As in
`test_properties.py`, `DELTAFUND_EXAMPLES` asks for more examples of everything that is generated.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, note, settings
from hypothesis import strategies as st

from optimizer import pricing
from optimizer.analyses.audit import audit, audit_allocation
from optimizer.deciding import optimise_whole
from optimizer.engine import MOST_ROUNDS, Engine
from optimizer.identities import READINESS
from optimizer.model import Model
from optimizer.plan import Plan
from optimizer.pricing import Responses
from optimizer.segments import Segments
from optimizer.solver import AT_LOWER, AT_UPPER, BASIC, Outcome
from optimizer.worth import Worth
from scenarios.ledger import Floats, Ledger, Lines
from scenarios.problems import ModelError
from scenarios.rules import RULES
from tests.conftest import minimal
from tests.optimizer.making import Tree, close, opened
from tests.optimizer.programs import Small, small
from tests.optimizer.strategies import OBJECTIVES, WHOLE, trees
from tests.optimizer.whole import INF, Whole, best, whole

MORE = os.environ.get("DELTAFUND_EXAMPLES")
SURE = 1e-6
"""How close, as a share of the value, the engine and the whole program must be."""


def tried(examples: int) -> settings:
    """Return settings for so many examples where the environment does not ask for more."""
    return settings(
        max_examples=int(MORE or examples),
        derandomize=MORE is None,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )


def straight(rules: tuple[int, int], first: str | None = None) -> st.SearchStrategy[Tree]:
    """Return scenarios that are linear programs."""
    return trees(rules=rules, curved=False, points=True, first=first)


def same(plan: Plan | None, optimum: float | None) -> bool:
    """Tell whether a plan is as good as the whole program, or neither has any."""
    if plan is None or optimum is None:
        return plan is None and optimum is None
    proved = plan.bound >= optimum - SURE * abs(optimum) - 1e-6
    return proved and close(plan.value, optimum, SURE)


def small_model(*rules: Tree, **changes: Any) -> Model:
    """Return the model of the minimal scenario with these rules."""
    return opened(minimal(*rules, **changes).model_dump(mode="json", exclude_none=True)).model


# --- the optimum ---------------------------------------------------------------------------------


ABOUT_MONEY = [kind for kind in RULES if RULES[kind].example_on == "minimal"]
"""Rules about projects are whole-numbered: `test_projects.py` tries every subset instead."""


@pytest.mark.parametrize("kind", ABOUT_MONEY)
def test_the_engine_finds_the_whole_optimum_under_every_kind_of_rule(kind: str) -> None:
    ended = []

    @tried(6)
    @given(straight(rules=(0, 3), first=kind))
    def every(tree: Tree) -> None:
        model = opened(tree).model
        assume("rule-0" in model.rows.owner)
        engine = Engine(model)
        emptied(engine)
        outcome, plan = optimise_whole(engine, 1e-9)
        assert same(plan, whole(model).optimum())
        ended.append(outcome)
        if plan is None:
            assert outcome is Outcome.INFEASIBLE
        else:
            assert_clean(model, plan)

    every()
    assert Outcome.OPTIMAL in ended


@pytest.mark.parametrize("objective", OBJECTIVES, ids=str)
def test_the_engine_finds_the_whole_optimum_for_every_objective(objective: Any) -> None:
    ended = []

    @tried(12)
    @given(straight(rules=(0, 3)))
    def every(tree: Tree) -> None:
        model = opened(tree, objective=objective).model
        engine = Engine(model)
        outcome, plan = optimise_whole(engine, 1e-9)
        optimum = whole(model).optimum()
        if plan is None or optimum is None:
            assert plan is None
            assert optimum is None
        else:
            floor = 1e-7 * plan.points + 1e-6
            assert close(plan.value, optimum, SURE, floor)
            assert plan.bound >= optimum - SURE * abs(optimum) - floor
            assert_clean(model, plan)
        ended.append(outcome)

    every()
    assert Outcome.OPTIMAL in ended


def emptied(engine: Engine) -> None:
    """Leave every grant out of the program, so that each has to be found by its price."""
    engine.limit(every_grant(engine.model), 0.0)
    engine.limit(every_grant(engine.model), INF)
    assert len(engine.master.keys) == 0


def every_grant(model: Model) -> Lines:
    """Return the lines of all grants."""
    return model.ledger.grant_lines(np.arange(model.ledger.activities)).ravel()


def assert_clean(model: Model, plan: Plan) -> None:
    """Let the audit judge a plan, with the carries that it has."""
    ledger = model.ledger
    keys = plan.activity * ledger.horizon + plan.period + ledger.first_grant
    paid = np.arange(len(ledger.receipts), ledger.first_carry)
    found = audit(
        model,
        pd.Series(plan.amount, index=keys),
        pd.Series(plan.money[paid], index=paid),
        plan.money[ledger.first_carry :].reshape(ledger.contributions.shape),
    )
    assert found.violations == ()
    assert close(found.value, plan.points, SURE)


def test_every_kind_of_straight_response_is_among_the_generated() -> None:
    seen = set()

    @tried(25)
    @given(straight(rules=(0, 0)))
    def every(tree: Tree) -> None:
        seen.update(tool["response"]["kind"] for tool in tree["instruments"])

    every()
    assert seen == {"linear", "points"}


@pytest.mark.parametrize("kind", WHOLE)
def test_whole_numbers_on_curves_are_kept_and_the_bound_is_none_too_low(kind: str) -> None:
    """The gap may stay open there: the bound is that of the relaxation."""

    @tried(6)
    @given(trees(rules=(0, 2), first=kind))
    def every(tree: Tree) -> None:
        case = opened(tree)
        answer = case.solve()
        assert answer.status in ("optimal", "feasible", "infeasible")
        if answer.has_plan:
            assert answer.bound >= answer.value
            assert audit_allocation(answer, case.model.ledger).violations == ()

    every()


# --- prices --------------------------------------------------------------------------------------


@tried(25)
@given(straight(rules=(1, 4)))
def test_prices_are_the_slopes_of_the_whole_program(tree: Tree) -> None:
    case = opened(tree | {"options": {"gap": 1e-9}})
    answer = case.solve()
    assume(answer.has_plan)
    rules = answer.table("rules")
    binding = rules[rules["status"] == "binding"]
    assume(len(binding))
    step = 1e-5 * answer.available
    unsure = 1e-3 * max(1.0, answer.value / answer.available)
    moved = slopes(case.model, step)
    for row in binding.to_dict("records"):
        note(f"row: {row}")
        low, high = moved(row["rule"], row["at"], row["sense"])
        assert row["price_low"] == pytest.approx(low, abs=unsure)
        assert row["price_high"] == pytest.approx(high, abs=unsure)


Slopes = Callable[[str, tuple[str, ...], str], tuple[float, float]]


def slopes(model: Model, step: float) -> Slopes:
    """Return what tells what loosening a row of the whole program gains, and tightening costs.

    The better side of an equality is the loose one; a row that cannot be tightened costs infinity.
    """
    program = whole(model)
    solver = program.solver()
    here = best(solver)
    assert here is not None

    def at(row: int, by: float) -> float:
        sides = program.lower[row], program.upper[row]
        solver.changeRowBounds(row, sides[0] + by, sides[1] + by)
        found = best(solver)
        solver.changeRowBounds(row, *sides)
        return -INF if found is None else (found - here) / step

    def told(rule: str, name: tuple[str, ...], sense: str) -> tuple[float, float]:
        row = model.rows.number(rule, *name)
        up, down = at(row, step), at(row, -step)
        if sense == "=":
            return max(up, down, 0.0), max(abs(up), abs(down))
        return (up, -down) if sense == "<=" else (down, -up)

    return told


# --- a live engine -------------------------------------------------------------------------------


@tried(30)
@given(straight(rules=(1, 3)), st.data())
def test_a_live_engine_finds_what_the_whole_program_changed_likewise_does(
    tree: Tree, data: st.DataObject
) -> None:
    model = opened(tree).model
    engine, program = Engine(model), whole(model)
    engine.optimise(1e-9)
    for _ in range(data.draw(st.integers(1, 4), "changes")):
        change(data, model, engine, program)
        outcome, plan = engine.optimise(1e-9)
        assert same(plan, program.optimum())
        assert plan is not None or outcome is Outcome.INFEASIBLE


def change(data: st.DataObject, model: Model, engine: Engine, program: Whole) -> None:
    """Change an engine and the whole program alike."""
    what = data.draw(st.sampled_from(["row", "worth", "limit"]), "what")
    if what == "row":
        row, lower, upper = moved_row(data, model)
        engine.move(row, lower, upper)
        program.move(row, lower, upper)
        return
    first, grants = model.ledger.first_grant, model.ledger.activities * model.ledger.horizon
    if what == "worth":
        lines = first + some(data, grants)
        times = data.draw(st.sampled_from([0.0, 0.5, 1.0, 10.0]), "times")
        engine.reweigh(lines, times)
        program.reweigh(lines, times)
        return
    money = len(model.ledger.receipts)
    lines = (
        first + some(data, grants)
        if data.draw(st.booleans(), "of grants")
        else money + some(data, first - money)
    )
    most = data.draw(st.sampled_from([0.0, 1.0, 8.0, INF]), "most")
    engine.limit(lines, most)
    program.limit(lines, most)


def some(data: st.DataObject, count: int) -> Lines:
    """Return some of so many lines: a few, every so many, or all."""
    assume(count)
    few = st.lists(st.integers(0, count - 1), min_size=1, max_size=6, unique=True)
    spread = st.integers(1, 3).map(lambda step: list(range(0, count, step)))
    return np.array(data.draw(few | spread, "lines"), dtype=np.int64)


def moved_row(data: st.DataObject, model: Model) -> tuple[int, float, float]:
    """Return a row of a rule or of readiness, and where it is moved to."""
    rows = model.rows
    other = [number for number, owner in enumerate(rows.owner) if owner == READINESS]
    own = list(range(model.identities, len(rows)))
    assume(own)
    row = data.draw(st.sampled_from(own) | st.sampled_from(other or own), "row")
    times = data.draw(st.sampled_from([0.0, 0.5, 1.0, 2.0]), "times")
    plus = data.draw(st.sampled_from([0.0, 0.0, 0.1, 0.6]), "plus") * model.ledger.available
    sides = [float(side[row]) for side in (rows.lower, rows.upper)]
    lower, upper = (side * times + plus if np.isfinite(side) else side for side in sides)
    return row, lower, upper


def test_impossible_and_back() -> None:
    model = small_model({"kind": "amount_limit", "id": "least", "cities": ["alder"], "min": 5})
    engine, program = Engine(model), whole(model)
    row = len(model.rows) - 1
    asked = float(model.rows.lower[row])
    for least in (asked, 2 * model.ledger.available, asked, 0.0):
        engine.move(row, least, INF)
        program.move(row, least, INF)
        outcome, plan = engine.optimise(1e-9)
        assert same(plan, program.optimum())
        assert (outcome is Outcome.INFEASIBLE) == (least > model.ledger.available)


def test_what_is_feasible_is_asked_anew_after_every_change() -> None:
    model = small_model({"kind": "amount_limit", "id": "least", "cities": ["alder"], "min": 5})
    engine, row = Engine(model), len(model.rows) - 1
    _, before = engine.optimise(1e-9)
    engine.limit(every_grant(model), 0.0)
    assert engine.optimise(1e-9) == (Outcome.INFEASIBLE, None)
    engine.limit(every_grant(model), INF)
    _, lifted = engine.optimise(1e-9)
    assert lifted.value == pytest.approx(before.value, rel=1e-9)
    emptied(engine)
    engine.move(row, 2 * model.ledger.available, INF)
    assert engine.optimise(1e-9) == (Outcome.INFEASIBLE, None)
    engine.move(row, 5.0, INF)
    _, back = engine.optimise(1e-9)
    assert back.value == pytest.approx(before.value, rel=1e-9)


def test_no_payments_at_all_and_then_all_again() -> None:
    engine = Engine(model := small_model())
    _, before = engine.optimise(1e-9)
    payments = np.arange(len(model.ledger.receipts), model.ledger.first_carry)
    engine.limit(payments, 0.0)
    _, nothing = engine.optimise(1e-9)
    engine.limit(payments, INF)
    _, again = engine.optimise(1e-9)
    assert before.value > 1
    assert nothing.value == pytest.approx(0.0, abs=1e-9)
    assert again.value == pytest.approx(before.value, rel=1e-9)


def test_a_line_of_a_kind_that_cannot_be_changed_is_refused_and_changes_nothing() -> None:
    engine = Engine(model := small_model())
    _, before = engine.optimise(1e-9)
    grant = model.ledger.first_grant
    with pytest.raises(ModelError, match="receipt"):
        engine.limit(np.array([0, grant]), 0.0)
    for line in (0, len(model.ledger.receipts), grant - 1):
        with pytest.raises(ModelError, match="only grants"):
            engine.reweigh(np.array([line, grant]), 0.0)
    _, after = engine.optimise(1e-9)
    assert after.value == before.value


def test_a_row_is_found_by_its_name_or_not_at_all() -> None:
    rows = small_model({"kind": "jurisdiction_return", "id": "back", "floor": 0.8}).rows
    for number, (owner, at) in enumerate(zip(rows.owner, rows.at, strict=True)):
        assert rows.number(owner, *at) == number
    for name in (("back",), ("back", "nowhere", "floor"), ("other", *rows.at[-1])):
        with pytest.raises(KeyError):
            rows.number(*name)


# --- how far a basis holds -----------------------------------------------------------------------


@st.composite
def smalls(draw: Any) -> Small:
    """Draw a small program in which giving nothing is allowed or nearly so."""
    columns = draw(st.integers(1, 5))
    number = st.integers(-2, 5).map(float)
    width = {"min_size": columns, "max_size": columns}
    lines = [
        (
            ("row", str(place)),
            draw(st.lists(number, **width)),
            draw(st.sampled_from(["<=", "<=", ">=", "="])),
            draw(st.sampled_from([0.0, 1.0, 2.5, 7.0])),
        )
        for place in range(draw(st.integers(1, 4)))
    ]
    program = small(draw(st.lists(number, **width)), *lines, upper=10.0)
    rows = program.rows
    lower = np.where([line[2] == "=" for line in lines], rows.upper, rows.lower)
    return replace(program, rows=replace(rows, lower=lower))


@tried(60)
@given(smalls(), st.sampled_from([1e-4, 1e-2, 0.7]), st.sampled_from([1.0, 0.1, 10.0]))
def test_where_a_basis_holds_the_price_does(program: Small, step: float, money: float) -> None:
    assume(program.matrix.count_nonzero())  # HiGHS crashes where there are no coefficients at all
    session = program.session(money)
    assume(session.solve() is Outcome.OPTIMAL)
    here, prices = session.solution().objective, session.prices()
    rows = program.rows
    held = session.holds(np.arange(len(rows)), step)
    for row, side in zip(*np.nonzero(held), strict=True):
        by = step if side == 0 else -step
        sides = np.array([rows.lower[row]]), np.array([rows.upper[row]])
        fresh = program.moved(row, by).optimum()
        assert fresh - here == pytest.approx(prices[row] * by, abs=1e-6 * (1 + abs(here)))
        session.change_rows(np.array([row], np.int32), sides[0] + by, sides[1] + by)
        assert session.solve() is Outcome.OPTIMAL
        assert session.prices() == pytest.approx(prices, abs=1e-7)
        session.change_rows(np.array([row], np.int32), *sides)
        session.solve()


@pytest.mark.parametrize(
    ("step", "holds"),
    [
        (0.4, [(True, True), (True, True), (True, True)]),
        (0.6, [(True, True), (True, False), (True, True)]),
        (1.9, [(True, True), (True, False), (True, True)]),
        (2.1, [(True, True), (False, False), (True, True)]),
        (3.6, [(True, False), (False, False), (True, True)]),
        (4.1, [(False, False), (False, False), (True, False)]),
    ],
)
def test_a_basis_holds_as_far_as_it_does_and_no_further(
    step: float, holds: list[tuple[bool, bool]]
) -> None:
    goods = small(
        [3.0, 2.0],
        (("hours",), [1, 1], "<=", 4),
        (("promised",), [0, 1], ">=", 0.5),
        (("space",), [1, 3], "<=", 9),
    )
    session = goods.session()
    assert session.solve() is Outcome.OPTIMAL
    assert session.holds(np.arange(3), step).tolist() == [list(pair) for pair in holds]


# --- segments ------------------------------------------------------------------------------------


def segments(*parts: tuple[int, float, float]) -> Segments:
    """Return segments from grant, low and high."""
    grant, low, high = zip(*parts, strict=True)
    return Segments(np.array(grant, np.int64), np.array(low, float), np.array(high, float))


def told(found: Segments) -> list[tuple[int, float, float]]:
    """Return segments as triples, in their order."""
    return list(zip(found.grant.tolist(), found.low.tolist(), found.high.tolist(), strict=True))


UNITS = [(0, float(low), float(low + 1)) for low in range(8)]


@pytest.mark.parametrize("between", [True, False])
@pytest.mark.parametrize("full", range(8))
def test_a_straightened_curve_keeps_a_cut_on_each_side(full: int, between: bool) -> None:
    at = np.array([AT_UPPER] * full + [BASIC] * between + [AT_LOWER] * (8 - full - between))
    left, picked = segments(*UNITS).straightened(at, np.array([True]))
    cuts = set(left.low.tolist()) | set(left.high.tolist())
    end = full + between
    assert {0.0, 8.0, max(full - 1.0, 0.0), float(full), float(end), min(end + 1.0, 8)} <= cuts
    assert len(left) <= 5
    assert left.low.tolist() == picked.tolist()
    assert left.low[1:].tolist() == left.high[:-1].tolist()
    for low, high in zip(left.low.astype(int), left.high.astype(int), strict=True):
        assert len(set(at[low:high])) == 1
    assert (at[picked] == BASIC).sum() == between


@tried(100)
@given(st.lists(st.sampled_from([AT_LOWER, AT_UPPER, BASIC]), min_size=8, max_size=8))
def test_only_what_is_all_full_or_all_empty_is_joined(statuses: list[int]) -> None:
    left, picked = segments(*UNITS).straightened(np.array(statuses), np.array([True]))
    assert left.low[1:].tolist() == left.high[:-1].tolist()
    assert (left.low[0], left.high[-1]) == (0, 8)
    for low, high in zip(left.low.astype(int), left.high.astype(int), strict=True):
        joined = statuses[low:high]
        assert len(joined) == 1 or set(joined) in ({AT_LOWER}, {AT_UPPER})
    assert left.low.tolist() == picked.tolist()


def test_straightening_leaves_out_what_got_nothing_and_is_not_kept() -> None:
    some = segments((2, 0, 1), (0, 1, 2), (1, 0, 3), (0, 0, 1), (2, 1, 2), (3, 0, 4))
    at = np.array([AT_LOWER, AT_LOWER, AT_LOWER, AT_UPPER, AT_LOWER, BASIC])
    left, picked = some.straightened(at, np.array([False, False, True, False]))
    assert told(left) == [(0, 0, 1), (0, 1, 2), (2, 0, 1), (2, 1, 2), (3, 0, 4)]
    assert picked.tolist() == [3, 1, 0, 4, 5]


def test_nothing_is_straightened_into_nothing() -> None:
    left, picked = Segments.empty().straightened(np.empty(0, np.int32), np.empty(0, bool))
    assert (len(left), len(picked)) == (0, 0)


def test_limits_shorten_lengthen_and_leave_out() -> None:
    some = segments((1, 0, 4), (0, 2, 6), (0, 0, 2), (2, 0, 5), (3, 0, 1), (3, 1, 5))
    left, picked = some.limited(np.array([3.0, 9.0, 0.0, 1.0]))
    assert told(left) == [(0, 0, 2), (0, 2, 3), (1, 0, 9), (3, 0, 1)]
    assert picked.tolist() == [2, 1, 0, 4]


# --- pricing -------------------------------------------------------------------------------------


def test_responses_know_every_grant_and_those_without_one() -> None:
    keys, best_at = np.array([2, 5, 9]), np.array([1.0, 2.0, 3.0])
    some = Responses(keys, best_at, best_at, best_at)
    assert some.of(np.array([9, 0, 5, 3, 10, 2, 5])).tolist() == [3, 0, 2, 0, 0, 1, 2]
    assert some.of(np.empty(0, np.int64)).tolist() == []
    nothing = Responses(np.empty(0, np.int64), *(np.empty(0),) * 3)
    assert nothing.of(keys).tolist() == [0, 0, 0]


@tried(30)
@given(trees(rules=(0, 1)))
def test_every_class_of_receipts_or_one_like_it_is_reached_by_few(tree: Tree) -> None:
    ledger = (model := opened(tree).model).ledger
    assume(ledger.classes)
    keys = pricing.reaching(model)
    activities = np.unique(keys // ledger.horizon)
    assert keys.tolist() == list(ledger.grant_lines(activities).ravel() - ledger.first_grant)
    columns = model.rows.matrix[:, : len(ledger.receipts)].toarray().T
    alike = [block.tobytes() for block in columns.reshape(ledger.classes, ledger.horizon, -1)]
    reached: set[bytes] = set()
    for pool in ledger.pools:
        chosen = activities[(activities >= pool.first) & (activities < pool.first + len(pool))]
        reached |= {alike[number] for number in pool.classes(chosen - pool.first).ravel()}
    assert reached == set(alike)
    most = sum(pool.shares.shape[1] for pool in ledger.pools) * len(set(alike))
    assert len(activities) <= most


@pytest.mark.parametrize("kind", ["baseline-power", "points"])
def test_the_first_price_of_a_pool_larger_than_the_sample_spends_the_fund(kind: str) -> None:
    curves = {
        "baseline-power": {"kind": kind, "elasticity": 0.5, "baseline": 1e-4},
        "points": {"kind": kind, "points": [[0, 0], [1e-3, 1], [4e-3, 1.5]]},
    }
    tool = {"id": "tool", "scope": "link", "response": curves[kind]}
    model = small_model(instruments=[tool])
    (pool,) = model.ledger.pools
    count = 2 * pricing.SAMPLE + pricing.BLOCK
    pick = np.arange(count) % len(pool)
    many = replace(
        pool,
        sites=pool.sites[pick],
        landings=pool.landings[pick],
        shares=pool.shares[pick],
        cross_border=pool.cross_border[pick],
        strength=np.random.default_rng(1).lognormal(0, 1, count),
    )
    ledger = replace(model.ledger, pools=(many,))
    guess = pricing.first_guess(replace(model, ledger=ledger), Worth(ledger, model.aims[0]))
    assert (np.diff(guess.keys) > 0).all()
    assert count * ledger.horizon > len(guess.keys) > 1000
    assert guess.best.sum() == pytest.approx(ledger.available, rel=0.1)
    last, following = marginal(ledger, guess)
    assert last.min() >= following.max() * (1 - 1e-3)


def marginal(ledger: Ledger, guess: Responses) -> tuple[Floats, Floats]:
    """Return what the last money of every grant that gets some brings, and what more would bring.

    At one price of money the first is never below the second.
    """
    (pool,) = ledger.pools
    amount = np.zeros(len(pool) * ledger.horizon)
    amount[guess.keys] = guess.best
    gain = np.outer(pool.strength, pool.instrument.weight * ledger.discount).ravel()
    step, value = 1e-8, pool.instrument.response.value
    funded = amount > 2 * step
    last = gain[funded] * (value(amount[funded]) - value(amount[funded] - step))
    return last, gain * (value(amount + step) - value(amount))


# --- cold facts ----------------------------------------------------------------------------------


@tried(20)
@given(trees(rules=(0, 3), points=True))
def test_tidying_never_changes_the_optimum(tree: Tree) -> None:
    engine = Engine(opened(tree).model)
    outcome, _ = engine.optimise(1e-6)
    assume(outcome is Outcome.OPTIMAL)
    session = engine.master.session
    before, columns = session.solution().objective, session.columns
    _, answers = engine.evaluate()
    done = session.iterations
    engine.tidy(answers)
    assert engine.run() is Outcome.OPTIMAL
    assert session.columns <= columns
    assert session.solution().objective == pytest.approx(before, rel=1e-9, abs=1e-9)
    assert session.iterations - done <= 2


@tried(20)
@given(trees(rules=(0, 3), points=True))
def test_the_loop_ends_also_if_it_tidies_in_every_round(tree: Tree) -> None:
    model = opened(tree).model
    rounds = []

    def untidy(progress: Any) -> None:
        rounds.append(progress.round)
        engine._apart = np.inf

    engine = Engine(model, watch=untidy)
    outcome, plan = engine.optimise(1e-6)
    usual, same_plan = Engine(model).optimise(1e-6)
    assert outcome is usual
    assert len(rounds) < MOST_ROUNDS / 4
    if plan is not None:
        assert close(plan.value, same_plan.value, 2e-6)
