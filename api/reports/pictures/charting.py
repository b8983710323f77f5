"""Charts with the table of the same figures: neither is made without the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from api.reports.blocks import Chart, Grid
from api.reports.charts.bars import Bars, Write, grouped
from api.reports.charts.ranges import Ranges, ranges
from scenarios.scenario import Scenario
from scenarios.words import Language

Series = tuple[str, Sequence[float]]


@dataclass(frozen=True)
class Titled:
    """What is said of a chart: its title and unit, what it shows, and what its rows are."""

    key: str
    title: str
    unit: str
    about: str
    rows: str


def bar_chart(
    titled: Titled,
    names: Sequence[str],
    series: Sequence[Series],
    write: Write,
    draw: Callable[[Bars], Element] = grouped,
    elsewhere: bool = False,
) -> Chart:
    """Return bars with their table; `elsewhere` as in `Chart`."""
    picture = draw(Bars(titled.key, titled.title, titled.about, names, series, write))
    rows = [
        (name, *(write(numbers[row]) for _, numbers in series)) for row, name in enumerate(names)
    ]
    grid = Grid((titled.rows, *(name for name, _ in series)), tuple(rows))
    return Chart(titled.title, titled.unit, titled.about, picture, grid, elsewhere=elsewhere)


def range_chart(titled: Titled, told: Ranges, notes: str = "", elsewhere: bool = False) -> Chart:
    """Return ranges with their table; `notes` is the heading of what is noted beside them."""
    columns = [titled.rows, told.ends[0], *(mark for mark, _ in told.marks), told.ends[1]]
    numbers = [told.low, *(numbers for _, numbers in told.marks), told.high]
    rows = [
        (name, *(told.write(of[row]) for of in numbers), *told.notes[row : row + 1])
        for row, name in enumerate(told.names)
    ]
    grid = Grid((*columns, *([notes] if told.notes else [])), tuple(rows))
    picture = ranges(titled.key, titled.title, titled.about, told)
    return Chart(titled.title, titled.unit, titled.about, picture, grid, elsewhere=elsewhere)


def rule_names(scenario: Scenario, language: Language) -> dict[str, str]:
    """Return what each rule says, with its id where another one says the same."""
    rules = zip(scenario.rule_ids(), scenario.rules, strict=True)
    said = {name: (rule.note or rule.title)[language] for name, rule in rules}
    texts = list(said.values())
    return {
        name: text if texts.count(text) == 1 else f"{text} ({name})" for name, text in said.items()
    }
