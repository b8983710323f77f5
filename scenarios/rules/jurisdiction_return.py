"""A jurisdiction gets back at least, or at most, a share of what it pays in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from scenarios.ledger import Floats, Ledger, Lines
from scenarios.rules.base import At, Idle, Row, Rule
from scenarios.rules.terms import By, check_bounds, only, spans
from scenarios.words import InstrumentId, JurisdictionId, Ratio, Text


class JurisdictionReturn(Rule):
    """Each jurisdiction receives between `floor` and `ceiling` times its contribution.

    Counted over the whole programme, as ESA counts its returns, so that a lean year may follow a
    fat one; `by: period` counts each period by itself. What a jurisdiction receives is counted
    wherever the money comes from. With `weights` money under some instruments counts for more or
    less than its amount, as contracts of technological interest do at ESA; under the others it
    counts in full.
    """

    kind: Literal["jurisdiction_return"] = "jurisdiction_return"
    floor: Ratio | None = None
    ceiling: Ratio | None = None
    jurisdictions: tuple[JurisdictionId, ...] | None = Field(None, min_length=1)
    by: By = "programme"
    weights: dict[InstrumentId, Ratio] | None = Field(
        None, min_length=1, description="how much of the money under an instrument counts"
    )

    title: ClassVar = Text(zh="资金返还比例", en="Return to the jurisdiction")
    says: ClassVar = Text(
        zh="每个辖区获得的资金不少于 (或不多于) 其出资的一定倍数。",
        en="A jurisdiction gets back at least, or at most, a share of what it pays in.",
    )
    formula: ClassVar = (
        r"\rho_{\min} B_j \le \sum_{f,t}\sum_{i \in j} p_{fit} \le \rho_{\max} B_j"
        r" \qquad \forall j,"
        r" \qquad\text{with weights } \sum_{t}\sum_{a} \omega_a \sum_{i \in j} \sigma_{ai}\,"
        r" g_{at} \text{ in the middle}"
    )
    price_means: ClassVar = Text(
        zh="下限每放低 (或上限每提高) 一个资金单位所增加的价值",
        en="value gained per unit of money by which the floor is lowered or the ceiling raised",
    )
    example: ClassVar = {"kind": "jurisdiction_return", "floor": 0.8}

    @model_validator(mode="after")
    def _bounds(self) -> JurisdictionReturn:
        check_bounds(floor=self.floor, ceiling=self.ceiling)
        return self

    def rows(self, ledger: Ledger) -> Iterator[Row | Idle]:
        """Yield one row per bound and jurisdiction (and period)."""
        for jurisdiction in only(self.jurisdictions, ledger.jurisdictions):
            paid_in = ledger.contributed(jurisdiction)
            if not paid_in.any():
                reason = Text(zh="该辖区没有出资", en="the jurisdiction pays nothing in")
                yield Idle((jurisdiction,), reason)
                continue
            received, counts = self._received(ledger, jurisdiction)
            due = [paid_in.sum()] if self.by == "programme" else paid_in
            for (when, lines), amount in zip(spans(ledger, received, self.by), due, strict=True):
                weights = counts[np.searchsorted(received, lines)]
                yield from self._bounded((jurisdiction, *when), lines, weights, float(amount))

    def _received(self, ledger: Ledger, jurisdiction: str) -> tuple[Lines, Floats]:
        """Return the lines of what a jurisdiction receives, ascending, and how much they count."""
        if self.weights is None:
            here = (ledger.payments["jurisdiction"] == jurisdiction).to_numpy()
            lines = ledger.payments.index.to_numpy(dtype=np.int64)[here]
            return lines, np.ones(len(lines), dtype=np.float64)
        lines = ledger.receipts_in(jurisdiction)
        named = ledger.receipts["instrument"].astype(str).map(self.weights)
        return lines, np.asarray(named.fillna(1.0), dtype=np.float64)[lines]

    def _bounded(self, at: At, lines: Lines, counts: Floats, paid_in: float) -> Iterator[Row]:
        lines, counts = lines[counts > 0], counts[counts > 0]
        if self.floor is not None:
            yield Row((*at, "floor"), lines, counts, ">=", self.floor * paid_in)
        if self.ceiling is not None:
            yield Row((*at, "ceiling"), lines, counts, "<=", self.ceiling * paid_in)
