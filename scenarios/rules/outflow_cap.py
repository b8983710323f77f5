"""At most a share of a jurisdiction's own money may be spent outside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from scenarios.ledger import Ledger
from scenarios.rules.base import Idle, Row, Rule
from scenarios.rules.terms import By, only, spans
from scenarios.words import JurisdictionId, Share, Text


class OutflowCap(Rule):
    """A jurisdiction's own funders pay at most `max` of their contribution to cities elsewhere.

    0 is the virtual common pot of ERA-NET calls: joint work, but everybody pays its own. Money of
    a funder that belongs to no jurisdiction, such as a ministry, is not counted. With `by: period`
    the share is of what is paid in during that period, without what was carried over.
    """

    kind: Literal["outflow_cap"] = "outflow_cap"
    max: Share
    jurisdictions: tuple[JurisdictionId, ...] | None = Field(None, min_length=1)
    by: By = "programme"

    title: ClassVar = Text(zh="资金外流上限", en="Cap on outflow")
    says: ClassVar = Text(
        zh="每个辖区自有出资中用于辖区以外城市的部分不超过一定比例。",
        en="At most a share of a jurisdiction's own money may be spent outside it.",
    )
    formula: ClassVar = (
        r"\sum_{f \in F_j}\sum_{t}\sum_{i \notin j} p_{fit} \le \sigma B_j \qquad \forall j"
    )
    price_means: ClassVar = Text(
        zh="允许外流的资金每增加一个单位所增加的价值",
        en="value gained per unit of money more that may leave the jurisdiction",
    )
    example: ClassVar = {"kind": "outflow_cap", "max": 0.5}

    def rows(self, ledger: Ledger) -> Iterator[Row | Idle]:
        """Yield one row per jurisdiction that pays in (and period)."""
        table = ledger.payments
        for jurisdiction in only(self.jurisdictions, ledger.jurisdictions):
            leaves = (table["home"] == jurisdiction) & (table["jurisdiction"] != jurisdiction)
            outflow = table.index[leaves].to_numpy()
            paid_in = ledger.contributed(jurisdiction)
            if not (paid_in.any() and outflow.size):
                yield Idle((jurisdiction,), _idle(outflow.size > 0))
                continue
            due = [paid_in.sum()] if self.by == "programme" else paid_in
            for (when, lines), amount in zip(spans(ledger, outflow, self.by), due, strict=True):
                yield Row((jurisdiction, *when), lines, 1.0, "<=", self.max * float(amount))


def _idle(elsewhere: bool) -> Text:
    """Say why a jurisdiction has no outflow to cap."""
    if elsewhere:
        return Text(zh="该辖区没有出资", en="the jurisdiction pays nothing in")
    return Text(
        zh="该辖区没有出资方, 或没有其他辖区的城市可以得到资金",
        en="the jurisdiction has no funder, or no city elsewhere can receive money",
    )
