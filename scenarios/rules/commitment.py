"""What the planners have already decided stands: an amount fixed, promised or forbidden."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from scenarios.ledger import Ledger, Lines
from scenarios.problems import Problem
from scenarios.rules.base import Row, Rule, Sense
from scenarios.rules.terms import only
from scenarios.selection import Selection
from scenarios.words import Amount, Positive, SiteRef, Text, Unfit


class Commitment(Selection, Rule):
    """The selected money is `exactly` so much, `at_least` so much, or `forbidden`.

    The planner's own decision, laid on top of the rules: its price is what the decision costs.
    `between` speaks of the joint work of two sites, under `instruments` and in `periods` where
    these are given; a site named without its chain stands for that stage in every chain.
    """

    kind: Literal["commitment"] = "commitment"
    between: tuple[SiteRef, SiteRef] | None = None
    exactly: Amount | None = None
    at_least: Positive | None = Field(None, description="an amount of money, more than 0")
    forbidden: Literal[True] | None = None

    title: ClassVar = Text(zh="既定安排", en="Commitment")
    says: ClassVar = Text(
        zh="规划者已经作出的决定: 选定的资金固定、不少于一定金额或禁止。",
        en="What the planners have already decided stands: an amount fixed, promised or forbidden.",
    )
    formula: ClassVar = r"\sum_{(f,i,t) \in S} p_{fit} \;\{=, \ge\}\; a"
    price_means: ClassVar = Text(
        zh="既定金额每变动一个资金单位所增加的价值",
        en="value gained per unit of money by which the decision is loosened",
    )
    example: ClassVar = {
        "kind": "commitment",
        "between": ["alder/research", "cedar/research"],
        "at_least": 10,
    }

    @model_validator(mode="after")
    def _decided(self) -> Commitment:
        said = [self.exactly, self.at_least, self.forbidden]
        if sum(value is not None for value in said) != 1:
            raise Unfit(
                "exactly、at_least、forbidden 必须且只能写一个",
                "exactly one of `exactly`, `at_least`, `forbidden` is needed",
            )
        if self.between is None and not self.given:
            raise Unfit(
                "用选择条件或 between 写明决定的对象",
                "say what is decided: by selectors, or by `between`",
            )
        return self

    @model_validator(mode="after")
    def _joint(self) -> Commitment:
        if self.between is None:
            return self
        beside = sorted(set(self.given) - {"instruments", "periods"})
        if beside:
            raise Unfit(
                f"between 只能与 instruments 和 periods 同用, 不能与 {beside[0]} 同用",
                f"`between` goes with `instruments` and `periods`, not {beside[0]}",
            )
        if self.between[0] == self.between[1]:
            raise Unfit(
                f"between 需要两个不同的节点, 不是两次 {self.between[0]}",
                f"`between` needs two sites, not {self.between[0]} twice",
            )
        return self

    def rows(self, ledger: Ledger) -> Iterator[Row]:
        """Yield the one row."""
        at, sense, amount = self._decision
        lines = self._joint_lines(ledger, *self.between) if self.between else self.lines(ledger)
        yield Row((at,), lines, 1.0, sense, amount)

    def problems(self, ledger: Ledger) -> Iterator[Problem]:
        """Yield also that the two sites have no joint work that could be supported."""
        yield from super().problems(ledger)
        if self.between is not None and not self._joint_lines(ledger, *self.between).size:
            yield Problem(
                ("between",),
                " - ".join(self.between),
                Text(zh="两个节点之间有可资助的联系", en="two sites that a link joins"),
                Text(
                    zh="在 links.known 中加入该联系, 或检查环节和政策工具",
                    en="add the link to links.known, or check the stages and the instruments",
                ),
            )

    @property
    def _decision(self) -> tuple[str, Sense, float]:
        if self.exactly is not None:
            return "exactly", "=", self.exactly
        if self.at_least is not None:
            return "at-least", ">=", self.at_least
        return "forbidden", "<=", 0.0

    def _joint_lines(self, ledger: Ledger, one_end: SiteRef, other_end: SiteRef) -> Lines:
        """Return the lines of the grants that join the two sites."""
        found = [
            activities
            for one in _sites(ledger, one_end)
            for other in _sites(ledger, other_end)
            if one != other
            for instrument, activities in ledger.activities_between(one, other)
            if self.instruments is None or instrument.id in self.instruments
        ]
        lines = ledger.grant_lines(np.unique(np.concatenate([np.empty(0, np.int64), *found])))
        wanted = [ledger.periods.index(name) for name in only(self.periods, ledger.periods)]
        return np.asarray(lines[:, wanted].ravel())


def _sites(ledger: Ledger, reference: str) -> list[int]:
    """Return the sites that `city/stage` or `city/chain/stage` means."""
    city, *chain, stage = reference.split("/")
    here = (ledger.sites["city"] == city) & (ledger.sites["stage"] == stage)
    if chain:
        here &= ledger.sites["chain"] == chain[0]
    return [int(site) for site in np.flatnonzero(here)]
