"""The description of all routes as a page, made here: nothing is loaded from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

router = APIRouter(include_in_schema=False)
STYLE: Final = Path(__file__).with_name("manual.css")
PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>deltafund: the HTTP service</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/docs/style.css">
</head><body><main><h1>deltafund {version}</h1><p>{about}</p>
<p>As OpenAPI: <a href="/openapi.json">/openapi.json</a></p><nav>{contents}</nav>
{parts}</main></body></html>
"""


@router.get("/docs")
def manual(request: Request) -> HTMLResponse:
    """Return the description of all routes as a page."""
    described: dict[str, Any] = request.app.openapi()
    operations = list(_operations(described))
    about = escape(described["info"]["description"]).replace("\n\n", "</p><p>")
    contents = "".join(
        f'<a href="#{name}"><b>{method}</b> {escape(path)}</a>'
        for method, path, name, _ in operations
    )
    parts = "".join(_part(*operation) for operation in operations)
    version = escape(described["info"]["version"])
    return HTMLResponse(PAGE.format(version=version, about=about, contents=contents, parts=parts))


@router.get("/docs/style.css")
def style() -> Response:
    """Return how the page looks."""
    return Response(STYLE.read_text(encoding="utf-8"), media_type="text/css")


def _operations(described: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation["operationId"], operation


def _part(method: str, path: str, name: str, operation: dict[str, Any]) -> str:
    about = escape(operation.get("description", operation.get("summary", "")))
    asked = "".join(_parameter(each) for each in operation.get("parameters", []))
    body = operation.get("requestBody", {}).get("content", {})
    given = "".join(
        f"<li><b>{status}</b> {escape(answer.get('description', ''))} {_content(answer)}</li>"
        for status, answer in sorted(operation["responses"].items())
    )
    return (
        f'<section id="{name}"><h2><b>{method}</b> {escape(path)}</h2><p>{about}</p>'
        f"{f'<h3>Parameters</h3><ul>{asked}</ul>' if asked else ''}"
        f"{f'<h3>Body</h3><ul>{_bodies(body)}</ul>' if body else ''}"
        f"<h3>Answers</h3><ul>{given}</ul></section>"
    )


def _parameter(each: dict[str, Any]) -> str:
    needed = ", needed" if each.get("required") else ""
    about = escape(each.get("description", ""))
    schema = escape(json.dumps(each.get("schema", {}), ensure_ascii=False))
    name = f"<b>{escape(each['name'])}</b> ({each['in']}{needed})"
    return f"<li>{name} {about} <code>{schema}</code></li>"


def _bodies(body: dict[str, Any]) -> str:
    return "".join(
        f"<li>{escape(media)} <code>{escape(json.dumps(content, ensure_ascii=False))}</code></li>"
        for media, content in body.items()
    )


def _content(answer: dict[str, Any]) -> str:
    return escape(", ".join(answer.get("content", {})))
