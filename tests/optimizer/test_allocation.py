"""The answer: its shape as `deltafund/allocation/1`, its sums, and how it ends when stopped."""

from __future__ import annotations

import json
import math
import threading
import time
from typing import Any

import pytest

from optimizer import Allocation, solve
from optimizer.engine import Progress
from scenarios.ledger import site_id
from scenarios.scenario import Scenario
from tests.conftest import minimal, tree

Json = dict[str, Any]
CURVED = {"kind": "baseline-power", "elasticity": 0.5, "baseline": 4, "assumption": "a test"}


def shipped() -> Scenario:
    return Scenario.model_validate(tree())


def slow() -> Scenario:
    """Return a scenario that takes several rounds: diminishing returns, and a tight gap."""
    tools = [part | {"response": CURVED} for part in tree()["instruments"]]
    return minimal(
        {"kind": "jurisdiction_return", "floor": 0.8},
        instruments=tools,
        options={"gap": 1e-10, "time_limit": 60},
    )


@pytest.fixture(scope="module")
def answer() -> Allocation:
    return solve(shipped())


@pytest.fixture(scope="module")
def told(answer: Allocation) -> Json:
    return dict(json.loads(json.dumps(answer.as_json(), allow_nan=False)))


# --- the shape -----------------------------------------------------------------------------------

SHAPE: dict[str, set[str]] = {
    "scenario": {"id", "title", "digest"},
    "money": {"currency", "unit", "available", "spent", "unspent"},
    "grants": {"activity", "instrument", "sites", "period", "amount", "value"},
    "payments": {"funder", "city", "site", "period", "amount"},
    "sites": {"id", "city", "chain", "stage", "received"},
    "cities": {"id", "received", "joint_received", "from_others", "value"},
    "jurisdictions": {"id", "contributed", "received", "net", "from_own", "sent_out", "value"},
    "stages": {"chain", "stage", "received"},
    "instruments": {"id", "received"},
    "funders": {"id", "period", "contributed", "paid", "carried", "unspent", "price"},
    "rules": {
        *("rule", "kind", "at", "status", "lhs", "sense", "rhs", "slack"),
        *("price", "price_low", "price_high", "price_by", "price_below"),
        *("dropped", "dropped_below", "price_means", "reason"),
    },
    "assumptions": {"path", "why"},
    "solver": {"name", "version", "columns", "rows", "nonzeros", "seconds"},
}


def test_every_part_is_there(told: Json) -> None:
    plain = {"schema", "status", "stopped_by", "value", "bound", "gap", "value_shares", "diagnosis"}
    assert plain | set(SHAPE) <= set(told)
    assert told["schema"] == "deltafund/allocation/1"
    assert told["status"] == "optimal"
    assert told["diagnosis"] is None


@pytest.mark.parametrize("part", SHAPE)
def test_every_part_has_its_fields(told: Json, part: str) -> None:
    records = told[part] if isinstance(told[part], list) else [told[part]]
    assert records
    for record in records:
        assert SHAPE[part] <= set(record)


def test_the_scenario_and_the_money_are_told(told: Json) -> None:
    assert told["scenario"]["title"] == {"zh": "最小示例", "en": "The smallest example"}
    assert told["scenario"]["digest"] == shipped().digest
    assert told["money"]["currency"] == "CNY"
    assert told["money"]["available"] == 200
    assert told["money"]["spent"] + told["money"]["unspent"] == pytest.approx(200)
    assert all(seconds >= 0 for seconds in told["solver"]["seconds"].values())


def test_periods_are_told_as_they_were_written(told: Json) -> None:
    for part in ("grants", "payments", "funders"):
        assert {record["period"] for record in told[part]} == {1, 2}


def test_assumptions_are_told_with_their_reasons(told: Json) -> None:
    assert {"path": "indicators.population", "why": "invented for teaching"} in told["assumptions"]
    paths = [part["path"] for part in told["assumptions"]]
    assert "funders.north" in paths
    assert len(set(paths)) == len(paths)


def test_the_same_scenario_gets_the_same_answer(told: Json) -> None:
    again = solve(shipped()).as_json()
    for part in ("value", "bound", "grants", "payments", "cities", "rules"):
        assert json.loads(json.dumps(again[part])) == told[part]


# --- the sums ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "scenario",
    [
        shipped(),
        slow(),
        minimal({"kind": "earmark", "funders": ["south"], "to": {"stages": ["making"]}}),
        minimal(funders=[{"id": "rich", "contribution": 10_000}]),
        minimal({"kind": "amount_limit", "max": 0}),
    ],
    ids=["shipped", "curved", "earmarked", "rich", "nothing"],
)
def test_every_table_adds_up_to_the_same(scenario: Scenario) -> None:
    told = solve(scenario).as_json()

    def total(part: str, field: str) -> float:
        return math.fsum(record[field] for record in told[part])

    spent = pytest.approx(told["money"]["spent"], rel=1e-6, abs=1e-6)
    assert total("grants", "amount") == spent
    assert total("payments", "amount") == spent
    assert total("funders", "paid") == spent
    value = pytest.approx(told["value"], rel=1e-6, abs=1e-6)
    assert total("grants", "value") == value
    for part in ("sites", "cities", "jurisdictions", "stages", "instruments"):
        assert total(part, "received") == spent
        assert total(part, "value") == value
    lands = told["jurisdictions"]
    assert total("funders", "contributed") == pytest.approx(told["money"]["available"])
    assert all(j["net"] == pytest.approx(j["received"] - j["contributed"]) for j in lands)
    own = math.fsum(j["from_own"] + j["sent_out"] for j in lands)
    assert own <= told["money"]["spent"] + 1e-6
    if told["value"]:
        assert told["value_shares"]["joint"] + told["value_shares"]["site"] == pytest.approx(1)


def test_each_funder_keeps_its_books(answer: Allocation) -> None:
    funders = answer.table("funders")
    before = funders.groupby("id")["carried"].shift(fill_value=0.0)
    left = funders["contributed"] + before - funders["paid"] - funders["carried"]
    assert left.to_numpy() == pytest.approx(funders["unspent"].to_numpy(), abs=1e-6)
    assert (funders["unspent"] >= 0).all()


# --- how fine payments are told apart ------------------------------------------------------------


def test_payments_are_told_by_city_where_no_rule_needs_more(told: Json) -> None:
    assert {record["site"] for record in told["payments"]} == {None}
    assert {record["stage"] for record in told["payments"]} == {None}


def test_payments_are_told_by_stage_where_an_earmark_speaks_of_stages() -> None:
    stanza = {"kind": "earmark", "funders": ["south"], "to": {"stages": ["making"]}}
    payments = solve(minimal(stanza)).as_json()["payments"]
    south = [record for record in payments if record["funder"] == "south"]
    assert south
    assert {record["stage"] for record in south} == {"making"}
    for record in south:
        assert record["site"] == site_id(record["city"], record["chain"], record["stage"])
        assert record["instrument"] is None
    others = [record for record in payments if record["funder"] != "south"]
    assert {record["site"] for record in others} == {None}


def test_payments_are_told_by_instrument_where_a_rule_speaks_of_a_funders() -> None:
    stanza = {
        "kind": "amount_limit",
        "funders": ["east"],
        "instruments": ["workshop"],
        "min": 5,
    }
    payments = solve(minimal(stanza)).as_json()["payments"]
    workshops = [
        record["amount"]
        for record in payments
        if (record["funder"], record["instrument"]) == ("east", "workshop")
    ]
    assert math.fsum(workshops) >= 5 - 1e-6


# --- rules ---------------------------------------------------------------------------------------


def test_every_rule_is_listed_also_one_that_has_nothing_to_say() -> None:
    idle = {"kind": "outflow_cap", "id": "quiet", "max": 0.5, "jurisdictions": ["south"]}
    funders = [part for part in tree()["funders"] if part["id"] != "south"]
    scenario = minimal(idle, {"kind": "jurisdiction_return", "floor": 0.5}, funders=funders)
    rules = solve(scenario).as_json()["rules"]
    assert [rule["rule"] for rule in rules][0] == "quiet"
    assert rules[0]["status"] == "inactive"
    assert rules[0]["price"] is None
    assert "has no funder" in rules[0]["reason"]["en"]
    assert rules[1]["reason"] is None
    assert {rule["rule"] for rule in rules} == {"quiet", "jurisdiction-return"}


def test_a_rule_may_have_the_name_of_an_identity() -> None:
    cap = {"kind": "amount_limit", "cities": ["alder"], "max": 60}
    plain = solve(minimal(cap | {"id": "cap"}))
    for name in ("contribution", "balance", "carry", "readiness"):
        answer = solve(minimal(cap | {"id": name}))
        assert answer.value == pytest.approx(plain.value)
        assert len(answer.table("funders")) == len(plain.table("funders"))
        assert list(answer.table("rules")["rule"]) == [name]


# --- nothing to decide ---------------------------------------------------------------------------


def test_a_fund_without_money_gives_nothing() -> None:
    answer = solve(minimal(funders=[{"id": "poor", "contribution": 0}]))
    assert (answer.status, answer.value, answer.spent) == ("optimal", 0, 0)
    json.dumps(answer.as_json(), allow_nan=False)


def test_a_fund_without_activities_gives_nothing() -> None:
    answer = solve(minimal(links={}, instruments=tree()["instruments"][:1]))
    assert (answer.status, answer.value, answer.spent) == ("optimal", 0, 0)
    json.dumps(answer.as_json(), allow_nan=False)


def test_a_fund_that_may_give_nothing_is_optimal_too() -> None:
    answer = solve(minimal({"kind": "amount_limit", "max": 0}))
    assert (answer.status, answer.value, answer.spent) == ("optimal", 0, 0)
    (rule,) = answer.table("rules").to_dict("records")
    assert rule["status"] == "binding"
    assert rule["price_low"] == pytest.approx(3.0)
    assert rule["price_high"] == math.inf
    json.dumps(answer.as_json(), allow_nan=False)


# --- infeasible ----------------------------------------------------------------------------------


def test_an_infeasible_answer_says_why_in_plain_data() -> None:
    answer = solve(
        minimal(
            {"kind": "commitment", "id": "promise", "cities": ["elm"], "at_least": 150},
            {"kind": "jurisdiction_return", "id": "back", "floor": 0.9},
        )
    )
    told = json.loads(json.dumps(answer.as_json(), allow_nan=False))
    assert told["status"] == "infeasible"
    assert told["value"] is None
    assert told["grants"] == []
    assert {part["rule"] for part in told["diagnosis"]["clash"]} == {"promise", "back"}
    assert told["diagnosis"]["total"] == pytest.approx(
        math.fsum(part["by"] for part in told["diagnosis"]["loosening"])
    )
    for part in told["diagnosis"]["loosening"]:
        assert {"rule", "at", "sense", "limit", "by", "unit"} <= set(part)


@pytest.mark.parametrize("floor", [3.0, 1e3, 1e6, 1e9])
def test_a_floor_of_any_size_is_an_answer_not_a_fault(floor: float) -> None:
    """Whoever writes a floor in the wrong unit is told which rule it is."""
    per_head = {"kind": "per_head_floor", "floor": floor, "cities": ["alder"]}
    answer = solve(minimal(per_head, funders=[{"id": "small", "contribution": 1}]))
    assert answer.status == "infeasible"
    (part,) = answer.diagnosis.loosening
    assert (part.rule, part.at) == ("per-head-floor", ("alder",))
    assert part.limit == pytest.approx(floor * 8)
    assert part.by == pytest.approx(floor * 8 - 2, rel=0.5)


@pytest.mark.parametrize("excess", [1e-4, 1e-6, 1e-7, 1e-8, 1e-9, 1e-11, 0.0])
def test_a_hair_too_much_is_an_answer_not_a_fault(excess: float) -> None:
    """200 can be spent in all; what is a hair above may be called either, but is answered."""
    answer = solve(minimal({"kind": "amount_limit", "min": 200 * (1 + excess)}))
    assert answer.status in ("optimal", "infeasible")
    assert answer.has_plan or answer.diagnosis is not None


# --- stopping ------------------------------------------------------------------------------------


def test_a_stop_before_the_start_leaves_no_plan() -> None:
    stop = threading.Event()
    stop.set()
    answer = solve(shipped(), stop=stop)
    assert (answer.status, answer.stopped_by) == ("interrupted", "interrupt")
    assert answer.value is None
    json.dumps(answer.as_json(), allow_nan=False)


def test_a_stop_after_the_first_round_leaves_a_plan_with_an_honest_gap() -> None:
    exact, stop, rounds = solve(slow()), threading.Event(), list[Progress]()

    def watch(progress: Progress) -> None:
        rounds.append(progress)
        stop.set()

    answer = solve(slow(), watch=watch, stop=stop)
    assert (answer.status, answer.stopped_by) == ("feasible", "interrupt")
    assert len(rounds) == 1
    assert answer.value == rounds[0].value
    assert answer.value <= exact.bound
    assert answer.bound >= exact.value
    assert answer.gap == pytest.approx((answer.bound - answer.value) / answer.value)
    assert answer.gap > exact.gap
    json.dumps(answer.as_json(), allow_nan=False)


def test_every_round_is_told_and_none_is_worse() -> None:
    rounds = list[Progress]()
    answer = solve(slow(), watch=rounds.append)
    assert [progress.round for progress in rounds] == list(range(1, len(rounds) + 1))
    assert len(rounds) > 2
    for one, other in zip(rounds, rounds[1:], strict=False):
        assert other.value >= one.value
        assert other.bound <= one.bound
    assert answer.value >= rounds[-1].value
    assert answer.bound <= rounds[-1].bound


def test_too_little_time_is_a_timeout() -> None:
    answer = solve(minimal(options={"time_limit": 1e-6}))
    assert (answer.status, answer.stopped_by) == ("timeout", "time_limit")
    assert answer.value is None
    json.dumps(answer.as_json(), allow_nan=False)


def test_a_stop_from_another_thread_is_heard() -> None:
    stop = threading.Event()
    since = time.perf_counter()
    threading.Timer(0.05, stop.set).start()
    solve(
        minimal(options={"gap": 1e-15, "time_limit": 20}),
        watch=lambda _: time.sleep(0.1),
        stop=stop,
    )
    assert time.perf_counter() - since < 10
