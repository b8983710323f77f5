"""The tables of an answer with names beside ids, and as CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import pandas as pd

from api.names import SECTION_OF, Names
from scenarios.scenario import Scenario
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


class Answer(Protocol):
    """What can be written: an allocation or an analysis."""

    @property
    def scenario(self) -> Scenario:
        """What it is about."""

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Its tidy tables."""

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""


def named(answer: Answer, table: str) -> pd.DataFrame:
    """Return a table with `..._zh` and `..._en` after each id; lists and texts in plain columns."""
    frame, names = answer.tables[table], Names(answer.scenario)
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
    if name in ("sites", "funders", "members", "left_out"):
        return {name: column.map("+".join, na_action="ignore")}
    if name == "stopped_by":
        return {name: column.map(_lacks)}
    if name == "at":
        return {name: column.map("/".join, na_action="ignore")}
    if name in ("price_means", "reason"):
        return _languages(name, column.where(column.notna(), None))
    if naming is None:
        return {name: column}
    names, section = naming
    base = "name" if name == "id" else f"{name}_name"
    texts = column.map(lambda part: names.of(section, str(part)), na_action="ignore")
    return {name: column} | _languages(base, texts)


def _lacks(parts: Sequence[Mapping[str, Any]]) -> str:
    """Return what a project lacks: funders and rules with the amount or number each."""
    return "; ".join(
        f"{part['rule'] or part['funder']} {'/'.join(part['at'])} {part['by']:g}" for part in parts
    )


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


def write_csv(answer: Answer, table: str, path: Path) -> None:
    """Write a table as CSV in UTF-8 with a mark at its start, so that Excel shows Chinese.

    Names that a spreadsheet would take for a formula get an apostrophe in front.
    """
    frame = named(answer, table)
    for name in frame.columns:
        if name.endswith(("_zh", "_en")):
            frame[name] = frame[name].map(harmless, na_action="ignore")
    frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(RISKY) else text
