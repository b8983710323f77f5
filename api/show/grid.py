"""A plain table that fits the screen, also where columns are Chinese and the output is piped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from rich.box import Box
from rich.cells import cell_len
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled

from scenarios.problems import ModelError

LINES: Final = Box("    \n    \n ── \n    \n ── \n    \n    \n    \n")
"""A line below the headings, and one above a total."""

LONGEST: Final = 20
"""A longer word may be broken."""


def heading(title: str) -> Styled:
    """Return a heading."""
    return Styled(f"\n{title}", style="bold")


def grid(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], words: int = 1, total: bool = False
) -> Padding:
    """Return a table whose first `words` columns are words and the others numbers.

    With `total` the last row is set apart. Raises `ModelError` for a row longer than the headings,
    which would stand under the wrong ones.
    """
    table = Table(box=LINES, pad_edge=False, show_edge=False, header_style="bold")
    table.show_header = any(columns)
    listed = list(rows)
    if any(len(row) > len(columns) for row in listed):
        raise ModelError("a row of a table is longer than its headings")
    for number, name in enumerate(columns):
        cells = [str(row[number]) for row in listed if number < len(row)]
        is_number = number >= words
        table.add_column(
            name,
            justify="right" if is_number else "left",
            overflow="fold",
            min_width=max(map(cell_len, cells), default=0) if is_number else _least([name, *cells]),
        )
    for number, row in enumerate(listed):
        is_total = total and number == len(listed) - 1
        if is_total:
            table.add_section()
        table.add_row(*row, style="bold" if is_total else None)
    return Padding(table, (0, 0, 0, 2), expand=False)


def _least(cells: Iterable[str]) -> int:
    """Return the width of the longest word, so that a narrow screen breaks no word if it can."""
    return min(max((cell_len(word) for cell in cells for word in cell.split()), default=0), LONGEST)
