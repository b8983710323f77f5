"""Answers side by side: what jurisdictions get in each, and which cities gain and lose."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from api import figures, headers
from api.names import unit_of
from api.reports.blocks import Chart
from api.reports.charts.bars import grouped, signed
from api.reports.charts.drawing import cut
from api.reports.pictures.charting import Titled, bar_chart
from api.show.analyses.compare import letter, name_of
from optimizer.analyses.comparison import Comparison
from scenarios.words import Language, Text

MOST_ANSWERS = 6
MOST_JURISDICTIONS = 16
MOST_CITIES = 10
LONGEST = 260.0
"""How wide what an answer is called may be."""
JURISDICTIONS = Text(zh="各辖区在每个方案中获得多少", en="What jurisdictions get in each answer")
JURISDICTIONS_ABOUT = Text(
    zh="所得最多的 {n} 个辖区, 每个方案一条。",
    en="The {n} jurisdictions that get most, a bar for each answer.",
)
CITIES = Text(zh="各城市比 A 多得或少得", en="What cities get more or less than in A")
CITIES_ABOUT = Text(
    zh="向右: 多得; 向左: 少得。列变化最大的 {n} 个城市。",
    en="To the right: more; to the left: less. The {n} cities that change most.",
)


def draw(found: Comparison, language: Language) -> Iterator[Chart]:
    """Yield jurisdictions side by side, and the cities that change most."""
    yield from _jurisdictions(found, language)
    yield from _cities(found, language)


def _wide(found: Comparison, part: str, column: str) -> pd.DataFrame:
    """Return a column with a row for each part and a column for each answer, in their order."""
    table = found.tables[part]
    wide = table.pivot_table(index="id", columns="answer", values=column, sort=False)
    return wide[[label for label in found.labels if label in wide][:MOST_ANSWERS]]


def _answers(found: Comparison, wide: pd.DataFrame) -> list[str]:
    """Return what answers are called: the letter of their row, and how they were asked for."""
    labels = [str(label) for label in wide.columns]
    return [cut(f"{letter(found.labels.index(label))}: {label}", LONGEST) for label in labels]


def _jurisdictions(found: Comparison, language: Language) -> Iterator[Chart]:
    if found.tables["jurisdictions"].empty:
        return
    wide = _wide(found, "jurisdictions", "received")
    largest = wide.max(axis=1).sort_values(ascending=False, kind="stable").index
    shown = wide if len(wide) <= MOST_JURISDICTIONS else wide.loc[largest[:MOST_JURISDICTIONS]]
    titled = Titled(
        *("jurisdictions", JURISDICTIONS[language], unit_of(found.scenario.money)[language]),
        *(
            JURISDICTIONS_ABOUT.format(n=len(shown))[language],
            headers.HEADERS["jurisdiction"][language],
        ),
    )
    yield _bars(found, language, titled, shown)


def _cities(found: Comparison, language: Language) -> Iterator[Chart]:
    if found.tables["cities"].empty:
        return
    wide = _wide(found, "cities", "received_change").iloc[:, 1:]
    size = wide.abs().max(axis=1).sort_values(ascending=False, kind="stable")
    noise = 1e-4 * float(found.tables["answers"]["spent"].fillna(0.0).max())
    shown = wide.loc[size[size > noise].index[:MOST_CITIES]]
    if shown.empty:
        return
    titled = Titled(
        *("cities", CITIES[language], unit_of(found.scenario.money)[language]),
        *(CITIES_ABOUT.format(n=len(shown))[language], headers.HEADERS["city"][language]),
    )
    yield _bars(found, language, titled, shown, changes=True)


def _bars(
    found: Comparison,
    language: Language,
    titled: Titled,
    shown: pd.DataFrame,
    changes: bool = False,
) -> Chart:
    """Return bars of a wide table, a series an answer."""
    write = figures.amounts(float(shown.abs().to_numpy().max(initial=0.0)))
    part = "cities" if changes else "jurisdictions"
    names = [name_of(found, part, str(name), language) for name in shown.index]
    series = [
        (name, [float(number) for number in shown[label]])
        for name, label in zip(_answers(found, shown), shown.columns, strict=True)
    ]
    if changes:
        return bar_chart(
            titled, names, series, lambda number: figures.signed(number, write), signed
        )
    return bar_chart(titled, names, series, write, grouped)
