"""What coalitions could do, for people: who would leave, and is there a way to share instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import pandas as pd
from rich.console import RenderableType

from api import figures
from api.names import Names
from api.show.analyses.pages import Page
from api.show.grid import grid, heading
from api.voice import Voice
from optimizer.allocation import records
from optimizer.analyses.coalition import Coalitions, has_own_money
from scenarios.words import Language, Text

SHOWN: Final = 15
ABOUT: Final = Text(zh="各辖区联盟能做到什么", en="What coalitions of jurisdictions could do")
RULES: Final = {
    "kept": Text(
        zh="联盟各用自己的钱、自己的城市, 并遵守本方案中它能遵守的规则。",
        en="A coalition has its own money and cities, and keeps those of the rules that it can.",
    ),
    "none": Text(
        zh="联盟各用自己的钱、自己的城市, 不受规则约束。",
        en="A coalition has its own money and cities, and no rules bind it.",
    ),
}
PARTED: Final = Text(
    zh="不属于任何辖区的资金不计入。",
    en="Money of funders without a jurisdiction is not there.",
)
NOBODY: Final = Text(
    zh="没有什么可以带走或分享: 没有辖区自己出资, 全部资金来自不属于任何辖区的出资方, "
    "退出的联盟得不到这些资金, 因而一无所有。",
    en="There is nothing to take away or to share: no jurisdiction pays in money of its own. It "
    "all comes from funders without a jurisdiction; a coalition that leaves has none of it.",
)
APART: Final = Text(
    zh="按现有方案, 没有补偿时 {n} 个联盟退出更优; 首先是{first}, 多得 {gain} 分。",
    en="As the plan stands, coalitions that would do better apart: {n}. The first is {first}, "
    "which would gain {gain} points.",
)
CORE: Final = {
    True: Text(
        zh="有办法让谁都不愿退出: 公平份额使每个联盟至少得到其单独价值。",
        en="There are ways to share so that nobody would leave: with the fair shares every "
        "coalition gets at least what it is worth.",
    ),
    False: Text(
        zh="没有办法让所有联盟都满意: 无论怎样分享, 总有联盟至少少得 {excess} 分。",
        en="There is no way to content every coalition: however it is shared, some coalition falls "
        "short by {excess} points at least.",
    ),
    None: Text(
        zh="在所看的 {n} 个联盟中, 有办法让谁都不愿退出; 未看的联盟可能不同。",
        en="Of the {n} coalitions that were looked at none would leave with the fair shares; "
        "others may.",
    ),
}
SHARES: Final = Text(
    zh="各辖区: 单独, 在共同方案中, 应得, 以及使其应得的补偿 (分)",
    en="Each alone, together, its due, and the side payment that brings it there (points)",
)
SAMPLED: Final = Text(
    zh="沙普利份额由 {n} 个联盟抽样估计, 附标准误。",
    en="Shapley shares are estimated from {n} coalitions and have a standard error.",
)
LEAVING: Final = Text(
    zh="没有补偿时退出更优的联盟 (分)",
    en="Better off apart, if nobody is paid to stay (points)",
)
STAY: Final = Text(
    zh="没有补偿也没有联盟愿意退出。", en="Nobody would do better apart, even without payments."
)
WORTHS: Final = Text(zh="联盟的价值 (分)", en="What coalitions are worth (points)")
FAILED: Final = Text(
    zh="{n} 个联盟未能求解, 因而没有份额。",
    en="{n} coalitions could not be solved, so there are no shares.",
)
ALL: Final = Text(zh="全部", en="all")


def shown_worths(coalitions: Coalitions) -> pd.DataFrame:
    """Return the coalitions that are listed: the first, and that of all."""
    worths = coalitions.tables["worths"]
    if len(worths) <= SHOWN:
        return worths
    return pd.concat([worths.iloc[:-1].head(SHOWN), worths.iloc[-1:]])


def members_text(coalitions: Coalitions, members: Sequence[str], language: Language) -> str:
    """Return who is in a coalition."""
    if len(members) == len(coalitions.scenario.jurisdictions):
        return ALL[language]
    names = Names(coalitions.scenario)
    named = [names.of("jurisdictions", name)[language] for name in members]
    return ("、" if language == "zh" else ", ").join(named)


def show(voice: Voice, coalitions: Coalitions) -> None:
    """Print what coalitions could do."""
    page = _Page(voice, coalitions)
    voice.show(*page.title(ABOUT), *page.body())


class _Page(Page):
    def __init__(self, voice: Voice, coalitions: Coalitions) -> None:
        super().__init__(voice, coalitions)
        self._coalitions = coalitions
        self._worths = coalitions.tables["worths"]

    def body(self) -> Iterator[RenderableType]:
        """Yield all there is to say."""
        coalitions, scenario = self._coalitions, self._coalitions.scenario
        if not has_own_money(scenario):
            yield self.answer(NOBODY)
            return
        if len(coalitions.tables["shares"]):
            yield from self._verdict()
        yield self.say(RULES[coalitions.rules])
        if any(funder.jurisdiction is None for funder in scenario.funders):
            yield self.say(PARTED)
        if coalitions.failures:
            yield self.say(FAILED, n=coalitions.failures)
        if len(coalitions.tables["shares"]):
            yield from self._shares()
            yield from self._leaving()
        yield from self._listed()

    def _verdict(self) -> Iterator[RenderableType]:
        """Yield whether everybody can be held, and who would do better apart as it is."""
        coalitions, leaving = self._coalitions, self._coalitions.tables["leaving"]
        excess = self.points(coalitions.excess or 0.0)
        yield self.answer(CORE[coalitions.nonempty], excess=excess, n=f"{len(self._worths):,}")
        if len(leaving):
            first = records(leaving.head(1))[0]
            who, gain = self._named(first["members"]), self.points(first["gain"])
            yield self.answer(APART, n=len(leaving), first=who, gain=figures.short(gain))
        else:
            yield self.answer(STAY)

    def _shares(self) -> Iterator[RenderableType]:
        coalitions, shares = self._coalitions, self._coalitions.tables["shares"]
        yield heading(self.say(SHARES))
        columns = ["alone", "gets", "shapley", *([] if coalitions.exact else ["standard_error"])]
        columns += ["fair", "payment"]
        write = figures.amounts(float(shares[columns].abs().to_numpy().max(initial=0.0)))
        signed = {"payment": lambda number: figures.signed(number, write)}
        writes = dict.fromkeys(columns, write) | signed
        yield self.table(shares, ["jurisdiction", *columns], **writes)
        if not coalitions.exact:
            yield self.say(SAMPLED, n=f"{len(self._worths):,}")

    def _leaving(self) -> Iterator[RenderableType]:
        leaving = self._coalitions.tables["leaving"]
        yield heading(self.say(LEAVING))
        yield (
            self._coalition_table(leaving, ["value", "gets", "gain"])
            if len(leaving)
            else (self.say(STAY))
        )

    def _listed(self) -> Iterator[RenderableType]:
        worths = self._worths
        if worths.empty:
            return
        yield heading(self.say(WORTHS))
        shown = shown_worths(self._coalitions)
        some = bool(shown["left_out"].map(len).any())
        yield self._coalition_table(shown, ["value", *(["left_out"] if some else [])])

    def _coalition_table(self, table: pd.DataFrame, columns: Sequence[str]) -> RenderableType:
        numbers = [name for name in columns if name != "left_out"]
        write = figures.amounts(float(table["value"].max()))
        words = [self.header(name) for name in columns if name == "left_out"]
        titles = [self.header("members"), *words, *(self.header(name) for name in numbers)]
        rows = []
        for row in records(table.head(SHOWN + 1)):
            left_out = [", ".join(row["left_out"])] if words else []
            cells = [write(row[name]) for name in numbers]
            rows.append([self._named(row["members"]), *left_out, *cells])
        return grid(titles, rows, words=1 + len(words))

    def _named(self, members: Sequence[str]) -> str:
        return members_text(self._coalitions, members, self.language)
