"""Projects: proposals of several partners, each asking for its own money, funded together."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from scenarios.words import (
    Amount,
    CityId,
    Id,
    InstrumentId,
    PeriodRef,
    ProjectId,
    Ratio,
    StageRef,
    Stanza,
    Text,
    Unfit,
)

Kind = Literal["large", "small", "research", "other"]


class _WordsToo:
    """Says in the JSON Schema that a list may also be written as words with spaces between."""

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Accept a text too."""
        return {"anyOf": [handler(schema), {"type": "string"}]}


def _split(value: object) -> object:
    return value.split() if isinstance(value, str) else value


Periods = Annotated[
    tuple[PeriodRef, ...], Field(min_length=1), BeforeValidator(_split), _WordsToo()
]
"""Some periods; a cell of a table has them with spaces between: `2026 2027`."""


class Partner(Stanza):
    """One member of a consortium: where it is, what it is, and how much it asks for.

    A plain `amount` is paid in the `periods` of the project, in equal parts; a mapping gives the
    money of each period. All partners of a project are paid in the same proportion over the
    periods. `stage` may be left out where the scenario has only one.
    """

    city: CityId
    stage: StageRef | None = None
    kind: Kind | None = Field(None, description="what kind of member it is")
    amount: Amount | dict[PeriodRef, Amount]
    own: Amount = Field(0.0, description="what the partner pays itself; rules may speak of it")

    def amounts(self, periods: tuple[str, ...], running: tuple[str, ...]) -> list[float]:
        """Return what it asks for in each of all `periods`; a plain amount while `running`."""
        if isinstance(self.amount, dict):
            return [self.amount.get(period, 0.0) for period in periods]
        part = self.amount / len(running)
        return [part if period in running else 0.0 for period in periods]


class ListedPartner(Partner):
    """A partner written apart from its project, as a table of partners has it."""

    project: ProjectId


class Project(Stanza):
    """A proposal of a consortium: funded whole or not at all, unless it is `divisible`.

    Its value is its score if it is funded whole. `group` joins variants of one project, of which
    rules speak; `instrument` is needed only where several have the scope `project`. Its partners
    stand here or in the scenario's own list `partners`.
    """

    id: Id
    title: Text | None = None
    score: Ratio
    rank: int | None = Field(None, ge=1, description="its place in the ranking, 1 the best")
    divisible: bool = False
    group: Id | None = None
    lead: CityId | None = Field(None, description="the city of the partner that leads")
    instrument: InstrumentId | None = None
    periods: Periods | None = Field(
        None, description="when plain amounts are paid; the first period if left out"
    )
    partners: tuple[Partner, ...] = ()

    @model_validator(mode="after")
    def _each_period_once(self) -> Project:
        if self.periods is not None and len(set(self.periods)) < len(self.periods):
            raise Unfit("每期只写一次", "each period once")
        return self
