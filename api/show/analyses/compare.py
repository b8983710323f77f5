"""Answers side by side, for people: what changed, what it did, and where the money moved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pandas as pd
from rich.console import RenderableType

from api import figures, headers, words
from api.changed import sentences
from api.names import SECTION_OF, Names, named_variant
from api.show.analyses.pages import Page
from api.show.grid import grid, heading
from api.voice import Voice
from optimizer.allocation import records
from optimizer.analyses.comparison import PARTS, Comparison
from scenarios.scenario import Scenario
from scenarios.words import Language, Text

MOST_ROWS: Final = 10
MOST_CHANGES: Final = 30
WIDE: Final = 3
"""With more answers than this, changes have no room beside amounts."""

ABOUT: Final = Text(zh="比较", en="Comparison")
EQUAL: Final = Text(
    zh="各方案的价值相同: {value} 分 (在求解差距之内)。",
    en="All are worth the same: {value} points, within the gap.",
)
FIRST_BEST: Final = Text(
    zh="A 的价值最高: {value} 分; 最低的比它少 {lost} 分。",
    en="A is worth most: {value} points; the least of them is worth {lost} less.",
)
BEST: Final = Text(
    zh="{best} 的价值最高: {value} 分, 比 A 多 {gain} 分 ({share})。",
    en="{best} is worth most: {value} points, {gain} ({share}) more than A.",
)
ANSWERS: Final = Text(zh="各方案", en="The answers")
INPUT: Final = Text(zh="{b} 与 {a} 的输入有何不同", en="What changed in the input from {a} to {b}")
SAME_INPUT: Final = Text(zh="输入相同。", en="The input is the same.")
DID: Final = Text(
    zh="结果: 价值 {value} 分 ({share}){more}。",
    en="What that did: {value} points ({share}){more}.",
)
SPENT: Final = Text(zh=", 支出 {change}", en=", {change} spent")
ACROSS: Final = Text(zh=", 跨辖区 {change}", en=", {change} across borders")
NO_CHANGE: Final = Text(
    zh="结果: 价值与之相同 (在求解差距之内)。",
    en="What that did: the value is the same, within the gap.",
)
NO_PLAN: Final = Text(zh="{answer} 没有方案 ({status})。", en="{answer} has no plan ({status}).")
GETS: Final = {
    "jurisdictions": Text(zh="各辖区获得", en="What jurisdictions get"),
    "cities": Text(zh="各城市获得, 变化大的在前", en="What cities get, the largest changes first"),
    "stages": Text(zh="各环节获得", en="What stages get"),
    "instruments": Text(zh="各政策工具获得", en="What instruments get"),
    "projects": Text(zh="各项目获得", en="What projects get"),
}
NOTHING: Final = Text(zh="没有变化: {parts}", en="No change: {parts}")
RULES: Final = Text(
    zh="规则: 起作用者的最高价格 (分/单位)",
    en="Rules: the dearest price of those that bind (points per unit)",
)
ABSENT: Final = Text(zh="无此规则", en="not there")


def letter(number: int) -> str:
    """Return what an answer is called, by its number from 0."""
    return chr(ord("A") + number) if number < 26 else f"#{number + 1}"


def name_of(found: Comparison, section: str, name: str, language: Language) -> str:
    """Return the name of a part in the first scenario that has one for it."""
    for scenario in found.scenarios:
        text = Names(scenario).of(section, name.rpartition("/")[2])
        if text.en != name:
            return text[language]
    return name


def show(voice: Voice, found: Comparison) -> None:
    """Print answers side by side."""
    page = _Page(voice, found)
    voice.show(*page.title(ABOUT), *page.best(), *page.answers())
    if len(found.tables["answers"]):
        voice.show(*page.changes(), *page.parts(), *page.rules())


class _Page(Page):
    def __init__(self, voice: Voice, found: Comparison) -> None:
        super().__init__(voice, found)
        self._found = found
        self._told = found.tables["answers"]
        self._letter = {label: letter(number) for number, label in enumerate(found.labels)}

    def best(self) -> Iterator[RenderableType]:
        """Yield in a sentence which answer is worth most."""
        known = [(n, row) for n, row in enumerate(records(self._told)) if row["value"] is not None]
        if len(known) < 2 or known[0][0] != 0:
            return
        number, most = max(known, key=lambda part: float(part[1]["value"]))
        least = min(float(row["value"]) for _, row in known)
        noise = max(self._found.noise(n) for n, _ in known)
        if most["value"] - least <= noise:
            yield self.answer(EQUAL, value=self.points(most["value"]))
        elif number == 0 or most["value_change"] <= noise:
            lost = {"lost": figures.short(figures.plain(most["value"] - least, 3))}
            yield self.answer(FIRST_BEST, value=self.points(most["value"]), **lost)
        else:
            more = float(most["value_change"])
            share = figures.percent(more / max(abs(known[0][1]["value"]), 1e-300))
            told = {"gain": figures.short(figures.plain(more, 3)), "share": share}
            best = self._letter[most["answer"]]
            yield self.answer(BEST, best=best, value=self.points(most["value"]), **told)

    def answers(self) -> Iterator[RenderableType]:
        """Yield what is compared, and its worth, one answer a row."""
        yield heading(self.say(ANSWERS))
        money = figures.amounts(float(self._told["spent"].fillna(0.0).max() or 0.0))
        points = figures.amounts(float(self._told["value"].fillna(0.0).max() or 0.0))
        titles = ["", self.header("answer"), self.header("status")]
        titles += [self.header("value"), self.header("spent"), self.header("cross_border")]
        rows = []
        for row, scenario in zip(records(self._told), self._found.scenarios, strict=False):
            rows.append(
                [
                    self._letter[row["answer"]],
                    self._thing(row["answer"], scenario),
                    self.say(words.STATUS[row["status"]]),
                    self._number(row["value"], points),
                    self._number(row["spent"], money),
                    self._number(row["cross_border"], money),
                ]
            )
        yield grid(titles, rows, words=3)

    def _thing(self, label: str, scenario: Scenario) -> str:
        """Return how a thing was asked for, and what it is where that does not say it."""
        named = named_variant(scenario)[self.language]
        return label if scenario.id in label else f"{label} ({named})"

    @staticmethod
    def _number(value: float | None, write: figures.Figure) -> str:
        return figures.UNKNOWN if value is None else write(value)

    def changes(self) -> Iterator[RenderableType]:
        """Yield what changed in the input of each other answer, and what that did."""
        known = records(self._told)
        first = self._letter[self._found.labels[0]]
        for number, row in enumerate(known[1:], start=1):
            other = self._letter[row["answer"]]
            yield heading(self.say(INPUT, a=first, b=other))
            names = Names(self._found.scenarios[number])
            told = list(sentences(self._found.changes[number - 1], names, self.language))
            yield from (f"• {line}" for line in told[:MOST_CHANGES])
            if len(told) > MOST_CHANGES:
                yield self.say(words.MORE, n=len(told) - MOST_CHANGES)
            if not told:
                yield self.say(SAME_INPUT)
            yield from self._did(number, row, known[0])

    def _did(self, number: int, row: dict[str, Any], first: dict[str, Any]) -> Iterator[str]:
        without = [part for part in (first, row) if part["value"] is None]
        for part in without:
            status = self.say(words.STATUS[part["status"]])
            yield self.say(NO_PLAN, answer=self._letter[part["answer"]], status=status)
        if without:
            return
        change = row["value_change"]
        if abs(change) <= self._found.noise(number):
            yield self.say(NO_CHANGE)
            return
        share = figures.percent(change / max(abs(first["value"]), 1e-300))
        yield self.say(
            DID,
            value=figures.signed(change, figures.amounts(first["value"])),
            share=share if change < 0 else f"+{share}",
            more="".join(
                self._more(text, row[f"{name}_change"])
                for name, text in (("spent", SPENT), ("cross_border", ACROSS))
            ),
        )

    def _more(self, text: Text, change: float) -> str:
        """Return by how much an amount changed; nothing where it did not."""
        if figures.short(figures.amounts(change)(abs(change))) == "0":
            return ""
        sign = "+" if change > 0 else "-"
        return self.say(text, change=f"{sign}{self.money(abs(change))}")

    def parts(self) -> Iterator[RenderableType]:
        """Yield jurisdictions, cities and so on, the largest changes first."""
        still = []
        for name in PARTS:
            table = self._found.tables[name]
            if table.empty:
                continue
            noise = 1e-4 * max(float(self._told["spent"].fillna(0.0).max()), 1e-300)
            size = table["received_change"].abs().groupby(table["id"], sort=False).max()
            moved = size[size > noise].sort_values(ascending=False, kind="stable").index
            if moved.empty:
                still.append(self.say(headers.SHEETS[name]))
                continue
            yield heading(f"{self.say(GETS[name])} ({self.unit})")
            yield self._beside(name, table, [str(part) for part in moved[:MOST_ROWS]])
            if len(moved) > MOST_ROWS:
                yield self.say(words.MORE, n=len(moved) - MOST_ROWS)
        if still:
            yield self.say(NOTHING, parts=words.COMMA[self.language].join(still))

    def _beside(self, name: str, table: pd.DataFrame, ids: list[str]) -> RenderableType:
        labels = [label for label in self._found.labels if label in set(table["answer"])]
        wide: dict[str, dict[Any, float]] = {
            what: table.set_index(["id", "answer"])[what].to_dict()
            for what in ("received", "received_change", "value_change")
        }
        write = figures.amounts(float(table["received"].max()))
        points = figures.amounts(float(table["value"].abs().max()))
        shown = labels[1:] if len(labels) <= WIDE else []
        singular = next(column for column, section in SECTION_OF.items() if section == name)
        first = self._letter[labels[0]]
        titles = [self.header(singular), *(self._letter[label] for label in labels)]
        titles += [f"{self._letter[label]} - {first}" for label in shown]
        titles += [f"{self._letter[label]} - {first} ({self.say(POINTS)})" for label in shown]
        rows = [
            [
                self._named(name, part),
                *(write(wide["received"][part, label]) for label in labels),
                *(figures.signed(wide["received_change"][part, n], write) for n in shown),
                *(figures.signed(wide["value_change"][part, n], points) for n in shown),
            ]
            for part in ids
        ]
        return grid(titles, rows)

    def _named(self, section: str, name: str) -> str:
        return name_of(self._found, section, name, self.language)

    def rules(self) -> Iterator[RenderableType]:
        """Yield each rule: whether it binds in each answer, and its price."""
        table = self._found.tables["rules"]
        if table.empty:
            return
        yield heading(self.say(RULES))
        known = {(row["rule"], row["answer"]): row for row in records(table)}
        write = figures.prices_like(table["price"].dropna().tolist())
        rows = [
            [rule, *(self._rule(known.get((rule, label)), write) for label in self._told["answer"])]
            for rule in dict.fromkeys(table["rule"])
        ]
        yield grid([self.header("rule"), *(self._letter[n] for n in self._told["answer"])], rows)

    def _rule(self, row: dict[str, Any] | None, write: figures.Figure) -> str:
        if row is None:
            return self.say(ABSENT)
        if row["status"] != "binding":
            return self.say(headers.STATUS[row["status"]])
        return self.say(headers.STATUS["binding"]) if row["price"] is None else write(row["price"])


POINTS: Final = Text(zh="分", en="points")
