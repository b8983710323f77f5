"""What each rule costs, for people: one line a rule, the dearest first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd
from rich.console import RenderableType

from api import figures, headers, words
from api.show.analyses.pages import Page
from api.show.grid import grid, heading
from api.voice import Voice
from optimizer.allocation import records
from optimizer.analyses.pricelist import PriceList
from scenarios.words import Text

ABOUT: Final = Text(zh="每条规则的代价", en="What each rule costs")
CLASH: Final = Text(
    zh="没有任何方案能满足全部规则, 因而没有价格; 见 deltafund diagnose。",
    en="No plan can keep all rules, so there are no prices; see deltafund diagnose.",
)
DEAREST: Final = Text(
    zh="{all} 条规则中 {n} 条有代价; 最贵的是 {rule} ({says}): "
    "没有它, 最优方案可多得 {gain} 分 ({share})。",
    en="{n} of {all} rules cost something. The dearest is {rule} ({says}): without it the best "
    "plan would be worth {gain} points ({share}) more.",
)
FREE: Final = Text(
    zh="没有一条规则单独取消能使方案更好 (在求解差距之内)。",
    en="No rule costs anything: dropping any one of them alone gains nothing, within the gap.",
)
WORTH: Final = Text(zh="最优方案价值 {value} 分。", en="The best plan is worth {value} points.")
COSTS: Final = Text(
    zh="有代价的规则: 最贵的一行, 以及取消整条规则所得 (分)",
    en="Rules that cost: the dearest row, and what dropping the whole rule would gain (points)",
)
SLOPES: Final = Text(
    zh="价格是放宽 1 {unit}所得的分数; “适用”是价格变化不超过一成的移动范围。"
    "以分或个数计的行按其单位。",
    en="A price is points gained per {unit} of loosening; it holds as long as it is not off by "
    "more than a tenth. A row of points or numbers is priced in its own unit.",
)
UNITS: Final = Text(
    zh="有整数决策: 价格是放宽一个单位并重新决定所得的分数。",
    en="Some decisions are whole numbers: a price is what one unit more gains, all decided again.",
)
SLACK: Final = Text(zh="不起约束作用: {rules}", en="Do not bind: {rules}")
IDLE: Final = Text(zh="未生效: {rules}", en="Inactive: {rules}")
HOLDS: Final = Text(zh="适用 (放宽/收紧)", en="Holds (looser/tighter)")
BINDS: Final = Text(zh="起作用", en="Binds")
DROPPED: Final = Text(zh="取消所得", en="If dropped")
LITTLE: Final = Text(zh="不到差距", en="within the gap")


def show(voice: Voice, prices: PriceList) -> None:
    """Print what each rule costs."""
    page = _Page(voice, prices)
    voice.show(*page.title(ABOUT), *page.costs())


class _Page(Page):
    def __init__(self, voice: Voice, prices: PriceList) -> None:
        super().__init__(voice, prices)
        self._value = prices.value
        self._rules = prices.tables["rules"]
        self._noise = prices.scenario.options.gap * abs(prices.value or 0.0)

    def costs(self) -> Iterator[RenderableType]:
        """Yield the rules that bind or cost as a table, and the others by name."""
        if self._value is None:
            yield self.say(CLASH)
            return
        if len(self._rules):
            yield self._dearest(self._value)
        yield self.say(WORTH, value=self.points(self._value))
        binds = self._rules["status"] == "binding"
        costs = self._rules["dropped"] > self._noise
        told = self._rules[binds | costs]
        if len(told):
            yield heading(self.say(COSTS))
            yield self._table(told.sort_values("dropped", ascending=False, kind="stable"))
            whole = bool((told["price_by"] == "one_unit").any() or not binds.any())
            yield self.say(UNITS) if whole else self.say(SLOPES, unit=self.unit)
            if (costs & ~binds).any():
                yield self.say(words.SPARE_BUT_COSTLY)
        for status, text in (("slack", SLACK), ("inactive", IDLE)):
            names = self._rules.loc[(self._rules["status"] == status) & ~costs, "rule"]
            if len(names):
                yield self.say(text, rules=", ".join(map(str, names)))

    def _dearest(self, value: float) -> RenderableType:
        """Return in a sentence what the rule costs that costs most."""
        one_each = self._rules.drop_duplicates("rule")
        costly = one_each[one_each["dropped"] > self._noise]
        if costly.empty:
            return self.answer(FREE)
        first = records(costly.sort_values("dropped", ascending=False, kind="stable").head(1))[0]
        scenario = self.analysis.scenario
        rule = dict(zip(scenario.rule_ids(), scenario.rules, strict=True))[first["rule"]]
        return self.answer(
            DEAREST,
            n=len(costly),
            all=len(one_each),
            rule=first["rule"],
            says=(rule.note or rule.title)[self.language],
            gain=figures.short(self.points(first["dropped"])),
            share=figures.percent(first["dropped"] / max(abs(value), 1e-300)),
        )

    def _table(self, rules: pd.DataFrame) -> RenderableType:
        slopes = rules["holds_looser"].notna().any()
        price = figures.prices_like(rules["price"].dropna().tolist())
        gained = figures.amounts(float(rules["dropped"].max()))
        titles = [self.header("rule"), self.say(BINDS), self.say(headers.DEAREST)]
        titles += [self.header("price"), *([self.say(HOLDS)] if slopes else []), self.say(DROPPED)]
        rows = []
        for rule in records(rules):
            holds = [self._holds(rule)] if slopes else []
            own = self._cost(rule, "price", price) if rule["binding"] else ""
            cells = [own, *holds, self._gain(rule, gained)]
            rows.append([rule["rule"], self._binds(rule), self._place(rule), *cells])
        return grid(titles, rows, words=3)

    def _binds(self, rule: dict[str, Any]) -> str:
        if not rule["binding"]:
            return self.say(headers.STATUS["slack"])
        if rule["rows"] == 1:
            return ""
        return self.say(headers.OF, n=rule["binding"], all=rule["rows"])

    def _place(self, rule: dict[str, Any]) -> str:
        return "" if rule["at"] is None else self.names.place(rule["at"], self.language)

    def _holds(self, rule: dict[str, Any]) -> str:
        write = figures.amounts_like([rule["holds_looser"] or 0.0, rule["holds_tighter"] or 0.0])
        both = (rule[f"holds_{way}"] for way in ("looser", "tighter"))
        return " / ".join(figures.UNKNOWN if far is None else write(far) for far in both)

    def _cost(self, rule: dict[str, Any], name: str, write: figures.Figure) -> str:
        """Return a number, or below what it is where the gap hides it."""
        number, below = rule[name], rule[f"{name}_below"]
        if below is not None:
            return figures.below(below)
        return figures.UNKNOWN if number is None else write(number)

    def _gain(self, rule: dict[str, Any], write: figures.Figure) -> str:
        gain = rule["dropped"]
        if gain is None:
            return self._cost(rule, "dropped", write)
        return self.say(LITTLE) if gain <= self._noise else figures.signed(gain, write)
