"""Money from elsewhere is matched on the spot at a rate, as far as the place can afford it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field, model_validator

from scenarios.ledger import Booleans, Ledger, Lines
from scenarios.rules.base import At, Idle, Row, Rule, Told, summed
from scenarios.rules.terms import By, lacking, spans
from scenarios.selection import Selection
from scenarios.words import FunderId, IndicatorName, Positive, Ratio, Stanza, Text, Unfit

Place = Literal["city", "jurisdiction"]


class Capacity(Stanza):
    """What a place can be asked for in a period: `max` times its figure of the indicator `of`."""

    of: IndicatorName
    max: Ratio


class Matching(Selection, Rule):
    """In each place, `from` pays at least `rate` times what the `funders` pay there.

    `from: own` are the funders of the place's own jurisdiction; what they pay at home is never
    to be matched. Named funders match wherever the money goes. The other selectors narrow both
    sides alike: money for research is matched by money for research. Who gives no match gets no
    money, so a row can always be kept. With `capacity` the match that is asked for is no more than
    a share of a figure, so that the money to be matched ends there too; more may be given freely.
    The figure is that of a period, and of all its cities where the place is a jurisdiction.
    """

    kind: Literal["matching"] = "matching"
    funders: tuple[FunderId, ...] = Field(min_length=1, description="whose money is matched")
    rate: Positive = Field(description="0.5 asks for half as much again")
    givers: tuple[FunderId, ...] | Literal["own"] = Field(
        "own", alias="from", min_length=1, description="who matches it"
    )
    place: Place = "city"
    by: By = "programme"
    capacity: Capacity | None = None

    title: ClassVar = Text(zh="地方配套", en="Matching")
    says: ClassVar = Text(
        zh="外来资金须由当地按比例配套, 并以当地的承受能力为限。",
        en="Money from elsewhere is matched on the spot at a rate, as far as the place can "
        "afford it.",
    )
    formula: ClassVar = (
        r"\sum_{f \in G}\sum_{t}\sum_{i \in c} p_{fit}"
        r" \ge \mu \sum_{f \in F'}\sum_{t}\sum_{i \in c} p_{fit}, \qquad"
        r" \mu \sum_{f \in F'}\sum_{i \in c} p_{fit} \le \alpha\, Y_c \qquad \forall c"
    )
    price_means: ClassVar = Text(
        zh="配套每少要求一个资金单位 (或可要求的配套每提高一个资金单位) 所增加的价值",
        en="value gained per unit of money by which the match may fall short, or more may be asked",
    )
    example: ClassVar = {"kind": "matching", "funders": ["north"], "rate": 0.5}

    @model_validator(mode="after")
    def _two_sides(self) -> Matching:
        both = [] if self.givers == "own" else sorted(set(self.funders) & set(self.givers))
        if both:
            raise Unfit(
                f"{both[0]} 不能为自己的资金配套: 只写在 funders 或 from 之一",
                f"{both[0]} cannot match its own money: name it in `funders` or in `from`",
            )
        return self

    def tells_apart(self) -> Iterator[Told]:
        """Yield both sides."""
        yield Told(self.funders, self)
        yield Told(None if self.givers == "own" else self.givers, self)

    def rows(self, ledger: Ledger) -> Iterator[Row | Idle]:
        """Yield a row per place (and period), and one more for its capacity."""
        table = ledger.payments
        meant = self.model_copy(update={"funders": None}).mask(table)
        asked, given = (meant & side for side in self._sides(ledger))
        for place in table[self.place].unique():
            here = (table[self.place] == place).to_numpy()
            due, paid = (table.index[here & side].to_numpy() for side in (asked, given))
            if due.size:
                yield from self._matched(ledger, str(place), due, paid)
            elif (here & meant).any():
                reason = Text(zh="没有需要配套的资金", en="there is no money to be matched")
                yield Idle((str(place),), reason)

    def _sides(self, ledger: Ledger) -> tuple[Booleans, Booleans]:
        """Return which payments are to be matched, and which match."""
        table = ledger.payments
        funded = table["funder"].isin(self.funders).to_numpy()
        if self.givers == "own":
            home, where = (table[name].astype(object) for name in ("home", "jurisdiction"))
            at_home = (home == where).to_numpy()
            return funded & ~at_home, at_home
        return funded, table["funder"].isin(self.givers).to_numpy()

    def _matched(
        self, ledger: Ledger, place: str, asked: Lines, given: Lines
    ) -> Iterator[Row | Idle]:
        spanned = (spans(ledger, lines, self.by) for lines in (asked, given))
        for (when, due), (_, paid) in zip(*spanned, strict=True):
            if due.size:
                terms = summed((paid, 1.0), (due, -self.rate))
                yield Row((place, *when, "min"), *terms, ">=", 0.0)
                if self.capacity is not None:
                    yield self._affordable(ledger, (place, *when), due, self.capacity)

    def _affordable(self, ledger: Ledger, at: At, due: Lines, capacity: Capacity) -> Row | Idle:
        """Return that the match asked for is within the figure, counted once for each period."""
        cities = ledger.cities
        own = cities.index == at[0] if self.place == "city" else cities["jurisdiction"] == at[0]
        figure = float(cities.loc[own, capacity.of].sum(skipna=False))
        if np.isnan(figure):
            return lacking(at, capacity.of)
        periods = np.unique(due % ledger.horizon).size
        return Row((*at, "max"), due, self.rate, "<=", capacity.max * figure * periods)
