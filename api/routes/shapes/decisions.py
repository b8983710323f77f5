"""Decisions, and where the jurisdictions stand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from api.routes.shapes.base import ID, NAME, RUN, Notes, Shape, Title, exemplified


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
    """An allocation put to the jurisdictions, where they stand; `title` is its scenario's."""

    id: str
    run: str
    title: Title
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
