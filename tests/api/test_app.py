"""The HTTP door: answers, bounds, and errors that can be mended."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

import scenarios
from api import bounds
from api.app import MOST_BYTES, app
from tests.api.conftest import clashing

PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def minimal(client: TestClient) -> dict[str, Any]:
    return dict(client.get("/v1/scenarios/minimal").json())


def test_a_shipped_scenario_solves_as_it_is_sent(
    client: TestClient, minimal: dict[str, Any]
) -> None:
    answer = client.post("/v1/solve", json=minimal)
    assert answer.status_code == 200
    assert answer.json()["status"] == "optimal"
    assert answer.json()["scenario"]["digest"] == scenarios.load("minimal").digest


def test_a_large_scenario_comes_with_its_tables(client: TestClient) -> None:
    tree = client.get("/v1/scenarios/yrd-biomedicine").json()
    assert len(tree["cities"]) == 41
    checked = client.post("/v1/check", json=tree).json()
    assert checked["scenario"]["digest"] == scenarios.load("yrd-biomedicine").digest
    assert checked["joint_activities"] == 22140


def test_a_clash_is_an_answer(client: TestClient) -> None:
    answer = client.post("/v1/solve", json=clashing())
    assert answer.status_code == 200
    assert answer.json()["status"] == "infeasible"
    assert answer.json()["diagnosis"]["clash"]


def test_all_problems_come_at_once(client: TestClient, minimal: dict[str, Any]) -> None:
    bad = minimal | {"periods": [], "discount": 2}
    answer = client.post("/v1/solve", json=bad)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == PROBLEM
    pointers = {problem["pointer"] for problem in answer.json()["problems"]}
    assert {"/periods", "/discount"} <= pointers


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b'{"id": NaN}', b'"text"'])
def test_what_is_no_scenario(client: TestClient, body: bytes) -> None:
    answer = client.post("/v1/check", content=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == PROBLEM


def test_a_body_that_is_not_utf8(client: TestClient) -> None:
    answer = client.post("/v1/check", content=b"\xff\xfe")
    assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)


@pytest.mark.parametrize("file", ["cities.csv", "/etc/passwd", "../../scenario.yaml"])
def test_no_file_is_read_for_a_body(client: TestClient, minimal: dict[str, Any], file: str) -> None:
    answer = client.post("/v1/check", json=minimal | {"cities": {"table": file}})
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["pointer"] == "/cities/table"


def test_a_body_has_a_size(client: TestClient) -> None:
    answer = client.post("/v1/solve", content=b" " * (MOST_BYTES + 1))
    assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM)


def test_a_solve_has_a_time(client: TestClient, minimal: dict[str, Any]) -> None:
    answer = client.post("/v1/solve", json=minimal | {"options": {"time_limit": 3600}})
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["pointer"] == "/options/time_limit"


def test_links_have_a_number(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_LINKS", 10_000)
    tree = client.get("/v1/scenarios/yrd-biomedicine").json()
    answer = client.post("/v1/check", json=tree)
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["pointer"] == "/cities"


def test_catalogues(client: TestClient) -> None:
    assert {"minimal", "yrd-biomedicine"} <= {
        part["id"] for part in client.get("/v1/scenarios").json()["scenarios"]
    }
    assert len(client.get("/v1/rules").json()["rules"]) >= 9
    assert client.get("/v1/schema").json()["title"] == "deltafund scenario"


@pytest.mark.parametrize("path", ["/v1/scenarios/none", "/v1/scenarios/..%2f..", "/docs", "/redoc"])
def test_what_is_not_there(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)


def test_a_body_may_extend_what_is_shipped_and_have_variants(client: TestClient) -> None:
    variants = {"poor": {"funders.north.contribution": 25}, "bad": {"discount": 2}}
    body = {"extends": "minimal", "rules.periphery": None, "variants": variants}
    answer = client.post("/v1/solve?variant=poor", json=body).json()
    assert answer["scenario"]["variant"] == "poor"
    assert answer["money"]["available"] == 150
    checked = client.post("/v1/check", json=body)
    assert checked.status_code == 422
    assert [problem["variant"] for problem in checked.json()["problems"]] == ["bad"]
    del variants["bad"]
    checked = client.post("/v1/check?variant=poor", json=body).json()
    assert checked["scenario"]["digest"] == answer["scenario"]["digest"]
    assert [rule["rule"] for rule in checked["rules"]] == ["fair-return"]


@pytest.mark.parametrize("parent", ["../minimal", "/etc/passwd", "scenario.yaml", "."])
def test_a_body_extends_no_file(client: TestClient, parent: str) -> None:
    answer = client.post("/v1/check", json={"extends": parent})
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["pointer"] == "/extends"


def test_a_variant_of_a_body_has_bounds_too(client: TestClient) -> None:
    body = {"extends": "minimal", "variants": {"long": {"options.time_limit": 3600}}}
    for way in ("/v1/check", "/v1/solve?variant=long"):
        answer = client.post(way, json=body)
        assert answer.status_code == 422
        assert answer.json()["problems"][0]["pointer"] == "/options/time_limit"
    checked = client.post("/v1/check", json=body).json()
    assert [problem["variant"] for problem in checked["problems"]] == ["long"]


def test_shipped_variants_can_be_had(client: TestClient) -> None:
    listed = {part["id"]: part for part in client.get("/v1/scenarios").json()["scenarios"]}
    names = [part["id"] for part in listed["yrd-biomedicine"]["variants"]]
    assert "no-border-share" in names
    address = "/v1/scenarios/yrd-biomedicine"
    tree = client.get(address, params={"variant": "no-border-share"}).json()
    assert "across-borders" not in [rule["id"] for rule in tree["rules"]]
    assert client.get(address, params={"variant": "none"}).status_code == 422


def test_our_fault_is_told_without_its_details(
    client: TestClient, minimal: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("secret")

    monkeypatch.setattr("api.app.solve", fail)
    answer = client.post("/v1/solve", json=minimal)
    assert (answer.status_code, answer.headers["content-type"]) == (500, PROBLEM)
    assert "secret" not in answer.text


def test_openapi_is_complete(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths) == {
        "/v1/solve", "/v1/check", "/v1/scenarios", "/v1/scenarios/{name}", "/v1/rules", "/v1/schema"
    }  # fmt: skip
    assert json.dumps(paths["/v1/solve"]["post"]["requestBody"])
