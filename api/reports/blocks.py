"""What a report is made of: sections with sentences, tables, headline figures and charts.

Blocks are plain words, in one language. Whether they become HTML or Markdown is settled elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element


@dataclass(frozen=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True)
class Sentence:
    """A sentence; what stands between backticks is an id. A strong one is what matters most."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Grid:
    """A table whose first `words` columns are words and the others numbers.

    A cell may have two lines: a name, and what it means. With `total` the last row is set apart.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1
    total: bool = False

    @property
    def full(self) -> Iterator[tuple[str, ...]]:
        """The rows, each as long as there are columns."""
        for row in self.rows:
            yield row + ("",) * (len(self.columns) - len(row))


@dataclass(frozen=True)
class Figure:
    """A headline figure: what it is, how much, and what is to be known of it."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Figures:
    """Headline figures, side by side."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, eq=False)
class Chart:
    """A picture with its title, its unit, what it shows in a sentence, and the same as a table.

    Of a table that comes again in the report only the later one is printed: it is `elsewhere`.
    `height` is how much room it takes on paper, at most.
    """

    title: str
    unit: str
    about: str
    picture: Element
    grid: Grid
    notes: tuple[str, ...] = ()
    elsewhere: bool = False
    height: Height = "full"


Height = Literal["full", "large", "half", "third", "quarter", "fifth"]
"""Of a page, about."""

Block = Heading | Sentence | Grid | Figures | Chart


@dataclass(frozen=True)
class Section:
    """A part of a report under a heading of its own; `id` is where links lead to."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    new_page: bool = False


@dataclass(frozen=True)
class Report:
    """A whole report: its title, what it is about, and its sections."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
