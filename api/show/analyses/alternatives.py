"""What else is nearly as good, for people: ranges as bars, plans that differ, what is in all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd
from rich.console import RenderableType

from api import figures
from api.names import SECTION_OF
from api.show.analyses.pages import Page
from api.show.grid import grid, heading
from api.voice import Voice
from optimizer.allocation import records
from optimizer.analyses.alternatives import Alternatives
from scenarios.words import Text

ABOUT: Final = Text(zh="几乎同样好的方案", en="What else is nearly as good")
MOST_ROWS: Final = 45
MOST_MOVES: Final = 5
MOST_LINKS: Final = 10
WIDEST: Final = 30
CLASH: Final = Text(
    zh="没有任何方案能满足全部规则; 见 deltafund diagnose。",
    en="No plan can keep all rules; see deltafund diagnose.",
)
MOVES: Final = Text(
    zh="{all} 个{what}中, {n} 个的资金可以增减而方案几乎同样好; "
    "余地最大的是{name}: {least} 至 {most}。",
    en="Of {all} {what} {n} can get more or less money in plans that are nearly as good; the most "
    "room has {name}: from {least} to {most}.",
)
WHAT: Final = {
    "city": Text(zh="城市", en="cities"),
    "jurisdiction": Text(zh="辖区", en="jurisdictions"),
    "instrument": Text(zh="政策工具", en="instruments"),
}
STILL: Final = Text(
    zh="没有余地: 几乎同样好的方案都给各处同样多的资金。",
    en="There is no room: plans that are nearly as good give everybody the same money.",
)
WORTH: Final = Text(
    zh="最优方案价值 {value} 分。以下方案都满足全部规则, 价值至少为其 {share}。",
    en="The best plan is worth {value} points. All that follows keeps every rule and is worth at "
    "least {share} of that.",
)
RANGES: Final = Text(
    zh="可得资金的范围 ({unit})",
    en="How far money can move ({unit})",
)
FIXED: Final = Text(
    zh="在此范围内资金不变: {names}",
    en="Money stays as it is: {names}",
)
LEAST: Final = Text(zh="最少", en="Least")
BASE: Final = Text(zh="最优方案", en="Best plan")
MOST: Final = Text(zh="最多", en="Most")
PLANS: Final = Text(
    zh="真正不同的方案 (不同之处的资金, {unit})",
    en="Plans that really differ (money that is elsewhere, {unit})",
)
PLAN: Final = Text(zh="方案 {n}", en="Plan {n}")
SHARE: Final = Text(zh="占最优价值", en="Of the best value")
ELSEWHERE: Final = Text(zh="与最优不同", en="From the best")
NEAREST: Final = Text(zh="与最近的不同", en="From the nearest")
MOVED: Final = Text(zh="方案 {n} 的主要变动: {moves}", en="Plan {n} mainly moves: {moves}")
NO_OTHER: Final = Text(
    zh="没有与最优方案不同的方案。", en="There is no plan that differs from the best."
)
ALWAYS: Final = Text(
    zh="在全部 {plans} 个方案中都得到资助的联合活动 ({all} 项中资金最多的)",
    en="Joint work that is funded in all {plans} plans (the largest of {all})",
)
NEVER: Final = Text(
    zh="没有哪项联合活动在全部方案中都得到资助。", en="No joint work is funded in all of them."
)


def movable(found: Alternatives) -> pd.DataFrame:
    """Return the ranges of those whose money can move, the widest first."""
    table = found.tables["ranges"].dropna(subset=["least", "most"])
    width = table["most"] - table["least"]
    wide = width[width > 1e-6 * float(table["base"].sum())]
    return table.loc[wide.sort_values(ascending=False, kind="stable").index]


def show(voice: Voice, alternatives: Alternatives) -> None:
    """Print what else is nearly as good."""
    page = _Page(voice, alternatives)
    voice.show(
        *page.title(ABOUT),
        *page.room(),
        *page.worth(),
        *page.ranges(),
        *page.plans(),
        *page.always(),
    )


class _Page(Page):
    def __init__(self, voice: Voice, alternatives: Alternatives) -> None:
        super().__init__(voice, alternatives)
        self._told = alternatives
        self._noise = 1e-6 * float(alternatives.tables["ranges"]["base"].sum())

    def room(self) -> Iterator[RenderableType]:
        """Yield in a sentence how much room there is."""
        told = self._told.tables["ranges"].dropna(subset=["least", "most"])
        moves = movable(self._told)
        if len(moves):
            first = records(moves.head(1))[0]
            least, most = (self.money(first[name]) for name in ("least", "most"))
            named = {"name": self._name(first), "least": least, "most": most}
            named["what"] = self.say(WHAT[self._told.by])
            yield self.answer(MOVES, n=len(moves), all=len(told), **named)
        elif len(told):
            yield self.answer(STILL)

    def worth(self) -> Iterator[RenderableType]:
        """Yield what the best plan is worth, and what the others keep of it."""
        if self._told.value is not None:
            share = figures.percent(1 - self._told.within)
            yield self.say(WORTH, value=self.points(self._told.value), share=share)
        elif self._told.complete:
            yield self.say(CLASH)

    def ranges(self) -> Iterator[RenderableType]:
        """Yield the ranges as bars, the widest first, and who cannot move."""
        table = self._told.tables["ranges"].dropna(subset=["least", "most"])
        if table.empty:
            return
        moves = movable(self._told)
        if len(moves):
            yield heading(self.say(RANGES, unit=self.unit))
            write = figures.amounts(float(moves["most"].max()))
            titles = [self.header(self._told.by), "─●─", *map(self.say, (LEAST, BASE, MOST))]
            longest = float(moves["most"].max())
            rows = [
                [
                    self._name(row),
                    _bar(row, longest),
                    *(write(row[name]) for name in ("least", "base", "most")),
                ]
                for row in records(moves.head(MOST_ROWS))
            ]
            yield grid(titles, rows, words=2)
        still = [self._name(row) for row in records(table.drop(moves.index))]
        if still:
            yield self.say(FIXED, names=("、" if self.language == "zh" else ", ").join(still))

    def _name(self, row: dict[str, Any]) -> str:
        by = self._told.by
        return self.names.of(SECTION_OF[by], str(row[by]))[self.language]

    def plans(self) -> Iterator[RenderableType]:
        """Yield the plans with how far they are, and what mainly moves."""
        table = self._told.tables["plans"]
        if table.empty:
            return
        yield heading(self.say(PLANS, unit=self.unit))
        if len(table) == 1:
            yield self.say(NO_OTHER)
            return
        write = figures.amounts(float(table["from_base"].max()))
        titles = ["", self.header("value"), self.say(SHARE), self.say(ELSEWHERE), self.say(NEAREST)]
        rows = [
            [
                self.say(PLAN, n=plan["id"]),
                self.points(plan["value"]),
                f"{100 * plan['share']:.2f}%" if plan["share"] is not None else figures.UNKNOWN,
                write(plan["from_base"]),
                write(plan["from_nearest"]),
            ]
            for plan in records(table[1:])
        ]
        yield grid(titles, rows)
        yield from (self.say(MOVED, n=n, moves=self._moves(n)) for n in table["id"][1:])

    def _moves(self, plan: int) -> str:
        """Return the cities that gain or lose most against the best plan."""
        cities = self._told.tables["cities"]
        money = cities.pivot_table(index="city", columns="plan", values="received", sort=False)
        by: pd.Series[float] = money[plan] - money[0]
        most = by[by.abs().sort_values(ascending=False, kind="stable").index][:MOST_MOVES]
        write = figures.amounts(float(by.abs().max()))
        return ", ".join(
            f"{self.names.of('cities', str(city))[self.language]} {figures.signed(change, write)}"
            for city, change in most.items()
            if abs(change) > self._noise
        )

    def always(self) -> Iterator[RenderableType]:
        """Yield the joint work that is in all plans."""
        table = self._told.tables["always"]
        count = len(self._told.tables["plans"])
        if count < 2:
            return
        joint = table[table["joint"].astype(bool)] if len(table) else table
        yield heading(self.say(ALWAYS, plans=count, all=len(joint)))
        if joint.empty:
            yield self.say(NEVER)
            return
        write = figures.amounts(float(joint["most"].max()))
        titles = [self.header("activity"), self.header("instrument")]
        titles += [f"{self.say(text)}" for text in (LEAST, BASE, MOST)]
        rows = [
            [
                self._activity(row),
                self.names.of("instruments", row["instrument"])[self.language],
                *(write(row[name]) for name in ("least", "base", "most")),
            ]
            for row in records(joint.head(MOST_LINKS))
        ]
        yield grid(titles, rows, words=2)

    def _activity(self, row: dict[str, Any]) -> str:
        if row["project"] is not None:
            return self.names.of("projects", row["project"])[self.language]
        return self.names.link(row["sites"], self.language)


def _bar(row: dict[str, Any], longest: float) -> str:
    """Draw from where to where money can move on a line from nothing to the most of all."""
    low, at, high = (
        round((WIDEST - 1) * row[name] / max(longest, 1e-300)) for name in ("least", "base", "most")
    )
    line = [" "] * low + ["─"] * (high - low + 1)
    line[min(max(at, low), high)] = "●"
    return "".join(line)
