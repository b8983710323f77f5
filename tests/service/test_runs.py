"""Runs: waiting, ending in every state, results in every form, events once each."""

from __future__ import annotations

import csv
import io
import json
import time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from api.analyses import BY_NAME, SOLVE
from api.cli import app
from api.client import Client, ServiceError
from api.uploads import XLSX
from scenarios.files.loading import load
from tests.api.conftest import clashing
from tests.service.conftest import Served, code_of


def test_a_run_gives_the_same_as_the_command_line(north: Client, solved: str) -> None:
    run, result = north.get_run(solved), north.result(solved)
    assert result["status"] == "optimal"
    assert result["value"] == run.value == pytest.approx(490.2)
    assert result["scenario"]["digest"] == load("minimal").digest
    assert run.provenance is not None
    assert run.provenance["scenario"] == load("minimal").digest
    assert run.provenance["highspy"]


def test_every_form_of_a_result(north: Client, solved: str) -> None:
    cities = list(csv.DictReader(io.StringIO(north.table(solved, "cities"))))
    assert {row["id"] for row in cities} >= {"alder", "birch"}
    assert "Maximize" in north.program(solved)
    for language in ("zh", "en"):
        book = openpyxl.load_workbook(io.BytesIO(north.workbook(solved, language)))
        wanted = {"zh": {"决定", "规则及其代价", "拨款"}, "en": {"Decision", "Sources", "Grants"}}
        assert wanted[language] <= set(book.sheetnames)
        page = north.ask(
            "GET", f"/v1/runs/{solved}/result", params={"form": "html", "lang": language}
        )
        assert page.headers["content-type"].startswith("text/html")
        assert page.headers["content-security-policy"].startswith("sandbox")
        assert {"zh": "最小示例", "en": "The smallest example"}[language] in page.text
    names = {file["name"] for file in north.document(f"/v1/runs/{solved}/files")["items"]}
    assert {"result.json", "result.zh.xlsx", "tables/rules.csv", "program.lp"} <= names


def test_a_result_never_changes(north: Client, solved: str) -> None:
    first = north.ask("GET", f"/v1/runs/{solved}/result")
    again = {"if-none-match": first.headers["etag"]}
    assert north.ask("GET", f"/v1/runs/{solved}/result", headers=again).status_code == 304
    assert "immutable" in first.headers["cache-control"]
    assert first.headers["vary"] == "Accept, Accept-Language"
    again["accept"] = XLSX
    assert north.ask("GET", f"/v1/runs/{solved}/result", headers=again).status_code == 200


@pytest.mark.parametrize("accept", ["image/png", "application/pdf"])
def test_no_such_form(north: Client, solved: str, accept: str) -> None:
    with pytest.raises(ServiceError) as refused:
        north.ask("GET", f"/v1/runs/{solved}/result", headers={"accept": accept})
    assert (refused.value.status, refused.value.code) == (406, "no-such-form")


PLAN = [{"city": "alder", "amount": 20}, {"city": "birch", "amount": 500.5}]


def needed(analysis: str, minimal: str) -> dict[str, Any]:
    """Return the options without which an analysis cannot be run, or would take long."""
    return {
        "frontier": {"against": "rules.fair-return.floor", "points": 3},
        "ensemble": {"draws": 5},
        "audit": {"cities": PLAN},
        "compare": {"others": [{"scenario": minimal, "version": 1}]},
    }.get(analysis, {})


@pytest.mark.parametrize("analysis", [name for name in BY_NAME if name != SOLVE])
def test_analyses_run_by_name(north: Client, minimal: str, analysis: str) -> None:
    """Every analysis of the registry, in every form of its result."""
    run = north.wait(north.run(minimal, analysis, options=needed(analysis, minimal)), 60)
    assert run.error is None
    assert (run.state, run.complete) == ("succeeded", True)
    assert north.result(run.id)["schema"] == f"deltafund/{analysis}/1"
    names = {file["name"] for file in north.document(f"/v1/runs/{run.id}/files")["items"]}
    assert {f"result.{lang}.{form}" for lang in ("zh", "en") for form in ("xlsx", "html")} < names
    assert [name for name in names if name.startswith("tables/")]


# --- what analyses are given ----------------------------------------------------------------------


def test_a_plan_is_audited_as_on_the_command_line(
    north: Client, minimal: str, tmp_path: Path
) -> None:
    """Rows and the text of a file say the same, and the same as `deltafund audit`."""
    text = "city,amount\nalder,20\nbirch,500.5\n"
    (tmp_path / "plan.csv").write_text(text)
    told = CliRunner().invoke(app, ["audit", "minimal", str(tmp_path / "plan.csv"), "--json"])
    results = [json.loads(told.stdout)]
    for options in ({"plan": text}, {"cities": PLAN}):
        results.append(
            north.result(north.run(minimal, "audit", options=options, reports=False, wait=30).id)
        )
    for result in results:
        result.pop("seconds")
    assert results[0] == results[1] == results[2]
    assert results[0]["clean"] is False
    assert {row["rule"] for row in results[0]["violations"]} >= {"fund"}


def test_runs_and_versions_are_compared(north: Client, solved: str) -> None:
    """The first is the scenario that is asked for, or a run of it; answers are not solved again."""
    body = {"extends": "minimal", "variants": {"poor": {"funders.north.contribution": 25}}}
    own = north.add_scenario(body).id
    others = [{"run": solved}, {"scenario": own, "variant": "poor"}]
    run = north.run(own, "compare", options={"others": others}, wait=30)
    result = north.result(run.id)
    assert [part["answer"] for part in result["answers"]] == [
        "minimal", "minimal v1", "minimal v1:poor"
    ]  # fmt: skip
    values = [part["value"] for part in result["answers"]]
    assert values[0] == pytest.approx(values[1]) == pytest.approx(490.2)
    assert values[2] < values[0]
    assert result["input"][1]["changes"][0]["path"] == ["funders", "north", "contribution"]
    kept = north.run(
        own,
        "compare",
        options={"first": solved, "others": [{"run": solved}]},
        reports=False,
        wait=30,
    )
    assert [part["answer"] for part in north.result(kept.id)["answers"]] == [
        "minimal v1", "minimal v1 (2)"
    ]  # fmt: skip
    assert "minimal v1:poor" in north.ask(
        "GET", f"/v1/runs/{run.id}/result", params={"form": "html", "lang": "en"}
    ).text  # fmt: skip


NO_ID = "0" * 32
BAD_OPTIONS: list[tuple[str, dict[str, Any], set[str]]] = [
    ("prices", {"fast": True}, {"/fast"}),
    ("division", {"common": "neither"}, {"/common"}),
    ("diagnose", {"most": 0}, {"/most"}),
    ("frontier", {}, {"/against"}),
    ("frontier", {"against": "rules.nothing.floor"}, {"/against"}),
    ("frontier", {"against": "gini", "points": 1, "low": "x"}, {"/points", "/low"}),
    ("frontier", {"against": "rules.fair-return.floor", "low": 2, "high": 1}, {"/high"}),
    ("alternatives", {"within": 1e-9}, {"/within"}),
    ("ensemble", {"draws": 0, "tail": 2}, {"/draws", "/tail"}),
    ("coalition", {"orders": 1}, {"/orders"}),
    ("whatif", {"locks": ["alder=5", "atlantis=5", "alder=-1"], "drops": ["nothing"]},
     {"/locks/1", "/locks/2", "/drops/0"}),
    ("audit", {}, {"/plan"}),
    ("audit", {"plan": "city,amount\nalder,1\n", "cities": PLAN}, {"/plan"}),
    ("audit", {"plan": "city,amount\natlantis,1\nalder,much\n"}, {"/plan"}),
    ("audit", {"plan": "no plan at all"}, {"/plan"}),
    ("audit", {"cities": [{"city": "alder", "amount": 1}, {"city": "atlantis", "amount": 1}]},
     {"/cities/1/city"}),
    ("audit", {"cities": [{"city": "alder", "amount": -1}]}, {"/cities/0/amount"}),
    ("audit", {"cities": [{"city": "alder", "amount": 1, "period": 3000}]},
     {"/cities/0/period"}),
    ("compare", {}, {"/others"}),
    ("compare", {"others": []}, {"/others"}),
    ("compare", {"others": [{}]}, {"/others/0"}),
    ("compare", {"others": [{"run": "x"}]}, {"/others/0/run"}),
    ("compare", {"others": [{"scenario": "{minimal}", "variant": "rich"}]},
     {"/others/0/variant"}),
    ("compare", {"others": [{"run": "{priced}"}]}, {"/others/0/run"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def priced(north: Client, minimal: str) -> str:
    """Return the id of a run that is no solve."""
    return north.run(minimal, "prices", reports=False, wait=30).id


@pytest.mark.parametrize(("analysis", "options", "pointers"), BAD_OPTIONS)
def test_whatever_is_wrong_with_options_is_said_before_they_wait(
    north: Client, minimal: str, priced: str,
    analysis: str, options: dict[str, Any], pointers: set[str],
) -> None:  # fmt: skip
    text = json.dumps(options).replace("{minimal}", minimal).replace("{priced}", priced)
    with pytest.raises(ServiceError) as refused:
        north.run(minimal, analysis, options=json.loads(text))
    assert (refused.value.status, refused.value.code) == (422, "bad-input")
    errors = refused.value.problem["errors"]
    found = {error["pointer"].removeprefix("/options") for error in errors}
    assert found - {"/others"} == pointers - {"/others"}  # a list with no good item is empty, too
    assert ("/others" in found) >= ("/others" in pointers)
    assert all(error["detail"] and error["detail"] in str(refused.value) for error in errors)


def test_every_analysis_has_options_that_are_refused() -> None:
    assert {analysis for analysis, _, _ in BAD_OPTIONS} == set(BY_NAME) - {SOLVE}


@pytest.mark.parametrize(
    ("options", "pointer"),
    [
        ({"others": [{"run": NO_ID}]}, "/options/others/0/run"),
        ({"first": NO_ID, "others": [{"run": NO_ID}]}, "/options/first"),
        ({"others": [{"scenario": NO_ID}]}, "/options/others/0/scenario"),
    ],
)
def test_what_is_not_there_is_not_compared(
    north: Client, minimal: str, options: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(ServiceError) as refused:
        north.run(minimal, "compare", options=options)
    assert (refused.value.status, refused.value.code) == (404, "not-found")
    assert refused.value.problem["errors"][0]["pointer"] == pointer


def test_options_are_those_of_the_analysis(north: Client, minimal: str) -> None:
    run = north.wait(
        north.run(minimal, "division", options={"common": "divided"}, reports=False), 60
    )
    assert north.result(run.id)["common"] == "divided"
    with pytest.raises(ServiceError) as refused:
        north.run(minimal, "division", options={"common": "neither"})
    assert refused.value.problem["errors"][0]["pointer"] == "/options/common"
    with pytest.raises(ServiceError) as refused:
        north.run(minimal, "astrology")
    assert refused.value.problem["errors"][0]["pointer"] == "/analysis"


def test_waiting_answers_with_the_end(north: Client, minimal: str) -> None:
    run = north.run(minimal, reports=False, wait=30)
    assert run.state == "succeeded"


def test_a_clash_is_an_answer(north: Client) -> None:
    scenario = north.add_scenario(clashing())
    run = north.run(scenario.id, reports=False, wait=30)
    assert run.state == "infeasible"
    assert north.result(run.id)["diagnosis"]["clash"]


def test_variants_and_changes_are_looked_at_before_they_wait(north: Client) -> None:
    body = {"extends": "minimal", "variants": {"poor": {"funders.north.contribution": 25}}}
    scenario = north.add_scenario(body)
    run = north.run(scenario.id, variant="poor", changes=["discount=0.1"], reports=False, wait=30)
    result = north.result(run.id)
    assert result["money"]["available"] == 150
    assert result["scenario"]["variant"] == "poor"
    for wrong in ({"variant": "rich"}, {"changes": ["discount=2"]}):
        with pytest.raises(ServiceError) as refused:
            north.run(scenario.id, **wrong)
        assert refused.value.code == "bad-scenario"
        assert refused.value.problem["errors"]


def test_the_same_key_asks_once(served: Served, north: Client, minimal: str) -> None:
    first = north.run(minimal, once="key-1")
    assert north.run(minimal, once="key-1").id == first.id
    with pytest.raises(ServiceError) as refused:
        north.run(minimal, once="key-1", priority="high")
    assert (refused.value.status, refused.value.code) == (422, "key-used")
    other = served.client("south")
    own = other.add_scenario({"extends": "minimal"})
    assert other.run(own.id, once="key-1").id != first.id


def test_events_come_once_and_go_on_after_a_break(north: Client, minimal: str) -> None:
    run = north.run(minimal, "division", reports=False)
    stream = north.events(run.id)
    first = next(stream)
    stream.close()  # the connection drops
    rest = list(north.events(run.id, after=first.number))
    numbers = [event.number for event in (first, *rest)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert rest[-1].kind == "ended"
    assert rest[-1].data["state"] == "succeeded"
    assert [event.number for event in north.events(run.id)] == numbers


def test_a_clone_of_a_template_has_its_variants(north: Client) -> None:
    scenario = north.clone_template("yrd-biomedicine")
    run = north.wait(north.run(scenario.id, variant="no-border-share", reports=False))
    plain = north.wait(north.run(scenario.id, reports=False))
    found, base = north.result(run.id), north.result(plain.id)
    assert found["value"] > base["value"]


def long_scenario(north: Client) -> str:
    """Return a scenario whose division takes many seconds."""
    return north.clone_template("yrd-biomedicine").id


def test_cancelling_takes_less_than_a_second(north: Client) -> None:
    """Where the machine is busy with something else, it is tried again, three times in all."""
    name, times = long_scenario(north), [float("inf")]
    for _ in range(3):
        if min(times) >= 1.0 + 0.5:  # and what two more requests take
            times.append(time_to_cancel(north, name))
    assert min(times) < 1.0 + 0.5


def time_to_cancel(north: Client, scenario: str) -> float:
    """Return how long it takes until a run that is at work is cancelled, seconds."""
    run = north.run(scenario, "division", priority="high")
    while north.get_run(run.id).state == "queued":
        time.sleep(0.05)
    since = time.monotonic()
    north.cancel(run.id)
    ended = north.wait(run, 20)
    seconds = time.monotonic() - since
    assert ended.state == "cancelled"
    with pytest.raises(ServiceError) as refused:
        north.result(run.id)
    assert refused.value.code == "no-result"
    return seconds


def test_what_waits_is_cancelled_at_once(served: Served, north: Client, minimal: str) -> None:
    run = north.run(minimal, priority="low", reports=False)
    state = north.cancel(run.id).state
    assert north.wait(run, 30).state in ("cancelled", "succeeded")
    assert state in ("cancelled", "running")
    with pytest.raises(ServiceError) as refused:
        north.cancel(north.run(minimal, reports=False, wait=30).id)
    assert refused.value.code == "conflict"


def test_a_run_that_takes_too_long_says_so(north: Client) -> None:
    run = north.wait(north.run(long_scenario(north), "division", seconds=1.5, reports=False), 60)
    assert run.state == "timed-out"
    assert run.complete is False
    assert north.result(run.id)["complete"] is False


def test_a_run_that_takes_too_much_memory_dies_alone(north: Client, minimal: str) -> None:
    """A run beside it in the same worker goes on, and so does the worker."""
    beside = north.run(minimal, "ensemble", options={"draws": 60}, reports=False)
    run = north.wait(north.run(long_scenario(north), "division", megabytes=130), 60)
    assert run.state == "failed", run
    assert run.error is not None
    assert run.error["code"] == "out-of-memory"
    ended = north.wait(beside, 60)
    assert (ended.state, ended.attempts) == ("succeeded", 1)
    assert north.run(minimal, reports=False, wait=30).state == "succeeded"


def test_limits_of_what_may_be_asked(north: Client, minimal: str) -> None:
    for wish, pointer in (({"seconds": 1e5}, "/seconds"), ({"megabytes": 2**20}, "/megabytes")):
        with pytest.raises(ServiceError) as refused:
            north.run(minimal, **wish)
        assert refused.value.problem["errors"][0]["pointer"] == pointer


def test_batches_give_partial_results(north: Client, minimal: str) -> None:
    grid = {"funders.north.contribution": [40, 60], "rules.fair-return.floor": [0.5, 0.8]}
    batch = north.batch(minimal, grid=grid, once="batch-1")
    assert batch.size == 4
    assert north.batch(minimal, grid=grid, once="batch-1").id == batch.id
    runs = [north.wait(run, 60) for run in north.batch_runs(batch.id)]
    assert [run.state for run in runs] == ["succeeded"] * 4
    assert north.get_batch(batch.id).states == {"succeeded": 4}
    with pytest.raises(ServiceError) as refused:
        north.workbook(runs[0].id)
    assert refused.value.code == "no-such-form"
    money = [north.result(run.id)["money"]["available"] for run in runs]
    assert money == [180, 180, 220, 220]
    compared = north.compare(*(run.id for run in runs))
    assert [part["value"] for part in compared["answers"]] == [run.value for run in runs]
    others = {"first": runs[0].id, "others": [{"run": run.id} for run in runs[1:]]}
    asked = north.run(minimal, "compare", options=others, reports=False, wait=30)
    told = north.result(asked.id)
    assert [part["changes"] for part in told["input"]] == [
        part["changes"] for part in compared["input"]
    ]
    assert [part["answer"] for part in told["answers"]][1] == (
        "minimal v1, funders.north.contribution=40, rules.fair-return.floor=0.8"
    )
    of = {part["answer"]: run.id for part, run in zip(told["answers"], runs, strict=True)}
    for name, rows in told["by"].items():
        assert [row | {"answer": of[row["answer"]]} for row in rows] == compared["by"][name]
    changes = compared["input"][1]["changes"]
    assert {"path": ["funders", "north", "contribution"], "what": "changed"}.items() <= {
        key: changes[0][key] for key in ("path", "what")
    }.items()
    assert changes[0]["after"] == 60


def test_a_batch_has_bounds_and_can_be_cancelled(north: Client, minimal: str) -> None:
    many = list(range(1, 501))
    with pytest.raises(ServiceError) as refused:
        north.batch(minimal, grid={"discount": many, "options.gap": many})
    assert refused.value.problem["errors"][0]["pointer"] == "/grid"
    batch = north.batch(minimal, grid={"funders.north.contribution": many[:8]}, priority="low")
    answer = north.ask("POST", f"/v1/batches/{batch.id}/cancel").json()
    assert sum(answer["states"].values()) == 8
    for run in north.batch_runs(batch.id):
        assert north.wait(run, 60).state in ("cancelled", "succeeded", "infeasible")


def test_lists_go_by_cursor(north: Client, minimal: str) -> None:
    for _ in range(3):
        north.wait(north.run(minimal, reports=False), 60)
    whole = [run.id for run in north.runs(scenario=minimal)]
    paged = [run.id for run in north.runs(scenario=minimal, limit=2)]
    assert paged == whole
    assert len(set(whole)) == len(whole) >= 3


def test_results_are_strict_json(north: Client, solved: str) -> None:
    def refuse(word: str) -> None:
        raise AssertionError(word)

    text = north.ask("GET", f"/v1/runs/{solved}/result").text
    assert json.loads(text, parse_constant=refuse)["schema"] == "deltafund/allocation/1"


def test_a_page_of_another_site_changes_nothing(served: Served) -> None:
    http = served.http()
    key = served.keys["north", "analyst"]
    assert http.post("/v1/session", json={"key": key}).status_code == 200
    headers = {"origin": "http://elsewhere.example"}
    answer = http.post("/v1/templates/minimal/clone", headers=headers)
    assert (answer.status_code, code_of(answer)) == (403, "other-origin")
