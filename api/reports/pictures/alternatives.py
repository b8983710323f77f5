"""What else is nearly as good: how far money can move, and what plans that differ move."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from api import figures, headers
from api.names import SECTION_OF, Names, unit_of
from api.reports.blocks import Chart
from api.reports.charts.bars import signed
from api.reports.charts.ranges import Ranges
from api.reports.pictures.charting import Titled, bar_chart, range_chart
from api.show.analyses.alternatives import BASE, LEAST, MOST, PLAN, movable
from optimizer.analyses.alternatives import Alternatives
from scenarios.words import Language, Text

SHOWN = 20
MOVED = 8
MOST_PLANS = 4
SPAN = Text(zh="可移动的范围", en="how far it can move")
TITLE = Text(zh="可得资金的范围", en="How far money can move")
ABOUT = Text(
    zh="在几乎同样好的方案中, 每一处最少与最多可得多少; 圆点是最优方案。范围最大的在前{more}。",
    en="The least and the most that each can get in plans that are nearly as good; the dot is the "
    "best plan. The widest first{more}.",
)
FIRST = Text(zh=" (前 {n} 个)", en=" (the first {n})")
PLANS = Text(zh="真正不同的方案移动哪些资金", en="Whose money plans that differ move")
PLANS_ABOUT = Text(
    zh="与最优方案相比, 各城市多得 (向右) 或少得 (向左); 列变动最大的 {n} 个城市。",
    en="What cities get more (to the right) or less (to the left) than in the best plan; the {n} "
    "cities that change most.",
)


def draw(found: Alternatives, language: Language) -> Iterator[Chart]:
    """Yield the ranges, and what the plans that differ move."""
    yield from _ranges(found, language)
    yield from _plans(found, language)


def _ranges(found: Alternatives, language: Language) -> Iterator[Chart]:
    table = movable(found)
    if table.empty:
        return
    shown, names = table.head(SHOWN), Names(found.scenario)
    told = Ranges(
        names=[names.of(SECTION_OF[found.by], str(name))[language] for name in shown[found.by]],
        low=[float(amount) for amount in shown["least"]],
        high=[float(amount) for amount in shown["most"]],
        marks=[(BASE[language], [float(amount) for amount in shown["base"]])],
        ends=(LEAST[language], MOST[language]),
        span=SPAN[language],
        write=figures.amounts(float(shown["most"].max())),
    )
    more = FIRST.format(n=SHOWN)[language] if len(table) > SHOWN else ""
    head, unit = headers.HEADERS[found.by][language], unit_of(found.scenario.money)[language]
    about = ABOUT.format(more=more)[language]
    yield range_chart(Titled("ranges", TITLE[language], unit, about, head), told, elsewhere=True)


def _plans(found: Alternatives, language: Language) -> Iterator[Chart]:
    cities, plans = found.tables["cities"], found.tables["plans"]
    if len(plans) < 2:
        return
    money = cities.pivot_table(index="city", columns="plan", values="received", sort=False)
    numbers = [int(number) for number in plans["id"][1 : 1 + MOST_PLANS]]
    change: pd.DataFrame = money[numbers].sub(money[0], axis=0)
    size = change.abs().max(axis=1).sort_values(ascending=False, kind="stable")
    shown = change.loc[size[size > 1e-6 * float(money[0].sum())].index[:MOVED]]
    if shown.empty:
        return
    write = figures.amounts(float(shown.abs().to_numpy().max()))
    names, unit = Names(found.scenario), unit_of(found.scenario.money)[language]
    about = PLANS_ABOUT.format(n=len(shown))[language]
    head = headers.HEADERS["city"][language]
    yield bar_chart(
        Titled("moves", PLANS[language], unit, about, head),
        [names.of("cities", str(city))[language] for city in shown.index],
        [
            (PLAN.format(n=number)[language], [float(part) for part in shown[number]])
            for number in numbers
        ],
        lambda amount: figures.signed(amount, write),
        signed,
    )
