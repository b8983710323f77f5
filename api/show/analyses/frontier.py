"""Value against a bound, for people: the curve, its knee, and whose money moves along it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from rich.console import RenderableType

from api import figures
from api.show.analyses.pages import Page
from api.show.grid import grid, heading
from api.voice import Voice
from optimizer.allocation import records
from optimizer.analyses.frontier import Frontier
from scenarios.gauges import GAUGES
from scenarios.words import Text

ABOUT: Final = Text(zh="价值与 {name} 的权衡", en="Value against {name}")
MOST_ROWS: Final = 25
MOST_CITIES: Final = 8
WIDEST: Final = 16
CLASH: Final = Text(
    zh="即使不要求这一限额, 其余规则也无法同时满足; 见 deltafund diagnose。",
    en="Even where this bound asks for nothing, no plan can keep the other rules; "
    "see deltafund diagnose.",
)
NOW: Final = Text(zh="方案中为 {now}。", en="The scenario says {now}.")
COSTS: Final = Text(
    zh="限额从 {low} 到 {high}, 价值在 {most} 分与 {least} 分之间 (相差 {share})。",
    en="From {low} to {high} value lies between {most} and {least} points ({share} apart).",
)
FLAT: Final = Text(
    zh="这一限额在此范围内不起作用: 价值处处为 {most} 分。",
    en="The bound does not bind in this range: value is {most} points everywhere.",
)
KNEE: Final = Text(
    zh="拐点在 {bound}: 到此为止损失 {before} 分, 再往后损失 {after} 分。",
    en="The knee is at {bound}: up to there it costs {before} points, beyond it {after} more.",
)
HOW: Final = Text(
    zh="拐点: 两轴缩放到 0–1 后离首尾连线最远的点 (Satopaa 等, 2011)。",
    en="Knee: the point furthest from the line between the ends, both axes scaled to 0–1 "
    "(Satopaa et al. 2011).",
)
CURVE: Final = Text(zh="曲线", en="The curve")
MARK: Final = Text(zh="拐点", en="knee")
LOST: Final = Text(zh="损失 (分)", en="Lost (points)")
BOUND: Final = Text(zh="限额", en="Bound")
NONE: Final = Text(zh="无方案", en="no plan")
EVERY: Final = Text(
    zh="{all} 个点中显示 {n} 个; 全部见 --json 或 --out。",
    en="{n} of {all} points are shown; --json or --out has them all.",
)
GAUGES_SHORT: Final = {
    "gini": Text(zh="基尼", en="Gini"),
    "smallest_return": Text(zh="最低返还", en="Return"),
    "cross_border_share": Text(zh="跨辖区", en="Across"),
}
READ: Final = Text(
    zh="基尼: 人均资金的基尼系数; 最低返还: 各辖区所得与出资之比的最小值; "
    "跨辖区: 占全部资金的份额。",
    en="Gini: of money per head. Return: the smallest of what jurisdictions get back. "
    "Across: share of the money across borders.",
)
MOVES: Final = Text(zh="资金变动最大的城市", en="Cities whose money moves most")


def show(voice: Voice, frontier: Frontier) -> None:
    """Print the curve."""
    page = _Page(voice, frontier)
    voice.show(*page.head(), *page.told(), *page.about(), *page.curve(), *page.moves())


def bound_text(number: float) -> str:
    """Return a bound as people write it."""
    return figures.short(figures.plain(number, 4))


class _Page(Page):
    def __init__(self, voice: Voice, frontier: Frontier) -> None:
        super().__init__(voice, frontier)
        self._frontier = frontier
        self._points = frontier.tables["points"]
        self._known = self._points[self._points["feasible"]]
        self._write = figures.amounts(float(self._known["value"].abs().max()))

    def head(self) -> Iterator[RenderableType]:
        """Yield the title: what the value is told against."""
        against = self._frontier.against
        name = against.name if against.gauge is None else GAUGES[against.gauge].title[self.language]
        yield from self.title(ABOUT.format(name=name))

    def about(self) -> Iterator[RenderableType]:
        """Yield what the bound says, and where the scenario has it."""
        against, now = self._frontier.against, self._frontier.against.bound.now
        rule = against.bound.rule
        yield (
            GAUGES[against.gauge].says[self.language] if against.gauge else rule.says[self.language]
        )
        if now is not None and against.gauge is None:
            yield self.say(NOW, now=bound_text(now))

    def told(self) -> Iterator[RenderableType]:
        """Yield the curve in sentences."""
        if self._frontier.range is None and self._frontier.complete:
            yield self.answer(CLASH)
        if self._known.empty:
            return
        most, least = float(self._known["value"].max()), float(self._known["value"].min())
        noise = self._frontier.scenario.options.gap * abs(most)
        if most - least <= noise:
            yield self.answer(FLAT, most=self._write(most))
            return
        ends = self._known["bound"].iloc[[0, -1]]
        told = {"low": bound_text(ends.iloc[0]), "high": bound_text(ends.iloc[-1])}
        share = figures.percent((most - least) / max(abs(most), 1e-300))
        told |= {"most": self._write(most), "least": self._write(least)}
        yield self.answer(COSTS, share=share, **told)
        for knee in records(self._known[self._known["knee"]]):
            before, after = self._write(most - knee["value"]), self._write(knee["value"] - least)
            yield self.say(KNEE, bound=bound_text(knee["bound"]), before=before, after=after)

    def curve(self) -> Iterator[RenderableType]:
        """Yield the points, one a row, with a bar for the value."""
        if self._points.empty:
            return
        yield heading(self.say(CURVE))
        shown = self._shown()
        gauges = [name for name in GAUGES if self._known[name].notna().any()]
        titles = [self.say(BOUND), "", self.header("value"), self.say(LOST)]
        titles += [self.say(GAUGES_SHORT[name]) for name in gauges]
        rows = [self._row(point, gauges) for point in records(shown)]
        yield grid(titles, rows, words=2)
        if len(shown) < len(self._points):
            yield self.say(EVERY, n=len(shown), all=len(self._points))
        if gauges:
            yield self.say(READ)
        if self._points["knee"].any():
            yield self.say(HOW)

    def _shown(self) -> pd.DataFrame:
        """Return so many points that they fit a screen, with the knee and both ends."""
        if len(self._points) <= MOST_ROWS:
            return self._points
        spread = np.linspace(0, len(self._points) - 1, MOST_ROWS).round().astype(int)
        knee = np.flatnonzero(self._points["knee"])
        return self._points.iloc[np.union1d(spread, knee)]

    def _row(self, point: dict[str, Any], gauges: Sequence[str]) -> list[str]:
        mark = f" {self.say(MARK)}" if point["knee"] else ""
        if not point["feasible"]:
            return [bound_text(point["bound"]), self.say(NONE), *[""] * (2 + len(gauges))]
        most, least = float(self._known["value"].max()), float(self._known["value"].min())
        width = (point["value"] - least) / max(most - least, 1e-300)
        bar = "█" * max(1, round(WIDEST * width)) + mark
        value, lost = self._write(point["value"]), self._write(most - point["value"])
        read = [figures.UNKNOWN if point[g] is None else f"{point[g]:.3f}" for g in gauges]
        return [bound_text(point["bound"]), bar, value, lost, *read]

    def moves(self) -> Iterator[RenderableType]:
        """Yield the cities whose money differs most along the curve."""
        cities = self._frontier.tables["cities"]
        if len(self._known) < 2:
            return
        wide = cities.pivot_table(index="city", columns="bound", values="received", sort=False)
        named = [self._known["bound"].iloc[0], self._known["bound"].iloc[-1]]
        named[1:1] = self._known.loc[self._known["knee"], "bound"].tolist()
        by = (wide.max(axis=1) - wide.min(axis=1)).sort_values(ascending=False)
        most = by[by > 1e-6 * float(wide.to_numpy().sum() / wide.shape[1])].index[:MOST_CITIES]
        if not len(most):
            return
        yield heading(f"{self.say(MOVES)} ({self.unit})")
        write = figures.amounts(float(wide.loc[most].to_numpy().max()))
        titles = [self.header("city"), *map(bound_text, named)]
        rows = [
            [
                self.names.of("cities", str(city))[self.language],
                *(write(wide.loc[city, at]) for at in named),
            ]
            for city in most
        ]
        yield grid(titles, rows)
