"""Two organisations: every route tried with the other's ids and keys, and without any."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.routing import APIRoute

from api.app import ROUTERS
from api.client import Client, ServiceError
from api.ordering import order
from api.roles import ROLES, Caller
from api.routes import oidc
from api.routes.shapes import RunWish
from api.store.runs import Runs
from api.store.work import Work
from tests.service.conftest import Served, code_of

OPEN = {"/healthz", "/readyz", "/v1/session"}
"""What strangers may ask: whether the service is alive, and to be let in."""
EVERYBODY = {
    "list_templates", "get_template", "clone_template", "list_rules", "list_analyses", "get_schema",
    "get_version", "check_scenario", "add_scenario", "list_scenarios", "list_runs", "list_batches",
    "list_decisions", "get_me", "end_session", "list_keys", "add_key", "list_record",
}  # fmt: skip
"""What names nothing of anybody: each organisation is answered about itself."""
NOBODYS = {"/", "/assets/{name}", "/docs", "/docs/style.css"}
"""What the description leaves out: the page and the manual."""
ENDS = {"begin_session", "is_alive", "is_ready"}
ROLE_OF = {
    "viewer": {"check_scenario"},
    "planner": {"put_decision", "answer_decision", "withdraw_decision"},
    "admin": {"list_keys", "add_key", "revoke_key", "list_record"},
}
"""Which role a change needs where it is not analyst; sharing needs a planner, reading a viewer."""
Operation = tuple[str, str, str, dict[str, Any]]


def operations(served: Served) -> Iterator[Operation]:
    for path, methods in served.app.openapi()["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation["operationId"], operation


@pytest.fixture(scope="module")
def things(north: Client, minimal: str, solved: str) -> dict[str, str]:
    """Return the ids of one thing of each kind that belongs to the north."""
    batch = north.batch(minimal, grid={"discount": [0.1]})
    decision = north.put_decision(solved, {"north": "north"})
    key = north.document("/v1/keys")["items"][0]["id"]
    north.wait(north.batch_runs(batch.id)[0])
    return {
        "scenarios": minimal, "runs": solved, "batches": batch.id, "decisions": decision.id,
        "keys": key
    }  # fmt: skip


def bodies(things: dict[str, str]) -> dict[str, Any]:
    """Return a body for every route that needs one and could tell of what is the north's."""
    return {
        "change_scenario": {"notes": "mine now"},
        "add_version": {"extends": "minimal"},
        "share_scenario": {},
        "share_run": {},
        "add_run": {"scenario": things["scenarios"]},
        "add_batch": {"scenario": things["scenarios"]},
        "put_decision": {
            "run": things["runs"],
            "parties": [{"jurisdiction": "north", "organisation": "south"}],
        },
        "answer_decision": {"jurisdiction": "north", "answer": "endorse"},
    }


def filled(path: str, things: dict[str, str]) -> str:
    kind = path.split("/")[2] if path.startswith("/v1/") else ""
    values = {"{id}": things.get(kind, "?"), "{reader}": "south", "{number}": "1",
              "{table}": "cities", "{template}": "minimal"}  # fmt: skip
    for name, value in values.items():
        path = path.replace(name, value)
    assert "{" not in path, f"{path}: tell this test what to put here"
    return path


def asked(
    served: Served, operation: Operation, things: dict[str, str], headers: dict[str, str]
) -> Any:
    method, path, name, _ = operation
    two = f"{things['runs']},{things['runs']}"
    wanted = {"get_difference": {"one": 1, "other": 1}, "compare_runs": {"runs": two}}
    parameters = wanted.get(name)
    body = bodies(things).get(name)
    content = None if body is None else json.dumps(body)
    headers = headers | {"content-type": "application/json", "if-match": "*"}
    http = served.http()
    return http.request(method, filled(path, things), params=parameters, content=content,
                        headers=headers)  # fmt: skip


def test_every_route_is_closed_to_strangers(served: Served, things: dict[str, str]) -> None:
    for operation in operations(served):
        if operation[1] in OPEN and operation[2] != "end_session":
            continue
        for headers in ({}, {"authorization": "Bearer dfk_wrong"}):
            answer = asked(served, operation, things, headers)
            assert (answer.status_code, code_of(answer)) == (401, "no-key"), operation[:3]


def test_every_route_hides_what_is_the_other_organisations(
    served: Served, things: dict[str, str]
) -> None:
    """A route that is neither here nor in a list above makes this test fail."""
    headers = {"authorization": f"Bearer {served.keys['south', 'admin']}"}
    covered = set()
    for operation in operations(served):
        name = operation[2]
        if name in EVERYBODY | ENDS:
            continue
        names_something = "{id}" in operation[1] or name in bodies(things) or name == "compare_runs"
        assert names_something, f"{name}: say here whose it is"
        answer = asked(served, operation, things, headers)
        assert (answer.status_code, code_of(answer)) == (404, "not-found"), (name, answer.text)
        covered.add(name)
    assert len(covered) >= 25


def test_what_is_not_described_is_nobodys(served: Served) -> None:
    """The tests above go by the description; what is not in it can have nothing of anybody."""
    described = set(served.app.openapi()["paths"])
    assert paths(*ROUTERS) == described | NOBODYS
    assert paths(oidc) == {"/v1/oidc/login", "/v1/oidc/callback"}  # tests of their own


def paths(*modules: Any) -> set[str]:
    routes = [route for module in modules for route in module.router.routes]
    return {route.path for route in routes if isinstance(route, APIRoute)}


def test_lists_hold_only_what_is_ones_own(
    north: Client, south: Client, things: dict[str, str]
) -> None:
    for path in ("scenarios", "runs", "batches", "decisions", "keys"):
        there = {each["id"] for each in south.document(f"/v1/{path}", limit=200)["items"]}
        assert things[path] not in there
    steps = north.document("/v1/record", subject=things["scenarios"])["items"]
    assert [step["action"] for step in steps][-1] == "scenario-added"
    assert south.document("/v1/record", subject=things["scenarios"])["items"] == []


def needed(operation: Operation) -> str:
    method, path, name, _ = operation
    for role, names in ROLE_OF.items():
        if name in names:
            return role
    if "/shares/" in path:
        return "planner"
    return "viewer" if method == "GET" or name == "end_session" else "analyst"


def test_every_route_needs_its_role(served: Served, things: dict[str, str]) -> None:
    for operation in operations(served):
        if operation[2] in ENDS:
            continue
        role = needed(operation)
        for lower in ROLES[: ROLES.index(role)]:  # type: ignore[arg-type]
            headers = {"authorization": f"Bearer {served.keys['north', lower]}"}
            answer = asked(served, operation, things, headers)
            assert (answer.status_code, code_of(answer)) == (403, "not-allowed"), operation[:3]


# --- sharing --------------------------------------------------------------------------------------

OWN = {"kind": "outflow_cap", "id": "east-keeps", "jurisdictions": ["east"], "max": 0.9}


@pytest.fixture
def with_own_rule(north: Client) -> str:
    """Return a scenario of the north with a rule that is the east's own."""
    return north.add_scenario({"extends": "minimal", "rules": [OWN]}).id


def test_a_shared_scenario_hides_the_rules_of_others(
    north: Client, south: Client, with_own_rule: str
) -> None:
    north.share_scenario(with_own_rule, "south", "south")
    path = f"/v1/scenarios/{with_own_rule}/versions/1"
    mine = {rule["id"] for rule in north.document(path)["rules"]}
    theirs = {rule["id"] for rule in south.document(path)["rules"]}
    assert mine - theirs == {"east-keeps"}
    assert "fair-return" in theirs
    with pytest.raises(ServiceError) as refused:
        south.ask("GET", f"{path}/source")
    assert refused.value.status == 404
    clone = south.ask("POST", f"/v1/scenarios/{with_own_rule}/clone").json()["id"]
    rules = south.document(f"/v1/scenarios/{clone}/versions/1")["rules"]
    assert "east-keeps" not in {rule["id"] for rule in rules}
    seen = south.ask("GET", path).headers["etag"]
    assert north.ask("GET", path).headers["etag"] != seen
    north.share_scenario(with_own_rule, "south", "east")
    assert south.ask("GET", path, headers={"if-none-match": seen}).status_code == 200
    assert {rule["id"] for rule in south.document(path)["rules"]} == mine
    north.ask("DELETE", f"/v1/scenarios/{with_own_rule}/shares/south")
    with pytest.raises(ServiceError) as refused:
        south.document(path)
    assert refused.value.status == 404


def test_a_shared_run_hides_what_others_rules_cost(
    north: Client, south: Client, with_own_rule: str
) -> None:
    run = north.run(with_own_rule, program=True, wait=30)
    assert "east-keeps" in {row["rule"] for row in north.result(run.id)["rules"]}
    with pytest.raises(ServiceError):
        south.result(run.id)
    north.share_run(run.id, "south", "south")
    told = south.result(run.id)
    assert "east-keeps" not in json.dumps(told)
    assert {row["rule"] for row in told["rules"]} == {"fair-return", "periphery"}
    assert told["value"] == run.value
    assert "east-keeps" not in south.table(run.id, "rules")
    assert "east-keeps" not in json.dumps(south.compare(run.id, run.id))
    for closed in ("program", "result?form=xlsx"):
        with pytest.raises(ServiceError) as refused:
            south.ask("GET", f"/v1/runs/{run.id}/{closed}")
        assert refused.value.status in (404, 406)
    with pytest.raises(ServiceError) as refused:
        south.cancel(run.id)
    assert refused.value.status == 404


def test_a_comparison_holds_only_what_may_be_seen(
    north: Client, south: Client, with_own_rule: str
) -> None:
    run = north.run(with_own_rule, reports=False, wait=30)
    mine = south.add_scenario({"extends": "minimal"}).id
    things = ({"run": run.id}, {"scenario": with_own_rule})
    for thing in things:
        with pytest.raises(ServiceError) as refused:
            south.run(mine, "compare", options={"others": [thing]})
        assert refused.value.status == 404
    north.share_run(run.id, "south", "south")
    north.share_scenario(with_own_rule, "south", "south")
    compared = south.run(mine, "compare", options={"others": list(things)}, reports=False, wait=30)
    result = south.result(compared.id)
    assert result["answers"][1]["value"] == run.value
    assert "east-keeps" not in json.dumps(result)
    assert "east-keeps" not in south.table(compared.id, "rules")
    own = north.run(with_own_rule, "compare", options={"others": [{"scenario": with_own_rule}]},
                    reports=False, wait=30)  # fmt: skip
    assert "east-keeps" in json.dumps(north.result(own.id))
    north.share_run(own.id, "south", "south")
    assert "east-keeps" not in json.dumps(south.result(own.id))
    assert "east-keeps" not in south.table(own.id, "rules")


def test_what_may_no_longer_be_seen_is_not_compared(
    north: Client, south: Client, served: Served, minimal: str
) -> None:
    """A right that is taken away before a comparison is done is gone when it is."""
    run = north.run(minimal, reports=False, wait=30).id
    mine = south.add_scenario({"extends": "minimal"}).id
    north.share_run(run, "south")
    asked = {"scenario": mine, "analysis": "compare", "options": {"others": [{"run": run}]}}
    store = served.service.store
    caller = Caller("south", "test", "analyst")
    with store.writing() as session:
        wish = RunWish.model_validate(asked)
        wanted = order(session, caller, wish, served.service.settings, None, [], "")
        row = Runs(session, caller).add(wanted)  # kept, but not in the queue
    north.ask("DELETE", f"/v1/runs/{run}/shares/south")
    assert Work(store, "worker-9").take(row.id, 3) is None
    ended = south.get_run(row.id)
    assert (ended.state, ended.error and ended.error["code"]) == ("failed", "not-found")


# --- decisions ------------------------------------------------------------------------------------


def test_a_decision_is_adopted_when_all_endorse(
    north: Client, south: Client, with_own_rule: str
) -> None:
    run = north.run(with_own_rule, reports=False, wait=30)
    parties = {"north": "north", "east": "north", "south": "south"}
    decision = north.put_decision(run.id, parties, "for the board")
    seen = south.decision(decision.id)
    assert [standing.jurisdiction for standing in seen.own] == ["south"]
    assert seen.own[0].position is not None
    assert seen.own[0].position["net"] == pytest.approx(
        seen.own[0].position["received"] - seen.own[0].position["contributed"]
    )
    assert {row["rule"] for row in seen.own[0].rules} == {"fair-return"}
    assert "east-keeps" not in seen.model_dump_json()
    assert "east-keeps" in north.decision(decision.id).model_dump_json()

    with pytest.raises(ServiceError) as refused:
        south.answer(decision.id, "south", "object")
    assert refused.value.problem["errors"][0]["pointer"] == "/reason"
    with pytest.raises(ServiceError) as refused:
        south.answer(decision.id, "north", "endorse")
    assert refused.value.status == 404
    assert south.answer(decision.id, "south", "object", "too little").state == "open"
    assert north.answer(decision.id, "north", "endorse").state == "open"
    assert north.answer(decision.id, "east", "endorse").state == "open"
    assert south.answer(decision.id, "south", "endorse").state == "adopted"
    with pytest.raises(ServiceError) as refused:
        south.answer(decision.id, "south", "object", "after all")
    assert refused.value.code == "conflict"

    steps = south.document(f"/v1/decisions/{decision.id}/record")["items"]
    actions = [step["action"] for step in steps]
    assert actions == ["decision-put", *["decision-answered"] * 4, "run-adopted"]
    assert steps[1]["details"]["reason"] == "too little"


def test_what_can_be_decided_on(north: Client, minimal: str, solved: str) -> None:
    priced = north.run(minimal, "prices", reports=False, wait=30)
    with pytest.raises(ServiceError) as refused:
        north.put_decision(priced.id, {"north": "north"})
    assert refused.value.code == "no-result"
    with pytest.raises(ServiceError) as refused:
        north.put_decision(solved, {"atlantis": "north"})
    assert refused.value.problem["errors"][0]["pointer"] == "/parties"
    decision = north.put_decision(solved, {"north": "south"})
    assert north.ask("POST", f"/v1/decisions/{decision.id}/withdraw").json()["state"] == "withdrawn"


# --- keys and sessions ----------------------------------------------------------------------------


def test_a_key_opens_until_it_is_revoked(served: Served, north: Client) -> None:
    made = north.ask("POST", "/v1/keys", json={"name": "script", "role": "viewer"}).json()
    client = Client(key=made["secret"], http=served.http())
    assert client.me().role == "viewer"
    listed = north.document("/v1/keys", limit=200)["items"]
    assert made["secret"] not in json.dumps(listed)
    assert served.http().post("/v1/session", json={"key": made["secret"]}).status_code == 200
    north.ask("DELETE", f"/v1/keys/{made['id']}")
    with pytest.raises(ServiceError) as refused:
        client.me()
    assert refused.value.status == 401


def test_a_session_of_a_page(served: Served) -> None:
    http = served.http()
    answer = http.post("/v1/session", json={"key": served.keys["south", "planner"]})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert http.get("/v1/me").json() == {
        "organisation": "south", "name": "planner", "role": "planner"
    }  # fmt: skip
    assert http.delete("/v1/session").status_code == 204
    assert http.get("/v1/me", headers={"cookie": cookie.partition(";")[0]}).status_code == 401


def test_the_database_keeps_no_secret_and_the_record_only_grows(served: Served) -> None:
    with served.service.store.engine.connect() as connection:
        dump = "\n".join(connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]
    assert not [secret for secret in served.keys.values() if secret in dump]
    for statement in ("DELETE FROM record", "UPDATE record SET actor = 'nobody'"):
        with (
            pytest.raises(sa.exc.DBAPIError, match="only grows"),
            served.service.store.writing() as session,
        ):
            session.execute(sa.text(statement))
