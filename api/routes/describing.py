"""What every route says of itself: its parameters, and the problems that it may answer with."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Depends, Header, Path, Query, Request

from api.problems import CODES, PROBLEM
from api.routes.shapes import ID, NAME

Id = Annotated[str, Path(pattern=ID, description="id", examples=["0" * 32])]
Name = Annotated[str, Path(pattern=NAME, max_length=64, examples=["anhui"])]
Number = Annotated[int, Path(ge=1, le=2**31 - 1, examples=[1])]
Cursor = Annotated[
    str | None, Query(pattern=ID, description="where the page begins: `next` of the page before")
]
Numbered = Annotated[
    int | None,
    Query(ge=1, le=2**31 - 1, description="where the page begins: `next` of the page before"),
]
Limit = Annotated[int, Query(ge=1, le=200, description="most items on the page")]
VARY: Final = "Accept, Accept-Language"
"""What an answer of which there are several forms depends on, beside its address."""
IfNoneMatch = Annotated[
    str | None, Header(max_length=1000, description="the ETags that are known, one for each form")
]
COMMON: Final = ("bad-host", "no-key", "not-allowed", "too-large", "bad-input", "too-many", "fault")


def answers(*codes: str) -> dict[int | str, dict[str, Any]]:
    """Return the problems that a route may answer with, for its description."""
    by_status: dict[int | str, dict[str, Any]] = {}
    for code in (*COMMON, *codes):
        status, title = CODES[code]
        said = by_status.get(status, {}).get("description")
        words = title.en if said is None or title.en in said else f"{said}; {title.en}"
        example = {"type": "about:blank", "title": title.en, "status": status, "code": code}
        content = {"schema": {"$ref": "#/components/schemas/Failure"}, "example": example}
        by_status[status] = {"description": words, "content": {PROBLEM: content}}
    return by_status


async def _data(request: Request) -> bytes:
    return await request.body()


Data = Annotated[bytes, Depends(_data)]
A_SCENARIO: Final = {
    "description": "A scenario as YAML, JSON or XLSX; its JSON Schema is at /v1/schema.",
    "required": True,
    "content": {
        "application/json": {
            "schema": {"type": "object"},
            "example": {"extends": "minimal", "funders.north.contribution": 60},
        },
        "application/yaml": {
            "schema": {"type": "string"},
            "example": "extends: minimal\nfunders.north.contribution: 60\n",
        },
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {
            "schema": {"type": "string", "format": "binary"}
        },
    },
}
