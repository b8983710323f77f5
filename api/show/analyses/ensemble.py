"""Whether the plan survives other returns, for people: what it may lose, and what of it is sure."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

import pandas as pd
from rich.console import RenderableType

from api import figures, headers
from api.show.analyses.pages import Page
from api.show.grid import grid, heading
from api.voice import Voice
from optimizer.allocation import records
from optimizer.analyses.ensemble import BASE, CAUTIOUS, Ensemble
from scenarios.words import Text

SHOWN: Final = 12
ABOUT: Final = Text(zh="回报不确定时的方案", en="The plan under uncertain returns")
CLASH: Final = Text(
    zh="没有任何方案能满足全部规则; 见 deltafund diagnose。",
    en="No plan can keep all rules; see deltafund diagnose.",
)
ASSUMED: Final = Text(
    zh="本方案未说明回报有多不确定 (uncertainty), 此处按假设: 强度上下约两成, 弹性上下一成。",
    en="The scenario does not say how uncertain returns are (uncertainty). Assumed here: strengths "
    "about a fifth up or down, elasticities a tenth.",
)
LEFT_OUT: Final = Text(
    zh="与单独行动相比的规则未计入: {rules}",
    en="Rules that compare with going alone are left out: {rules}",
)
NOTHING: Final = Text(zh="尚无一次抽样完成。", en="No draw was finished.")
REGRET: Final = Text(
    zh="回报与预期不同时, 本方案平均比事后最优少 {mean} 分 ({share}); "
    "十次中有一次少 {p90} 分以上。共 {n} 次抽样。",
    en="When returns turn out otherwise, the plan is worth {mean} points ({share}) less on average "
    "than what would have been best then; in one draw of ten {p90} points or more. Draws: {n}.",
)
ALWAYS_BEST: Final = Text(
    zh="回报与预期不同时, 本方案在全部 {n} 次抽样中都与事后最优一样好 (在求解差距之内)。",
    en="When returns turn out otherwise, the plan is as good as what would have been best then, in "
    "all {n} draws, within the gap.",
)
FUNDED: Final = Text(
    zh="本方案资助的 {all} 个城市中, {always} 个在每次抽样的最好方案中都获资助, "
    "{half} 个在过半的抽样中。",
    en="Of the {all} cities that the plan funds, the best of every draw funds {always}; the best "
    "of more than half of the draws funds {half}.",
)
PLAN_SHORT: Final = Text(zh="本方案", en="the plan")
CAUTIOUS_SHORT: Final = Text(zh="稳健方案", en="the cautious plan")
SURE: Final = Text(
    zh="曾获资助的 {all} 条联系中: 每次都获资助的 {always} 条, 过半的 {half} 条, "
    "不到一成的 {seldom} 条。",
    en="Of {all} links that are ever funded, so many are in every draw: {always}; in more than "
    "half: {half}; in fewer than a tenth: {seldom}.",
)
PLANS: Final = Text(
    zh="方案在全部抽样中的价值 (分)", en="What plans are worth over all draws (points)"
)
PLAN: Final = {
    BASE: Text(zh="本方案 (按预期回报)", en="The plan (of expected returns)"),
    CAUTIOUS: Text(zh="稳健方案", en="Cautious plan"),
    "value": Text(zh="事后最优", en="Best in hindsight"),
}
MEAN: Final = Text(zh="平均", en="Mean")
WORST: Final = Text(zh="最差 {tail} 的平均", en="Mean of the worst {tail}")
MEAN_REGRET: Final = Text(zh="平均遗憾", en="Mean regret")
MOST_REGRET: Final = Text(zh="最大遗憾", en="Largest regret")
CAREFUL: Final = Text(
    zh="稳健方案使平均与最差情形的加权 ({weight} 计最差) 最大, 由 {sample} 次抽样求得, "
    "与证明的上界相差 {gap}。",
    en="The cautious plan is the best blend of the mean and of bad luck (which counts {weight}), "
    "made for {sample} draws and proved to a gap of {gap}.",
)
UNPROVED: Final = Text(
    zh="稳健方案未及求解: 它就是本方案。",
    en="There was no time for the cautious plan: it is the plan.",
)
CITIES: Final = Text(
    zh="获得最多的城市: 获资助的频率, 事后最优给它多少 ({unit})",
    en="Cities that receive most: how often funded, and what the best of each draw gives ({unit})",
)
LINKS: Final = Text(zh="最可靠的联系 ({unit})", en="The surest links ({unit})")
PROJECTS: Final = Text(zh="项目 ({unit})", en="Projects ({unit})")
FAILED: Final = Text(zh="{n} 次抽样未能求解。", en="{n} draws could not be solved.")
FOUND: Final = Text(
    zh="其中 {n} 次取自以前的结果。", en="{n} of them were there from an earlier run."
)


def is_best(ensemble: Ensemble) -> bool:
    """Tell whether the plan was as good as any in every draw, within the gap."""
    noise = ensemble.scenario.options.gap * abs(ensemble.value or 0.0)
    return ensemble.regret()["most"] <= noise


def largest(ensemble: Ensemble) -> pd.DataFrame:
    """Return the cities that get most in the middle of the draws."""
    cities = ensemble.tables["cities"]
    return cities.sort_values("p50", ascending=False, kind="stable").head(SHOWN)


def show(voice: Voice, ensemble: Ensemble) -> None:
    """Print what many draws say of the plan."""
    page = _Page(voice, ensemble)
    voice.show(*page.title(ABOUT), *page.body())


class _Page(Page):
    def __init__(self, voice: Voice, ensemble: Ensemble) -> None:
        super().__init__(voice, ensemble)
        self._ensemble = ensemble
        self._draws = ensemble.tables["draws"]
        self._plans = [name for name in (BASE, CAUTIOUS) if name in self._draws]

    def body(self) -> Iterator[RenderableType]:
        """Yield all there is to say."""
        ensemble = self._ensemble
        if ensemble.value is None:
            yield self.say(CLASH if ensemble.complete else NOTHING)
            return
        if not self._draws.empty:
            yield from self._regret()
        if ensemble.assumed:
            yield self.say(ASSUMED)
        if ensemble.left_out:
            yield self.say(LEFT_OUT, rules=", ".join(ensemble.left_out))
        if ensemble.failures:
            yield self.say(FAILED, n=len(ensemble.failures))
        if self._draws.empty:
            yield self.say(NOTHING)
            return
        yield from self._worths()
        yield from self._places()

    def _regret(self) -> Iterator[RenderableType]:
        regret, n = self._ensemble.regret(), f"{len(self._draws):,}"
        told = {name: figures.short(self.points(regret[name])) for name in ("mean", "p90")}
        if is_best(self._ensemble):
            yield self.answer(ALWAYS_BEST, n=n)
        else:
            yield self.answer(REGRET, n=n, share=figures.percent(regret["share"]), **told)
        cities = self._ensemble.tables["cities"]
        often = cities.loc[cities[BASE] > 0, "funded_share"]
        counts = {"always": int((often == 1).sum()), "half": int((often > 0.5).sum())}
        yield self.say(FUNDED, all=len(often), **counts)
        if self._ensemble.found:
            yield self.say(FOUND, n=f"{self._ensemble.found:,}")

    def _worths(self) -> Iterator[RenderableType]:
        ensemble, caution = self._ensemble, self._ensemble.asked.caution
        yield heading(self.say(PLANS))
        tail = figures.percent(caution.tail)
        titles = ["", self.say(MEAN), self.say(WORST, tail=tail)]
        titles += [self.say(MEAN_REGRET), self.say(MOST_REGRET)]
        rows = []
        for name in [*self._plans, "value"]:
            worth, regret = ensemble.worth(name), ensemble.regret(name)
            numbers = [worth["mean"], worth["cvar"], regret["mean"], regret["most"]]
            rows.append([self.say(PLAN[name]), *map(self.points, numbers)])
        yield grid(titles, rows)
        cautious = ensemble.cautious
        if cautious is None:
            return
        if not math.isfinite(cautious.bound):
            yield self.say(UNPROVED)
            return
        yield self.say(
            CAREFUL,
            weight=figures.percent(caution.weight),
            sample=cautious.sample,
            gap=figures.percent(cautious.gap),
        )

    def _places(self) -> Iterator[RenderableType]:
        tables = self._ensemble.tables
        links = tables["links"]
        yield heading(self.say(CITIES, unit=self.unit))
        yield self._spread(largest(self._ensemble).rename(columns={"id": "city"}), "city")
        if len(links):
            yield heading(self.say(LINKS, unit=self.unit))
            often = links["funded_share"]
            counts = {"always": (often == 1).sum(), "half": (often > 0.5).sum()}
            yield self.say(SURE, all=len(links), seldom=(often < 0.1).sum(), **counts)
            shown = links.head(SHOWN).copy()
            shown["link"] = [self.names.link(ends, self.language) for ends in shown["sites"]]
            yield self._spread(shown, "link")
        if len(tables["projects"]):
            yield heading(self.say(PROJECTS, unit=self.unit))
            projects = tables["projects"].rename(columns={"id": "project"})
            yield self._spread(projects.head(SHOWN), "project")

    def _spread(self, table: pd.DataFrame, what: str) -> RenderableType:
        columns = ["p10", "p50", "p90", *self._plans]
        write = figures.amounts(float(table[columns].to_numpy().max(initial=0.0)))
        titles = [self.say(headers.LINK) if what == "link" else self.header(what)]
        titles += [self.header(name) for name in ("funded_share", *columns)]
        rows: list[list[Any]] = []
        for row in records(table):
            name = row["link"] if what == "link" else self._name(what, row[what])
            money = [write(row[column]) for column in columns]
            rows.append([name, figures.percent(row["funded_share"]), *money])
        return grid(titles, rows)

    def _name(self, what: str, name: str) -> str:
        section = "cities" if what == "city" else "projects"
        return self.names.of(section, name)[self.language]
