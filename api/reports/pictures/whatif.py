"""What overrides cost: each of them alone, and which cities gain and lose."""

from __future__ import annotations

from collections.abc import Iterator

from api import figures, headers
from api.names import Names, unit_of
from api.reports import wording
from api.reports.blocks import Chart
from api.reports.charts.bars import signed
from api.reports.pictures.charting import Titled, bar_chart, rule_names
from api.show.analyses.whatif import LOCK, MOST_CITIES, changed_cities
from optimizer.allocation import records
from optimizer.analyses.whatif import WhatIf
from scenarios.words import Language, Text

PRICES = Text(zh="每项改动单独的代价", en="What each override does alone")
PRICES_ABOUT = Text(
    zh="只做这一项时最优价值的变化: 向左是代价, 向右是所得。",
    en="How the value of the best plan changes with this one alone: to the left it costs, to the "
    "right it gains.",
)
OVERRIDE = Text(zh="改动", en="Override")
DROP = Text(zh="取消 {rule}", en="without {rule}")
CITIES = Text(zh="各城市比原来多得或少得", en="What cities get more or less than before")
CITIES_ABOUT = Text(
    zh="改动后的最优方案减去原来的最优方案; 列变化最大的 {n} 个城市。",
    en="The best plan with the overrides, less the best plan before; the {n} cities that change "
    "most.",
)


def draw(found: WhatIf, language: Language) -> Iterator[Chart]:
    """Yield the price of each override, and the cities that change most."""
    yield from _prices(found, language)
    yield from _cities(found, language)


def _prices(found: WhatIf, language: Language) -> Iterator[Chart]:
    rules = rule_names(found.base, language)
    changes = {
        LOCK.format(lock=lock["lock"])[language]: -float(lock["cost"])
        for lock in records(found.tables["locks"])
        if lock["cost"] is not None
    }
    changes |= {
        DROP.format(rule=rules.get(drop["rule"], drop["rule"]))[language]: float(drop["gain"])
        for drop in records(found.tables["drops"])
        if drop["gain"] is not None
    }
    if not changes:
        return
    told = [0.0 if abs(change) <= found.noise else change for change in changes.values()]
    write = figures.amounts_like(told)
    titled = Titled(
        *("overrides", PRICES[language], wording.IN_POINTS[language]),
        *(PRICES_ABOUT[language], OVERRIDE[language]),
    )
    series = [(headers.HEADERS["value_change"][language], told)]
    yield bar_chart(
        titled, list(changes), series, lambda number: figures.signed(number, write), signed
    )


def _cities(found: WhatIf, language: Language) -> Iterator[Chart]:
    table, names = changed_cities(found).head(MOST_CITIES), Names(found.scenario)
    if table.empty:
        return
    changes = [float(change) for change in table["received_change"]]
    write = figures.amounts_like(changes)
    titled = Titled(
        *("cities", CITIES[language], unit_of(found.scenario.money)[language]),
        *(CITIES_ABOUT.format(n=len(table))[language], headers.HEADERS["city"][language]),
    )
    named = [names.of("cities", str(city))[language] for city in table["id"]]
    series = [(headers.HEADERS["received_change"][language], changes)]
    yield bar_chart(
        *(titled, named, series, lambda number: figures.signed(number, write), signed),
        elsewhere=True,
    )
