"""What the runs of a batch are worth, a chart for each scenario: points of two do not compare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from api import figures, headers
from api.reports import wording
from api.reports.blocks import Chart
from api.reports.charts.bars import signed
from api.reports.pictures.charting import Titled, bar_chart
from api.show.analyses.batch import says_of
from optimizer.allocation import records
from optimizer.analyses.batch import Batch
from scenarios.words import Language, Text

MOST_RUNS = 24
MOST_SCENARIOS = 6
WORTH = Text(zh="{scenario}: 每次求解的价值", en="{scenario}: what each run is worth")
WORTH_ABOUT = Text(
    zh="号码是表中的行{more}。", en="The numbers are those of the rows of the table{more}."
)
FIRST = Text(zh=" (前 {n} 次)", en=" (the first {n} runs)")
CHANGE = Text(zh="{scenario}: 与第 {n} 行相比", en="{scenario}: against row {n}")
CHANGE_ABOUT = Text(
    zh="向右: 价值更高; 向左: 更低。", en="To the right it is worth more, to the left less."
)
RUN = Text(zh="求解", en="Run")


def draw(batch: Batch, language: Language) -> Iterator[Chart]:
    """Yield for each scenario what its runs are worth, and against the first of them."""
    rows = [row | {"number": n} for n, row in enumerate(records(batch.runs), start=1)]
    known = [row for row in rows if row["value"] is not None]
    names = list(dict.fromkeys(row["scenario"] for row in known))
    for place, name in enumerate(names[:MOST_SCENARIOS], start=1):
        runs = [row for row in known if row["scenario"] == name]
        yield from _charts(batch, language, (place, name), runs)


def _charts(
    batch: Batch, language: Language, which: tuple[int, str], runs: Sequence[dict[str, Any]]
) -> Iterator[Chart]:
    place, scenario = which
    shown, values = runs[:MOST_RUNS], [float(row["value"]) for row in runs[:MOST_RUNS]]
    named = [f"#{row['number']} {says_of(row, batch.paths) or scenario}" for row in shown]
    unit, head = wording.IN_POINTS[language], RUN[language]
    value = headers.HEADERS["value"][language]
    more = FIRST.format(n=MOST_RUNS)[language] if len(runs) > MOST_RUNS else ""
    title, about = (
        WORTH.format(scenario=scenario)[language],
        WORTH_ABOUT.format(more=more)[language],
    )
    write = figures.amounts_like(values)
    titled = Titled(f"worth-{place}", title, unit, about, head)
    yield bar_chart(titled, named, [(value, values)], write)
    changes = [number - values[0] for number in values]
    if not any(changes):
        return
    title = CHANGE.format(scenario=scenario, n=shown[0]["number"])[language]
    least = figures.amounts_like(changes)
    titled = Titled(f"change-{place}", title, unit, CHANGE_ABOUT[language], head)
    series = [(headers.HEADERS["value_change"][language], changes)]
    yield bar_chart(titled, named, series, lambda number: figures.signed(number, least), signed)
