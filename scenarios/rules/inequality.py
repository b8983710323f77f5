"""Money per head is spread no more unequally than a bound allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import ClassVar, Final, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from scenarios.ledger import Ledger
from scenarios.problems import Problem
from scenarios.rules.base import At, Extra, Idle, Money, Row, Rule, summed
from scenarios.rules.numbers import Group, grouped
from scenarios.rules.terms import By
from scenarios.selection import Selection
from scenarios.words import IndicatorName, Share, Text

NOWHERE: Final = np.empty(0, np.int64)


class Inequality(Selection, Rule):
    """The Gini coefficient of the selected money per head of the cities is at most `max`.

    0 is the same for every inhabitant, 1 all for nobody's. Heads are those of `indicator`; any
    other figure may stand for them, such as GDP. Every city counts by its share `w` of the heads,
    whether it gets anything or not, so the coefficient is that of inhabitants who share alike in
    what their city gets: half the mean difference between any two of them, as a share of the mean
    (Gini 1912; weighted as by Lerman and Yitzhaki 1989). In money of cities that is the sum over
    pairs of |w_j x_i - w_i x_j| as a share of all money, which is linear once every difference is
    written as one number less another.
    """

    kind: Literal["inequality"] = "inequality"
    max: Share
    indicator: IndicatorName = Field(
        "population", description="the heads, or what stands for them", validate_default=True
    )
    each: Literal["city", "jurisdiction"] = "city"
    by: By = "programme"

    title: ClassVar = Text(zh="人均资金不平等程度上限", en="Inequality")
    says: ClassVar = Text(
        zh="人均资金的基尼系数不超过一定值。",
        en="Money per head is spread no more unequally than a bound allows.",
    )
    formula: ClassVar = (
        r"\sum_{c < d} \left| w_d x_c - w_c x_d \right| \le \gamma \sum_{c} x_c,"
        r" \qquad x_c = \sum_{(f,i,t) \in S_c} p_{fit},\; w_c = N_c / \textstyle\sum_d N_d"
    )
    price_means: ClassVar = Text(
        zh="人均资金差距之和可超出限额一个资金单位所增加的价值",
        en="value gained per unit of money by which the sum of differences may exceed its bound",
    )
    example: ClassVar = {"kind": "inequality", "max": 0.3}

    def problems(self, ledger: Ledger) -> Iterator[Problem]:
        """Yield also the cities without the figure: they can be neither counted nor passed over."""
        yield from super().problems(ledger)
        cities = self._cities(ledger)
        lacking = [str(city) for city in cities["city"][~(cities[self.indicator] > 0)]]
        if lacking:
            yield Problem(
                ("indicator",),
                f"{self.indicator}: {', '.join(lacking)}",
                Text(
                    zh="每个城市都有该指标, 且大于 0", en="a figure above 0 for each of the cities"
                ),
                Text(
                    zh="补上该指标, 或用 cities 缩小范围", en="add the figure, or narrow `cities`"
                ),
            )

    def rows(self, ledger: Ledger) -> Iterator[Row | Idle | Extra]:
        """Yield one row (per period); the others only say what a total and a difference are."""
        heads = self._cities(ledger).groupby(self.each, observed=True)[self.indicator].sum()
        weight = {str(name): float(value) for name, value in (heads / heads.sum()).items()}
        for when, groups in grouped(ledger, self, (self.each,), self.by):
            reached = {group.at for group in groups}
            groups += [Group((name,), NOWHERE, 0.0) for name in weight if (name,) not in reached]
            if len(groups) < 2:
                yield Idle(when, Text(zh="只有一个城市", en="there is nobody to compare with"))
            else:
                yield from self._spread(when, groups, [weight[group.at[0]] for group in groups])

    def _spread(self, when: At, groups: list[Group], weights: list[float]) -> Iterator[Row | Extra]:
        for group in groups:
            total = (*when, *group.at, "total")
            yield Extra(total, group.most, group.total)
            yield Row(total, group.lines, 1.0, "=", 0.0, {total: -1.0}, ties=True)
        spoken: dict[At, float] = {}
        for (one, mine), (other, yours) in combinations(zip(groups, weights, strict=True), 2):
            more, less = ((*when, *one.at, *other.at, word) for word in ("more", "less"))
            yield Extra(more, yours * one.most, _apart((one, yours), (other, mine)))
            yield Extra(less, mine * other.most, _apart((other, mine), (one, yours)))
            totals = {
                (*when, *one.at, "total"): yours,
                (*when, *other.at, "total"): -mine,
            }
            yield Row(
                more[:-1], NOWHERE, 1.0, "=", 0.0, totals | {more: -1.0, less: 1.0}, ties=True
            )
            spoken |= {more: 1.0, less: 1.0}
        lines, values = summed(*((group.lines, -self.max) for group in groups))
        yield Row((*when, "max"), lines, values, "<=", 0.0, spoken)

    def _cities(self, ledger: Ledger) -> pd.DataFrame:
        """Return the cities that are compared."""
        cities = ledger.cities.reset_index()
        named = Selection(jurisdictions=self.jurisdictions, cities=self.cities, tiers=self.tiers)
        return cities[named.mask(cities)]


def _apart(one: tuple[Group, float], other: tuple[Group, float]) -> Callable[[Money], float]:
    """Return what tells how much more one group gets than another, each weighed; 0 if less."""
    (a, times), (b, by) = one, other

    def follows(money: Money) -> float:
        return max(times * a.total(money) - by * b.total(money), 0.0)

    return follows
