"""A recipient gets nothing, or at least so much."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import field_validator, model_validator

from scenarios.ledger import Ledger
from scenarios.rules.base import Extra, Row, Rule
from scenarios.rules.numbers import grouped
from scenarios.rules.terms import Each, check_bounds
from scenarios.selection import Selection
from scenarios.words import Amount, Positive, Text, Unfit


class MinimumAward(Selection, Rule):
    """Each recipient of the selected money gets nothing, or at least `min` (and at most `max`).

    `each` says who the recipients are: `[city]`, `[city, period]`, `[jurisdiction]`,
    `[city, stage]` ... Whether one gets anything is decided in whole numbers; without `max` it can
    get no more than the funders have who may pay it, which keeps the search short.
    """

    kind: Literal["minimum_award"] = "minimum_award"
    min: Positive
    max: Amount | None = None
    each: Each = ("city",)

    title: ClassVar = Text(zh="最低资助额", en="Minimum award")
    says: ClassVar = Text(
        zh="每个受资助者要么不获资助, 要么获得不少于一定金额。",
        en="A recipient gets nothing, or at least so much.",
    )
    formula: ClassVar = (
        r"a_{\min} z_k \le \sum_{(f,i,t) \in S_k} p_{fit} \le a_{\max} z_k,"
        r" \qquad z_k \in \{0, 1\} \qquad \forall k"
    )
    price_means: ClassVar = Text(
        zh="限额放宽一个资金单位并重新选定受资助者后所增加的价值",
        en="value gained if the bound is loosened by a unit of money, the recipients chosen again",
    )
    example: ClassVar = {"kind": "minimum_award", "min": 45}

    @field_validator("each")
    @classmethod
    def _recipients(cls, each: Each) -> Each:
        if not each:
            raise Unfit(
                "each 写明谁是受资助者, 例如 [city]",
                "`each` says who the recipients are, e.g. [city]",
            )
        return each

    @model_validator(mode="after")
    def _bounds(self) -> MinimumAward:
        check_bounds(min=self.min, max=self.max)
        return self

    def rows(self, ledger: Ledger) -> Iterator[Row | Extra]:
        """Yield one row per bound and recipient, and one that only says who gets anything."""
        for _, groups in grouped(ledger, self, self.each):
            for group in groups:
                gets = (*group.at, "gets")
                yield group.wins(ledger, gets)
                yield group.only_if_wins(group.at, gets)
                yield Row((*group.at, "min"), group.lines, 1.0, ">=", 0.0, {gets: -self.min})
                if self.max is not None:
                    most = min(self.max, group.most)
                    yield Row((*group.at, "max"), group.lines, 1.0, "<=", 0.0, {gets: -most})
