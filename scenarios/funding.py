"""Who pays, how much and when."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import StringConstraints

from scenarios.words import Amount, Id, JurisdictionId, PeriodRef, Share, Stanza, Text

UNIT_SIZES: Final = {
    "one": 1.0,
    "thousand": 1e3,
    "ten-thousand": 1e4,
    "million": 1e6,
    "hundred-million": 1e8,
    "billion": 1e9,
}
UNIT_NAMES: Final = {
    "one": Text(zh="", en=""),
    "thousand": Text(zh="千", en=" thousand"),
    "ten-thousand": Text(zh="万", en=" ten thousand"),
    "million": Text(zh="百万", en=" million"),
    "hundred-million": Text(zh="亿", en=" hundred million"),
    "billion": Text(zh="十亿", en=" billion"),
}


class Money(Stanza):
    """The currency and the unit in which every amount of the scenario is written."""

    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    unit: Literal["one", "thousand", "ten-thousand", "million", "hundred-million", "billion"]

    @property
    def size(self) -> float:
        """How many units of the currency one unit of the scenario is."""
        return UNIT_SIZES[self.unit]

    @property
    def words(self) -> Text:
        """The unit in words, for instance `CNY million`."""
        name = UNIT_NAMES[self.unit]
        return Text(zh=f"{name.zh}{self.currency}", en=f"{self.currency}{name.en}")


class Funder(Stanza):
    """Who pays into the fund: a jurisdiction, a ministry, a bank.

    `contribution` is the same in every period, or written per period. Up to `carry_over` of a
    period's contribution may be kept for the next one.
    """

    id: Id
    name: Text | None = None
    jurisdiction: JurisdictionId | None = None
    contribution: Amount | dict[PeriodRef, Amount]
    carry_over: Share = 0.0

    def contributions(self, periods: tuple[str, ...]) -> tuple[float, ...]:
        """Return the contribution per period, in the scenario's unit of money."""
        if isinstance(self.contribution, dict):
            return tuple(self.contribution.get(period, 0.0) for period in periods)
        return (self.contribution,) * len(periods)
