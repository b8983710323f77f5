"""What is said on the screen, kept as blocks of a report: no sentence is written twice.

The parts that `api.show` yields for the screen are read, not printed: a bold line is a heading, a
grid is a table, everything else is a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text as Styled

from api.reports.blocks import Block, Grid, Heading, Sentence
from api.voice import Voice
from scenarios.words import Language, Text

A = TypeVar("A")
LETTERS: Final = frozenset("█●─ ")
"""What bars and dots on the screen are made of."""


class Recorder(Voice):
    """A voice that keeps what it is to say."""

    def __init__(self, language: Language) -> None:
        super().__init__(language)
        self.parts: list[RenderableType] = []

    def say(self, text: Text, **values: object) -> None:
        """Keep a sentence."""
        self.parts.append(self.words(text, **values))

    def show(self, *parts: RenderableType) -> None:
        """Keep tables and texts."""
        self.parts.extend(parts)


def recorded(show: Callable[[Voice, A], None], answer: A, language: Language) -> list[Block]:
    """Return what `show` says of an answer, as blocks."""
    voice = Recorder(language)
    show(voice, answer)
    return list(blocks(voice.parts))


def blocks(parts: Iterable[RenderableType]) -> Iterator[Block]:
    """Yield parts of the screen as blocks; empty lines fall away."""
    for part in parts:
        inner = part.renderable if isinstance(part, Padding) else part
        if isinstance(inner, Table):
            yield _grid(inner)
        elif isinstance(inner, Styled):
            text, bold = inner.plain, inner.style == "bold"
            if text.strip():
                yield _line(text, bold)
        elif isinstance(inner, str):
            if inner.strip():
                yield Sentence(inner.strip())
        else:
            raise TypeError(f"a report cannot tell a {type(inner).__name__}")


def _line(text: str, bold: bool) -> Block:
    """Return a line; headings of the screen begin with an empty one."""
    if bold and text.startswith("\n"):
        return Heading(text.strip())
    return Sentence(text.strip(), strong=bold)


def _grid(table: Table) -> Grid:
    columns = [column for column in table.columns if not _is_drawn(column)]
    cells = [[_plain(cell) for cell in column.cells] for column in columns]
    return Grid(
        columns=tuple(_plain(column.header) for column in columns) if table.show_header else (),
        rows=tuple(zip(*cells, strict=True)),
        words=sum(column.justify != "right" for column in columns),
        total=bool(table.rows) and table.rows[-1].style == "bold",
    )


def _is_drawn(column: Column) -> bool:
    """Tell whether a column is a drawing made of letters; numbers beside it say the same."""
    cells = [_plain(cell) for cell in column.cells]
    drawn = any(set(cell) & (LETTERS - {" "}) for cell in cells)
    return drawn and set(_plain(column.header)) <= LETTERS


def _plain(cell: RenderableType) -> str:
    return cell.plain if isinstance(cell, Styled) else str(cell)
