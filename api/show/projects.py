"""Projects for people: which are funded, and why the others are not."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

import pandas as pd
from rich.console import RenderableType

from api import figures, headers, words
from api.names import Names
from api.show.grid import grid, heading
from optimizer.allocation import Allocation
from scenarios.words import Language, Text

MOST_LACKS = 3
"""How many things that a project lacks are named."""


class Page(Protocol):
    """What is needed of the page on which they stand."""

    language: Language
    top: int | None
    allocation: Allocation
    names: Names
    unit: str

    def say(self, text: Text, **values: object) -> str:
        """Return a text in the language of the page."""

    def headers(self, *columns: str) -> list[str]:
        """Return the headings of columns."""

    def cells(self, row: pd.Series, columns: list[str]) -> list[str]:
        """Return the numbers of a row as people write them."""


def projects_parts(page: Page) -> Iterator[RenderableType]:
    """Yield the projects that are funded, those of the highest value first, and the others."""
    table = page.allocation.tables["projects"]
    if table.empty:
        return
    funded = table[table["funded"] > 0]
    yield heading(page.say(words.PROJECTS, n=len(funded), all=len(table), unit=page.unit))
    yield _funded(page, funded)
    refused = table[(table["funded"] <= 0) & ~table["divisible"]]
    if len(refused):
        yield heading(page.say(words.REFUSED, unit=page.unit))
        yield _refused(page, refused)


def _funded(page: Page, funded: pd.DataFrame) -> RenderableType:
    top = funded.sort_values("value", ascending=False, kind="stable").iloc[: page.top]
    rows = [
        [
            page.names.of("projects", row["id"])[page.language],
            headers.YES[page.language] if row["cross_border"] else "",
            *page.cells(row, ["requested", "amount"]),
            figures.percent(float(row["funded"])),
            *page.cells(row, ["score", "value"]),
        ]
        for _, row in top.iterrows()
    ]
    rest = funded.drop(index=top.index)
    if len(rest):
        sums = rest[["requested", "amount", "value"]].sum()
        first, second, last = page.cells(sums, ["requested", "amount", "value"])
        rows.append([page.say(words.MORE, n=len(rest)), "", first, second, "", "", last])
    titles = [*page.headers("project"), page.say(headers.MARK)]
    columns = ("requested", "amount", "funded", "score", "value")
    return grid([*titles, *page.headers(*columns)], rows, words=2)


def _refused(page: Page, refused: pd.DataFrame) -> RenderableType:
    """Return a line a project, those nearest to winning first."""
    short = (refused["wins_at"] - refused["score"]).fillna(math.inf)
    top = refused.loc[short.sort_values(kind="stable").index].iloc[: page.top]
    rows = [
        [
            page.names.of("projects", row["id"])[page.language],
            _lacks(page, row["stopped_by"]),
            *page.cells(row, ["requested", "score"]),
            figures.UNKNOWN if math.isnan(row["wins_at"]) else page.cells(row, ["wins_at"])[0],
        ]
        for _, row in top.iterrows()
    ]
    if len(refused) > len(top):
        more = page.say(words.MORE, n=len(refused) - len(top))
        rows.append([more, "", "", "", ""])
    titles = page.headers("project", "stopped_by", "requested", "score", "wins_at")
    return grid(titles, rows, words=2)


def _lacks(page: Page, stopped_by: tuple[Mapping[str, Any], ...]) -> str:
    """Return what a project lacks, the most money first."""
    parts = sorted(stopped_by, key=lambda part: (part["unit"] != "money", -part["by"]))
    told = list(dict.fromkeys(_lack(page, part) for part in parts))
    more = ["..."] if len(told) > MOST_LACKS else []
    return page.say(words.SEMICOLON).join([*told[:MOST_LACKS], *more])


def _lack(page: Page, part: Mapping[str, Any]) -> str:
    who = (
        page.names.of("funders", part["funder"])[page.language]
        if part["rule"] is None
        else str(part["rule"])
    )
    if part["unit"] != "money":
        return who
    amount = figures.short(figures.amounts(part["by"])(part["by"]))
    return f"{who} {amount}"
