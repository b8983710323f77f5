"""What overrides cost, for people: the steps, each override alone, who gains and who loses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd
from rich.console import RenderableType

from api import figures, words
from api.show.analyses.pages import Page
from api.show.grid import grid, heading
from api.voice import Voice
from optimizer.allocation import records
from optimizer.analyses.owners import EVERYBODY
from optimizer.analyses.whatif import WhatIf
from scenarios.words import Text

MOST_CITIES: Final = 10
MOST_PLACES: Final = 4

ABOUT: Final = Text(zh="改动的代价", en="What overrides cost")
SETTINGS: Final = Text(zh="修改: {settings}", en="Set: {settings}")
COSTS: Final = Text(
    zh="改动使最优价值从 {before} 分降到 {after} 分, 代价 {by} 分 ({share})。",
    en="The overrides cost {by} points ({share}): the optimum falls from {before} to {after}.",
)
GAINS: Final = Text(
    zh="改动使最优价值从 {before} 分升到 {after} 分, 增加 {by} 分 ({share})。",
    en="The overrides gain {by} points ({share}): the optimum rises from {before} to {after}.",
)
FREE: Final = Text(
    zh="改动没有代价: 最优价值 {after} 分, 差异在求解差距之内。",
    en="The overrides cost nothing: the optimum is worth {after} points, as before within the gap.",
)
NOT_BEFORE: Final = Text(
    zh="原方案的规则互相冲突, 没有可比的最优方案; 改后价值 {after} 分。",
    en="As it was, no plan could keep all rules; with the overrides one is worth {after} points.",
)
NONE: Final = Text(
    zh="有了这些改动, 没有任何方案能满足全部规则。",
    en="With the overrides no plan can keep all rules.",
)
STEPS: Final = {
    "before": Text(zh="原来", en="As it was"),
    "set": Text(zh="修改数值后", en="With the values set"),
    "drop": Text(zh="取消规则后", en="Without the rules dropped"),
    "lock": Text(zh="锁定金额后", en="With the amounts locked"),
}
STEP_BY_STEP: Final = Text(zh="逐步来看", en="Step by step")
LOCKS: Final = Text(zh="各项锁定单独的代价", en="What each lock costs alone")
DROPS: Final = Text(
    zh="各条规则单独取消所得 (分)", en="What each rule dropped gains alone (points)"
)
LITTLE: Final = Text(zh="不到差距", en="within the gap")
IMPOSSIBLE: Final = Text(zh="无可行方案", en="no plan")
POSSIBLE: Final = Text(zh="一起可得", en="Possible together")
WITHOUT: Final = Text(zh="不锁定时", en="Without it")
COST: Final = Text(zh="单独的代价 (分)", en="Cost alone (points)")
WINNERS: Final = Text(zh="各辖区的得失", en="Which jurisdictions gain and lose")
CITIES: Final = Text(zh="变化最大的城市", en="Cities that change most")
SAME: Final = Text(zh="各城市所得不变。", en="No city gets more or less than before.")
CLASHES: Final = Text(zh="互相冲突的锁定与规则", en="Which locks and rules clash")
CLASH: Final = Text(zh="冲突 {n}", en="Clash {n}")
LOCK: Final = Text(zh="锁定 {lock}", en="lock {lock}")
WHOSE: Final = Text(zh="属于", en="Whose")
PART: Final = Text(zh="起作用之处", en="Where it takes part")
EVERYBODYS: Final = Text(zh="共同规则", en="common rules")


def changed_cities(found: WhatIf) -> pd.DataFrame:
    """Return the cities that get more or less than before, the largest changes first."""
    cities = found.tables["cities"]
    if cities.empty:
        return cities
    return cities[cities["received_change"].abs() > 1e-4 * cities["received_before"].sum()]


def show(voice: Voice, found: WhatIf) -> None:
    """Print what overrides cost."""
    page = _Page(voice, found)
    voice.show(*page.title(ABOUT), *page.verdict(), *page.steps(), *page.locks(), *page.drops())
    voice.show(*page.clashes(), *page.changes())


class _Page(Page):
    def __init__(self, voice: Voice, found: WhatIf) -> None:
        super().__init__(voice, found)
        self._found = found
        self._noise = found.noise
        largest = found.tables["steps"].get("value", pd.Series(dtype=float)).abs().max()
        self._write = figures.amounts(float(largest) if largest == largest else 0.0)

    def verdict(self) -> Iterator[RenderableType]:
        """Yield what all overrides together do, in a sentence, and what was set."""
        if self._found.complete:
            yield self._does()
        if self._found.settings:
            yield self.say(SETTINGS, settings=", ".join(self._found.settings))

    def _does(self) -> RenderableType:
        found = self._found
        if found.after is None:
            return self.answer(NONE)
        if found.before is None or found.change is None:
            return self.answer(NOT_BEFORE, after=self.points(found.after))
        if abs(found.change) <= self._noise:
            return self.answer(FREE, after=self.points(found.after))
        share = figures.percent(abs(found.change) / max(abs(found.before), 1e-300))
        return self.answer(
            COSTS if found.change < 0 else GAINS,
            before=self.points(found.before),
            after=self.points(found.after),
            by=figures.short(self.points(abs(found.change))),
            share=share,
        )

    def steps(self) -> Iterator[RenderableType]:
        """Yield the steps, one a row."""
        table = self._found.tables["steps"].copy()
        if table.empty:
            return
        yield heading(self.say(STEP_BY_STEP))
        table["step"] = [self.say(STEPS[name]) for name in table["step"]]
        columns = ["step", "value", "change", "spent", "cross_border"]
        titles = [self.header(name) for name in columns]
        money = figures.amounts(float(table["spent"].max()))
        rows = [
            [
                row["step"],
                self._value(row["value"]),
                self._signed(row["change"]),
                *(
                    figures.UNKNOWN if row[name] is None else money(row[name])
                    for name in columns[3:]
                ),
            ]
            for row in records(table)
        ]
        yield grid(titles, rows)

    def _value(self, value: float | None) -> str:
        return self.say(IMPOSSIBLE) if value is None else self._write(value)

    def _signed(self, change: float | None) -> str:
        if change is None:
            return figures.UNKNOWN
        return (
            self.say(LITTLE) if abs(change) <= self._noise else figures.signed(change, self._write)
        )

    def locks(self) -> Iterator[RenderableType]:
        """Yield what each lock costs alone."""
        locks = records(self._found.tables["locks"])
        if not locks:
            return
        yield heading(self.say(LOCKS))
        limited = any(lock["possible"] is not None for lock in locks)
        titles = [self.header("lock"), self.header("city"), f"{self.say(WITHOUT)} ({self.unit})"]
        titles += [self.say(COST), *([f"{self.say(POSSIBLE)} ({self.unit})"] if limited else [])]
        yield grid(titles, [self._lock(lock, limited) for lock in locks], words=2)

    def _lock(self, lock: dict[str, Any], limited: bool) -> list[str]:
        amounts = [lock[name] or 0.0 for name in ("before", "possible")]
        write = figures.amounts_like(amounts)
        known = [
            figures.UNKNOWN if lock[n] is None else write(lock[n]) for n in ("before", "possible")
        ]
        city = self.names.of("cities", lock["city"])[self.language]
        row = [lock["lock"], city, known[0], self._cost(lock)]
        return [*row, known[1]] if limited else row

    def _cost(self, lock: dict[str, Any]) -> str:
        if lock["value"] is None:
            return self.say(IMPOSSIBLE)
        cost = lock["cost"]
        if cost is None:
            return figures.UNKNOWN
        return self.say(LITTLE) if abs(cost) <= self._noise else self._write(cost)

    def drops(self) -> Iterator[RenderableType]:
        """Yield what each rule dropped gains alone."""
        table = self._found.tables["drops"]
        if len(table):
            yield heading(self.say(DROPS))
            yield self.table(
                table, ["rule", "kind", "value", "gain"], 2, value=self._write, gain=self._signed
            )

    def clashes(self) -> Iterator[RenderableType]:
        """Yield which locks and rules cannot be kept together."""
        table = self._found.tables["clashes"]
        if table.empty:
            return
        yield heading(self.say(CLASHES))
        locks = set(self._found.tables["locks"]["lock"])
        rows = []
        for (number, rule), part in table.groupby(["clash", "rule"], sort=False):
            names = [self._owner(name) for name in dict.fromkeys(part["owner"])]
            places = [self.names.place(at, self.language) for at in part["at"]]
            more = [self.say(words.MORE, n=len(places) - MOST_PLACES)]
            if len(places) > MOST_PLACES:
                places = [*places[:MOST_PLACES], *more]
            named = self.say(LOCK, lock=rule) if rule in locks else str(rule)
            comma, semicolon = words.COMMA[self.language], words.SEMICOLON[self.language]
            rows.append([str(number), named, comma.join(names), semicolon.join(places)])
        titles = [self.header("clash"), self.header("rule"), self.say(WHOSE), self.say(PART)]
        yield grid(titles, rows, words=4)

    def _owner(self, name: str) -> str:
        return self.say(EVERYBODYS) if name == EVERYBODY else self.names.part(name)[self.language]

    def changes(self) -> Iterator[RenderableType]:
        """Yield who gains and who loses, jurisdictions and the cities that change most."""
        if self._found.tables["jurisdictions"].empty:
            return
        yield heading(self.say(WINNERS))
        yield self._changes(self._found.tables["jurisdictions"], "jurisdiction")
        changed = changed_cities(self._found)
        if changed.empty:
            yield self.say(SAME)
            return
        yield heading(self.say(CITIES))
        yield self._changes(changed.head(MOST_CITIES), "city")
        if len(changed) > MOST_CITIES:
            yield self.say(words.MORE, n=len(changed) - MOST_CITIES)

    def _changes(self, table: pd.DataFrame, section: str) -> RenderableType:
        named = table.rename(columns={"id": section})
        largest = float(named[["received_before", "received_after"]].abs().max().max())
        money = figures.amounts(largest)
        columns = [section, "received_before", "received_after", "received_change", "value_change"]
        return self.table(
            named,
            columns,
            received_before=money,
            received_after=money,
            received_change=lambda change: figures.signed(change, money),
            value_change=lambda change: figures.signed(change, self._write),
        )
