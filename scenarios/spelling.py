"""Rows spelt out: text that a person can check against the clause behind a rule.

A row is told by its name, its sense and its right-hand side, and under it one line for each block
of ledger lines that share a coefficient:

    north: <= 50
      +1 north > cedar,fir,elm,gum in 1,2

says that what the funder `north` pays to any of four cities, in both periods, is at most 50. A
block without `>` speaks of what lands: `workshop within elm tools making in 1`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from scenarios.ledger import Ledger
from scenarios.rules.base import Extra, Idle, Row

FIELDS: Final = ("funder", "instrument", "border", "activity", "city", "chain", "stage", "period")


def spell(part: Row | Idle | Extra, ledger: Ledger) -> Iterator[str]:
    """Yield a row, one line of text for each block of ledger lines with one coefficient."""
    at = " ".join(part.at) or "-"
    if isinstance(part, Extra):
        kind = "a whole number" if part.whole else "a number"
        kind += " of points" if part.of == "points" else ""
        yield f"{at}: {kind} from {part.least:g} to {part.most:g}"
        return
    if isinstance(part, Idle):
        yield f"{at}: idle, {part.reason.en}"
        return
    yield f"{at}: {part.sense} {part.rhs:g}"
    names = names_of_lines(ledger).loc[part.lines]
    for value in dict.fromkeys(part.coefficients):
        for block in _blocks(names[part.coefficients == value]):
            yield f"  {value:+g} {'points of ' if part.of == 'points' else ''}{block}"
    for extra, value in part.extras.items():
        yield f"  {value:+g} [{' '.join(extra)}]"


def names_of_lines(ledger: Ledger) -> pd.DataFrame:
    """Return the names of every line of receipts, payments and grants, in columns `FIELDS`.

    All grants are written out, so this is for small ledgers.
    """
    receipts = _with_border(ledger.receipts)
    payments = ledger.payments
    if "cross_border" in payments:
        payments = _with_border(payments)
    tables = [table.reindex(columns=FIELDS) for table in (receipts, payments, _grants(ledger))]
    return pd.concat([table.astype(object) for table in tables]).fillna("")


def _with_border(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(border=np.where(table["cross_border"], "across", "within"))


def _grants(ledger: Ledger) -> pd.DataFrame:
    sites = ledger.sites["city"].astype(str) + "/" + ledger.sites["stage"].astype(str)
    named = dict(zip(ledger.projects["activity"], ledger.projects["id"], strict=True))
    rows = [
        {
            "instrument": pool.instrument.id,
            "activity": named.get(pool.first + number) or " - ".join(sites[ends]),
            "period": period,
        }
        for pool in ledger.pools
        for number, ends in enumerate(pool.sites)
        for period in ledger.periods
    ]
    first = ledger.first_grant
    return pd.DataFrame(rows, index=pd.RangeIndex(first, first + len(rows)))


def _blocks(names: pd.DataFrame) -> Iterator[str]:
    """Yield products of names that together stand for exactly these lines."""
    options = {field: [name for name in names[field].unique() if name] for field in FIELDS}
    if len(names) == np.prod([max(len(found), 1) for found in options.values()]):
        yield _sentence({field: ",".join(found) for field, found in options.items() if found})
        return
    split = next(field for field in FIELDS if len(options[field]) > 1)
    for _, part in names.groupby(split, sort=False):
        yield from _blocks(part)


def _sentence(said: dict[str, str]) -> str:
    """Say where money goes, e.g. `north > alder tools research in 1,2`."""
    period = said.pop("period")
    payer = said.pop("funder", "")
    return f"{payer + ' > ' if payer else ''}{' '.join(said.values())} in {period}"
