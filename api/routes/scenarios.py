"""Scenarios: check, keep, look, change, compare, share."""

from __future__ import annotations

from functools import cache
from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api import privacy, uploads
from api.auth import Analyst, Here, Planner, Viewer
from api.problems import Refusal
from api.roles import Caller
from api.routes import shapes, telling
from api.routes.catalogue import Template, Variant
from api.routes.describing import (
    Cursor,
    Data,
    Id,
    IfNoneMatch,
    Limit,
    Name,
    answers,
)
from api.routes.versions import SENDING, IfMatch, hidden_from
from api.store.scenarios import Read, Scenarios, Wanted
from api.store.tables import ScenarioRow
from scenarios.files.converting import whole
from scenarios.files.dumping import to_yaml
from scenarios.files.library import shipped

router = APIRouter(tags=["scenarios"])
Tags = Annotated[list[shapes.Tag], Query(max_length=50, description="tags, to find it by")]


@router.post(
    "/v1/check",
    operation_id="check_scenario",
    openapi_extra=SENDING,
    responses=answers("unknown-form", "bad-scenario"),
)
def check_scenario(
    caller: Viewer, request: Request, data: Data, variant: Variant = None
) -> dict[str, Any]:
    """Return what a scenario holds, and what can be told of it before solving; nothing is kept."""
    return uploads.check(data, uploads.form_of(request.headers.get("content-type")), variant)


@router.post(
    "/v1/scenarios",
    operation_id="add_scenario",
    status_code=201,
    openapi_extra=SENDING,
    responses=answers("unknown-form", "bad-scenario"),
)
def add_scenario(
    caller: Analyst,
    here: Here,
    request: Request,
    response: Response,
    data: Data,
    tag: Tags = [],  # noqa: B006
) -> shapes.Scenario:
    """Keep a scenario as the first version of a new one."""
    read = uploads.read(data, uploads.form_of(request.headers.get("content-type")))
    return _added(here, caller, response, read, tag)


@cache
def _template(path: FilePath) -> Read:
    """Read a shipped scenario written out as one file: what only extends it has no variants."""
    return uploads.read(to_yaml(whole(path).tree).encode(), "yaml")


@router.post(
    "/v1/templates/{template}/clone",
    operation_id="clone_template",
    status_code=201,
    responses=answers("not-found"),
)
def clone_template(
    caller: Analyst, here: Here, response: Response, template: Template
) -> shapes.Scenario:
    """Keep a scenario that is the same as a shipped one, with all its variants."""
    path = shipped().get(template)
    if path is None:
        raise Refusal("not-found", f"no shipped scenario is called {template}")
    return _added(here, caller, response, _template(path), [])


@router.get("/v1/scenarios", operation_id="list_scenarios", responses=answers())
def list_scenarios(
    caller: Viewer,
    here: Here,
    q: Annotated[str | None, Query(max_length=200, description="words to look for")] = None,
    tag: Annotated[str | None, Query(max_length=40)] = None,
    archived: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> shapes.Page[shapes.Scenario]:
    """Return the scenarios of the organisation and those shared with it, the newest first."""
    with here.store.reading() as session:
        found, after = Scenarios(session, caller).find(Wanted(q, tag, archived), cursor, limit)
        return shapes.Page(items=[telling.scenario(row) for row in found], next=after)


@router.get(
    "/v1/scenarios/{id}",
    operation_id="get_scenario",
    response_model=shapes.Scenario,
    responses=answers("not-found") | {304: {"description": "It is as it was"}},
)
def get_scenario(
    caller: Viewer, here: Here, response: Response, id: Id, if_none_match: IfNoneMatch = None
) -> Any:
    """Return a scenario."""
    with here.store.reading() as session:
        row = Scenarios(session, caller).get(ScenarioRow, id)
        if telling.names(if_none_match, row.row):
            return Response(status_code=304, headers={"etag": telling.tag(row.row)})
        telling.tagged(response, row.row)
        return telling.scenario(row)


@router.patch(
    "/v1/scenarios/{id}",
    operation_id="change_scenario",
    responses=answers("not-found", "changed", "no-if-match"),
)
def change_scenario(
    caller: Analyst,
    here: Here,
    response: Response,
    id: Id,
    change: shapes.ScenarioChange,
    if_match: IfMatch = None,
) -> shapes.Scenario:
    """Change tags or notes, or put a scenario away; its versions stay as they are."""
    with here.store.writing() as session:
        scenarios = Scenarios(session, caller)
        row = scenarios.get_own(ScenarioRow, id)
        telling.expect(if_match, row.row)
        scenarios.change(row, change.model_dump(exclude_none=True))
        session.flush()
        telling.tagged(response, row.row)
        return telling.scenario(row)


@router.post(
    "/v1/scenarios/{id}/clone",
    operation_id="clone_scenario",
    status_code=201,
    responses=answers("not-found", "bad-scenario"),
)
def clone_scenario(caller: Analyst, here: Here, response: Response, id: Id) -> shapes.Scenario:
    """Keep a scenario that is the same as the latest version of another one."""
    with here.store.reading() as session:
        scenarios = Scenarios(session, caller)
        row = scenarios.get(ScenarioRow, id)
        version, hidden = scenarios.version(row), hidden_from(scenarios, row)
    if hidden:
        document = privacy.shown_document(version.document, hidden)
        read = uploads.read(to_yaml(document).encode(), "yaml")
    else:
        read = uploads.read(version.source, version.form)
    return _added(here, caller, response, read, row.tags)


# --- sharing --------------------------------------------------------------------------------------


@router.get(
    "/v1/scenarios/{id}/shares", operation_id="list_scenario_shares", responses=answers("not-found")
)
def list_scenario_shares(caller: Viewer, here: Here, id: Id) -> shapes.Page[shapes.Share]:
    """Return with whom a scenario is shared."""
    with here.store.reading() as session:
        scenarios = Scenarios(session, caller)
        readers = scenarios.readers(scenarios.get_own(ScenarioRow, id))
        return shapes.Page(items=[telling.share(row) for row in readers])


@router.put(
    "/v1/scenarios/{id}/shares/{reader}",
    operation_id="share_scenario",
    status_code=204,
    responses=answers("not-found"),
)
def share_scenario(
    caller: Planner, here: Here, id: Id, reader: Name, wish: shapes.ShareWish
) -> None:
    """Let an organisation read a scenario, without the rules that are others' own."""
    with here.store.writing() as session:
        scenarios = Scenarios(session, caller)
        scenarios.share(scenarios.get_own(ScenarioRow, id), reader, wish.jurisdiction)


@router.delete(
    "/v1/scenarios/{id}/shares/{reader}",
    operation_id="unshare_scenario",
    status_code=204,
    responses=answers("not-found"),
)
def unshare_scenario(caller: Planner, here: Here, id: Id, reader: Name) -> None:
    """Take the right to read a scenario away."""
    with here.store.writing() as session:
        scenarios = Scenarios(session, caller)
        scenarios.unshare(scenarios.get_own(ScenarioRow, id), reader)


# --- steps ----------------------------------------------------------------------------------------


def _added(
    here: Here, caller: Caller, response: Response, read: Read, tags: list[str]
) -> shapes.Scenario:
    with here.store.writing() as session:
        row = Scenarios(session, caller).add(read, tags)
        session.flush()
        response.headers["location"] = f"/v1/scenarios/{row.id}"
        telling.tagged(response, row.row)
        return telling.scenario(row)
