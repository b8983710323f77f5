"""Money in a later phase goes only where an earlier one began, and not past a failed review."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

import numpy as np
from pydantic import BeforeValidator, Field, model_validator

from scenarios.ledger import Ledger, Lines
from scenarios.problems import Problem
from scenarios.rules.base import Idle, Row, Rule
from scenarios.rules.terms import Each, compared, only
from scenarios.selection import Selection
from scenarios.words import CityId, PeriodRef, Ratio, Text, Unfit


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str | int) and not isinstance(value, bool) else value


Periods = Annotated[
    tuple[PeriodRef, ...],
    BeforeValidator(_listed, json_schema_input_type=PeriodRef | tuple[PeriodRef, ...]),
    Field(min_length=1, description="a period, or a list of them"),
]


class PhaseGate(Selection, Rule):
    """The money of the later phase is at most `times` that of the earlier one, for `each`.

    The later phase is `after` (these periods) or `from` (this period and all that follow), the
    earlier one `before`, or else all periods ahead of it. What got nothing in the earlier phase
    gets nothing in the later one. Cities in `stop` failed their review and get nothing later.
    A programme of three phases has two such rules.
    """

    kind: Literal["phase_gate"] = "phase_gate"
    after: Periods | None = None
    since: PeriodRef | None = Field(None, alias="from", description="the first later period")
    before: Periods | None = None
    times: Ratio | None = None
    each: Each = ("city",)
    stop: tuple[CityId, ...] | None = Field(None, min_length=1)

    title: ClassVar = Text(zh="阶段关口", en="Phase gate")
    says: ClassVar = Text(
        zh="后一阶段的资金只给前一阶段已启动之处, 评估未通过者不再资助。",
        en="Money in a later phase goes only where an earlier one began, and not past a failed "
        "review.",
    )
    formula: ClassVar = (
        r"\sum_{t \in T_2}\sum_{(f,i) \in S_k} p_{fit}"
        r" \le \tau \sum_{t \in T_1}\sum_{(f,i) \in S_k} p_{fit} \qquad \forall k"
    )
    price_means: ClassVar = Text(
        zh="后一阶段的资金每允许超出限额一个资金单位所增加的价值",
        en="value gained per unit of money by which the later phase may pass its bound",
    )
    example: ClassVar = {"kind": "phase_gate", "from": 2, "times": 1.2, "stop": ["gum"]}

    @model_validator(mode="after")
    def _phases(self) -> PhaseGate:
        if (self.after is None) == (self.since is None):
            raise Unfit(
                "after 和 from 必须且只能写一个", "exactly one of `after`, `from` is needed"
            )
        if self.times is None and self.stop is None:
            raise Unfit("times 和 stop 至少写一个", "times or stop is needed")
        if self.periods is not None or "period" in self.each:
            raise Unfit(
                "时间由 before 与 after (或 from) 说明, 不用 periods 或 each: [period]",
                "when is said by `before` and `after` or `from`, not by `periods` or `each`",
            )
        both = sorted(set(self.before or ()) & {*(self.after or ()), self.since})
        if both:
            raise Unfit(f"{both[0]} 不能同属前后两阶段", f"{both[0]} is both before and after")
        return self

    def rows(self, ledger: Ledger) -> Iterator[Row | Idle]:
        """Yield one row per group of `each`, and one per city that is stopped."""
        before, after = self._when(ledger)
        table = self.table(ledger, self.each)
        barred = table.index[table["city"].isin(self.stop or ())].to_numpy()
        if self.times is not None and not before:
            yield Idle((), Text(zh="此前没有更早的期", en="there is no earlier period"))
        elif self.times is not None:
            for at, lines in self.groups(ledger, self.each):
                later = np.setdiff1d(_within(ledger, lines, after), barred)
                if later.size:
                    earlier = _within(ledger, lines, before)
                    yield from compared(at, later, earlier, None, self.times)
        for city in only(self.stop or (), ledger.cities.index):
            lines = _within(ledger, table.index[table["city"] == city].to_numpy(), after)
            if lines.size:
                yield Row((city, "forbidden"), lines, 1.0, "<=", 0.0)
            else:
                reason = Text(zh="选定的资金到不了该城市", en="none of the money can go there")
                yield Idle((city,), reason)

    def problems(self, ledger: Ledger) -> Iterator[Problem]:
        """Yield also that an earlier period comes after a later one."""
        yield from super().problems(ledger)
        before, after = self._when(ledger)
        if before and ledger.periods.index(before[-1]) > ledger.periods.index(after[0]):
            yield Problem(
                ("before",),
                before[-1],
                Text(zh="{period} 之前的期", en="periods ahead of {period}").format(
                    period=after[0]
                ),
                Text(zh="更正 before, 或 after / from", en="change `before`, or `after` / `from`"),
            )

    def _when(self, ledger: Ledger) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the periods of the earlier and of the later phase, in order."""
        names = ledger.periods
        wanted = self.after if self.since is None else names[names.index(self.since) :]
        after = tuple(only(wanted, names))
        before = names[: names.index(after[0])] if self.before is None else self.before
        return tuple(only(before, names)), after


def _within(ledger: Ledger, lines: Lines, periods: tuple[str, ...]) -> Lines:
    """Return the lines that are of these periods."""
    return np.concatenate([now for name, now in ledger.by_period(lines) if name in periods])
