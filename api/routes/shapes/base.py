"""What all shapes share: texts that are taken, pages of lists, and what went wrong."""

from __future__ import annotations

from typing import Annotated, Any, Final, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints

from api.problems import CODES

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
