"""Who is asking: keys, sessions, and the record."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import StringConstraints

from api.roles import Role
from api.routes.shapes.base import Line, Shape, exemplified


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
