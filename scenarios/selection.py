"""Selections: which part of the ledger a rule speaks about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from scenarios.ledger import Booleans, Ledger, Lines
from scenarios.words import (
    ChainId,
    CityId,
    FunderId,
    InstrumentId,
    JurisdictionId,
    PeriodRef,
    StageRef,
    Stanza,
    TierId,
)

Dimension = Literal[
    "funder", "jurisdiction", "city", "tier", "chain", "stage", "instrument", "period"
]


class Selection(Stanza):
    """A part of the money: every selector that is given narrows it, one left out means all.

    Where the money lands is told by `jurisdictions`, `cities`, `tiers`, `chains`, `stages`; under
    what by `instruments` and `cross_border`; when by `periods`; who paid it by `funders`.
    """

    funders: tuple[FunderId, ...] | None = Field(None, min_length=1)
    jurisdictions: tuple[JurisdictionId, ...] | None = Field(None, min_length=1)
    cities: tuple[CityId, ...] | None = Field(None, min_length=1)
    tiers: tuple[TierId, ...] | None = Field(None, min_length=1)
    chains: tuple[ChainId, ...] | None = Field(None, min_length=1)
    stages: tuple[StageRef, ...] | None = Field(None, min_length=1)
    instruments: tuple[InstrumentId, ...] | None = Field(None, min_length=1)
    periods: tuple[PeriodRef, ...] | None = Field(None, min_length=1)
    cross_border: bool | None = None

    COLUMNS: ClassVar[dict[str, str]] = {
        "funders": "funder",
        "jurisdictions": "jurisdiction",
        "cities": "city",
        "tiers": "tier",
        "chains": "chain",
        "instruments": "instrument",
        "periods": "period",
    }

    SELECTORS: ClassVar[tuple[str, ...]] = (*COLUMNS, "stages", "cross_border")

    @property
    def given(self) -> dict[str, object]:
        """The selectors that are given, by name."""
        values = {name: getattr(self, name) for name in self.SELECTORS}
        return {name: value for name, value in values.items() if value is not None}

    def fineness(self, each: Sequence[str] = ()) -> frozenset[str]:
        """Return how fine payments must be told apart for this selection and grouping."""
        wanted = {
            "chain": self.chains is not None or "chain" in each,
            "stage": self.stages is not None or "stage" in each,
            "instrument": self.instruments is not None or "instrument" in each,
            "cross_border": self.cross_border is not None,
        }
        return frozenset(name for name, needed in wanted.items() if needed)

    def mask(self, table: pd.DataFrame) -> Booleans:
        """Return which rows of `table` are selected; a selector needs its column there."""
        chosen = np.ones(len(table), dtype=bool)
        for selector, column in self.COLUMNS.items():
            wanted = getattr(self, selector)
            if wanted is not None:
                chosen &= table[column].isin(wanted).to_numpy()
        if self.stages is not None:
            chosen &= _in_stages(table, self.stages)
        if self.cross_border is not None:
            chosen &= (table["cross_border"] == self.cross_border).to_numpy()
        return chosen

    def table(self, ledger: Ledger, each: Sequence[str] = ()) -> pd.DataFrame:
        """Return the selected part of the payments where fine enough, else of the receipts.

        What a place receives is what funders pay to it, so both say the same; there are far fewer
        payments. A selection by funder always speaks of payments (the ledger was opened so that
        those of its funders are fine enough).
        """
        by_funder = self.funders is not None or "funder" in each
        told_apart = self.fineness(each) <= ledger.grain
        table = ledger.payments if by_funder or told_apart else ledger.receipts
        return table[self.mask(table)]

    def lines(self, ledger: Ledger) -> Lines:
        """Return the selected lines."""
        return self.table(ledger).index.to_numpy()

    def groups(
        self, ledger: Ledger, each: Sequence[Dimension]
    ) -> Iterator[tuple[tuple[str, ...], Lines]]:
        """Yield the selected lines for each combination of `each`; one group if it is empty.

        Stages of different chains are different stages. Groups come in the order of the ledger.
        """
        table = self.table(ledger, each)
        if not each:
            yield (), table.index.to_numpy()
            return
        group = table.groupby(columns_of(each), observed=True, sort=False)
        number = group.ngroup().to_numpy()
        order = np.argsort(number, kind="stable")
        ends = np.cumsum(np.bincount(number))[:-1]
        parts = np.split(table.index.to_numpy()[order], ends)
        names = group.head(1)[columns_of(each)].astype(str).itertuples(index=False, name=None)
        yield from zip(names, parts, strict=False)


def columns_of(each: Sequence[Dimension]) -> list[str]:
    """Return the columns of the ledger's tables that tell the groups of `each` apart."""
    names = [("chain", "stage") if dimension == "stage" else (dimension,) for dimension in each]
    return list(dict.fromkeys(name for part in names for name in part))


def _in_stages(table: pd.DataFrame, stages: Sequence[str]) -> Booleans:
    chosen = np.zeros(len(table), dtype=bool)
    for reference in stages:
        chain, _, stage = reference.rpartition("/")
        here = (table["stage"] == stage).to_numpy()
        chosen |= here & (table["chain"] == chain).to_numpy() if chain else here
    return chosen
