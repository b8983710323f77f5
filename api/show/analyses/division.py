"""What division costs, for people: the regimes as steps, who gains, and which rules are dear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd
from rich.console import RenderableType

from api import figures
from api.show.analyses.pages import Page, Write
from api.show.grid import grid, heading
from api.voice import Voice
from optimizer.analyses.division import Division
from scenarios.words import Text

ABOUT: Final = Text(zh="行政分割的代价", en="What division costs")
REGIMES: Final = {
    "silo": Text(zh="各自为政", en="Everybody alone"),
    "virtual": Text(zh="虚拟共同池", en="Virtual common pot"),
    "rules": Text(zh="本方案的规则", en="The scenario's rules"),
    "borderless": Text(zh="没有边界", en="No borders at all"),
}
MEANS: Final = {
    "silo": Text(zh="自己的钱, 自己城市之间的活动", en="own money, own links"),
    "virtual": Text(zh="联合活动, 但各付各的", en="joint work, but everybody pays its own"),
    "rules": Text(zh="按方案", en="as written"),
    "borderless": Text(zh="一个资金池, 没有行政规则", en="one pot, no administrative rules"),
}
COMMON: Final = {
    "apart": Text(
        zh="不属于任何辖区的资金不计入前两种情形。",
        en="Money of funders without a jurisdiction is not there in the first two regimes.",
    ),
    "divided": Text(
        zh="不属于任何辖区的资金在前两种情形中按各辖区出资比例划分。",
        en="Money of funders without a jurisdiction is divided in the first two regimes, "
        "as the jurisdictions pay in.",
    ),
}
WORTH: Final = Text(
    zh="分割使基金损失 {lost} 分: 没有边界时值 {free} 分, 各自为政时值 {alone} 分 (少 {share})。",
    en="Division costs {lost} points: without borders the fund is worth {free}, "
    "with everybody alone {alone} ({share} less).",
)
KEPT: Final = Text(
    zh="本方案的规则保住了其中的 {share}。",
    en="The scenario's rules bring back {share} of that.",
)
STEPS: Final = Text(zh="四种情形", en="Four regimes")
VALUES: Final = Text(zh="各辖区取得的价值 (分)", en="What each jurisdiction achieves (points)")
GAINS: Final = Text(zh="各辖区相对各自为政的增益 (分)", en="Its gain over everybody alone (points)")
DROPPED: Final = Text(
    zh="单独取消一条规则所得 (分)", en="What dropping one rule alone would gain (points)"
)
LITTLE: Final = Text(zh="不到差距", en="within the gap")
NONE: Final = Text(zh="本方案没有行政规则。", en="The scenario has no administrative rules.")


def show(voice: Voice, division: Division) -> None:
    """Print what division costs."""
    page = _Page(voice, division)
    voice.show(*page.title(ABOUT), *page.worth(), *page.steps(), *page.gains(), *page.dropped())


class _Page(Page):
    def __init__(self, voice: Voice, division: Division) -> None:
        super().__init__(voice, division)
        self._division = division
        self._regimes = division.tables["regimes"]
        self._value = (
            self._regimes.set_index("id")["value"] if "value" in self._regimes else pd.Series()
        )

    def worth(self) -> Iterator[RenderableType]:
        """Yield the loss in one sentence."""
        known = self._value.dropna()
        if {"silo", "borderless"} <= set(known.index):
            free, alone = float(known["borderless"]), float(known["silo"])
            lost = free - alone
            yield self.answer(
                WORTH,
                lost=self.points(lost),
                free=self.points(free),
                alone=self.points(alone),
                share=figures.percent(lost / max(free, 1e-300)),
            )
            if "rules" in known and lost > 0:
                kept = (float(known["rules"]) - alone) / lost
                yield self.say(KEPT, share=figures.percent(kept))
        if any(funder.jurisdiction is None for funder in self._division.scenario.funders):
            yield self.say(COMMON[self._division.common])

    def steps(self) -> Iterator[RenderableType]:
        """Yield the regimes, one a row."""
        yield heading(self.say(STEPS))
        table = self._regimes.copy()
        table["regime"] = [self.say(REGIMES[name]) for name in table["id"]]
        table["meaning"] = [self.say(MEANS[name]) for name in table["id"]]
        columns = ["regime", "meaning", "value", "available", "spent", "cross_border_share"]
        there = [name for name in columns if name in table]
        yield self.table(table, there, 2, cross_border_share=figures.percent)

    def gains(self) -> Iterator[RenderableType]:
        """Yield what each jurisdiction achieves, and its gain, a column a regime."""
        table = self._division.tables["jurisdictions"]
        if table.empty:
            return
        write = figures.amounts(float(table["value"].max()))
        yield heading(self.say(VALUES))
        yield self._by_regime(table, "value", write)
        if "silo" in set(table["regime"]):
            others = table[table["regime"] != "silo"]
            yield heading(self.say(GAINS))
            yield self._by_regime(others, "gain", lambda number: figures.signed(number, write))

    def _by_regime(self, table: pd.DataFrame, column: str, write: Write) -> RenderableType:
        wide = table.pivot_table(index="jurisdiction", columns="regime", values=column, sort=False)
        regimes = [name for name in REGIMES if name in wide]
        names = [self.names.of("jurisdictions", str(name))[self.language] for name in wide.index]
        cells = [[write(number) for number in row] for row in wide[regimes].to_numpy().tolist()]
        titles = [self.header("jurisdiction"), *(self.say(REGIMES[name]) for name in regimes)]
        return grid(titles, [[name, *row] for name, row in zip(names, cells, strict=True)])

    def dropped(self) -> Iterator[RenderableType]:
        """Yield the rules, the dearest first."""
        yield heading(self.say(DROPPED))
        table = self._division.tables["dropped"]
        if table.empty:
            yield self.say(NONE)
        else:
            noise = self._division.scenario.options.gap * float(table["value"].max())
            write = figures.amounts(float(table["gain"].max()))
            yield self.table(
                table,
                ["rule", "kind", "value", "gain"],
                2,
                gain=lambda gain: write(gain) if gain > noise else self.say(LITTLE),
            )
