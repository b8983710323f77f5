"""Industry chains: what they are made of, in order, and how strong each city is in each stage."""

from __future__ import annotations

from typing import Final

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from scenarios.words import ChainId, CityId, Id, Ratio, StageRef, Stanza, Table, Text


class Stage(Stanza):
    """One step of an industry chain."""

    id: Id
    name: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: object) -> object:
        return {"id": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Accept a plain string in the JSON Schema too."""
        return {"anyOf": [{"type": "string"}, handler(schema)]}


class Chain(Stanza):
    """An industry chain: its stages in order, from research to market."""

    id: Id
    name: Text | None = None
    stages: tuple[Stage, ...] = Field(min_length=1)


ALL: Final = Text(zh="全部", en="all")
WHOLE: Final = (Chain(id="all", name=ALL, stages=(Stage(id="all", name=ALL),)),)
"""The chains of a scenario that tells none apart: one, of one stage."""


class SiteStrength(Stanza):
    """How strong one site is, given as a number; the mean site of a stage has 1."""

    city: CityId
    stage: StageRef
    chain: ChainId | None = None
    strength: Ratio


class Strengths(Stanza):
    """How strong each site is: by a formula over indicators, by a table, or by both.

    In a formula an indicator stands for itself divided by its mean, so that figures of different
    units can be added; the result is again divided by its mean. A table entry overrides a formula.
    """

    formulas: dict[StageRef, str] = Field(default_factory=dict)
    sites: Table[SiteStrength] = ()


class Readiness(Stanza):
    """How much joint work a site can absorb, and how long built capacity lasts.

    A site's own readiness is `own`, times its strength where `per_strength`; each period `keep`
    of all readiness remains, and what is built counts `lag` periods later. See Cohen and
    Levinthal (1990) on absorptive capacity.
    """

    own: Ratio
    per_strength: bool = True
    keep: Ratio = Field(1.0, le=1)
    lag: int = Field(1, ge=0)
