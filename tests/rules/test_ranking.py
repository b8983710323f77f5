from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from optimizer import solve
from scenarios.rules.base import Idle
from scenarios.rules.ranking import Ranking
from scenarios.scenario import Scenario
from tests.conftest import tree
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

CASES: dict[str, dict[str, Any]] = {"all": {}}


def test_rows(golden: Golden) -> None:
    golden("ranking", CASES)


def test_the_better_is_funded_first() -> None:
    rule, ledger = opened({"kind": "ranking"})
    assert Plan(ledger).fund("battery", "sensor").broken(rule) == []
    assert Plan(ledger).fund("battery", "harbour").broken(rule) == ["harbour sensor"]
    assert Plan(ledger).fund("sensor").broken(rule) == ["sensor battery"]


def test_a_project_without_a_rank_is_not_spoken_of() -> None:
    rule, ledger = opened({"kind": "ranking"})
    assert Plan(ledger).fund("battery-small").broken(rule) == []


def test_the_choice_between_projects_of_one_rank_is_free() -> None:
    projects = tree("minimal-call")["projects"]
    for project in projects[2:4]:
        project["rank"] = 2
    rule, ledger = opened({"kind": "ranking"}, projects=projects)
    assert Plan(ledger).fund("battery", "harbour").broken(rule) == []
    assert Plan(ledger).fund("battery", "harbour", "cells").broken(rule) == ["cells sensor"]


def test_it_is_idle_where_there_are_no_two_ranks() -> None:
    projects = tree("minimal-call")["projects"][:2]
    rule, ledger = opened({"kind": "ranking"}, projects=projects)
    assert [type(said) for said in rule.rows(ledger)] == [Idle]


def test_dropping_it_raises_the_value_by_what_the_table_says() -> None:
    call = tree("minimal-call")
    with_it = solve(Scenario.model_validate(call))
    rest = [rule for rule in call["rules"] if rule["kind"] != "ranking"]
    without = solve(Scenario.model_validate(call | {"rules": rest}))
    assert with_it.status == without.status == "optimal"
    table = with_it.table("rules")
    said = table.loc[table["kind"] == "ranking", "dropped"].unique()
    assert said == pytest.approx([without.value - with_it.value])
    assert said[0] > 0.1


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        Ranking.model_validate({"kind": "ranking", "max": 1})
