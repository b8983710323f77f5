"""The contract: everything that OpenAPI says holds, whatever is sent."""

from __future__ import annotations

import itertools
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import structlog
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.app import Application, create_app
from api.auth import Service
from api.client import Client
from api.jobs.queue import Queue
from api.settings import Settings
from api.store.people import ensure_local
from api.store.store import Store
from api.uploads import XLSX
from tests.service.conftest import Served, code_of, serving

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
NEVER_ENDS = "/v1/runs/{id}/events"
"""Follows a run until it ends; its own tests look at it."""


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """Serve one person without a login, without a worker: what is asked for waits."""
    own = Settings(data=tmp_path_factory.mktemp("local"), requests_per_minute=10**6,
                   most_waiting=10**6)  # fmt: skip
    store = Store.opened(own)
    ensure_local(store)
    queue = Queue(own)
    yield create_app(Service(own, store, queue))
    queue.close()
    store.close()


@pytest.fixture(scope="module")
def http(local: Application) -> TestClient:
    return TestClient(local, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve whoever has a key, without a worker, with nothing that ends the tests too early."""
    found = serving(
        Settings(data=tmp_path_factory.mktemp("locked"), auth="keys", requests_per_minute=10**6,
                 most_waiting=10**6)
    )  # fmt: skip
    yield found
    found.service.queue.close()
    found.service.store.close()


@pytest.fixture(scope="module")
def contract(locked: Served) -> Any:
    return schemathesis.openapi.from_asgi("/openapi.json", locked.app)


NAMES = Path(__file__).with_name("operations.txt")


NOT_SAID: dict[str, list[Any]] = dict.fromkeys(
    ("check_scenario", "add_scenario", "add_batch"), [positive_data_acceptance]
)
"""What a description cannot say, so that something well formed is refused (422) all the same.

Whether a scenario means anything is found by reading it: its references, its tables, what it
extends. How many runs a batch would be is a product over its grid, which JSON Schema cannot bound.
"""


# threads of the service beside the test may use `random`, which is not the strategies' doing
@pytest.mark.filterwarnings("ignore:Do not use the `random` module")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("line", NAMES.read_text().splitlines())
def test_whatever_is_sent_the_answer_is_as_described(
    contract: Any, locked: Served, line: str, mode: GenerationMode
) -> None:
    name, method, path = line.split()
    if path == NEVER_ENDS and mode is GenerationMode.POSITIVE:
        pytest.skip("it follows a run until it ends; its own tests look at it")
    operation = contract[path][method]
    assert operation.definition.raw["operationId"] == name
    key = {"Authorization": f"Bearer {locked.keys['north', 'admin']}"}

    @given(operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def check(case: Any) -> None:
        case.call_and_validate(headers=key, excluded_checks=NOT_SAID.get(name, []))

    try:
        check()
    except Unsatisfiable:
        pytest.skip("nothing of it can be wrong")


def test_every_operation_is_described(local: Application) -> None:
    described = local.openapi()
    assert described["openapi"].startswith("3.1")
    names = [operation["operationId"] for _, _, operation in _operations(described)]
    assert len(set(names)) == len(names) >= 45
    for path, method, operation in _operations(described):
        assert operation["description"], path
        for content in operation.get("requestBody", {}).get("content", {}).values():
            name = str(content["schema"].get("$ref", "")).rpartition("/")[2]
            shape = described["components"]["schemas"].get(name, content)
            binary = content["schema"].get("format") == "binary"
            assert binary or shape.get("examples") or shape.get("example"), (path, method)
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert set(answer["content"]) == {"application/problem+json"}, (path, method)
                example = answer["content"]["application/problem+json"]["example"]
                assert example["status"] == int(status)
    assert "HTTPValidationError" not in json.dumps(described)


def _operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_names_of_operations_stay(local: Application, request: pytest.FixtureRequest) -> None:
    """Programs are generated from these names: one that is gone breaks them."""
    now = "".join(
        f"{operation['operationId']} {method.upper()} {path}\n"
        for path, method, operation in _operations(local.openapi())
    )
    if request.config.getoption("--update"):
        NAMES.write_text(now)
    assert now == NAMES.read_text()


# --- what is refused ------------------------------------------------------------------------------


def test_every_refusal_is_a_problem(http: TestClient) -> None:
    cases = [
        (http.get("/nowhere"), 404, "not-found"),
        (http.delete("/v1/scenarios"), 405, "wrong-method"),
        (http.get("/v1/scenarios", params={"limit": 0}), 422, "bad-input"),
        (http.post("/v1/runs", content=b"{"), 422, "bad-input"),
        (http.post("/v1/check", content=b"x", headers={"content-type": "image/png"}), 415,
         "unknown-form"),
        (http.get("/v1/me", headers={"host": "evil.example"}), 400, "bad-host"),
        (http.post("/v1/session", json={"key": "12345678"}), 409, "conflict"),
    ]  # fmt: skip
    for answer, status, code in cases:
        assert (answer.status_code, code_of(answer)) == (status, code)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-request-id"]


def test_our_fault_is_told_without_its_details(
    http: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("secret")

    monkeypatch.setattr("api.uploads.check", fail)
    answer = http.post("/v1/check", json={"extends": "minimal"})
    assert (answer.status_code, code_of(answer)) == (500, "fault")
    assert "secret" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_titles_come_in_the_language_that_is_read(http: TestClient) -> None:
    answer = http.get("/nowhere", headers={"accept-language": "zh-CN,zh;q=0.9"})
    assert answer.json()["title"] == "没有这一项"
    bad = http.post("/v1/check", json={"extends": "minimal", "discount": 2},
                    headers={"accept-language": "zh"}).json()  # fmt: skip
    assert "应为" in bad["errors"][0]["detail"]


def test_too_many_requests(local: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local.door, "most_a_minute", 3)
    http = TestClient(local)
    local.door._asked.clear()
    answers = [http.get("/v1/me") for _ in range(5)]
    assert sum(answer.status_code == 429 for answer in answers) >= 1
    assert code_of(answers[-1]) == "too-many"
    assert answers[-1].headers["retry-after"] == "60"
    assert http.get("/healthz").status_code == 429


# --- scenarios ------------------------------------------------------------------------------------


def test_a_change_needs_what_was_seen(http: TestClient) -> None:
    client = Client(http=http)
    name = client.clone_template("minimal").id
    scenario, etag = client.scenario(name)
    path = f"/v1/scenarios/{name}"
    assert http.get(path, headers={"if-none-match": etag}).status_code == 304
    answer = http.patch(path, json={"notes": "x"})
    assert (answer.status_code, code_of(answer)) == (428, "no-if-match")
    changed = client.change_scenario(name, etag, tags=["b", "a", "a"], notes="for the board")
    assert (changed.tags, changed.notes, changed.archived) == (["a", "b"], "for the board", False)
    answer = http.patch(path, json={"notes": "y"}, headers={"if-match": etag})
    assert (answer.status_code, code_of(answer)) == (412, "changed")
    assert scenario.notes == ""


def test_versions_stay_and_differ_in_words(http: TestClient) -> None:
    client = Client(http=http)
    name = client.add_scenario("extends: minimal\n").id
    client.add_version(name, client.scenario(name)[1], {"extends": "minimal",
                       "funders.north.contribution": 60, "rules.periphery": None})  # fmt: skip
    assert client.scenario(name)[0].versions == 2
    told = client.difference(name, 1, 2).changes
    says = {change.pointer: change.says.en for change in told}
    assert says["/funders/north/contribution"] == (
        "funders.north.contribution went from 50 to 60 (+20.0%)"
    )
    assert says["/rules/periphery"].startswith("rules.periphery was taken away")
    assert "由 50 改为 60" in told[0].says.zh
    first = http.get(f"/v1/scenarios/{name}/versions/1")
    assert first.json()["funders"][0]["contribution"] == 50
    source = http.get(f"/v1/scenarios/{name}/versions/1/source")
    assert source.content == b"extends: minimal\n"
    text = http.get(f"/v1/scenarios/{name}/versions/1", headers={"accept": "application/yaml"})
    assert client.add_scenario(text.text).name == "minimal"
    known = {"if-none-match": first.headers["etag"]}
    assert http.get(f"/v1/scenarios/{name}/versions/1", headers=known).status_code == 304


def test_every_form_of_a_version_has_a_tag_of_its_own(http: TestClient) -> None:
    """A tag that is known in one form does not stand for another one; each is the same twice."""
    name = Client(http=http).clone_template("minimal").id
    path = f"/v1/scenarios/{name}/versions/1"
    readers = [{"accept": media} for media in ("application/json", "application/yaml", XLSX)]
    readers.append({"accept": XLSX, "accept-language": "zh"})
    first = [http.get(path, headers=reader) for reader in readers]
    tags = [answer.headers["etag"] for answer in first]
    assert len(set(tags)) == len(readers)
    assert not any(tag.startswith("W/") for tag in tags)
    for reader, answer in zip(readers, first, strict=True):
        assert set(answer.headers["vary"].split(", ")) == {"Accept", "Accept-Language"}
        mine = answer.headers["etag"]
        known = http.get(path, headers=reader | {"if-none-match": mine})
        assert (known.status_code, known.headers["etag"]) == (304, mine)
        others = ", ".join(tag for tag in tags if tag != mine)
        again = http.get(path, headers=reader | {"if-none-match": others})
        assert (again.status_code, again.headers["etag"]) == (200, mine)
        assert again.content == answer.content


def test_search_by_words_and_tags(http: TestClient) -> None:
    client = Client(http=http)
    names = [client.add_scenario({"extends": "minimal", "title": f"Fund {number} 100%_x"},
                                 tags=["river", f"n{number}"]).id
             for number in range(3)]  # fmt: skip
    assert [each.id for each in client.scenarios(tag="n1")] == [names[1]]
    assert {each.id for each in client.scenarios(q="100%_X")} == set(names)
    assert list(client.scenarios(q="100%yx")) == []
    assert [each.id for each in client.scenarios(tag="river", limit=1)] == names[::-1]
    client.change_scenario(names[0], client.scenario(names[0])[1], archived=True)
    assert names[0] not in {each.id for each in client.scenarios(tag="river")}
    assert [each.id for each in client.scenarios(archived=True)] == [names[0]]


def test_what_is_there_before_anything_is_sent(http: TestClient) -> None:
    client = Client(http=http)
    templates = {part["id"] for part in client.document("/v1/templates")["scenarios"]}
    assert {"minimal", "yrd-biomedicine"} <= templates
    tree = client.document("/v1/templates/yrd-biomedicine")
    assert len(tree["cities"]) == 41
    assert client.check(tree)["joint_activities"] == 22140
    analyses = {part["name"]: part for part in client.document("/v1/analyses")["analyses"]}
    assert {"solve", "prices", "division"} <= set(analyses)
    common = analyses["division"]["options"]["properties"]["common"]
    assert common["enum"] == ["apart", "divided"]
    assert len(client.document("/v1/rules")["rules"]) >= 9
    assert client.document("/v1/schema")["title"] == "deltafund scenario"


def test_the_manual_loads_nothing_from_elsewhere(http: TestClient, local: Application) -> None:
    page = http.get("/docs")
    assert page.status_code == 200
    assert "://" not in page.text.replace("http://127.0.0.1", "").split("<nav>")[0].replace(
        "/docs/style.css", "")  # fmt: skip
    assert "<script" not in page.text
    for path, _, operation in itertools.islice(_operations(local.openapi()), 5):
        assert operation["operationId"] in page.text
        assert path in page.text
    assert http.get("/docs/style.css").headers["content-type"].startswith("text/css")


def test_alive_and_ready(http: TestClient) -> None:
    assert http.get("/healthz").json() == {"status": "alive"}
    assert http.get("/readyz").json() == {"status": "ready"}


def test_the_keys_of_others_do_not_matter_here(served: Served) -> None:
    assert served.service.settings.auth == "keys"
    assert served.http().get("/v1/me").status_code == 401
