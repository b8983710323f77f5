"""One leads and pays at least a share; each of the others it is joined by does too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from scenarios.ledger import Ledger
from scenarios.rules.base import Idle, Row, Rule, Told
from scenarios.rules.terms import By, compared, only, spans
from scenarios.selection import Selection
from scenarios.words import FunderId, Share, Text, Unfit


class LeadFunder(Selection, Rule):
    """Of the selected money the `lead` pays at least `lead_min`, each of `others` `other_min`.

    "1+N": one agency leads a joint programme and those named beside it bear a real part each. The
    shares are of what is spent, whoever pays it, over the programme or `by: period`; the selectors
    say of what, for instance of one instrument.
    """

    kind: Literal["lead_funder"] = "lead_funder"
    lead: FunderId
    lead_min: Share
    others: tuple[FunderId, ...] = Field(min_length=1, description="all of them pay")
    other_min: Share
    by: By = "programme"

    title: ClassVar = Text(zh="牵头出资 (1+N)", en="Lead funder (1+N)")
    says: ClassVar = Text(
        zh="牵头方至少承担一定比例, 每个参与方也至少承担一定比例。",
        en="One leads and pays at least a share; each of the others it is joined by does too.",
    )
    formula: ClassVar = (
        r"\sum_{(i,t) \in S} p_{\ell it} \ge \lambda \sum_{f}\sum_{(i,t) \in S} p_{fit}, \qquad"
        r" \sum_{(i,t) \in S} p_{nit} \ge \omega \sum_{f}\sum_{(i,t) \in S} p_{fit}"
        r" \qquad \forall n \in N"
    )
    price_means: ClassVar = Text(
        zh="该出资方与其应担份额的差距每放宽一个资金单位所增加的价值",
        en="value gained per unit of money by which the funder may miss its share",
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
        whole = self.lead_min + len(self.others) * self.other_min
        if whole > 1 + 1e-9:
            raise Unfit(
                f"各方份额之和 {whole:g} 不应大于 1", f"the shares add up to {whole:g}, above 1"
            )
        return self

    def tells_apart(self) -> Iterator[Told]:
        """Yield those whose part is counted."""
        yield Told((self.lead, *self.others), self)

    def rows(self, ledger: Ledger) -> Iterator[Row | Idle]:
        """Yield one row per party (and period)."""
        for funder in only({self.lead, *self.others}, ledger.funders["id"]):
            least = self.lead_min if funder == self.lead else self.other_min
            paid = self.model_copy(update={"funders": (funder,)}).lines(ledger)
            parts = (spans(ledger, lines, self.by) for lines in (paid, self.lines(ledger)))
            for (when, part), (_, whole) in zip(*parts, strict=True):
                if part.size:
                    yield from compared((funder, *when), part, whole, least, None)
                else:
                    reason = Text(zh="该期没有选中的资金", en="no money is selected in the period")
                    yield Idle((funder, *when), reason)
