from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenarios.rules.base import Idle
from scenarios.rules.consortium import Consortium
from tests.rules.conftest import Golden
from tests.rules.golden import Plan, opened

CASES: dict[str, dict[str, Any]] = {
    "three-jurisdictions": {"jurisdictions": 3},
    "three-partners": {"partners": 3},
    "small-firms": {"small_share": 0.35},
    "lead": {"lead_max": 0.6},
    "own-money": {"own_min": 0.3},
    "several": {"jurisdictions": 2, "small_share": 0.33, "lead_max": 0.66},
}


def test_rows(golden: Golden) -> None:
    golden("consortium", CASES)


@pytest.mark.parametrize(
    ("case", "missed"),
    [
        ("three-jurisdictions", ["battery-small", "sensor", "harbour", "cells", "training"]),
        ("three-partners", ["battery-small", "sensor", "harbour", "cells", "training"]),
        ("small-firms", ["battery", "battery-small", "sensor", "harbour", "training"]),
        ("lead", ["battery-small", "sensor", "harbour", "cells"]),
        ("own-money", ["sensor", "harbour", "cells", "training"]),
    ],
)
def test_only_those_that_fit_are_funded(case: str, missed: list[str]) -> None:
    rule, ledger = opened({"kind": "consortium", **CASES[case]})
    (field,) = CASES[case]
    plan = Plan(ledger).fund(*ledger.projects["id"])
    assert plan.broken(rule) == [f"{name} {field}" for name in missed]


def test_a_share_met_exactly_is_met() -> None:
    rule, ledger = opened({"kind": "consortium", "lead_max": 0.5})
    assert "training lead_max" not in Plan(ledger).fund("training").broken(rule)


def test_it_is_idle_where_all_fit() -> None:
    rule, ledger = opened({"kind": "consortium", "partners": 2})
    assert [type(said) for said in rule.rows(ledger)] == [Idle]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "at least one condition"),
        ({"partners": 0}, "greater than or equal to 1"),
        ({"small_share": 40}, "less than or equal to 1"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Consortium.model_validate({"kind": "consortium"} | fields)
