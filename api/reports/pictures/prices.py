"""What dropping each rule would gain."""

from __future__ import annotations

from collections.abc import Iterator

from api import figures, headers
from api.reports import wording
from api.reports.blocks import Chart
from api.reports.pictures.charting import Titled, bar_chart, rule_names
from optimizer.analyses.pricelist import PriceList
from scenarios.words import Language, Text

MOST: int = 12
TITLE = Text(zh="取消每条规则所得", en="What dropping each rule would gain")
ABOUT = Text(
    zh="没有这条规则、其余不变时, 最优方案可多得的分数; 至多画出 {n} 条最贵的规则。",
    en="How many points more the best plan would be worth without that rule, all others kept; "
    "the dearest {n} at most.",
)


def draw(prices: PriceList, language: Language) -> Iterator[Chart]:
    """Yield what each rule that costs more than the gap would gain if dropped, the most first."""
    table = prices.tables["rules"]
    if prices.value is None or table.empty:
        return
    noise = prices.scenario.options.gap * abs(prices.value)
    costly = table[table["dropped"] > noise].sort_values("dropped", ascending=False).head(MOST)
    if costly.empty:
        return
    names = rule_names(prices.scenario, language)
    gains = [float(gain) for gain in costly["dropped"]]
    rule, gain = (headers.HEADERS[name][language] for name in ("rule", "dropped"))
    about = ABOUT.format(n=MOST)[language]
    titled = Titled("dropped", TITLE[language], wording.IN_POINTS[language], about, rule)
    named = [names[str(name)] for name in costly["rule"]]
    yield bar_chart(titled, named, [(gain, gains)], figures.amounts_like(gains))
