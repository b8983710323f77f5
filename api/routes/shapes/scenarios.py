"""Scenarios, their versions, and with whom they are shared."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from api.routes.shapes.base import NAME, Notes, Shape, Tag, Title, exemplified


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
