"""The HTTP door: solve and check a scenario sent as JSON, browse rules and shipped scenarios.

    POST /v1/solve             scenario -> allocation; infeasible is an answer: 200 with its clash
    POST /v1/check             scenario -> what it holds, if all its variants are right too
    GET  /v1/scenarios[/{id}]  the shipped scenarios; one of them in the form that /v1/solve takes
    GET  /v1/rules             the catalogue of rules
    GET  /v1/schema            the JSON Schema of a scenario

With `?variant=NAME` solve, check and one scenario are those of a variant. A body may extend a
shipped scenario by its name.

Run it behind any ASGI server, for instance `uvicorn api.app:app`. It knows no users and keeps
nothing: let it listen on 127.0.0.1 only. What one request may cost is bounded: 8 MB of body, 60 s
of solving, so many possible links, so many solves at once. A body holds all its records; no file is
read for it. Errors are `application/problem+json` (RFC 9457), and a scenario's problems come all at
once, in both languages. The pages of FastAPI are off, because they load scripts from elsewhere.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

import anyio
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as AnyHTTPException

from api import checking, documents
from api.bounds import bounded
from optimizer import solve
from scenarios.files.library import shipped
from scenarios.files.loading import check_document, load, read_document
from scenarios.files.schema import json_schema
from scenarios.problems import ScenarioError

MOST_BYTES: Final = 8 * 2**20
SOLVES_AT_ONCE: Final = 2
PROBLEM: Final = "application/problem+json"
BODY: Final = "scenario.json"
"""How problems call the body."""

app = FastAPI(title="deltafund", version=documents.version_of("deltafund") or "0", docs_url=None,
              redoc_url=None)  # fmt: skip
solving = anyio.CapacityLimiter(SOLVES_AT_ONCE)
A_SCENARIO: Final = {
    "requestBody": {
        "required": True,
        "description": "A scenario; its JSON Schema is at /v1/schema.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}


# --- routes ---------------------------------------------------------------------------------------


@app.post("/v1/solve", openapi_extra=A_SCENARIO)
async def post_solve(request: Request, variant: str | None = None) -> JSONResponse:
    """Return the optimal allocation, or why there is none."""
    return await _answered(request, lambda text: _solved(text, variant))


@app.post("/v1/check", openapi_extra=A_SCENARIO)
async def post_check(request: Request, variant: str | None = None) -> JSONResponse:
    """Return what the scenario holds, and what can be told of it before solving."""
    return await _answered(request, lambda text: _checked(text, variant))


@app.get("/v1/scenarios")
def get_scenarios() -> JSONResponse:
    """Return what the shipped scenarios are about."""
    return JSONResponse(documents.scenarios_document())


@app.get("/v1/scenarios/{name}")
def get_scenario(name: str, variant: str | None = None) -> JSONResponse:
    """Return a shipped scenario with all its records, as /v1/solve takes it."""
    path = shipped().get(name)
    if path is None:
        raise HTTPException(404, f"no shipped scenario is called {name[:80]}")
    scenario = load(path, variant=variant)
    return JSONResponse(scenario.model_dump(mode="json", by_alias=True, exclude_none=True))


@app.get("/v1/rules")
def get_rules() -> JSONResponse:
    """Return the catalogue of rules."""
    return JSONResponse(documents.rules_document())


@app.get("/v1/schema")
def get_schema() -> JSONResponse:
    """Return the JSON Schema of a scenario."""
    return JSONResponse(json_schema(), media_type="application/schema+json")


# --- what a request may cost ----------------------------------------------------------------------


async def _answered(request: Request, answer: Callable[[str], dict[str, Any]]) -> JSONResponse:
    """Read the body and answer it in a thread; at most so many at once, the others wait."""
    text = await _text(request)
    return JSONResponse(await anyio.to_thread.run_sync(answer, text, limiter=solving))


def _solved(text: str, variant: str | None) -> dict[str, Any]:
    loaded = bounded(read_document(text, BODY, variant=variant))
    return solve(loaded.scenario, loaded.open()).as_json()


def _checked(text: str, variant: str | None) -> dict[str, Any]:
    return checking.checked(check_document(text, BODY, variant, look=bounded))


async def _text(request: Request) -> str:
    """Return the body; more than `MOST_BYTES` is refused before it is read to its end."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413, f"a body may have at most {MOST_BYTES} bytes")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HTTPException(400, "the body is not UTF-8") from error


# --- errors ---------------------------------------------------------------------------------------


def _problem(status: int, code: str, title: str, more: dict[str, Any]) -> JSONResponse:
    content = {"type": "about:blank", "title": title, "status": status, "code": code, **more}
    return JSONResponse(content, status, media_type=PROBLEM)


@app.exception_handler(ScenarioError)
def bad_scenario(request: Request, error: ScenarioError) -> JSONResponse:
    """Return everything that is wrong with the scenario."""
    more = documents.problems_document(error.problems)
    return _problem(422, "bad-scenario", "The scenario cannot be used", more)


@app.exception_handler(AnyHTTPException)
def bad_request(request: Request, error: AnyHTTPException) -> JSONResponse:
    """Return what is wrong with the request."""
    return _problem(error.status_code, "bad-request", str(error.detail), {})


@app.exception_handler(Exception)
def our_fault(request: Request, error: Exception) -> JSONResponse:
    """Return that it is our fault; what happened is in the server's log."""
    logging.getLogger("deltafund").error("%s failed", request.url.path, exc_info=error)
    return _problem(500, "fault", "A fault of deltafund, not of the scenario", {})
