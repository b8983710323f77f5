"""What coalitions could do: their worths, who would leave, and shares that hold them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from optimizer.alone import alone
from optimizer.analyses import coalition as module
from optimizer.analyses.coalition import Asking, Coalitions, weigh_coalitions
from optimizer.clock import Stopping
from optimizer.course import Course, Step
from optimizer.executors import Workers
from scenarios import load
from scenarios.opening import open_ledger
from scenarios.scenario import Scenario
from tests.api.conftest import Run, strict
from tests.optimizer.making import Tree, opened
from tests.optimizer.strategies import trees

FREE = Asking(rules="none")


def weighed(scenario: Scenario, asked: Asking = FREE, course: Course | None = None) -> Coalitions:
    return weigh_coalitions(scenario, open_ledger(scenario), course or Course(), asked)


def worths(found: Coalitions) -> dict[frozenset[str], float]:
    table = found.table("worths")
    return {
        frozenset(who): float(value)
        for who, value in zip(table["members"], table["value"], strict=True)
    }


@pytest.mark.parametrize("name", ["minimal", "minimal-call"])
def test_without_rules_one_alone_is_worth_what_it_can_do_alone(name: str) -> None:
    scenario = load(name)
    found = worths(weighed(scenario))
    assert len(found) == 7
    for who, value in alone(scenario, open_ledger(scenario)).items():
        assert found[frozenset({who})] == pytest.approx(value)


@settings(max_examples=8, derandomize=True, deadline=None, database=None)
@given(trees(rules=(0, 2)))
def test_without_rules_who_joins_never_loses(tree: Tree) -> None:
    """What two coalitions can do apart they can do together."""
    case = opened(tree)
    found = worths(weigh_coalitions(case.scenario, case.ledger, Course(), FREE))
    for one, value in found.items():
        for other, more in found.items():
            if not one & other:
                slack = 3e-4 * found[one | other] + 1e-6
                assert value + more <= found[one | other] + slack


def test_shares_add_up_and_side_payments_cancel_out() -> None:
    found = weighed(load("minimal"), Asking())
    shares, everybody = found.table("shares"), found.table("worths")["value"].iloc[-1]
    for column in ("gets", "shapley", "fair"):
        assert shares[column].sum() == pytest.approx(everybody)
    assert shares["payment"].sum() == pytest.approx(0, abs=1e-6)


def test_in_the_core_no_coalition_would_leave() -> None:
    found = weighed(load("minimal"), Asking())
    assert found.nonempty
    fair = found.table("shares").set_index("jurisdiction")["fair"]
    for members, value in worths(found).items():
        assert fair[list(members)].sum() >= value - 1e-6


def test_who_would_leave_is_who_does_better_apart() -> None:
    found = weighed(load("minimal"))
    gets = found.table("shares").set_index("jurisdiction")["gets"]
    expected = {
        members: value - gets[list(members)].sum()
        for members, value in worths(found).items()
        if len(members) < 3 and value > gets[list(members)].sum() + 0.1
    }
    table = found.table("leaving")
    leaving = dict(zip(map(frozenset, table["members"]), table["gain"], strict=True))
    assert leaving == pytest.approx(expected)
    assert table["gain"].is_monotonic_decreasing


def test_all_together_keep_all_rules_and_are_worth_the_plan() -> None:
    """`minimal` has only own money, so everybody together is the scenario as it is."""
    assert weighed(load("minimal"), Asking()).table("worths")["value"].iloc[-1] == pytest.approx(
        490.2
    )


def test_a_rule_that_a_coalition_cannot_keep_is_left_out_and_named() -> None:
    """Without the edge there is no third for it; of those with an edge it is asked."""
    scenario = load("minimal", ["rules.periphery.of={cities: [gum]}"])
    table = weighed(scenario, Asking()).table("worths").set_index("members")
    assert table.loc[[("south",)], "left_out"].tolist() == [()]
    assert table.loc[[("north",)], "left_out"].tolist() == [("periphery",)]
    free = worths(weighed(scenario))
    assert table.loc[[("north",)], "value"].tolist() == pytest.approx([free[frozenset({"north"})]])


def test_without_own_money_nothing_can_be_taken_away() -> None:
    scenario = load("minimal")
    poor = scenario.model_copy(
        update={
            "rules": (),
            "funders": tuple(f.model_copy(update={"jurisdiction": None}) for f in scenario.funders),
        }
    )
    found = weighed(poor)
    assert found.complete
    assert all(table.empty for table in found.tables.values())  # nothing was solved in vain


def test_beyond_the_limit_orders_are_sampled_with_an_error_bar(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exact = weighed(load("minimal")).table("shares").set_index("jurisdiction")
    monkeypatch.setattr(module, "EXACT", 2)
    found = weighed(load("minimal"), Asking(rules="none", orders=40))
    assert not found.exact
    assert found.nonempty is None
    shares = found.table("shares").set_index("jurisdiction")
    apart = (shares["shapley"] - exact["shapley"]).abs()
    assert (apart <= 4 * shares["standard_error"] + 1e-9).all()
    assert shares["shapley"].sum() == pytest.approx(exact["shapley"].sum())
    assert found.as_json()["nucleolus"] is None
    assert "standard_error" in found.as_json()["shapley"][0]


def test_two_workers_and_a_resumed_run_say_the_same(tmp_path: Path) -> None:
    scenario = load("minimal")
    here = weighed(scenario, Asking(resume=tmp_path)).as_json()
    again = weighed(scenario, Asking(workers=Workers(2), resume=tmp_path)).as_json()
    apart = weighed(scenario, Asking(workers=Workers(2))).as_json()
    for document in (here, again, apart):
        document.pop("seconds")
    assert here == again == apart


def test_stopped_early_it_tells_the_worths_it_has() -> None:
    stop = Stopping()

    def tell(step: Step) -> None:
        if step.done >= 3:
            stop.set()

    found = weighed(load("minimal"), FREE, Course(tell, stop))
    assert not found.complete
    assert len(found.table("worths")) == 3
    assert found.table("shares").empty


def document_of(run: Run, *arguments: Any) -> dict[str, Any]:
    return strict(run("coalition", "minimal", *arguments, "--json").stdout)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_on_the_command_line(run: Run, language: str) -> None:
    told = run("coalition", "minimal", "--lang", language)
    assert told.exit_code == 0, told.output
    assert "246.0" in told.stdout
    document = document_of(run, "--rules", "none")
    assert document["schema"] == "deltafund/coalition/1"
    assert [set(worth) >= {"members", "value"} for worth in document["worths"]] == [True] * 7
    assert set(document["core"]) == {"nonempty", "excess", "side_payments"}
