"""The HTTP service: scenarios, runs, comparisons and decisions for several organisations.

    /v1/scenarios  /v1/runs  /v1/batches  /v1/compare  /v1/decisions  what people work with
    /v1/templates  /v1/rules  /v1/analyses  /v1/schema  /v1/version   what is there already
    /v1/me  /v1/session  /v1/keys  /v1/record                         who may, and what was done
    /                                                                 the page, for people
    /healthz  /readyz  /docs  /openapi.json                           for machines, programmers

Errors are `application/problem+json` with a code (`api.problems`); a scenario's problems come all
at once, in the language that is accepted. `deltafund serve` runs it (`api.serving`).
"""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from sqlalchemy.orm.exc import StaleDataError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api import documents, problems
from api.auth import Service
from api.door import Door
from api.problems import Refusal
from api.provider import Provider
from api.routes import (
    batches,
    catalogue,
    comparing,
    decisions,
    health,
    manual,
    oidc,
    page,
    people,
    results,
    runs,
    scenarios,
    shapes,
    versions,
)

ROUTERS: Final = (
    catalogue,
    scenarios,
    versions,
    runs,
    results,
    batches,
    comparing,
    decisions,
    people,
    health,
    manual,
    page,
)
ABOUT: Final = (
    "Allocates a fund shared by several jurisdictions. Submit a scenario, run it, compare, "
    "decide.\n\n"
    "Lists go by cursor: send `next` of a page as `cursor` of the next. What can change has an "
    "ETag; send it as If-Match to change it. Everything that goes wrong is told as "
    "application/problem+json with a stable `code`."
)


class Application(FastAPI):
    """The application behind its door, through which also what FastAPI itself answers goes out."""

    door: Door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await self.door(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        """Return the description of all routes, with the shape of what goes wrong."""
        if self.openapi_schema is None:
            described = super().openapi()
            schema = shapes.Failure.model_json_schema(ref_template="#/components/schemas/{model}")
            described["components"]["schemas"]["Failure"] = schema
            described["components"]["schemas"].pop("HTTPValidationError", None)
            described["components"]["schemas"].pop("ValidationError", None)
        return self.openapi_schema or {}


def create_app(service: Service) -> Application:
    """Return the application over an open store and queue."""
    app = Application(
        title="deltafund",
        version=documents.version_of("deltafund") or "0",
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    app.state.service = service
    settings = service.settings
    app.door = Door(
        super(Application, app).__call__, settings.most_bytes, settings.requests_per_minute
    )
    problems.register(app)
    app.add_exception_handler(StaleDataError, _changed)
    for module in ROUTERS:
        app.include_router(module.router)
    if settings.oidc_issuer is not None:
        app.state.provider = Provider(settings)
        app.include_router(oidc.router)
    return app


def _changed(request: Request, error: Exception) -> Response:
    """Answer that somebody else has changed the same thing at the same time."""
    return problems.refused(request, Refusal("changed"))
