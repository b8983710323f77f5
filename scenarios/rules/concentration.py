"""The largest recipients together get at most a share of the money."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, field_validator

from scenarios.ledger import Ledger, Lines
from scenarios.rules.base import At, Extra, Idle, Money, Row, Rule, summed
from scenarios.rules.numbers import Group, amounts, check_each, grouped
from scenarios.rules.terms import ALL, By, Each, Part
from scenarios.selection import Dimension
from scenarios.words import Share, Text

Follows = Callable[[Money], float]


class Concentration(Rule):
    """The `largest` recipients of `of` together get at most `max` times the money of `in`.

    Which they are is left to the optimum: no names are needed, and no set of so many recipients
    gets more. `each` says who the recipients are: cities, or jurisdictions, chains, stages. The sum
    of the k largest is the least of `k t` plus what every recipient gets above `t`, over all `t`,
    so the rule is linear (Ogryczak and Tamir 2003, Information Processing Letters 85).
    """

    kind: Literal["concentration"] = "concentration"
    largest: int = Field(ge=1, description="how many recipients, the largest, are counted together")
    max: Share
    of: Part = ALL
    within: Part = Field(ALL, alias="in")
    each: Each = ("city",)
    by: By = "programme"

    title: ClassVar = Text(zh="集中度上限", en="Concentration")
    says: ClassVar = Text(
        zh="获得资金最多的几个受资助者合计不超过资金的一定比例。",
        en="The largest recipients together get at most a share of the money.",
    )
    formula: ClassVar = (
        r"k\,t + \sum_{c} u_c \le \sigma \sum_{(f,i,t) \in W} p_{fit},"
        r" \qquad u_c \ge \sum_{(f,i,t) \in S_c} p_{fit} - t,\; u_c \ge 0 \qquad \forall c"
    )
    price_means: ClassVar = Text(
        zh="最大受资助者合计资金可超出限额一个资金单位所增加的价值",
        en="value gained per unit of money by which the largest may exceed their share",
    )
    example: ClassVar = {"kind": "concentration", "largest": 2, "max": 0.5}

    @field_validator("each")
    @classmethod
    def _recipients(cls, each: Sequence[Dimension]) -> Sequence[Dimension]:
        check_each(each)
        return each

    def rows(self, ledger: Ledger) -> Iterator[Row | Idle | Extra]:
        """Yield one row (per period), and one for each recipient that only counts its excess."""
        wholes = dict(self.within.groups(ledger, ["period"] if self.by == "period" else []))
        for when, groups in grouped(ledger, self.of, self.each, self.by):
            if when in wholes and groups:
                yield from self._largest(when, groups, wholes[when])
            else:
                yield Idle(when, Text(zh="没有可比的资金", en="there is nothing to compare with"))

    def _largest(self, when: At, groups: list[Group], whole: Lines) -> Iterator[Row | Extra]:
        line = (*when, "line")

        @lru_cache(maxsize=1)
        def last(money: Money) -> float:
            """Return what the last of the largest gets; nothing if there are fewer of them."""
            ordered = np.sort(amounts(groups, money))[::-1]
            return float(ordered[self.largest - 1]) if self.largest <= len(groups) else 0.0

        yield Extra(line, max(group.most for group in groups), last)
        spoken = {line: float(self.largest)}
        for group in groups:
            above = (*when, *group.at, "above")
            yield Extra(above, group.most, _excess(group, last))
            yield Row(above, group.lines, 1.0, "<=", 0.0, {line: -1.0, above: -1.0}, ties=True)
            spoken[above] = 1.0
        yield Row((*when, "max"), *summed((whole, -self.max)), "<=", 0.0, spoken)


def _excess(group: Group, last: Follows) -> Follows:
    """Return what tells how much more than the last of the largest a group gets."""
    return lambda money: max(group.total(money) - last(money), 0.0)
