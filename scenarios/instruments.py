"""Kinds of support: joint research, shared facilities, vouchers, little-giant grants."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from scenarios.responses import Response
from scenarios.words import ChainId, Id, Ratio, StageRef, Stanza, Text


class Instrument(Stanza):
    """A kind of support, given to a site or to a link between two sites.

    `stages` and `chains` say where it may be used (everywhere when left out); a link needs both
    of its stages in the list. One unit of money uses `uses` units of readiness at the site (1 for
    links, 0 for sites when left out) and builds `builds` units for later.
    """

    id: Id
    name: Text | None = None
    scope: Literal["site", "link"]
    stages: tuple[StageRef, ...] | None = Field(None, min_length=1)
    chains: tuple[ChainId, ...] | None = Field(None, min_length=1)
    response: Response
    weight: Ratio = 1.0
    builds: Ratio = 0.0
    uses: Ratio | None = None

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
