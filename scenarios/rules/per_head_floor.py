"""A city receives at least so much per inhabitant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from scenarios.ledger import Ledger
from scenarios.rules.base import Idle, Row, Rule
from scenarios.rules.terms import lacking
from scenarios.selection import Selection
from scenarios.words import CityId, IndicatorName, JurisdictionId, Positive, Text, TierId


class PerHeadFloor(Rule):
    """Each city receives over the whole programme at least `floor` per inhabitant.

    The floor is in units of the currency (yuan, not millions) per unit of `indicator`, in persons.
    A city that nothing can reach gets a row without lines, which cannot be met: a promise that
    cannot be kept must be named, not passed over.
    """

    kind: Literal["per_head_floor"] = "per_head_floor"
    floor: Positive = Field(description="units of the currency per inhabitant, over the programme")
    indicator: IndicatorName = Field(
        "population", description="the inhabitants, in persons", validate_default=True
    )
    jurisdictions: tuple[JurisdictionId, ...] | None = Field(None, min_length=1)
    cities: tuple[CityId, ...] | None = Field(None, min_length=1)
    tiers: tuple[TierId, ...] | None = Field(None, min_length=1)

    title: ClassVar = Text(zh="人均资金下限", en="Floor per head")
    says: ClassVar = Text(
        zh="每个城市获得的人均资金不低于一定金额。",
        en="A city receives at least so much per inhabitant.",
    )
    formula: ClassVar = r"\sum_{f,t}\sum_{i \in c} p_{fit} \ge \phi\, N_c \qquad \forall c"
    price_means: ClassVar = Text(
        zh="该城市的资金下限每放低一个资金单位所增加的价值",
        en="value gained per unit of money by which the city's floor is lowered",
    )
    example: ClassVar = {"kind": "per_head_floor", "floor": 2}

    def selections(self) -> Iterator[tuple[tuple[str, ...], Selection]]:
        """Yield the selection that the fields of the stanza make together."""
        yield (), self._selected

    def rows(self, ledger: Ledger) -> Iterator[Row | Idle]:
        """Yield one row per city."""
        cities = ledger.cities.reset_index()
        payments = ledger.payments
        for _, city in cities[self._selected.mask(cities)].iterrows():
            name, people = str(city["city"]), float(city[self.indicator])
            if np.isnan(people):
                yield lacking((name,), self.indicator)
                continue
            lines = payments.index[payments["city"] == name].to_numpy()
            yield Row((name,), lines, 1.0, ">=", self.floor * people / ledger.money.size)

    @property
    def _selected(self) -> Selection:
        return Selection(jurisdictions=self.jurisdictions, cities=self.cities, tiers=self.tiers)
