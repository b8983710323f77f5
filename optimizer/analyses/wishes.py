"""What somebody would have otherwise: values set, rules dropped, amounts locked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.ledger import Ledger
from scenarios.rules.base import Row, Sense
from scenarios.scenario import Scenario
from scenarios.selection import Selection


@dataclass(frozen=True)
class Lock:
    """What a city gets, in all periods or in one: exactly, at least or at most so much money."""

    city: str
    amount: float
    sense: Sense = "="
    period: str | None = None

    def __str__(self) -> str:
        """Write it as it is asked for, which no id can be."""
        when = "" if self.period is None else f"@{self.period}"
        return f"{self.city}{when}{self.sense}{self.amount:.12g}"

    def row(self, ledger: Ledger) -> Row:
        """Return the row that holds the amount."""
        periods = None if self.period is None else (self.period,)
        lines = Selection(cities=(self.city,), periods=periods).lines(ledger)
        return Row((self.city, *(periods or ())), lines, 1.0, self.sense, self.amount)


@dataclass(frozen=True)
class Wish:
    """What is overridden: the scenario with its values set, rules dropped, amounts locked."""

    scenario: Scenario
    ledger: Ledger
    drops: Sequence[str] = ()
    locks: Sequence[Lock] = ()
    settings: Sequence[str] = ()
