"""A city takes at most a share of what an indicator says it can absorb."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

import numpy as np

from scenarios.ledger import Ledger
from scenarios.rules.base import Idle, Row, Rule
from scenarios.rules.terms import By, lacking, spans
from scenarios.selection import Selection
from scenarios.words import IndicatorName, Ratio, Text


class Absorption(Selection, Rule):
    """Each city receives in a period at most `max` times its figure of `indicator`.

    The indicator is a yearly flow, such as R&D spending or GDP, in the scenario's unit of money
    (its `scale` sees to that). `by: programme` compares the whole programme with it. Selectors
    narrow the cities, or the money that is counted.
    """

    kind: Literal["absorption"] = "absorption"
    indicator: IndicatorName
    max: Ratio
    by: By = "period"

    title: ClassVar = Text(zh="吸收能力上限", en="Absorption")
    says: ClassVar = Text(
        zh="每个城市获得的资金不超过某项指标的一定比例。",
        en="A city takes at most a share of what an indicator says it can absorb.",
    )
    formula: ClassVar = r"\sum_{f}\sum_{i \in c} p_{fit} \le \alpha\, Y_c \qquad \forall c, t"
    price_means: ClassVar = Text(
        zh="该城市可吸收的资金每增加一个单位所增加的价值",
        en="value gained per unit of money more that the city may take",
    )
    example: ClassVar = {"kind": "absorption", "indicator": "rd", "max": 0.01}

    def rows(self, ledger: Ledger) -> Iterator[Row | Idle]:
        """Yield one row per city (and period)."""
        figures = ledger.cities[self.indicator]
        for (city,), received in self.groups(ledger, ("city",)):
            figure = float(figures[city])
            if np.isnan(figure):
                yield lacking((city,), self.indicator)
                continue
            for when, lines in spans(ledger, received, self.by):
                yield Row((city, *when), lines, 1.0, "<=", self.max * figure)
