"""Answers side by side: what changed, what it did; a thing is the same as itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings

from api.changed import sentences
from api.help_zh import COMMANDS
from api.names import Names
from optimizer import solve
from optimizer.analyses.comparison import PARTS, Answered, Comparison, Open, compare
from optimizer.clock import Stopping
from optimizer.course import Course, Step
from scenarios import load, load_tree
from scenarios.differences import differences
from scenarios.opening import open_ledger
from scenarios.scenario import Scenario
from tests.api.conftest import Run, strict
from tests.optimizer.making import Tree, opened
from tests.optimizer.strategies import trees


def of(label: str, scenario: Scenario) -> Open:
    return Open(label, scenario, open_ledger(scenario))


def compared(*scenarios: Scenario) -> Comparison:
    return compare([of(str(number), each) for number, each in enumerate(scenarios)], Course())


def changed(*settings: str) -> tuple[Scenario, Scenario]:
    return load("minimal"), load("minimal", settings)


def said(one: Scenario, other: Scenario, language: Any = "en") -> list[str]:
    return list(sentences(differences(one, other), Names(other), language))


# --- what changed in the input ------------------------------------------------------------------


def test_a_change_is_told_in_words_and_not_as_a_patch() -> None:
    one, other = changed("rules.periphery.min=0.2", "funders.south.contribution=20")
    assert said(one, other) == [
        "funder South, contribution: 10 → 20",
        "rule periphery, min: 0.3 → 0.2",
    ]
    assert said(one, other, "zh")[0] == "出资方 南省、contribution: 10 → 20"
    assert said(other, one)[1] == "rule periphery, min: 0.2 → 0.3"


def test_rules_that_come_and_go_are_told_with_what_they_say() -> None:
    cap = '{"kind": "amount_limit", "id": "cap", "cities": ["gum"], "max": 5}'
    told = said(*changed(f"rules.periphery={cap}"))
    assert told == [
        "rule periphery: removed (it was kind share_limit, of tiers edge, min 0.3)",
        "rule cap: added (kind amount_limit, cities gum, max 5)",
    ]


def test_many_changes_alike_are_told_in_one_line_with_their_range() -> None:
    settings = [f"cities.{city}.population=4000000" for city in ("alder", "birch", "cedar")]
    settings += [f"cities.{city}.population=9000000" for city in ("elm", "fir", "gum")]
    (told,) = [line for line in said(*changed(*settings)) if "population" in line]
    assert told.startswith("city population: changed in 6 places, to 0.5 to 4.5 times as much")


def test_variants_of_the_delta_differ_in_what_their_files_say() -> None:
    base = load("yrd-biomedicine")
    assert said(base, load("yrd-biomedicine", variant="slow-sites")) == ["readiness.own: 30 → 20"]
    (told,) = said(base, load("yrd-biomedicine", variant="no-border-share"))
    assert told.startswith("rule across-borders: removed (it was kind share_limit")


@settings(max_examples=40, derandomize=True, deadline=None, database=None)
@given(trees(rules=(0, 4)), trees(rules=(0, 4)))
def test_nothing_differs_from_itself_and_what_differs_is_found_both_ways(
    one: Tree, other: Tree
) -> None:
    first, second = opened(one).scenario, opened(other).scenario
    assert differences(first, first) == ()
    there, back = differences(first, second), differences(second, first)
    assert bool(there) is (first.tree != second.tree)
    assert {part.path for part in there} == {part.path for part in back}
    for part in there:
        assert part.before != part.after
    assert all(isinstance(line, str) for line in sentences(there, Names(second), "zh"))


# --- what it did --------------------------------------------------------------------------------


def test_the_change_of_the_value_is_that_of_two_solves() -> None:
    one, other = changed("rules.periphery.min=0.2", "funders.south.contribution=20")
    cold = [solve(each) for each in (one, other)]
    told = compared(one, other).table("answers")
    assert told["value"].tolist() == pytest.approx([each.value for each in cold])
    assert told["spent_change"].tolist() == pytest.approx([0, cold[1].spent - cold[0].spent])
    for name in ("jurisdictions", "cities"):
        table = compared(one, other).table(name)
        mine = table[table["answer"] == "1"].set_index("id")
        assert mine["received"].to_dict() == pytest.approx(
            cold[1].table(name).set_index("id")["received"].to_dict()
        )
        assert mine["value_change"].sum() == pytest.approx(cold[1].value - cold[0].value)


@settings(max_examples=10, derandomize=True, deadline=None, database=None)
@given(trees(rules=(0, 3)))
def test_compared_with_itself_nothing_differs_solved_or_read(tree: Tree) -> None:
    case = opened(tree)
    answer = case.solve()
    assume(answer.has_plan)
    document = json.loads(json.dumps(answer.as_json(), allow_nan=False))
    read = Answered("read", load_tree(document["input"]), document)
    found = compare([Open("solved", case.scenario, case.ledger), read], Course())
    assert found.changes == ((),)
    assert found.table("answers")["value_change"].abs().max() <= found.noise(1)
    for name in PARTS:
        assert (found.table(name)["received_change"].abs() < 1e-6).all()


def test_an_answer_holds_its_scenario_whole() -> None:
    for name in ("minimal", "minimal-call", "germany-leading-edge"):
        scenario = load(name)
        told = json.loads(json.dumps(scenario.tree))
        assert load_tree(told).digest == scenario.digest


def test_rules_are_told_with_status_and_price_beside_each_other() -> None:
    rules = compared(*changed("rules.periphery.min=0")).table("rules")
    periphery = rules[rules["rule"] == "periphery"].set_index("answer")
    assert periphery["status"].to_dict() == {"0": "binding", "1": "slack"}
    assert periphery.loc["0", "price"] == pytest.approx(0.5)


def test_a_clash_among_them_has_no_value_and_no_change() -> None:
    found = compared(*changed("rules.fair-return.floor=5"))
    told = found.as_json()["answers"]
    assert (told[1]["status"], told[1]["value"], told[1]["value_change"]) == (
        "infeasible", None, None,
    )  # fmt: skip


def test_stopped_early_it_tells_the_answers_it_has() -> None:
    stop = Stopping()

    def tell(step: Step) -> None:
        if step.done == 1:
            stop.set()

    one, other = changed("rules.periphery.min=0.2")
    found = compare([of("a", one), of("b", other)], Course(tell, stop))
    assert not found.complete
    assert found.table("answers")["answer"].tolist() == ["a"]


# --- on the command line -------------------------------------------------------------------------

MINE = """
extends: minimal
id: mine
rules:
  - {id: periphery, min: 0.2}
variants:
  poor: {funders: [{id: south, contribution: 3}]}
"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_scenarios_variants_and_answers_in_any_mixture(
    run: Run, tmp_path: Path, language: str
) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(MINE, encoding="utf-8")
    assert run("solve", "minimal", "--out", tmp_path / "answer").exit_code == 0
    things = ("minimal", mine, f"{mine}:poor", tmp_path / "answer", "minimal-call")
    told = run("compare", *things, "--lang", language)
    assert told.exit_code == 0, told.stderr
    assert "0.3 → 0.2" in told.stdout
    document = strict(run("compare", *things, "--json").stdout)
    assert document["schema"] == "deltafund/compare/1"
    assert [part["scenario"]["variant"] for part in document["answers"]][:3] == [None, None, "poor"]
    assert document["input"][2]["changes"] == []
    assert "compare" in COMMANDS


def test_what_cannot_be_compared_is_said_at_once(run: Run, tmp_path: Path) -> None:
    old = tmp_path / "old.json"
    old.write_text('{"schema": "deltafund/allocation/1"}', encoding="utf-8")
    told = run("compare", old, "nowhere", "minimal:nix")
    assert told.exit_code == 2
    assert "with its input" in told.stderr
    assert "nowhere" in told.stderr
    assert "nix" in told.stderr
    assert run("compare", "minimal").exit_code == 2
