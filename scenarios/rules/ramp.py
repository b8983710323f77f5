"""From one period to the next, money rises and falls by no more than a share."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from scenarios.ledger import Ledger, Lines
from scenarios.rules.base import At, Idle, Row, Rule, summed
from scenarios.rules.terms import Each
from scenarios.selection import Selection
from scenarios.words import Amount, Ratio, Share, Text, Unfit


class Ramp(Selection, Rule):
    """In each period the selected money is near what it was the period before.

    It rises by at most the share `up` and the amount `plus`, and falls by at most the share
    `down`. Without `plus`, what got nothing stays at nothing. With `each` this is said of every
    city, stage ... by itself. Only periods that follow each other are compared; the first one is
    free.
    """

    kind: Literal["ramp"] = "ramp"
    each: Each = ()
    up: Ratio | None = Field(None, description="0.5: at most half as much again")
    plus: Amount | None = Field(None, description="an amount by which it may rise on top of `up`")
    down: Share | None = Field(None, description="0.3: at least 70 % of the period before")

    title: ClassVar = Text(zh="逐期变化限制", en="Ramp")
    says: ClassVar = Text(
        zh="资金逐期的增减不超过一定比例。",
        en="From one period to the next, money rises and falls by no more than a share.",
    )
    formula: ClassVar = (
        r"(1 - \delta) \sum_{(f,i) \in S_k} p_{fi,t-1} \le \sum_{(f,i) \in S_k} p_{fit}"
        r" \le (1 + \upsilon) \sum_{(f,i) \in S_k} p_{fi,t-1} + a \qquad \forall k, t > 1"
    )
    price_means: ClassVar = Text(
        zh="该期资金与限额的差距每放宽一个资金单位所增加的价值",
        en="value gained per unit of money by which the period may pass its bound",
    )
    example: ClassVar = {"kind": "ramp", "each": ["city"], "up": 0.5, "plus": 5, "down": 0.3}

    @model_validator(mode="after")
    def _bounds(self) -> Ramp:
        if self.up is None and self.plus is None and self.down is None:
            raise Unfit("up、plus、down 至少写一个", "up, plus or down is needed")
        if "period" in self.each:
            raise Unfit(
                "each 不能写 period: 各期本来就相互比较",
                "`each` cannot be a period: periods are compared with each other",
            )
        return self

    def rows(self, ledger: Ledger) -> Iterator[Row | Idle]:
        """Yield one row per bound, group of `each` and period but the first."""
        steps = [
            (earlier, later)
            for earlier, later in pairwise(ledger.periods)
            if self.periods is None or {earlier, later} <= set(self.periods)
        ]
        if not steps:
            reason = Text(zh="没有前后相接的两期", en="no two periods follow each other")
            yield Idle((), reason)
            return
        for at, lines in self.groups(ledger, self.each):
            now = dict(ledger.by_period(lines))
            for earlier, later in steps:
                yield from self._step((*at, later), now[later], now[earlier])

    def _step(self, at: At, now: Lines, before: Lines) -> Iterator[Row]:
        if self.down is not None:
            terms = summed((now, 1.0), (before, self.down - 1))
            yield Row((*at, "min"), *terms, ">=", 0.0)
        if self.up is not None or self.plus is not None:
            terms = summed((now, 1.0), (before, -1 - (self.up or 0.0)))
            yield Row((*at, "max"), *terms, "<=", self.plus or 0.0)
