"""Plans that somebody gives: their amounts as rows that can be held, or stretched, in a program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from optimizer.analyses.audit import TOLERANCE, Violation
from optimizer.analyses.wishes import Lock
from optimizer.columns import Longs
from scenarios.ledger import Ledger
from scenarios.rules.base import Row

FUND: Final = "fund"
"""What is broken by a plan that gives more than all the money there is."""


@dataclass(frozen=True, eq=False)
class Whole:
    """A plan of grants and payments: amounts by ledger line."""

    grants: pd.Series[float]
    payments: pd.Series[float]

    def rows(self, ledger: Ledger) -> Iterator[Row]:
        """Yield a row for each amount, and one a period for all other grants and payments."""
        for name, amounts, first, last in (
            ("grant", self.grants, 0, len(ledger.receipts)),
            ("payment", self.payments, len(ledger.receipts), ledger.first_carry),
        ):
            known = amounts[amounts > 0].groupby(level=0).sum()
            for line, amount in known.items():
                yield Row((name, str(line)), np.array([line]), 1.0, "=", float(amount))
            lines = known.index.to_numpy(dtype=np.int64)
            for period, every in ledger.by_period(np.arange(first, last)):
                own = lines[self._periods(ledger, lines) == ledger.periods.index(period)]
                rest = every if name == "grant" else np.setdiff1d(every, own)
                less = own if name == "grant" else own[:0]
                values = np.concatenate([np.ones(len(rest)), -np.ones(len(less))])
                yield Row((name, "others", period), np.concatenate([rest, less]), values, "=", 0.0)

    @staticmethod
    def _periods(ledger: Ledger, lines: Longs) -> Longs:
        """Return the number of each line's period."""
        grant = lines >= ledger.first_grant
        return np.where(grant, (lines - ledger.first_grant), lines) % ledger.horizon


@dataclass(frozen=True, eq=False)
class ByCity:
    """A plan of nothing but what each city gets, in all or in each period; others get nothing."""

    amounts: Mapping[tuple[str, str | None], float]

    def by_city(self) -> pd.Series[float]:
        """Return what each city gets in all."""
        cities = [city for city, _ in self.amounts]
        return (
            pd.Series(list(self.amounts.values()), index=cities, dtype=float).groupby(level=0).sum()
        )

    @property
    def total(self) -> float:
        """All that the plan gives."""
        return sum(self.amounts.values())

    def rows(self, ledger: Ledger) -> Iterator[Row]:
        """Yield a row for each amount, and for each city that gets nothing."""
        said = {city for city, _ in self.amounts}
        rest = [str(city) for city in ledger.cities.index if city not in said]
        locks = [Lock(city, much, "=", period) for (city, period), much in self.amounts.items()]
        for lock in (*locks, *(Lock(city, 0.0) for city in rest)):
            yield lock.row(ledger)

    def excess(self, ledger: Ledger) -> Iterator[Violation]:
        """Yield that the plan gives more than there is, if it does."""
        more = self.total - ledger.available
        if more > TOLERANCE * ledger.available:
            yield Violation(FUND, (), self.total, "<=", ledger.available, more)
