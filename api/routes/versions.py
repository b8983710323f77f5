"""Versions of scenarios: keep one more, read one, tell how two differ."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import JSONResponse

from api import documents, privacy, uploads
from api.auth import Analyst, Here, Viewer
from api.differences import differences
from api.problems import Refusal, language_of
from api.routes import shapes, telling
from api.routes.describing import (
    A_SCENARIO,
    VARY,
    Data,
    Id,
    IfNoneMatch,
    Limit,
    Number,
    Numbered,
    answers,
)
from api.store.scenarios import Scenarios
from api.store.tables import ScenarioRow, VersionRow
from scenarios.files.dumping import to_yaml
from scenarios.words import Language

router = APIRouter(tags=["scenarios"])
IfMatch = Annotated[str | None, Header(max_length=200, description="the ETag that was seen")]
SENDING: Any = {"requestBody": A_SCENARIO}


@router.post(
    "/v1/scenarios/{id}/versions",
    operation_id="add_version",
    status_code=201,
    openapi_extra=SENDING,
    responses=answers("not-found", "unknown-form", "bad-scenario", "changed", "no-if-match"),
)
def add_version(
    caller: Analyst,
    here: Here,
    request: Request,
    response: Response,
    id: Id,
    data: Data,
    if_match: IfMatch = None,
) -> shapes.Version:
    """Keep a further version of a scenario."""
    with here.store.reading() as session:
        telling.expect(if_match, Scenarios(session, caller).get_own(ScenarioRow, id).row)
    read = uploads.read(data, uploads.form_of(request.headers.get("content-type")))
    with here.store.writing() as session:
        scenarios = Scenarios(session, caller)
        row = scenarios.get_own(ScenarioRow, id)
        telling.expect(if_match, row.row)
        version = scenarios.add_version(row, read)
        session.flush()
        telling.tagged(response, row.row)
        response.headers["location"] = f"/v1/scenarios/{id}/versions/{version.number}"
        return telling.version(version)


@router.get(
    "/v1/scenarios/{id}/versions", operation_id="list_versions", responses=answers("not-found")
)
def list_versions(
    caller: Viewer, here: Here, id: Id, cursor: Numbered = None, limit: Limit = 50
) -> shapes.Page[shapes.Version]:
    """Return the versions of a scenario, the newest first."""
    with here.store.reading() as session:
        scenarios = Scenarios(session, caller)
        found, after = scenarios.versions(scenarios.get(ScenarioRow, id), cursor, limit)
        return shapes.Page(items=[telling.version(row) for row in found], next=after)


@router.get(
    "/v1/scenarios/{id}/versions/{number}",
    operation_id="get_version_document",
    responses=answers("not-found", "no-such-form")
    | {
        200: {
            "description": "The scenario, as JSON, YAML or a workbook",
            "content": {
                "application/json": {"schema": {"type": "object"}},
                "application/yaml": {"schema": {"type": "string"}},
                uploads.XLSX: {"schema": {"type": "string", "format": "binary"}},
            },
        },
        304: {"description": "It is known"},
    },
    response_class=Response,
)
def get_version_document(
    caller: Viewer,
    here: Here,
    id: Id,
    number: Number,
    form: Literal["json", "yaml", "xlsx"] | None = None,
    accept: Annotated[str, Header(max_length=200)] = "*/*",
    accept_language: Annotated[str, Header(max_length=200)] = "",
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Return what a version says: whole, with what it extends, without rules that are hidden."""
    with here.store.reading() as session:
        scenarios = Scenarios(session, caller)
        row = scenarios.get(ScenarioRow, id)
        version = scenarios.version(row, number)
        document = privacy.shown_document(version.document, hidden_from(scenarios, row, version))
    wanted, language = form or _form(accept), language_of(accept_language)
    tag = _tag(document, wanted, language)
    headers = {"etag": telling.tag(tag), "cache-control": "private, no-cache", "vary": VARY}
    if telling.names(if_none_match, tag):
        return Response(status_code=304, headers=headers)
    return _written(document, wanted, language, headers)


@router.get(
    "/v1/scenarios/{id}/versions/{number}/source",
    operation_id="get_version_source",
    responses=answers("not-found")
    | {
        200: {
            "description": "What was sent, byte by byte",
            "content": {media: {"schema": {"type": "string", "format": "binary"}}
                        for media in uploads.MEDIA.values()},
        }
    },
    response_class=Response,
)  # fmt: skip
def get_version_source(caller: Viewer, here: Here, id: Id, number: Number) -> Response:
    """Return what was sent, as it was sent; for its owner only."""
    with here.store.reading() as session:
        scenarios = Scenarios(session, caller)
        version = scenarios.version(scenarios.get_own(ScenarioRow, id), number)
    name = f'attachment; filename="{id}-{number}.{version.form}"'
    headers = {"content-disposition": name}
    return Response(version.source, media_type=uploads.MEDIA[version.form], headers=headers)


@router.get(
    "/v1/scenarios/{id}/difference",
    operation_id="get_difference",
    responses=answers("not-found"),
)
def get_difference(
    caller: Viewer,
    here: Here,
    id: Id,
    one: Annotated[int, Query(ge=1, le=2**31 - 1)],
    other: Annotated[int, Query(ge=1, le=2**31 - 1)],
) -> shapes.Difference:
    """Return what differs between two versions, in words."""
    with here.store.reading() as session:
        scenarios = Scenarios(session, caller)
        row = scenarios.get(ScenarioRow, id)
        versions = [scenarios.version(row, number) for number in (one, other)]
        documents = [
            privacy.shown_document(version.document, hidden_from(scenarios, row, version))
            for version in versions
        ]
    changes = [shapes.Change(**change) for change in differences(*documents)]
    return shapes.Difference(one=one, other=other, changes=changes)


def hidden_from(
    scenarios: Scenarios, row: ScenarioRow, version: VersionRow | None = None
) -> frozenset[str]:
    """Return the rules of a scenario of somebody else that the caller may not see."""
    if row.organisation == scenarios.organisation:
        return frozenset()
    document = (version or scenarios.version(row)).document
    return privacy.hidden_rules(document, scenarios.seen_as(row))


def _form(accept: str) -> str:
    """Return the first form that is accepted."""
    for part in accept.lower().split(","):
        media = part.partition(";")[0].strip()
        if media in ("*/*", "application/*", ""):
            return "json"
        if media in uploads.FORMS:
            return uploads.FORMS[media]
    raise Refusal("no-such-form", f"there is {', '.join(uploads.MEDIA.values())}")


def _tag(document: dict[str, Any], form: str, language: Language) -> str:
    """Return the entity tag of what is sent: another one for each form, and for what is hidden."""
    told = [document, form, language if form == "xlsx" else None, documents.version_of("deltafund")]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _written(
    document: dict[str, Any], form: str, language: Language, headers: dict[str, str]
) -> Response:
    """Return a scenario in a form; a workbook has its headings in the reader's language."""
    if form == "json":
        return JSONResponse(document, headers=headers)
    if form == "yaml":
        return Response(to_yaml(document), media_type=uploads.YAML, headers=headers)
    name = f'attachment; filename="{document["id"]}.xlsx"'
    return Response(
        uploads.workbook(document, language),
        media_type=uploads.XLSX,
        headers=headers | {"content-disposition": name},
    )
