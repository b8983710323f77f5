"""Runs, batches, and what is asked of them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from api.routes.shapes.base import ID, RUN, SCENARIO, Line, Shape, Title, exemplified
from api.store.runs import Priority, State


class Wish(Shape):
    """What a run is asked for."""

    analysis: Line = Field("solve", description="solve, or an analysis by name: see /v1/analyses")
    options: dict[str, Any] = Field(default_factory=dict, description="options of the analysis")
    scenario: Annotated[str, StringConstraints(pattern=ID)]
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = Field(
        None, description="the latest, if it is not told"
    )
    priority: Priority = "normal"
    seconds: Annotated[float, Field(gt=0, le=1e6)] | None = Field(
        None, description="time; without it that of the scenario, or the usual one"
    )
    megabytes: Annotated[int, Field(ge=64, le=2**20)] | None = None
    program: bool = Field(False, description="keep the linear program, too")
    reports: bool = Field(True, description="make workbooks and reports of the result, too")


class RunWish(Wish):
    """What a run is asked for, as the scenario is, as a variant of it, or with changes."""

    model_config = exemplified(
        {
            "scenario": SCENARIO,
            "analysis": "solve",
            "variant": None,
            "changes": ["funders.shanghai.contribution=900"],
        },
        {
            "scenario": SCENARIO,
            "analysis": "audit",
            "options": {"cities": [{"city": "hefei", "amount": 120, "period": 2026}]},
        },
        {
            "scenario": SCENARIO,
            "analysis": "compare",
            "options": {"others": [{"run": RUN}, {"scenario": SCENARIO, "version": 1}]},
        },
    )

    variant: Line | None = None
    changes: Annotated[list[Annotated[str, StringConstraints(max_length=1000)]],
                       Field(max_length=100)] = Field(
        default_factory=list, description="settings such as funders.shanghai.contribution=900"
    )  # fmt: skip
    label: Line = ""


class BatchWish(Wish):
    """One scenario many times: for each variant, and for each point of a grid of settings."""

    model_config = exemplified(
        {
            "scenario": SCENARIO,
            "variants": [None, "no-border-share"],
            "grid": {"funders.shanghai.contribution": [900, 1200]},
        }
    )

    variants: Annotated[list[Line | None], Field(min_length=1, max_length=50)] = Field(
        default=[None], description="variants; null is the scenario as it is"
    )
    reports: bool = Field(False, description="make workbooks and reports of every result, too")
    grid: Annotated[
        dict[Line, Annotated[list[bool | int | float | str], Field(min_length=1, max_length=500)]],
        Field(max_length=8, json_schema_extra={"additionalProperties": False}),
    ] = Field(default_factory=dict, description="values for paths; every combination is a run")


class Run(Shape):
    """A run: what was asked, how far it is, how it ended; `title` is its scenario's."""

    id: str
    scenario: str
    title: Title
    version: int
    batch: str | None
    label: str
    analysis: str
    options: dict[str, Any]
    variant: str | None
    changes: list[str]
    priority: Priority
    seconds: float
    megabytes: int
    owner: str
    by: str
    state: State
    cancelling: bool
    attempts: int
    created: datetime
    started: datetime | None
    ended: datetime | None
    value: float | None
    bound: float | None
    complete: bool | None
    digest: str | None
    error: dict[str, Any] | None
    provenance: dict[str, Any] | None


class File(Shape):
    """One form in which a result was kept."""

    name: str
    media: str
    size: int
    sha256: str


class Batch(Shape):
    """Many runs asked for together, and how many of them are in which state."""

    id: str
    scenario: str
    title: Title
    analysis: str
    size: int
    states: dict[State, int]
    asked: dict[str, Any]
    by: str
    created: datetime
