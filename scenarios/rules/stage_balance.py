"""A stage receives at least, or at most, so many times what the one before it does."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from scenarios.ledger import Ledger, Lines
from scenarios.rules.base import Idle, Row, Rule
from scenarios.rules.terms import By, check_bounds, compared, only, spans
from scenarios.selection import Selection
from scenarios.words import ChainId, Ratio, Text


class StageBalance(Rule):
    """A stage receives between `min` and `max` times what the stage before it receives.

    Said of every pair of neighbouring stages of each chain, so that research does not run ahead
    of what pilots and makers can take up, nor they ahead of research.
    """

    kind: Literal["stage_balance"] = "stage_balance"
    chains: tuple[ChainId, ...] | None = Field(None, min_length=1)
    min: Ratio | None = None
    max: Ratio | None = None
    by: By = "programme"

    title: ClassVar = Text(zh="环节平衡", en="Balance of stages")
    says: ClassVar = Text(
        zh="产业链上相邻环节的资金之比保持在一定范围内。",
        en="A stage receives at least, or at most, so many times what the one before it does.",
    )
    formula: ClassVar = (
        r"\beta_{\min} \sum_{f,t}\sum_{i \in s} p_{fit} \le \sum_{f,t}\sum_{i \in s+1} p_{fit}"
        r" \le \beta_{\max} \sum_{f,t}\sum_{i \in s} p_{fit} \qquad \forall s"
    )
    price_means: ClassVar = Text(
        zh="后一环节资金与限额的差距每放宽一个资金单位所增加的价值",
        en="value gained per unit of money by which the later stage may miss its bound",
    )
    example: ClassVar = {"kind": "stage_balance", "min": 0.5, "max": 2}

    @model_validator(mode="after")
    def _bounds(self) -> StageBalance:
        check_bounds(min=self.min, max=self.max)
        return self

    def rows(self, ledger: Ledger) -> Iterator[Row | Idle]:
        """Yield one row per bound and pair of neighbouring stages (and period)."""
        for chain in only(self.chains, ledger.chains):
            stages = ledger.chains[chain]
            if len(stages) == 1:
                yield Idle((chain,), Text(zh="只有一个环节", en="the chain has a single stage"))
            for earlier, later in pairwise(stages):
                yield from self._pair(ledger, chain, earlier, later)

    def _pair(self, ledger: Ledger, chain: str, earlier: str, later: str) -> Iterator[Row | Idle]:
        before, after = (_received(ledger, chain, stage) for stage in (earlier, later))
        if not (before.size and after.size):
            missing = later if before.size else earlier
            reason = Text(zh="{stage} 环节不能得到资金", en="nothing can go to {stage}")
            yield Idle((chain, earlier, later), reason.format(stage=missing))
            return
        parts = zip(spans(ledger, before, self.by), spans(ledger, after, self.by), strict=True)
        for (when, base), (_, lines) in parts:
            yield from compared((chain, earlier, later, *when), lines, base, self.min, self.max)


def _received(ledger: Ledger, chain: str, stage: str) -> Lines:
    return Selection(chains=(chain,), stages=(stage,)).lines(ledger)
