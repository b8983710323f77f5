"""The tables of an answer with names beside ids, and as CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pandas as pd

from api.names import SECTION_OF, Names
from optimizer.allocation import Allocation
from scenarios.words import Text

TABLES: Final = (
    ("jurisdictions", "cities", "stages", "instruments", "projects", "partners")
    + ("funders", "rules")
    + ("grants", "payments", "sites")
)  # fmt: skip
"""The tables in the order in which people want them."""

OWN_NAMES: Final = frozenset({"jurisdictions", "cities", "instruments", "projects", "funders"})
"""Tables whose `id` has a name."""

RISKY: Final = ("=", "+", "-", "@", "\t", "\r")


def named(allocation: Allocation, table: str) -> pd.DataFrame:
    """Return a table with `..._zh` and `..._en` after each id; lists and texts in plain columns."""
    frame, names = allocation.tables[table], Names(allocation.scenario)
    columns: dict[str, Any] = {}
    for name in frame.columns:
        section = table if name == "id" and table in OWN_NAMES else SECTION_OF.get(str(name))
        columns |= _columns(str(name), frame, None if section is None else (names, section))
    return pd.DataFrame(columns, index=frame.index)


def _columns(
    name: str, frame: pd.DataFrame, naming: tuple[Names, str] | None
) -> dict[str, pd.Series]:
    """Return the columns that one column becomes."""
    column = frame[name]
    if name in ("sites", "funders"):
        return {name: column.map("+".join)}
    if name == "at":
        return {name: column.map("/".join)}
    if name in ("price_means", "reason"):
        return _languages(name, column.where(column.notna(), None))
    if naming is None:
        return {name: column}
    names, section = naming
    base = "name" if name == "id" else f"{name}_name"
    texts = column.map(lambda part: names.of(section, str(part)), na_action="ignore")
    return {name: column} | _languages(base, texts)


def _languages(name: str, column: pd.Series) -> dict[str, pd.Series]:
    """Return a column for each language of a column of texts."""
    texts = [text.model_dump() if isinstance(text, Text) else text for text in column]
    return {
        f"{name}_{language}": pd.Series(
            [text[language] if isinstance(text, dict) else None for text in texts],
            index=column.index,
            dtype=object,
        )
        for language in ("zh", "en")
    }


def write_csv(allocation: Allocation, table: str, path: Path) -> None:
    """Write a table as CSV in UTF-8 with a mark at its start, so that Excel shows Chinese.

    Names that a spreadsheet would take for a formula get an apostrophe in front.
    """
    frame = named(allocation, table)
    for name in frame.columns:
        if name.endswith(("_zh", "_en")):
            frame[name] = frame[name].map(harmless, na_action="ignore")
    frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(RISKY) else text
