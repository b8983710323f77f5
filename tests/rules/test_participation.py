from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from optimizer import solve
from optimizer.alone import alone, informed
from optimizer.model import build
from scenarios import load_tree
from scenarios.opening import open_ledger
from scenarios.problems import ModelError, ScenarioError
from scenarios.rules.base import Idle, Row
from scenarios.rules.participation import Participation
from tests.conftest import minimal, tree
from tests.rules.conftest import Golden
from tests.rules.golden import ALONE, opened

CASES: dict[str, dict[str, Any]] = {
    "as-well-off": {},
    "a-tenth-better": {"margin": 1.1, "jurisdictions": ["south"]},
}


def test_rows(golden: Golden) -> None:
    golden("participation", CASES)


def test_what_the_golden_text_takes_for_alone_is_what_they_achieve_alone() -> None:
    scenario = minimal()
    assert alone(scenario, open_ledger(scenario)) == pytest.approx(ALONE)


def test_it_speaks_of_points_where_money_lands() -> None:
    rule, ledger = opened({"kind": "participation"})
    rows = [said for said in rule.rows(ledger) if isinstance(said, Row)]
    assert [row.of for row in rows] == ["points"] * 3
    landed = np.sort(np.concatenate([row.lines for row in rows]))
    assert landed.tolist() == list(range(len(ledger.receipts)))  # every receipt is somebody's


def test_who_achieves_nothing_alone_is_promised_nothing() -> None:
    rule, ledger = opened({"kind": "participation"})
    said = list(rule.rows(replace(ledger, alone=ALONE | {"south": 0.0})))
    assert [part.at for part in said if isinstance(part, Idle)] == [("south",)]
    assert len(said) == 3


def test_nobody_is_worse_off_than_alone() -> None:
    free = solve(minimal()).table("jurisdictions").set_index("id")["value"]
    assert free["south"] < ALONE["south"]  # without the rule it would be
    answer = solve(minimal({"kind": "participation", "margin": 1.05}))
    assert answer.status == "optimal"
    table = answer.table("jurisdictions").set_index("id")
    assert table["alone"].to_dict() == pytest.approx(ALONE)
    assert (table["value"] >= 1.05 * table["alone"] - 1e-6).all()
    assert table["gain"].tolist() == pytest.approx((table["value"] - table["alone"]).tolist())


def test_its_price_is_what_a_point_less_would_gain() -> None:
    def value(margin: float) -> float:
        stanza = {"kind": "participation", "margin": margin, "jurisdictions": ["south"]}
        answer = solve(minimal(stanza))
        assert answer.value is not None
        return answer.value

    rule = solve(minimal({"kind": "participation", "jurisdictions": ["south"]})).table("rules")
    step = 1e-3
    slope = (value(1 - step) - value(1)) / (step * ALONE["south"])
    assert rule.loc[0, "status"] == "binding"
    assert rule.loc[0, "price"] == pytest.approx(slope, rel=1e-3, abs=1e-6)


def test_too_much_for_all_is_a_clash_loosened_in_points() -> None:
    answer = solve(minimal({"kind": "participation", "margin": 1.6}))
    assert answer.status == "infeasible"
    assert answer.diagnosis is not None
    assert {step.unit for step in answer.diagnosis.loosening} == {"points"}
    by = {step.at[0]: step.by for step in answer.diagnosis.loosening}
    promised = {name: 1.6 * points for name, points in ALONE.items()}
    most = solve(minimal()).value
    assert most is not None
    assert sum(promised.values()) - sum(by.values()) <= most * (1 + 1e-4)


def test_without_knowing_what_they_do_alone_there_is_no_model() -> None:
    scenario = minimal({"kind": "participation"})
    ledger = open_ledger(scenario)
    with pytest.raises(ModelError, match="alone"):
        build(scenario, ledger)
    assert build(scenario, informed(scenario, ledger)).rows.of_points.sum() == 3


def test_an_unknown_jurisdiction_is_named() -> None:
    with pytest.raises(ScenarioError, match="west"):
        load_tree(tree() | {"rules": [{"kind": "participation", "jurisdictions": ["west"]}]})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"margin": -0.1}, "greater than or equal to 0"),
        ({"jurisdictions": []}, "at least 1 item"),
        ({"floor": 1}, "Extra inputs"),
    ],
)
def test_nonsense_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Participation.model_validate({"kind": "participation"} | fields)
