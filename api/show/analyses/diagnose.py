"""Why nothing is feasible, for people: the clashes one by one, whose rules, and the ways out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from rich.console import RenderableType

from api import figures, headers, words
from api.findings import said_of
from api.show.analyses.pages import Page
from api.show.grid import grid, heading
from api.voice import Voice
from optimizer.allocation import records
from optimizer.analyses.clashes import UNITS, Clash, Clashes, totals
from optimizer.analyses.owners import EVERYBODY
from scenarios.words import Text

MOST_PLACES: Final = 4
MOST_STEPS: Final = 12
MOST_WAYS: Final = 2
MOST_OWNERS: Final = 8

ABOUT: Final = Text(zh="规则能否同时满足", en="Can the rules be kept together?")
FEASIBLE: Final = Text(
    zh="能: 存在满足全部规则的方案。没有冲突。",
    en="Yes: there is a plan that keeps all rules. Nothing clashes.",
)
UNKNOWN: Final = Text(zh="停止前尚未得知。", en="It was not known yet when it was stopped.")
NO: Final = Text(
    zh="不能。最小的冲突共 {n} 个{more}; 每个都须至少放宽其中一条规则。",
    en="No. Smallest clashes: {n}{more}; of each at least one rule must give way.",
)
UNTOLD: Final = Text(
    zh="不能: 没有整数方案能满足全部规则; 尚不知哪些规则互相冲突。",
    en="No: no plan in whole numbers keeps all rules. Which of them clash is not known.",
)
AND_MORE: Final = Text(zh=" (可能还有)", en=" (there may be more)")
CLASH: Final = Text(zh="冲突 {n}: {why}", en="Clash {n}: {why}")
CONFLICT: Final = Text(
    zh="单看资金总数可以满足, 但没有方案能同时做到",
    en="the sums of money would allow it, but no plan does",
)
ARITHMETIC: Final = Text(zh="算术上不可能", en="impossible by arithmetic")
WHOSE: Final = Text(zh="属于", en="Whose")
PART: Final = Text(zh="起作用之处", en="Where it takes part")
MORE: Final = Text(zh="... 共 {n} 处", en="... {n} in all")
EVERYBODYS: Final = Text(zh="共同规则", en="common rules")
LEAST: Final = Text(
    zh="最省的出路: 各方合计的最小放宽", en="The least that has to give, all together"
)
FOUND: Final = Text(
    zh="一条出路: 限时内找到的最小放宽 (未证明最小)",
    en="A way out: the least loosening found in time (not proved the least)",
)
NO_WAY_OUT: Final = Text(
    zh="限时内未找到足够的放宽。", en="No loosening that is enough was found in time."
)
STEP: Final = Text(zh="从 → 到", en="From → to")
MISSED: Final = Text(zh="允许不足", en="may be missed")
EXCEEDED: Final = Text(zh="允许超出", en="may be exceeded")
BY: Final = Text(zh="幅度", en="By")
ALONE: Final = Text(
    zh="若只由一方让步", en="If one of them alone is to give way, with its own rules"
)
STEPS: Final = Text(zh="如何", en="How")
NOT_ENOUGH: Final = Text(
    zh="单独让步不够: {owners}", en="Cannot mend it alone, whatever they give up: {owners}"
)
SINGLE: Final = Text(zh="若只放宽一条规则", en="If one rule alone is to give way")
TOTAL: Final = Text(zh="合计", en="Total")


def show(voice: Voice, clashes: Clashes) -> None:
    """Print why no plan can keep all rules, or that one can."""
    page = _Page(voice, clashes)
    voice.show(*page.title(ABOUT), page.verdict())
    if clashes.feasible is False:
        voice.show(*page.clashes(), *page.least(), *page.owners(), *page.alone())


class _Page(Page):
    def __init__(self, voice: Voice, clashes: Clashes) -> None:
        super().__init__(voice, clashes)
        self._clashes = clashes
        self._available = sum(
            sum(funder.contributions(clashes.scenario.periods))
            for funder in clashes.scenario.funders
        )

    def verdict(self) -> RenderableType:
        """Return whether there is a plan, and how many clashes there are if not."""
        if self._clashes.feasible is None:
            return self.answer(UNKNOWN)
        if self._clashes.feasible:
            return self.answer(FEASIBLE)
        if not self._clashes.found:
            return self.answer(UNTOLD)
        more = "" if self._clashes.every else self.say(AND_MORE)
        return self.answer(NO, n=len(self._clashes.found), more=more)

    def clashes(self) -> Iterator[RenderableType]:
        """Yield each clash with its rules."""
        rows = self._clashes.tables["clashes"]
        for number, clash in enumerate(self._clashes.found, start=1):
            yield heading(self.say(CLASH, n=number, why=self._why(clash)))
            if clash.arithmetic is not None:
                yield said_of(self._clashes.scenario, self._available, clash.arithmetic)[
                    self.language
                ]
            parts = rows[rows["clash"] == number].groupby("rule", sort=False)
            titles = [self.header("rule"), self.say(WHOSE), self.say(PART)]
            yield grid(titles, [self._part(str(rule), part) for rule, part in parts], words=3)

    def _why(self, clash: Clash) -> str:
        return self.say(CONFLICT if clash.arithmetic is None else ARITHMETIC)

    def _part(self, rule: str, rows: Any) -> list[str]:
        owners = [self._owner(name) for name in dict.fromkeys(rows["owner"])]
        places = [text for text in map(self._place, rows["at"]) if text]
        more = [self.say(MORE, n=len(places))] if len(places) > MOST_PLACES else []
        told = self._listed([*places[:MOST_PLACES], *more], "; ")
        return [rule, self._some(owners, MOST_PLACES), told]

    def _some(self, parts: list[str], most: int, separator: str = ", ") -> str:
        """Return the first few of a list, and how many there are besides; never one besides."""
        if len(parts) > most + 1:
            parts = [*parts[:most], self.say(words.MORE, n=len(parts) - most)]
        return self._listed(parts, separator)

    def _listed(self, parts: list[str], separator: str) -> str:
        return {"; ": words.SEMICOLON, ", ": words.COMMA}[separator][self.language].join(parts)

    def _owner(self, name: str) -> str:
        if name == EVERYBODY:
            return self.say(EVERYBODYS)
        return self.names.part(name)[self.language]

    def _place(self, at: tuple[str, ...]) -> str:
        return self.names.place(at, self.language)

    def least(self) -> Iterator[RenderableType]:
        """Yield the least loosening, the largest step first."""
        steps = records(self._clashes.tables["loosening"])
        if not steps:
            if self._clashes.found and not self._clashes.is_least:
                yield self.say(NO_WAY_OUT)
            return
        yield heading(self.say(LEAST if self._clashes.is_least else FOUND))
        titles = [self.header("rule"), self.say(headers.HEADERS["at"]), self.say(WHOSE)]
        titles += [self.say(STEP), self.say(BY)]
        rows = [
            [
                step["rule"],
                self._place(tuple(step["at"])),
                self._owner(step["owner"]),
                self._from_to(step),
                self.counted(step["by"], step["unit"]),
            ]
            for step in steps[:MOST_STEPS]
        ]
        yield grid(titles, rows, words=3)
        if len(steps) > MOST_STEPS:
            yield self.say(words.MORE, n=len(steps) - MOST_STEPS)
        if len(steps) > 1:
            yield f"{self.say(TOTAL)}: {self._total(totals(self._clashes.tables['loosening']))}"

    def _from_to(self, step: dict[str, Any]) -> str:
        if abs(step["limit"]) <= 1e-9:
            return self.say(MISSED if step["sense"] == ">=" else EXCEEDED)
        way = -1.0 if step["sense"] == ">=" else 1.0
        write = figures.amounts_like([step["limit"], step["by"]])
        sense = "≥" if step["sense"] == ">=" else "≤"
        new = step["limit"] + way * step["by"]
        return f"{sense} {figures.short(write(step['limit']))} → {figures.short(write(new))}"

    def owners(self) -> Iterator[RenderableType]:
        """Yield what each owner alone would have to do, the least first."""
        owners = records(self._clashes.tables["owners"])
        if not owners:
            return
        yield heading(self.say(ALONE))
        enough = sorted((part for part in owners if part["enough"]), key=self._size)
        ways = records(self._clashes.tables["ways"])
        rows = [
            [
                self._owner(part["owner"]),
                self._ways([way for way in ways if way["for"] == part["owner"]]),
                self._total(part),
            ]
            for part in enough[:MOST_OWNERS]
        ]
        if rows:
            yield grid([self.say(WHOSE), self.say(STEPS), self.say(TOTAL)], rows, words=2)
        rest = [self._owner(part["owner"]) for part in owners if not part["enough"]]
        if rest:
            yield self.say(NOT_ENOUGH, owners=self._some(rest, MOST_OWNERS))

    def _ways(self, ways: list[dict[str, Any]]) -> str:
        return self._some([self._way(way) for way in ways], MOST_WAYS, "; ")

    def _way(self, way: dict[str, Any]) -> str:
        place = self._place(tuple(way["at"]))
        named = self.say(words.WITH, rule=way["rule"], at=place) if place else way["rule"]
        by = self.counted(way["by"], way["unit"])
        return f"{named} {self._from_to(way)} ({by})"

    @staticmethod
    def _size(part: dict[str, Any]) -> tuple[float, float]:
        return part["money"] + part["points"], part["number"]

    def _total(self, part: dict[str, Any]) -> str:
        """Return a total in all units that are in it."""
        told = [self.counted(part[unit], unit) for unit in UNITS if part[unit]]
        return " + ".join(told) or self.money(0.0)

    def alone(self) -> Iterator[RenderableType]:
        """Yield the rules of which one alone would be enough, the least first."""
        enough = [rule for rule in records(self._clashes.tables["alone"]) if rule["enough"]]
        if enough:
            yield heading(self.say(SINGLE))
            rows = [[rule["rule"], self._total(rule)] for rule in sorted(enough, key=self._size)]
            yield grid([self.header("rule"), self.say(TOTAL)], rows)
