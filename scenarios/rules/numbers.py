"""What rules with numbers of their own share: groups of money, how large they can be, who wins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.ledger import Floats, Ledger, Lines
from scenarios.rules.base import At, Extra, Money, Row
from scenarios.rules.terms import By
from scenarios.selection import Dimension, Selection
from scenarios.words import Unfit

NOTHING = 1e-6
"""An amount that is a smaller share of the fund than this is none, as in the audit of a plan."""


@dataclass(frozen=True, eq=False)
class Group:
    """Money that is counted together: whose or where, its lines, and the most it can add up to."""

    at: At
    lines: Lines
    most: float

    def total(self, money: Money) -> float:
        """Return how much money there is on its lines."""
        return float(money(self.lines).sum())

    def wins(self, ledger: Ledger, at: At) -> Extra:
        """Return the whole number that is 1 where the group gets anything, and 0 where nothing."""
        least = NOTHING * ledger.available

        def follows(money: Money) -> float:
            return float(self.total(money) > least)

        return Extra(at, 1.0, follows, whole=True)

    def only_if_wins(self, at: At, wins: At) -> Row:
        """Return that the group gets nothing where it does not win; the bound is all it can get."""
        return Row((*at, "wins"), self.lines, 1.0, "<=", 0.0, {wins: -self.most}, ties=True)


def grouped(
    ledger: Ledger, part: Selection, each: Sequence[Dimension], by: By = "programme"
) -> Iterator[tuple[At, list[Group]]]:
    """Yield the groups of a selection, those of the whole programme or of each period."""
    groups = list(part.groups(ledger, each))
    if by == "programme":
        yield (), [Group(at, lines, most(ledger, lines)) for at, lines in groups]
        return
    for number, period in enumerate(ledger.periods):
        now = [(at, lines[lines % ledger.horizon == number]) for at, lines in groups]
        yield (period,), [Group(at, part, most(ledger, part)) for at, part in now if part.size]


def most(ledger: Ledger, lines: Lines) -> float:
    """Return the most money that can be on lines of one table together.

    That is what the funders who may pay it have in these periods: their contributions, and what
    they may carry into a run of periods from the one before it.
    """
    funders, horizon = ledger.contributions.shape
    within = np.zeros((funders, horizon), dtype=bool)
    periods = np.unique(lines % horizon)
    first = len(ledger.receipts)
    if ((lines >= first) & (lines < ledger.first_carry)).all():
        payer = ledger.payments["funder"].cat.codes.to_numpy()[lines - first]
        within[payer, lines % horizon] = True
    else:
        within[:, periods] = True
    carried = np.pad(ledger.may_carry, ((0, 0), (1, 0)))[:, :-1]
    before = np.pad(within, ((0, 0), (1, 0)))[:, :-1]
    return float((within * (ledger.contributions + carried * ~before)).sum())


def check_each(each: Sequence[Dimension]) -> None:
    """Refuse recipients that are not told apart at all, or by period, which `by` is there for."""
    if not each:
        raise Unfit(
            "each 写明谁是受资助者, 例如 [city]", "`each` says who the recipients are, e.g. [city]"
        )
    if "period" in each:
        raise Unfit("按期计算请写 by: period", "write `by: period` to count each period by itself")


def amounts(groups: Sequence[Group], money: Money) -> Floats:
    """Return what each group gets."""
    return np.array([group.total(money) for group in groups], dtype=np.float64)
