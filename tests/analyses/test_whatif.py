"""What overrides cost: known answers, the optimum's own amounts, warm answers equal cold ones."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from api.help_zh import COMMANDS
from optimizer import solve
from optimizer.analyses.whatif import WhatIf, what_if
from optimizer.analyses.wishes import Lock, Wish
from optimizer.clock import Stopping
from optimizer.course import Course, Step
from scenarios import load
from scenarios.opening import open_ledger
from scenarios.scenario import Scenario
from tests.api.conftest import Run, strict
from tests.optimizer.making import Tree, opened, without
from tests.optimizer.strategies import trees


def asked(
    scenario: Scenario, *locks: Lock, drops: tuple[str, ...] = (), changed: Scenario | None = None
) -> WhatIf:
    ledger = open_ledger(scenario)
    if changed is None:
        return what_if(scenario, ledger, Course(), Wish(scenario, ledger, drops, locks))
    wish = Wish(changed, open_ledger(changed), drops, locks, ("changed",))
    return what_if(scenario, ledger, Course(), wish)


def value(scenario: Scenario) -> float:
    found = solve(scenario).value
    assert found is not None
    return found


def test_each_step_is_worth_what_a_solve_of_its_own_says() -> None:
    scenario, changed = load("minimal"), load("minimal", ["funders.south.contribution=15"])
    fixed = {"kind": "commitment", "id": "fixed", "cities": ["gum"], "exactly": 20}
    cold = [
        value(scenario),
        value(changed),
        value(load("minimal", ["funders.south.contribution=15", "rules.periphery="])),
        value(load("minimal", ["funders.south.contribution=15", _put("periphery", fixed)])),
    ]
    found = asked(scenario, Lock("gum", 20), drops=("periphery",), changed=changed)
    steps = found.table("steps")
    assert steps["step"].tolist() == ["before", "set", "drop", "lock"]
    assert steps["value"].tolist() == pytest.approx(cold, rel=1e-6)
    assert found.change == pytest.approx(cold[-1] - cold[0], rel=1e-6)
    assert found.table("drops")["gain"].tolist() == pytest.approx([cold[2] - cold[1]], abs=1e-6)
    assert found.table("locks")["cost"].tolist() == pytest.approx([cold[2] - cold[3]], abs=1e-6)


def _put(rule: str, stanza: dict[str, Any]) -> str:
    return f"rules.{rule}={stanza}".replace("'", '"')


@pytest.mark.parametrize("name", ["minimal", "minimal-call", "france-poles"])
def test_the_optimum_s_own_amounts_cost_nothing(name: str) -> None:
    scenario = load(name)
    cities = solve(scenario).table("cities")
    some = cities.sort_values("received", ascending=False).head(3)
    locks = [Lock(str(row["id"]), row["received"]) for _, row in some.iterrows()]
    found = asked(scenario, *locks)
    assert found.change == pytest.approx(0, abs=found.noise)
    assert found.table("locks")["cost"].tolist() == pytest.approx([0] * 3, abs=found.noise)


@settings(max_examples=20, derandomize=True, deadline=None, database=None)
@given(trees(rules=(1, 3)), st.data())
def test_a_warm_lock_is_worth_what_a_cold_rule_is(tree: Tree, data: Any) -> None:
    """And a lock never gains; and what is possible together is possible."""
    case = opened(tree)
    base = case.solve().value
    assume(base is not None)
    city = data.draw(st.sampled_from([part["id"] for part in tree["cities"]]))
    amount = data.draw(st.sampled_from([0.0, 4.0, 15.0, 60.0]))
    lock = Lock(city, amount, data.draw(st.sampled_from(["=", ">=", "<="])))
    assume(lock.row(case.ledger).lines.size)
    wish = Wish(case.scenario, case.ledger, (), (lock,))
    found = what_if(case.scenario, case.ledger, Course(), wish)
    rule = {"kind": "amount_limit", "id": "lock", "cities": [city]}
    sides = {"=": {"min": amount, "max": amount}, ">=": {"min": amount}, "<=": {"max": amount}}
    cold = opened(tree | {"rules": [*tree["rules"], rule | sides[lock.sense]]}).solve().value
    near = 1e-4 * abs(base or 0) + 1e-6
    (told,) = found.table("locks").to_dict(orient="records")
    assert found.before == pytest.approx(base, abs=near)
    if cold is None:
        assert found.after is None
        assert str(lock) in set(found.table("clashes")["rule"])
        if not np.isnan(told["possible"]):
            around = {"min": max(0, told["possible"] - 1e-4), "max": told["possible"] + 1e-4}
            loose = opened(tree | {"rules": [*tree["rules"], rule | around]})
            assert loose.solve().status == "optimal"
    else:
        assert found.after == pytest.approx(cold, abs=near)
        assert found.after <= found.before + near
        assert told["cost"] == pytest.approx((base or 0) - cold, abs=2 * near)


@settings(max_examples=10, derandomize=True, deadline=None, database=None)
@given(trees(rules=(2, 3)))
def test_a_dropped_rule_gains_what_the_scenario_without_it_is_worth(tree: Tree) -> None:
    case = opened(tree)
    cold = opened(without(tree, 0)).solve().value
    assume(cold is not None)
    wish = Wish(case.scenario, case.ledger, (tree["rules"][0]["id"],))
    found = what_if(case.scenario, case.ledger, Course(), wish)
    assert found.after == pytest.approx(cold, abs=1e-4 * abs(cold or 0) + 1e-6)


def test_where_locks_cannot_be_kept_it_says_with_which_rules_and_how_far_they_must_give() -> None:
    found = asked(load("minimal"), Lock("gum", 80))
    assert found.after is None
    (clash,) = found.as_json()["clashes"]
    assert clash == ["fair-return", "gum=80"]
    (told,) = found.table("locks").to_dict(orient="records")
    assert told["possible"] == pytest.approx(56)  # 200, less 0.8 of the 180 of north and east
    assert asked(load("minimal"), Lock("gum", 55.9)).after is not None
    assert found.table("jurisdictions").empty


def test_who_gains_and_who_loses_adds_up() -> None:
    found = asked(load("minimal"), Lock("gum", 20), Lock("alder", 30, "<=", "2"))
    for table in ("jurisdictions", "cities"):
        changes = found.table(table)
        assert changes["received_change"].sum() == pytest.approx(0, abs=1e-6)
        assert changes["value_change"].sum() == pytest.approx(found.change)
        assert changes["received_change"].abs().is_monotonic_decreasing
    cities = found.table("cities").set_index("id")
    assert cities.loc["gum", "received_after"] == pytest.approx(20)
    assert found.table("locks")["lock"].tolist() == ["gum=20", "alder@2<=30"]


def test_stopped_early_it_tells_the_steps_it_has() -> None:
    stop = Stopping()

    def tell(step: Step) -> None:
        if step.at == "gum=20":
            stop.set()

    scenario = load("minimal")
    ledger = open_ledger(scenario)
    wish = Wish(scenario, ledger, (), (Lock("gum", 20),))
    found = what_if(scenario, ledger, Course(tell, stop), wish)
    assert not found.complete
    assert found.table("steps")["step"].tolist() == ["before"]
    assert (found.after, found.change) == (None, None)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_the_command_line(run: Run, language: str) -> None:
    wish = ("whatif", "minimal", "--lock", "gum=20", "--drop", "periphery")
    told = run(*wish, "--lang", language)
    assert told.exit_code == 0
    assert "gum=20" in told.stdout
    document = strict(run(*wish, "--json").stdout)
    assert document["schema"] == "deltafund/whatif/1"
    assert document["after"] < document["before"]
    clash = run("whatif", "minimal", "--lock", "gum=80", "--lang", language)
    assert clash.exit_code == 3
    assert "fair-return" in clash.stdout
    assert "whatif" in COMMANDS


def test_everything_that_is_wrong_with_overrides_is_said_at_once(run: Run) -> None:
    wrong = ("--lock", "gumm=8", "--lock", "alder@9<=-2", "--lock", "foo", "--drop", "fair")
    told = run("whatif", "minimal", *wrong)
    assert told.exit_code == 2
    for said in ("did you mean gum?", "found 9;", "found -2;", "city=amount", "--drop fair"):
        assert said in told.stderr
    twice = run("whatif", "minimal", "--lock", "gum=8", "--lock", "gum=9")
    assert twice.exit_code == 2
