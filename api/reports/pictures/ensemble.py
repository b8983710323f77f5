"""The plan under uncertain returns: what cities get in the draws, and what the plan misses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

import numpy as np

from api import figures, headers
from api.names import Names, unit_of
from api.reports import wording
from api.reports.blocks import Chart
from api.reports.charts.bars import Bars, stacked
from api.reports.charts.drawing import ticks
from api.reports.charts.ranges import Ranges
from api.reports.pictures.charting import Titled, bar_chart, range_chart
from api.show.analyses.ensemble import CAUTIOUS_SHORT, PLAN_SHORT, is_best, largest
from optimizer.analyses.ensemble import BASE, CAUTIOUS, Ensemble
from scenarios.words import Language, Text

BINS = 8
PLANS = {BASE: PLAN_SHORT, CAUTIOUS: CAUTIOUS_SHORT}
TITLE = Text(zh="最好的安排给各城市多少", en="What the best of each draw gives to cities")
ABOUT = Text(
    zh="每次抽样都有其最好的方案。横条: 十次抽样中有八次落在其间; 圆点: 中位; 竖线: {plans}; "
    "右侧: 在多少抽样中获资助。",
    en="Every draw has a best plan of its own. Bar: where eight draws of ten lie; dot: the middle; "
    "upright: {plans}; at the right: in how many draws it is funded.",
)
SPAN = Text(zh="十次中的八次", en="eight draws of ten")
REGRET = Text(zh="本方案比事后最优少多少", en="How much the plan misses of the best in hindsight")
REGRET_ABOUT = Text(
    zh="横轴: 少多少分; 柱高: 多少次抽样。共 {n} 次。",
    en="Across: how many points less; height: in how many draws. There are {n}.",
)
LESS = Text(zh="少 (分)", en="Less by (points)")
DRAWS = Text(zh="抽样次数", en="Draws")


def draw(ensemble: Ensemble, language: Language) -> Iterator[Chart]:
    """Yield the money of cities over the draws, and the regret of the plan."""
    if ensemble.value is None or ensemble.tables["draws"].empty:
        return
    if not is_best(ensemble):
        yield _regret(ensemble, language)
    yield _cities(ensemble, language)


def _cities(ensemble: Ensemble, language: Language) -> Chart:
    table, names = largest(ensemble), Names(ensemble.scenario)
    plans = [name for name in PLANS if name in table]
    columns = ["p10", "p50", "p90", *plans]
    low, middle, high = (headers.HEADERS[name][language] for name in columns[:3])
    told = Ranges(
        names=[names.of("cities", str(city))[language] for city in table["id"]],
        low=[float(amount) for amount in table["p10"]],
        high=[float(amount) for amount in table["p90"]],
        marks=[
            (middle, [float(amount) for amount in table["p50"]]),
            *((PLANS[name][language], [float(part) for part in table[name]]) for name in plans),
        ],
        ends=(low, high),
        span=SPAN[language],
        write=figures.amounts(float(table[columns].to_numpy().max(initial=0.0))),
        notes=[figures.percent(float(share)) for share in table["funded_share"]],
    )
    said = (" / " if language == "en" else "、").join(PLANS[name][language] for name in plans)
    about, unit = ABOUT.format(plans=said)[language], unit_of(ensemble.scenario.money)[language]
    titled = Titled("spread", TITLE[language], unit, about, headers.HEADERS["city"][language])
    return range_chart(titled, told, headers.HEADERS["funded_share"][language], elsewhere=True)


def _regret(ensemble: Ensemble, language: Language) -> Chart:
    regret = ensemble.tables["draws"]["regret"].to_numpy(dtype=float)
    most = float(regret.max())
    low = list(ticks(most, BINS))
    counts, edges = np.histogram(regret, [*low, low[-1] + (low[1] if len(low) > 1 else 1.0)])
    write = figures.amounts(most)
    names = [
        f"{figures.short(write(float(low)))}–{figures.short(write(float(high)))}"
        for low, high in zip(edges[:-1], edges[1:], strict=True)
    ]
    about = REGRET_ABOUT.format(n=f"{len(regret):,}")[language]
    titled = Titled("regret", REGRET[language], wording.IN_POINTS[language], about, LESS[language])
    series = [(DRAWS[language], [float(count) for count in counts])]
    return bar_chart(titled, names, series, lambda count: f"{count:,.0f}", columns)


def columns(bars: Bars) -> Element:
    """Draw low columns: how often is seen at a glance."""
    return stacked(replace(bars, tall=120.0))
