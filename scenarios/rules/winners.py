"""Only so many win, in all or in each round."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field, field_validator, model_validator

from scenarios.ledger import Ledger
from scenarios.rules.base import Extra, Idle, Row, Rule, Sense
from scenarios.rules.numbers import check_each, grouped
from scenarios.rules.terms import By, Each, check_bounds
from scenarios.selection import Selection
from scenarios.words import Amount, PeriodRef, Positive, Text, Unfit

Number = Annotated[int, Field(ge=0, description="how many win")]


class Winners(Selection, Rule):
    """At most, exactly or at least so many of the recipients of the selected money win anything.

    `each` says who they are: cities, jurisdictions, or `[city, stage]` for sites. They are counted
    over the whole programme, with `by: period` in each period, or by `rounds`, which gives periods
    their own number of winners (three rounds of five). Each winner gets at least `min` and at most
    `max`, in the time that is counted; without `min` a yuan would make a winner, so `exactly` and
    `at_least` need it.
    """

    kind: Literal["winners"] = "winners"
    at_most: Number | None = None
    exactly: Number | None = None
    at_least: Number | None = None
    rounds: dict[PeriodRef, Number] | None = Field(
        None, min_length=1, description="how many win in each of these periods, at most"
    )
    each: Each = ("city",)
    by: By = "programme"
    min: Positive | None = Field(None, description="what each winner gets at least")
    max: Amount | None = Field(None, description="what each winner gets at most")

    title: ClassVar = Text(zh="入选数量", en="Number of winners")
    says: ClassVar = Text(
        zh="整个计划或每一轮中只有一定数量的入选者。",
        en="Only so many win, in all or in each round.",
    )
    formula: ClassVar = (
        r"\sum_k z_k \;\{\le, =, \ge\}\; n, "
        r" \qquad a_{\min} z_k \le \sum_{(f,i,t) \in S_k} p_{fit} \le a_{\max} z_k,"
        r" \qquad z_k \in \{0, 1\} \qquad \forall k"
    )
    price_means: ClassVar = Text(
        zh="入选数放宽一个, 或金额限制放宽一个资金单位, 并重新选定后所增加的价值",
        en="value gained if one more may win, or a bound on an award is loosened by a unit of"
        " money, the winners chosen again",
    )
    example: ClassVar = {"kind": "winners", "at_most": 3}

    @field_validator("each")
    @classmethod
    def _recipients(cls, each: Each) -> Each:
        check_each(each)
        return each

    @model_validator(mode="after")
    def _numbers(self) -> Winners:
        said = (self.at_most, self.exactly, self.at_least, self.rounds)
        if sum(value is not None for value in said) != 1:
            raise Unfit(
                "at_most、exactly、at_least、rounds 必须且只能写一个",
                "exactly one of `at_most`, `exactly`, `at_least`, `rounds` is needed",
            )
        if self.rounds is not None and "by" in self.model_fields_set:
            raise Unfit("rounds 已按期计算, 不写 by", "`rounds` go by period: leave `by` out")
        if self.min is None and (self.exactly or self.at_least):
            raise Unfit(
                "写明 min: 每个入选者至少获得多少", "say by `min` what makes a winner at least"
            )
        if self.min is not None and self.max is not None:
            check_bounds(min=self.min, max=self.max)
        return self

    def rows(self, ledger: Ledger) -> Iterator[Row | Idle | Extra]:
        """Yield one row that counts (per period), and one per recipient and bound on an award."""
        by: By = "period" if self.rounds else self.by
        sense, number = self._counted
        for when, groups in grouped(ledger, self, self.each, by):
            if self.rounds is not None and when[0] not in self.rounds:
                yield Idle(when, Text(zh="该期没有评选", en="no round is held in this period"))
                continue
            winners = {}
            for group in groups:
                wins = (*when, *group.at, "wins")
                yield group.wins(ledger, wins)
                yield group.only_if_wins((*when, *group.at), wins)
                if self.min is not None:
                    at = (*when, *group.at, "min")
                    yield Row(at, group.lines, 1.0, ">=", 0.0, {wins: -self.min})
                if self.max is not None:
                    at, most = (*when, *group.at, "max"), min(self.max, group.most)
                    yield Row(at, group.lines, 1.0, "<=", 0.0, {wins: -most})
                winners[wins] = 1.0
            most_here = number if self.rounds is None else self.rounds[when[0]]
            if not winners and sense == "<=":
                yield Idle(when, Text(zh="没有任何对象能得到资金", en="nothing can reach anybody"))
                continue
            nothing = np.empty(0, np.int64)
            yield Row((*when, "winners"), nothing, 1.0, sense, most_here, winners)

    @property
    def _counted(self) -> tuple[Sense, int]:
        if self.exactly is not None:
            return "=", self.exactly
        if self.at_least is not None:
            return ">=", self.at_least
        return "<=", self.at_most or 0
