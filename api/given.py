"""What analyses are given beside their scenario: their options in the words of the service.

A plan comes as the CSV text that the command line takes, or as rows of money by city; both are read
in the same way. What is wrong with an option is told with its place in the options.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from api.auditing import given_plan
from api.comparing import answered, labels
from api.gathering import Gathered, Thing
from api.routes.shapes import ID, Line
from api.uploads import reread
from optimizer.analyses.comparison import Answered, Open
from optimizer.analyses.givenplans import ByCity, Whole
from scenarios.files.loading import Loaded
from scenarios.files.plans import plan_in
from scenarios.ledger import Ledger
from scenarios.problems import Problem, ScenarioError
from scenarios.scenario import Scenario
from scenarios.words import Text

FILE: Final = "plan.csv"
PlanText = Annotated[str, StringConstraints(max_length=1_000_000)]


class Options(BaseModel):
    """What an analysis may be asked with; it has no options unless its function has."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Portion(Options):
    """What a plan gives to a city, in all or in a period."""

    city: Line
    amount: Annotated[float, Field(ge=0)]
    period: Line | int | None = None


Portions = Annotated[tuple[Portion, ...], Field(max_length=20_000)]


class Named(Options):
    """One thing to compare with: a solve that was run, or a version of a scenario."""

    run: Annotated[str, StringConstraints(pattern=ID)] | None = None
    scenario: Annotated[str, StringConstraints(pattern=ID)] | None = None
    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    variant: Line | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.run is None) == (self.scenario is None):
            raise ValueError("name either a run or a scenario")
        if self.run is not None and (self.version is not None or self.variant is not None):
            raise ValueError("a run has its version and variant already")
        return self


Others = Annotated[tuple[Named, ...], Field(min_length=1, max_length=11)]


# --- a plan ---------------------------------------------------------------------------------------


def plan_of(
    text: str, portions: Sequence[Portion], scenario: Scenario, ledger: Ledger
) -> Whole | ByCity:
    """Return the plan that is given; raises `ScenarioError` with all that is wrong in it."""
    if bool(text) == bool(portions):
        raise ScenarioError([Problem(("plan",), "-", *ONE_OF)])
    try:
        return given_plan(plan_in(text or _as_csv(portions), FILE, scenario), ledger)
    except ScenarioError as error:
        raise ScenarioError([_placed(each, bool(portions)) for each in error.problems]) from error


def _as_csv(portions: Sequence[Portion]) -> str:
    told = io.StringIO()
    writer = csv.writer(told, lineterminator="\n")
    writer.writerow(("city", "period", "amount"))
    writer.writerows((each.city, each.period, each.amount) for each in portions)
    return told.getvalue()


def _placed(problem: Problem, rows: bool) -> Problem:
    """Return a problem of a plan with its place in the options; rows begin in the second line."""
    if not rows:
        return replace(problem, loc=("plan",))
    line = int(problem.place.rpartition(":")[2])
    return replace(problem, loc=("cities", max(line - 2, 0), *problem.loc[:1]), place="")


ONE_OF: Final = (
    Text(zh="plan 或 cities, 二者之一", en="either plan or cities"),
    Text(
        zh="用 plan 给出 CSV 文本, 或用 cities 给出各城市的金额",
        en="give the text of a CSV file as plan, or the money of each city as cities",
    ),
)


# --- what is compared -----------------------------------------------------------------------------


def parts_of(
    gathered: Gathered, scenario: Scenario, ledger: Ledger, name: str
) -> list[Answered | Open]:
    """Return what is compared, the first one first; `name` is that of the run's own scenario."""
    things = ([] if gathered.first is None else [gathered.first]) + list(gathered.others)
    own = [name] if gathered.first is None else []
    said = labels([*own, *(thing.name for thing in things)])
    parts: list[Answered | Open] = [Open(said[0], scenario, ledger)] if own else []
    return parts + [
        _part(thing, label) for thing, label in zip(things, said[len(own) :], strict=True)
    ]


def _part(thing: Thing, label: str) -> Answered | Open:
    if thing.form is None:
        return answered(json.loads(thing.content), label, label)
    loaded = opened(thing)
    return Open(label, loaded.scenario, loaded.open())


def opened(thing: Thing) -> Loaded:
    """Return the scenario that is to be compared; raises `ScenarioError` if it cannot be used."""
    return reread(thing.content, thing.form or "json", thing.variant, ())


def check_gathered(gathered: Gathered) -> None:
    """Raise `ScenarioError` for a variant that a scenario does not have."""
    for number, thing in enumerate(gathered.others):
        if thing.variant is None:
            continue
        try:
            opened(thing)
        except ScenarioError as error:
            loc = ("others", number, "variant")
            raise ScenarioError([replace(each, loc=loc) for each in error.problems]) from error
