"""A plan made by hand beside the nearest plan that keeps all rules and the optimum."""

from __future__ import annotations

from collections.abc import Iterator

from api import figures, headers
from api.names import Names, unit_of
from api.reports.blocks import Chart
from api.reports.pictures.charting import Titled, bar_chart
from optimizer.analyses.handmade import Audited
from scenarios.words import Language, Text

TITLE = Text(zh="手工方案与更好的方案", en="The plan beside better ones")
ABOUT = Text(
    zh="各城市所得: 手工方案、最近的可行方案与最优方案; 列相差最大的 {n} 个城市。",
    en="What cities get in the plan, in the nearest plan that keeps all rules, and in the optimum; "
    "the {n} cities that differ most.",
)
MOST_CITIES = 8
PLANS = ("planned", "nearest", "optimum")


def draw(found: Audited, language: Language) -> Iterator[Chart]:
    """Yield the cities that differ most between the plans that are known."""
    table = found.tables["cities"]
    known = [name for name in PLANS if len(table) and table[name].notna().all()]
    if found.clean:
        known = [name for name in known if name != "nearest"]  # it is the plan itself
    if "planned" not in known:
        return
    size = table[known].sub(table["planned"], axis=0).abs().max(axis=1)
    order = size.sort_values(ascending=False, kind="stable").index
    shown, names = table.loc[order[:MOST_CITIES]], Names(found.scenario)
    write = figures.amounts(float(shown[known].to_numpy().max(initial=0.0)))
    titled = Titled(
        *("plans", TITLE[language], unit_of(found.scenario.money)[language]),
        *(ABOUT.format(n=len(shown))[language], headers.HEADERS["city"][language]),
    )
    series = [
        (headers.HEADERS[name][language], [float(amount) for amount in shown[name]])
        for name in known
    ]
    named = [names.of("cities", str(city))[language] for city in shown["id"]]
    yield bar_chart(titled, named, series, write)
