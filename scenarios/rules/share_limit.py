"""A part of the money is at least, or at most, a share of another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from scenarios.ledger import Ledger
from scenarios.rules.base import Idle, Row, Rule
from scenarios.rules.terms import ALL, Each, Part, check_bounds, compared
from scenarios.words import Ratio, Text, Unfit


class ShareLimit(Rule):
    """The money of `of` is between `min` and `max` times the money of `in`.

    With `each` there is one limit for every city, stage ... that `of` can reach: `each: [city]`
    with `max: 0.15` caps every city at 15 % of all money. `each` divides `of` alone, except that a
    period is compared with the same period. A ratio above 1 is possible where the two parts stand
    side by side, such as two stages.
    """

    kind: Literal["share_limit"] = "share_limit"
    of: Part = ALL
    within: Part = Field(ALL, alias="in")
    each: Each = ()
    min: Ratio | None = None
    max: Ratio | None = None

    title: ClassVar = Text(zh="份额限制", en="Limit on a share")
    says: ClassVar = Text(
        zh="一部分资金不少于 (或不多于) 另一部分资金的一定比例。",
        en="A part of the money is at least, or at most, a share of another.",
    )
    formula: ClassVar = (
        r"\alpha_{\min} \sum_{(f,i,t) \in W} p_{fit} \le \sum_{(f,i,t) \in S_k} p_{fit}"
        r" \le \alpha_{\max} \sum_{(f,i,t) \in W} p_{fit} \qquad \forall k"
    )
    price_means: ClassVar = Text(
        zh="该部分资金与限额的差距每放宽一个资金单位所增加的价值",
        en="value gained per unit of money by which the part may miss its share",
    )
    example: ClassVar = {
        "kind": "share_limit",
        "of": {"cross_border": True},
        "in": "all",
        "min": 0.3,
    }

    @model_validator(mode="after")
    def _meaningful(self) -> ShareLimit:
        check_bounds(min=self.min, max=self.max)
        if not self.each and self.of.given == self.within.given:
            raise Unfit(
                "of 与 in 是同一笔资金: 缩小 of, 或使用 each",
                "`of` and `in` are the same money: narrow `of`, or use `each`",
            )
        above = [bound for bound in (self.min, self.max) if bound is not None and bound > 1]
        if above and not self.within.given:
            raise Unfit(
                f"部分不能多于全部资金: {above[0]:g} 大于 1",
                f"no part is more than all of the money: {above[0]:g} is above 1",
            )
        return self

    def rows(self, ledger: Ledger) -> Iterator[Row | Idle]:
        """Yield one row per bound and group of `each`."""
        each = sorted(self.each, key=lambda dimension: dimension == "period")
        when = each[-1:] if "period" in each else []
        wholes = dict(self.within.groups(ledger, when))
        for at, part in self.of.groups(ledger, each):
            whole = wholes.get(at[-1:] if when else ())
            if whole is None:
                reason = Text(zh="该期没有可比的资金", en="there is nothing to compare with")
                yield Idle(at, reason)
            else:
                yield from compared(at, part, whole, self.min, self.max)
