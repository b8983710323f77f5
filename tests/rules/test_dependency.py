from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.rules.base import Idle
from scenarios.rules.dependency import Dependency
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

CASES: dict[str, dict[str, Any]] = {
    "one-variant": {"groups": "all", "at_most": 1},
    "exactly-one": {"groups": ["battery"], "exactly": 1},
    "some-of-all": {"at_least": 2, "at_most": 4},
    "some-of-three": {"projects": ["battery", "sensor", "harbour"], "at_most": 2},
    "one-needs-others": {"projects": ["training"], "requires": ["cells", "sensor"]},
}


def test_rows(golden: Golden) -> None:
    golden("dependency", CASES)


@pytest.mark.parametrize(
    ("case", "funded", "broken"),
    [
        ("one-variant", ["battery", "sensor", "harbour"], []),
        ("one-variant", ["battery", "battery-small"], ["battery at-most"]),
        ("exactly-one", ["sensor"], ["battery exactly"]),
        ("some-of-all", ["sensor"], ["at-least"]),
        ("some-of-three", ["battery", "sensor", "cells", "training"], []),
        ("one-needs-others", ["training", "cells"], ["training sensor"]),
        ("one-needs-others", ["sensor"], []),
    ],
)
def test_what_it_forbids(case: str, funded: list[str], broken: list[str]) -> None:
    rule, ledger = opened({"kind": "dependency", **CASES[case]})
    assert Plan(ledger).fund(*funded).broken(rule) == broken


def test_part_of_a_divisible_project_needs_the_same_part_of_the_other() -> None:
    rule, ledger = opened({"kind": "dependency", **CASES["one-needs-others"]})
    plan = Plan(ledger).fund("training", share=0.5).fund("cells")
    assert plan.broken(rule) == ["training sensor"]
    assert plan.fund("sensor", share=0.5).broken(rule) == []


def test_it_is_idle_without_projects() -> None:
    links = {
        "projects": [],
        "chains": [{"id": "tools", "stages": ["research"]}],
        "instruments": [{"id": "lab", "scope": "site", "response": {"kind": "linear", "cap": 1}}],
        "strengths": {"sites": [{"city": "alder", "stage": "research", "strength": 1}]},
    }
    rule, ledger = opened({"kind": "dependency", "at_most": 1}, **links)
    assert [type(said) for said in rule.rows(ledger)] == [Idle]


def test_a_group_that_nobody_names_is_told() -> None:
    rule = Dependency.model_validate({"kind": "dependency", "groups": ["batery"], "at_most": 1})
    _, ledger = opened({"kind": "dependency", "at_most": 1})
    assert [(part.loc, part.found) for part in rule.problems(ledger)] == [(("groups", 0), "batery")]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "either `requires`"),
        ({"at_most": 1, "requires": ["a"]}, "either `requires`"),
        ({"exactly": 1, "at_most": 2}, "stands alone"),
        ({"at_least": 3, "at_most": 2}, "above at_most"),
        ({"projects": ["a"], "groups": "all", "at_most": 1}, "not both"),
        ({"requires": ["a"]}, "say which"),
        ({"at_most": -1}, "greater than or equal to 0"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Dependency.model_validate({"kind": "dependency"} | fields)
