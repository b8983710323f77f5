"""No project is funded before all those of a better rank are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import ClassVar, Literal

import numpy as np

from scenarios.ledger import Ledger
from scenarios.rules.base import Idle, Row, Rule
from scenarios.rules.terms import funded
from scenarios.words import Text


class Ranking(Rule):
    """No project is funded before all those of a better rank are.

    The practice of joint calls with a binding ranking list: among projects of one rank the choice
    is free, and so is the one at which the money ends. Projects without a rank are not spoken of.
    """

    kind: Literal["ranking"] = "ranking"

    title: ClassVar = Text(zh="按排名资助", en="Funding by rank")
    says: ClassVar = Text(
        zh="名次靠前的项目全部获得资助之后, 名次靠后的项目才能获得资助。",
        en="No project is funded before all those of a better rank are.",
    )
    formula: ClassVar = r"z_k \le z_j \qquad \forall j, k : \text{rank}_j < \text{rank}_k"
    price_means: ClassVar = Text(
        zh="不再要求前一名次的某个项目先获资助所增加的价值",
        en="value gained if one project need not wait for the other",
    )
    example_on: ClassVar = "minimal-call"
    example: ClassVar = {"kind": "ranking"}

    def rows(self, ledger: Ledger) -> Iterator[Row | Idle]:
        """Yield a row for each two projects of ranks that follow each other."""
        ranked = ledger.projects.dropna(subset=["rank"]).sort_values("rank", kind="stable")
        classes = [part["id"].tolist() for _, part in ranked.groupby("rank")]
        if len(classes) < 2:
            yield Idle((), Text(zh="没有两个不同的名次", en="there are no two ranks"))
        for better, next_best in pairwise(classes):
            for first in better:
                for second in next_best:
                    numbers = {funded(second): 1.0, funded(first): -1.0}
                    yield Row((second, first), np.empty(0, np.int64), 0.0, "<=", 0.0, numbers)
