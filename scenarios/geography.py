"""Jurisdictions, cities, and the indicators known about them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from scenarios.words import Id, JurisdictionId, Positive, Stanza, Text, Unfit


class Indicator(Stanza):
    """A figure known about each city or each jurisdiction: a further column of its table."""

    name: Text | None = None
    unit: str = Field(description="the unit after `scale` was applied")
    year: int | str | None = Field(None, description="the year or years that the figure is of")
    status: Literal["sourced", "derived", "unverified", "assumed"] = "sourced"
    scale: Positive = Field(1.0, description="the figure in the table times this gives the unit")

    @model_validator(mode="after")
    def _traceable(self) -> Indicator:
        if self.source is None and self.assumption is None:
            raise Unfit("source 或 assumption 至少写一个", "a source, or an assumption, is needed")
        return self


Figures = dict[str, float | None]


class Jurisdiction(Stanza):
    """A province or municipality that pays in and sets rules; further fields are indicators."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Annotated[float, Field(allow_inf_nan=False)]]

    id: Id
    name: Text | None = None

    @property
    def figures(self) -> dict[str, Any]:
        """The indicators of the jurisdiction by name."""
        return dict(self.__pydantic_extra__)


class City(Stanza):
    """A city belongs to one jurisdiction; further fields are indicators."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Annotated[float, Field(allow_inf_nan=False)]]

    id: Id
    name: Text | None = None
    jurisdiction: JurisdictionId
    tier: Id | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    code: str | None = Field(None, description="the official code, used to find map polygons")

    @property
    def figures(self) -> dict[str, Any]:
        """The indicators of the city by name."""
        return dict(self.__pydantic_extra__)
