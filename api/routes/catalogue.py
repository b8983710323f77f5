"""What is there before anything is sent: shipped scenarios, rules, analyses, the schema."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import JSONResponse

from api import documents
from api.analyses import ANALYSES
from api.auth import Viewer
from api.problems import Refusal
from api.routes.describing import answers
from api.routes.shapes import NAME
from scenarios.files.library import shipped
from scenarios.files.loading import load
from scenarios.files.schema import json_schema

router = APIRouter(tags=["catalogue"])
Template = Annotated[str, Path(pattern=NAME, max_length=64, examples=["minimal"])]
Variant = Annotated[str | None, Query(max_length=200, description="a variant by its name")]


@cache
def _templates() -> dict[str, Any]:
    return documents.scenarios_document()


@router.get("/v1/templates", operation_id="list_templates", responses=answers())
def list_templates(caller: Viewer) -> dict[str, Any]:
    """Return what the shipped scenarios are about."""
    return _templates()


@router.get("/v1/templates/{template}", operation_id="get_template", responses=answers("not-found"))
def get_template(caller: Viewer, template: Template, variant: Variant = None) -> dict[str, Any]:
    """Return a shipped scenario with all its records, in the form in which one is sent."""
    path = shipped().get(template)
    if path is None:
        raise Refusal("not-found", f"no shipped scenario is called {template}")
    scenario = load(path, variant=variant)
    return scenario.model_dump(mode="json", by_alias=True, exclude_none=True)


@router.get("/v1/rules", operation_id="list_rules", responses=answers())
def list_rules(caller: Viewer) -> dict[str, Any]:
    """Return the catalogue of rules."""
    return documents.rules_document()


@router.get("/v1/analyses", operation_id="list_analyses", responses=answers())
def list_analyses(caller: Viewer) -> dict[str, Any]:
    """Return what can be run, each with the JSON Schema of its options."""
    listed = [kind.document() for kind in ANALYSES]
    return {"schema": "deltafund/analyses/1", "analyses": listed}


@router.get(
    "/v1/schema",
    operation_id="get_schema",
    response_class=Response,
    responses=answers()
    | {
        200: {
            "description": "The JSON Schema",
            "content": {"application/schema+json": {"schema": {"type": "object"}}},
        }
    },
)
def get_schema(caller: Viewer) -> JSONResponse:
    """Return the JSON Schema of a scenario."""
    return JSONResponse(json_schema(), media_type="application/schema+json")


@router.get("/v1/version", operation_id="get_version", responses=answers())
def get_version(caller: Viewer) -> dict[str, Any]:
    """Return the versions of what is at work."""
    return documents.versions_document()
