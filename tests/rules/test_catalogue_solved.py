"""What every rule must keep when it is solved with; a new rule is covered without a change here."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from optimizer import Allocation, solve
from optimizer.alone import informed
from optimizer.analyses.audit import audit_allocation
from scenarios.opening import open_ledger
from scenarios.rules import RULES
from scenarios.scenario import Scenario
from tests.conftest import tree

every_kind = pytest.mark.parametrize("kind", RULES)
WHOLE = ("minimum_award", "winners")
priced = pytest.mark.parametrize("kind", [kind for kind in RULES if kind not in WHOLE])
"""Where rules decide in whole numbers, prices are those of the decision taken, and a rule that
counts winners has none."""


@cache
def answer(kind: str, told: bool = True) -> Allocation:
    """Return the answer with the example of a kind as its only rule, or without any."""
    stanzas = [{**RULES[kind].example, "id": "it"}] if told else []
    changes = {"rules": stanzas, "options": {"gap": 1e-8}}
    return solve(Scenario.model_validate(tree(RULES[kind].example_on) | changes))


def rows(kind: str) -> pd.DataFrame:
    """Return what the answer says of the rule; none if nothing is feasible."""
    return answer(kind).table("rules")


@every_kind
def test_its_example_is_solved_or_clashes_by_itself(kind: str) -> None:
    found = answer(kind)
    assert found.status in ("optimal", "infeasible")
    if found.status == "infeasible":
        assert [part.rule for part in found.diagnosis.clash] == ["it"]
        assert found.diagnosis.total > 0


@every_kind
def test_the_optimum_passes_the_audit(kind: str) -> None:
    found = answer(kind)
    if found.has_plan:
        checked = audit_allocation(found, informed(found.scenario, open_ledger(found.scenario)))
        assert checked.violations == ()
        assert checked.value == pytest.approx(found.value)


@priced
def test_it_is_listed_with_its_status_and_price(kind: str) -> None:
    if not answer(kind).has_plan:
        return
    found = rows(kind)
    assert set(found["rule"]) == {"it"}
    assert set(found["kind"]) == {kind}
    assert set(found["status"]) <= {"binding", "slack", "inactive"}
    assert set(found["status"]) != {"inactive"}, "the example should bind something"
    active = found[found["status"] != "inactive"]
    assert active[["lhs", "rhs", "slack", "price", "price_low"]].notna().to_numpy().all()
    decided = active["price_by"] == "one_unit"
    assert decided.all() or not decided.any()
    # in whole numbers one unit less may leave no plan: only what one more gains is told
    told_high = active["price_high"].notna() | decided
    assert told_high.all()
    assert all(means["en"] and means["zh"] for means in found["price_means"])


@priced
def test_its_price_is_never_negative_and_stands_between_its_slopes(kind: str) -> None:
    if not answer(kind).has_plan:
        return
    active = rows(kind)[rows(kind)["status"] != "inactive"]
    assert (active["price_low"] >= 0).all()
    assert (active["price_low"] <= active["price"] + 1e-9).all()
    sloped = active[active["price_by"] == "slope"]
    assert (sloped["price"] <= sloped["price_high"] + 1e-9).all()
    slack = active[active["status"] == "slack"]
    assert (slack["price_high"] == 0).all()


@every_kind
def test_without_it_the_value_is_never_lower(kind: str) -> None:
    if answer(kind).has_plan:
        assert answer(kind, told=False).value >= answer(kind).value - 1e-6
