"""The money of a funder goes only to what it is meant for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field, field_validator

from scenarios.ledger import Ledger
from scenarios.rules.base import Idle, Row, Rule, Told
from scenarios.rules.terms import only
from scenarios.selection import Selection
from scenarios.words import FunderId, Text, Unfit


class Earmark(Rule):
    """The money of `funders` is paid only for what `to` selects.

    Written as a limit of 0 on everything else, so that the earmark has a price: what one unit of
    free money would bring.
    """

    kind: Literal["earmark"] = "earmark"
    funders: tuple[FunderId, ...] = Field(min_length=1)
    to: Selection

    title: ClassVar = Text(zh="专款专用", en="Earmark")
    says: ClassVar = Text(
        zh="指定出资方的资金只能用于指定的用途。",
        en="The money of a funder goes only to what it is meant for.",
    )
    formula: ClassVar = r"\sum_{t}\sum_{i \notin S} p_{fit} \le 0 \qquad \forall f"
    price_means: ClassVar = Text(
        zh="允许用于其他用途的资金每增加一个单位所增加的价值",
        en="value gained per unit of the funder's money that may be used for other purposes",
    )
    example: ClassVar = {"kind": "earmark", "funders": ["south"], "to": {"stages": ["making"]}}

    @field_validator("to")
    @classmethod
    def _says_where(cls, to: Selection) -> Selection:
        if to.funders is not None:
            raise Unfit(
                "出资方写在 to 之外的 funders 中",
                "who pays is said by `funders` beside `to`, not in it",
            )
        if not to.given:
            raise Unfit(
                "写明资金的用途: stages, instruments, cities 等",
                "say what the money is for: stages, instruments, cities ...",
            )
        return to

    def tells_apart(self) -> Iterator[Told]:
        """Yield the funders: `to` is looked for in what they pay."""
        yield Told(self.funders, self.to)

    def rows(self, ledger: Ledger) -> Iterator[Row | Idle]:
        """Yield one row per funder."""
        outside = ledger.payments[~self.to.mask(ledger.payments)]
        for funder in only(self.funders, ledger.funders["id"]):
            lines = outside.index[outside["funder"] == funder].to_numpy()
            if lines.size:
                yield Row((funder,), lines, 1.0, "<=", 0.0)
            else:
                reason = Text(zh="没有其他用途", en="there is nothing else the money could go to")
                yield Idle((funder,), reason)
