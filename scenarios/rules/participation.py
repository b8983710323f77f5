"""Each jurisdiction is at least as well off in the shared fund as alone, times a margin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from scenarios.ledger import Ledger
from scenarios.rules.base import Idle, Row, Rule
from scenarios.rules.terms import only
from scenarios.words import JurisdictionId, Ratio, Text


class Participation(Rule):
    """What is achieved in a jurisdiction is worth at least `margin` times what it could do alone.

    Alone means with the money of its own funders, on activities among its own cities, and with no
    rule of the programme over it. Nobody stays for long in a fund that leaves it worse off, so this
    is what a programme has to promise where members are free to go (the individual rationality of
    cooperative games). The points of a grant count where its money lands, share by share.
    """

    kind: Literal["participation"] = "participation"
    margin: Ratio = Field(1.0, description="1: as well off as alone; 1.1: a tenth better")
    jurisdictions: tuple[JurisdictionId, ...] | None = Field(None, min_length=1)

    title: ClassVar = Text(zh="参与约束", en="Participation")
    says: ClassVar = Text(
        zh="每个辖区在共同基金中取得的价值不低于其单独行动所得乘以一定倍数。",
        en="Each jurisdiction is at least as well off in the shared fund as alone, times a margin.",
    )
    formula: ClassVar = (
        r"\sum_{a,t} \delta_t w_a \Bigl(\sum_{i \in j} \sigma_{ai}\Bigr) V_a(g_{at})"
        r" \ge \mu\, v_j \qquad \forall j"
    )
    price_means: ClassVar = Text(
        zh="对该辖区的承诺每降低一分所增加的价值",
        en="value gained per point by which the promise to the jurisdiction is lowered",
    )
    example: ClassVar = {"kind": "participation", "margin": 1.1}
    compares_alone: ClassVar = True

    def rows(self, ledger: Ledger) -> Iterator[Row | Idle]:
        """Yield one row per jurisdiction, of points."""
        for jurisdiction in only(self.jurisdictions, ledger.jurisdictions):
            alone = ledger.alone[jurisdiction]
            if alone > 0:
                lines = ledger.receipts_in(jurisdiction)
                yield Row((jurisdiction,), lines, 1.0, ">=", self.margin * alone, of="points")
            else:
                reason = Text(zh="该辖区单独一无所得", en="alone the jurisdiction achieves nothing")
                yield Idle((jurisdiction,), reason)
