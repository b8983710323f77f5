"""What the routes take and give, in the words of the service."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.problems import CODES
from api.roles import Role
from api.store.runs import Priority, State

T = TypeVar("T")
SCENARIO, RUN = "066110af198196f94ccf8df3b0847930", "066110b6561011e8c09505a430ae62fc"
"""Ids for examples."""
ID: Final = r"^[0-9a-f]{32}$"
NAME: Final = r"^[a-z0-9]+(-[a-z0-9]+)*$"
Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Tag = Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00-\x1f\x7f#]+$")]
Notes = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00]*$")]


class Shape(BaseModel):
    """Something that is taken or given."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


def exemplified(*examples: dict[str, Any], **more: Any) -> ConfigDict:
    """Return the settings of a shape, with examples for its description, and what else it says."""
    return ConfigDict(json_schema_extra={"examples": list(examples), **more})


class Page(Shape, Generic[T]):
    """A page of a list; `next` is where the next page begins, null on the last one."""

    items: list[T]
    next: str | int | None = None


class Title(Shape):
    """A text in Chinese and English."""

    zh: str
    en: str


class Failure(BaseModel):
    """What went wrong (RFC 9457); programs may rely on `code`."""

    type: str
    title: str
    status: int
    # one list of codes, for the answers and for their description; checkers want them written out
    code: Literal[tuple(CODES)]  # type: ignore[valid-type]
    detail: str | None = None
    errors: list[dict[str, Any]] | None = None


# --- scenarios ------------------------------------------------------------------------------------


class Scenario(Shape):
    """A scenario; what it says is in its versions."""

    id: str
    name: str
    title: Title
    tags: list[str]
    notes: str
    archived: bool
    versions: int
    owner: str
    created: datetime
    changed: datetime


class ScenarioChange(Shape):
    """What can be changed about a scenario; what is left out stays."""

    model_config = exemplified(
        {"tags": ["board", "2026"], "notes": "For the meeting in May", "archived": False}
    )

    tags: Annotated[list[Tag], Field(max_length=50)] | None = None
    notes: Notes | None = None
    archived: bool | None = None


class Version(Shape):
    """A version of a scenario."""

    scenario: str
    number: int
    digest: str
    form: str
    variants: list[str]
    by: str
    created: datetime


class Change(Shape):
    """One difference between two versions, in words."""

    pointer: str
    before: Any
    after: Any
    says: Title


class Difference(Shape):
    """What differs between two versions of a scenario."""

    one: int
    other: int
    changes: list[Change]


class Share(Shape):
    """With whom something is shared, and as which jurisdiction it is read."""

    reader: str
    jurisdiction: str | None = None


class ShareWish(Shape):
    """As which jurisdiction somebody reads: rules that are only others' are hidden from it."""

    model_config = exemplified({"jurisdiction": "anhui"})

    jurisdiction: Annotated[str, StringConstraints(max_length=64, pattern=NAME)] | None = None


# --- runs -----------------------------------------------------------------------------------------


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
    """A run: what was asked, how far it is, how it ended."""

    id: str
    scenario: str
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
    analysis: str
    size: int
    states: dict[State, int]
    asked: dict[str, Any]
    by: str
    created: datetime


# --- people ---------------------------------------------------------------------------------------


class Me(Shape):
    """Who is asking."""

    organisation: str
    name: str
    role: Role


class Login(Shape):
    """What begins a session."""

    model_config = exemplified({"key": "dfk_..."})

    key: Annotated[str, StringConstraints(min_length=8, max_length=200)]


class KeyWish(Shape):
    """A key that is to be made."""

    model_config = exemplified(
        {"name": "Planning office", "role": "planner", "expires": "2027-01-01T00:00:00Z"}
    )

    name: Annotated[Line, StringConstraints(min_length=1)]
    role: Role
    expires: datetime | None = None


class Key(Shape):
    """A key; its secret is told once, when it is made."""

    id: str
    name: str
    role: Role
    hint: str
    created: datetime
    expires: datetime | None
    revoked: datetime | None
    secret: str | None = None


class Step(Shape):
    """A step in the record."""

    number: int
    at: datetime
    organisation: str
    by: str
    action: str
    subject: str
    details: dict[str, Any]


# --- decisions ------------------------------------------------------------------------------------


class PartyWish(Shape):
    """Which organisation speaks for a jurisdiction."""

    jurisdiction: Annotated[str, StringConstraints(max_length=64, pattern=NAME)]
    organisation: Annotated[str, StringConstraints(max_length=64, pattern=NAME)]


class DecisionWish(Shape):
    """An allocation that is to be put to the jurisdictions."""

    model_config = exemplified(
        {
            "run": RUN,
            "parties": [{"jurisdiction": "anhui", "organisation": "anhui"}],
            "notes": "For the meeting in May",
        }
    )

    run: Annotated[str, StringConstraints(pattern=ID)]
    parties: Annotated[list[PartyWish], Field(min_length=1, max_length=100)]
    notes: Notes = ""


class AnswerWish(Shape):
    """What a jurisdiction answers; an objection says why."""

    model_config = exemplified(
        {"jurisdiction": "anhui", "answer": "object", "reason": "The return is too low"},
        **{
            "if": {"properties": {"answer": {"const": "object"}}},
            "then": {"required": ["reason"], "properties": {"reason": {"pattern": r"\S"}}},
        },
    )

    jurisdiction: Annotated[str, StringConstraints(max_length=64, pattern=NAME)]
    answer: Literal["endorse", "object"]
    reason: Notes = ""


class Party(Shape):
    """Who speaks for a jurisdiction, and what it answered last."""

    jurisdiction: str
    organisation: str
    answer: Literal["endorse", "object"] | None
    reason: str
    answered: datetime | None


class Decision(Shape):
    """An allocation put to the jurisdictions, and where they stand."""

    id: str
    run: str
    owner: str
    state: Literal["open", "adopted", "withdrawn"]
    notes: str
    parties: list[Party]
    created: datetime
    changed: datetime


class Standing(Shape):
    """What the allocation means for the jurisdiction of the caller, before all others."""

    jurisdiction: str
    position: dict[str, Any] | None
    rules: list[dict[str, Any]]


class DecisionView(Decision):
    """A decision as one of its parties sees it: its own rules and position first."""

    own: list[Standing]
    others: list[dict[str, Any]]
