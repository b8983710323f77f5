"""A plain table that fits the screen, also where columns are Chinese and the output is piped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Styled


def heading(title: str) -> Styled:
    """Return a heading."""
    return Styled(f"\n{title}", style="bold")


def grid(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], words: int = 1, total: bool = False
) -> Padding:
    """Return a table whose first `words` columns are words and the others numbers.

    With `total` the last row is set apart.
    """
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for number, name in enumerate(columns):
        is_number = number >= words
        table.add_column(
            name,
            justify="right" if is_number else "left",
            no_wrap=is_number,
            overflow="fold",
            vertical="bottom" if is_number else "top",
        )
    listed = list(rows)
    for number, row in enumerate(listed):
        last = total and number == len(listed) - 1
        if last:
            table.add_section()
        table.add_row(*row, style="bold" if last else None)
    return Padding(table, (0, 0, 0, 2))
