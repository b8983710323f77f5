"""How notebooks show scenarios and answers: small tables with ids, names of columns and numbers.

It stands in the leftmost room because scenarios are shown too. No sentence is made here; what
people of several governments read is made in `api`. Everything is escaped, and nothing is loaded.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pandas as pd

    from scenarios.words import Text

MOST: Final = 12
"""How many rows of a table are shown."""

CELL: Final = "padding:2px 10px 2px 0;border-bottom:1px solid #d5dbe6;vertical-align:top;"
LEFT, RIGHT = "text-align:left;", "text-align:right;"


def whole(parts: Iterable[str]) -> str:
    """Return parts as one piece of HTML."""
    return f'<div style="font-size:13px;line-height:1.5">{"".join(parts)}</div>'


def title(text: Text) -> str:
    """Return a title in both languages."""
    both = text.en if text.zh == text.en else f"{text.en} · {text.zh}"
    return f'<div style="font-weight:bold">{escape(both)}</div>'


def facts(told: Mapping[str, Any]) -> str:
    """Return names with their values in a line."""
    parts = (f"{escape(name)}: <b>{written(value)}</b>" for name, value in told.items())
    return f"<div>{' &nbsp; '.join(parts)}</div>"


def frame(caption: str, data: pd.DataFrame) -> str:
    """Return the first rows of a table."""
    columns = tuple(map(str, data.columns))
    return table(caption, columns, data.head(MOST).to_numpy(dtype=object).tolist(), len(data))


def table(
    caption: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], of: int | None = None
) -> str:
    """Return rows as a table; `of` tells how many there are where these are the first of them."""
    shown, count = rows[:MOST], len(rows) if of is None else of
    numbers = [all(_is_number(row[place]) for row in shown) for place in range(len(columns))]
    heads = "".join(
        f'<th scope="col" style="{CELL}{RIGHT if number else LEFT}">{escape(name)}</th>'
        for name, number in zip(columns, numbers, strict=True)
    )
    body = "".join(f"<tr>{_cells(row, numbers)}</tr>" for row in shown)
    rest = f" ({len(shown)} of {count} rows)" if count > len(shown) else ""
    return (
        '<table style="border-collapse:collapse;margin:6px 0">'
        f'<caption style="{LEFT}font-weight:bold">{escape(caption)}{rest}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )


def _cells(row: Sequence[Any], numbers: Sequence[bool]) -> str:
    return "".join(
        f'<td style="{CELL}{RIGHT if number else LEFT}">{written(value)}</td>'
        for value, number in zip(row, numbers, strict=True)
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def written(value: Any) -> str:
    """Return a value escaped, a number short; nothing where it is not known."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if isinstance(value, float):
        return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"
    if isinstance(value, tuple | list):
        return escape(", ".join(map(str, value)))
    return escape(str(value))
