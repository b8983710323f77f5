"""One leads and pays at least a share; each of the others it is joined by does too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from scenarios.ledger import Ledger, Lines
from scenarios.rules.base import At, Extra, Idle, Money, Row, Rule, Told, summed
from scenarios.rules.numbers import NOTHING
from scenarios.rules.terms import By, compared, only, spans
from scenarios.selection import Selection
from scenarios.words import FunderId, Share, Text, Unfit


class LeadFunder(Selection, Rule):
    """Of the selected money the `lead` pays at least `lead_min`, each of `others` `other_min`.

    "1+N": one agency leads a joint programme and those named beside it bear a real part each, or
    `at_least` so many of them do: which ones is then decided in whole numbers. The shares are of
    what is spent, whoever pays it, over the programme or `by: period`; the selectors say of what,
    for instance of one instrument.
    """

    kind: Literal["lead_funder"] = "lead_funder"
    lead: FunderId
    lead_min: Share
    others: tuple[FunderId, ...] = Field(
        min_length=1, description="all of them pay, or at least so many"
    )
    other_min: Share
    at_least: int | None = Field(
        None, ge=1, description="how many of the others bear their part, if not all"
    )
    by: By = "programme"

    title: ClassVar = Text(zh="牵头出资 (1+N)", en="Lead funder (1+N)")
    says: ClassVar = Text(
        zh="牵头方至少承担一定比例, 每个参与方也至少承担一定比例。",
        en="One leads and pays at least a share; each of the others it is joined by does too.",
    )
    formula: ClassVar = (
        r"\sum_{(i,t) \in S} p_{\ell it} \ge \lambda \sum_{f}\sum_{(i,t) \in S} p_{fit}, \qquad"
        r" \sum_{(i,t) \in S} p_{nit} \ge \omega \sum_{f}\sum_{(i,t) \in S} p_{fit}"
        r" - \omega M (1 - z_n) \qquad \forall n \in N,"
        r" \qquad z_n = 1 \text{ or } \sum_n z_n \ge k,\; z_n \in \{0, 1\}"
    )
    price_means: ClassVar = Text(
        zh="该出资方与其应担份额的差距每放宽一个资金单位, 或少一家参与, 所增加的价值",
        en="value gained per unit of money by which the funder may miss its share, or if one less "
        "has to bear its part",
    )
    example: ClassVar = {
        "kind": "lead_funder",
        "lead": "north",
        "lead_min": 0.4,
        "others": ["east", "south"],
        "other_min": 0.1,
    }

    @model_validator(mode="after")
    def _parties(self) -> LeadFunder:
        if self.funders is not None:
            raise Unfit(
                "出资方写在 lead 和 others 中, 不用 funders",
                "who pays is said by `lead` and `others`, not by `funders`",
            )
        if self.lead in self.others:
            raise Unfit(f"{self.lead} 不能同时牵头和参与", f"{self.lead} is both lead and other")
        twice = sorted({name for name in self.others if self.others.count(name) > 1})
        if twice:
            raise Unfit(f"{', '.join(twice)} 只写一次", f"{', '.join(twice)} is named twice")
        if self.at_least is not None and self.at_least > len(self.others):
            raise Unfit(
                f"others 只有 {len(self.others)} 个", f"there are only {len(self.others)} others"
            )
        whole = self.lead_min + (self.at_least or len(self.others)) * self.other_min
        if whole > 1 + 1e-9:
            raise Unfit(
                f"各方份额之和 {whole:g} 不应大于 1", f"the shares add up to {whole:g}, above 1"
            )
        return self

    def tells_apart(self) -> Iterator[Told]:
        """Yield those whose part is counted."""
        yield Told((self.lead, *self.others), self)

    def rows(self, ledger: Ledger) -> Iterator[Row | Idle | Extra]:
        """Yield one row per party (and period), and one that counts the others who bear a part."""
        bearing: dict[At, dict[At, float]] = {}
        for funder in only({self.lead, *self.others}, ledger.funders["id"]):
            for when, part, whole in self._spans(ledger, funder):
                if not part.size:
                    reason = Text(zh="该期没有选中的资金", en="no money is selected in the period")
                    yield Idle((funder, *when), reason)
                elif funder == self.lead:
                    yield from compared((funder, *when), part, whole, self.lead_min, None)
                elif self.at_least is None:
                    yield from compared((funder, *when), part, whole, self.other_min, None)
                else:
                    yield from self._may_bear(ledger, (funder, *when), part, whole)
                    bearing.setdefault(when, {})[(funder, *when, "bears")] = 1.0
        for when, numbers in bearing.items():
            nothing, least = np.empty(0, np.int64), float(self.at_least or 0)
            yield Row((*when, "at-least"), nothing, 0.0, ">=", least, numbers)

    def _spans(self, ledger: Ledger, funder: str) -> Iterator[tuple[At, Lines, Lines]]:
        """Yield what a funder pays and what all pay, over the programme or in each period."""
        paid = self.model_copy(update={"funders": (funder,)}).lines(ledger)
        parts = (spans(ledger, lines, self.by) for lines in (paid, self.lines(ledger)))
        for (when, part), (_, whole) in zip(*parts, strict=True):
            yield when, part, whole

    def _may_bear(self, ledger: Ledger, at: At, part: Lines, whole: Lines) -> Iterator[Row | Extra]:
        """Yield a whole number that can be 1 only where a funder bears its part."""
        most = self.other_min * ledger.available
        near = NOTHING * ledger.available

        def follows(money: Money) -> float:
            return float(money(part).sum() >= self.other_min * money(whole).sum() - near)

        bears = (*at, "bears")
        yield Extra(bears, 1.0, follows, whole=True)
        lines, shares = summed((part, 1.0), (whole, -self.other_min))
        yield Row((*at, "min"), lines, shares, ">=", -most, {bears: -most}, ties=True)
