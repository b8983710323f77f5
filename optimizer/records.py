"""From records that name ids, as an answer's tables or its JSON do, to amounts by ledger line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.ledger import GRAIN, Ledger, Pool, site_id

Longs = npt.NDArray[np.int64]
Records = pd.DataFrame | Iterable[Mapping[str, Any]]
"""A table of the answer, or the records of its JSON."""

Lookup = Callable[[pd.DataFrame], Longs]
"""Gives the ledger line of each record, -1 where there is none."""

Odd = tuple[tuple[str, ...], float]
"""The names and the amount of a record that the ledger has no line for."""

Mapped = tuple["pd.Series[float]", list[Odd]]


def grants_by_line(ledger: Ledger, records: Records) -> Mapped:
    """Return the amounts of grants by line, from `instrument`, `sites` (any order) and `period`.

    The grants of projects are found by `project`.
    """
    table = _table(records)
    if "project" not in table:
        table = table.assign(project=None)
    names = ("instrument", "sites", "period")
    return _by_line(table, names, lambda part: grant_lines_of(ledger, part))


def payments_by_line(ledger: Ledger, records: Records) -> Mapped:
    """Return the amounts of payments by line, from all that tells a payment from another."""
    table = _table(records)
    names = ("funder", "city", *(column for column in GRAIN if column in ledger.payments), "period")
    return _by_line(table, names, lambda part: payment_lines_of(ledger, part, names))


def _table(records: Records) -> pd.DataFrame:
    return records if isinstance(records, pd.DataFrame) else pd.DataFrame(map(dict, records))


def _by_line(table: pd.DataFrame, names: tuple[str, ...], lookup: Lookup) -> Mapped:
    """Return amounts by line, and the records that the ledger has no line for."""
    if table.empty:
        return pd.Series(dtype=float, index=pd.Index([], dtype=np.int64)), []
    missing = sorted({*names, "amount"} - set(table.columns))
    if missing:
        raise ValueError(f"the table lacks {', '.join(missing)}")
    lines, amount = lookup(table), table["amount"].to_numpy(dtype=np.float64)
    known = lines >= 0
    odd = [
        (tuple(map(_written, key)), float(much))
        for key, much in zip(
            table.loc[~known, list(names)].itertuples(index=False, name=None),
            amount[~known],
            strict=True,
        )
    ]
    return pd.Series(amount[known], index=lines[known]), odd


def _written(value: object) -> str:
    return "+".join(map(str, value)) if isinstance(value, tuple | list) else str(value)


def _periods(ledger: Ledger, records: pd.DataFrame) -> Longs:
    """Return the number of each record's period, -1 if there is no such period."""
    return pd.Index(ledger.periods).get_indexer(pd.Index(records["period"].map(str)))


def grant_lines_of(ledger: Ledger, records: pd.DataFrame) -> Longs:
    """Return the line of the grant for each record's instrument, sites (any order) and period."""
    names = ledger.sites[["city", "chain", "stage"]].astype(str).itertuples(index=False, name=None)
    number = {site_id(*name): place for place, name in enumerate(names)}
    wanted = [sorted(number.get(site, -1) for site in sites) for sites in records["sites"]]
    activity = _of_projects(ledger, records)
    for pool in ledger.pools:
        if pool.most is not None:
            continue
        width = pool.sites.shape[1]
        here = np.array([len(sites) == width and sites[0] >= 0 for sites in wanted], dtype=bool)
        here &= (
            (records["instrument"] == pool.instrument.id) & records["project"].isna()
        ).to_numpy()
        place = _place(pool, np.array([wanted[one] for one in np.flatnonzero(here)], np.int64))
        activity[here] = np.where(place >= 0, place + pool.first, -1)
    period = _periods(ledger, records)
    line = ledger.first_grant + activity * ledger.horizon + period
    return np.where((activity >= 0) & (period >= 0), line, -1)


def _of_projects(ledger: Ledger, records: pd.DataFrame) -> Longs:
    """Return the activity of the project that each record names, -1 where it names none."""
    projects = ledger.projects
    own = pd.MultiIndex.from_arrays([projects["instrument"], projects["id"]])
    asked = pd.MultiIndex.from_arrays([records["instrument"], _words(records["project"])])
    place = np.asarray(own.get_indexer(asked), dtype=np.int64)
    activity = projects["activity"].to_numpy(dtype=np.int64)
    return np.where(place >= 0, activity[place], -1) if len(activity) else place


def _place(pool: Pool, wanted: Longs) -> Longs:
    """Return which activity of the pool joins each row of `wanted`, sorted sites; -1 for none."""
    if not wanted.size:
        return np.empty(0, np.int64)
    own = pd.MultiIndex.from_arrays(list(np.sort(pool.sites, axis=1).T.astype(np.int64)))
    return np.asarray(own.get_indexer(pd.MultiIndex.from_arrays(list(wanted.T))), dtype=np.int64)


def _words(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column as text; what is not told is empty."""
    told = column.astype(object)
    return told.map(str).astype(object).where(told.notna(), "")


def payment_lines_of(ledger: Ledger, records: pd.DataFrame, names: tuple[str, ...]) -> Longs:
    """Return the line of the payment with each record's names."""
    own, asked = (
        pd.MultiIndex.from_arrays([_words(table[name]) for name in names])
        for table in (ledger.payments, records)
    )
    place = np.asarray(own.get_indexer(asked), dtype=np.int64)
    return np.where(place >= 0, place + len(ledger.receipts), -1)
