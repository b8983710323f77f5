"""An answer's money by ledger line, found without the code that the audit uses."""

from __future__ import annotations

import numpy as np
import pandas as pd

from optimizer import Allocation
from scenarios.ledger import GRAIN, Ledger


def by_line(answer: Allocation, ledger: Ledger) -> tuple[pd.Series, pd.Series]:
    """Return the grants and the payments of an answer as amounts by ledger line."""
    grants = {}
    numbers = _activities(ledger)
    for part in answer.table("grants").itertuples():
        number = numbers[part.instrument, part.project or frozenset(part.sites)]
        period = ledger.periods.index(part.period)
        grants[ledger.first_grant + number * ledger.horizon + period] = part.amount
    return _series(grants), _series(_payments(answer, ledger))


def _series(amounts: dict[int, float]) -> pd.Series:
    return pd.Series(list(amounts.values()), index=np.array(list(amounts), np.int64), dtype=float)


def _activities(ledger: Ledger) -> dict[tuple[str, str | frozenset[str]], int]:
    names = [f"{site.city}/{site.chain}/{site.stage}" for site in ledger.sites.itertuples()]
    envelopes = {
        (pool.instrument.id, frozenset(names[site] for site in sites)): pool.first + number
        for pool in ledger.pools
        if pool.most is None
        for number, sites in enumerate(pool.sites)
    }
    projects = ledger.projects[["instrument", "id", "activity"]].itertuples(index=False, name=None)
    return envelopes | {(tool, name): number for tool, name, number in projects}


def _payments(answer: Allocation, ledger: Ledger) -> dict[int, float]:
    paid = {}
    table = ledger.payments
    for part in answer.table("payments").to_dict("records"):
        here = np.ones(len(table), dtype=bool)
        for column in ("funder", "city", "period", *(name for name in GRAIN if name in table)):
            told = table[column].astype(object)
            same = told.isna() if part[column] is None else told == part[column]
            here &= same.to_numpy()
        (line,) = table.index[here]
        paid[int(line)] = part["amount"]
    return paid
