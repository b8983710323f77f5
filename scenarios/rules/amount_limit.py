"""A part of the money is at least, or at most, so much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import model_validator

from scenarios.ledger import Ledger
from scenarios.rules.base import Row, Rule
from scenarios.rules.terms import Each, check_bounds
from scenarios.selection import Selection
from scenarios.words import Amount, Text


class AmountLimit(Selection, Rule):
    """The selected money is between `min` and `max`, counted for `each` city, stage, period ...

    The selectors stand in the stanza itself. With `each` there is one limit for every city, stage
    ... that the selected money can reach.
    """

    kind: Literal["amount_limit"] = "amount_limit"
    each: Each = ()
    min: Amount | None = None
    max: Amount | None = None

    title: ClassVar = Text(zh="金额限制", en="Limit on an amount")
    says: ClassVar = Text(
        zh="选定的资金不少于 (或不多于) 一定金额。",
        en="A part of the money is at least, or at most, so much.",
    )
    formula: ClassVar = r"a_{\min} \le \sum_{(f,i,t) \in S_k} p_{fit} \le a_{\max} \qquad \forall k"
    price_means: ClassVar = Text(
        zh="下限每放低 (或上限每提高) 一个资金单位所增加的价值",
        en="value gained per unit of money by which min is lowered or max raised",
    )
    example: ClassVar = {"kind": "amount_limit", "each": ["city"], "max": 60}

    @model_validator(mode="after")
    def _bounds(self) -> AmountLimit:
        check_bounds(min=self.min, max=self.max)
        return self

    def rows(self, ledger: Ledger) -> Iterator[Row]:
        """Yield one row per bound and group of `each`."""
        for at, lines in self.groups(ledger, self.each):
            if self.min is not None:
                yield Row((*at, "min"), lines, 1.0, ">=", self.min)
            if self.max is not None:
                yield Row((*at, "max"), lines, 1.0, "<=", self.max)
