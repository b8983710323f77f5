"""Kinds of support: joint research, shared facilities, vouchers, little-giant grants."""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field, model_validator

from scenarios.responses import Curve, Proportional, Response
from scenarios.words import ChainId, Id, Ratio, StageRef, Stanza, Text, Unfit


class Instrument(Stanza):
    """A kind of support, given to a site, to a link between two sites, or to projects.

    `stages` and `chains` say where it may be used (everywhere when left out); a link needs both
    of its stages in the list. One unit of money uses `uses` units of readiness at the site (1 for
    links, 0 otherwise when left out) and builds `builds` units for later. Projects bring their own
    sites and scores: their instrument has neither `stages` nor `chains` nor `response`.
    """

    id: Id
    name: Text | None = None
    scope: Literal["site", "link", "project"]
    stages: tuple[StageRef, ...] | None = Field(None, min_length=1)
    chains: tuple[ChainId, ...] | None = Field(None, min_length=1)
    curve: Response | None = Field(
        None, alias="response", description="what money is worth; needed except for projects"
    )
    weight: Ratio = 1.0
    builds: Ratio = 0.0
    uses: Ratio | None = None

    @model_validator(mode="after")
    def _curved(self) -> Instrument:
        if self.scope != "project" and self.curve is None:
            raise Unfit("必填字段 response", "the field response, which is needed")
        own = ("stages", "chains", "curve") if self.scope == "project" else ()
        if any(getattr(self, name) is not None for name in own):
            raise Unfit(
                "scope: project 不带 stages、chains 和 response, 它们由项目给出",
                "no stages, chains or response with scope: project, as projects bring their own",
            )
        return self

    @property
    def response(self) -> Curve:
        """How much a grant is worth at strength 1."""
        return Proportional() if self.curve is None else self.curve

    @property
    def joint(self) -> bool:
        """Whether it supports joint work of two sites."""
        return self.scope == "link"

    @property
    def readiness_used(self) -> float:
        """Units of readiness that a unit of money uses."""
        if self.uses is not None:
            return self.uses
        return 1.0 if self.joint else 0.0


FOR_PROJECTS: Final = (
    Instrument(id="projects", name=Text(zh="项目", en="Projects"), scope="project"),
)
"""The instruments of a scenario that has nothing but projects."""
