"""Columns of the program from lines of the ledger: coefficients of grants and of money lines."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from optimizer.model import Model
from optimizer.rows import Matrix
from scenarios.ledger import Ledger, Pool

Longs = npt.NDArray[np.int64]


def by_pool(ledger: Ledger, keys: Longs) -> Iterator[tuple[Pool, Longs, Longs, Longs]]:
    """Yield, per pool, which of the grants are of it, and their activities and periods.

    The key of a grant is its activity times the number of periods plus its period; activities
    are numbered inside their pool here.
    """
    for pool in ledger.pools:
        activity = keys // ledger.horizon - pool.first
        here = np.flatnonzero((activity >= 0) & (activity < len(pool)))
        yield pool, here, activity[here], keys[here] % ledger.horizon


def grant_matrix(model: Model, receipts: Matrix, keys: Longs) -> Matrix:
    """Return the coefficients of grants in every row, shape (rows, grants), CSC.

    `receipts` is the part of the model's rows that speaks of receipts, in CSC.
    """
    landings = _landings(model.ledger, keys)
    matrix = receipts @ landings
    if model.rows.grant_line.size:
        matrix = matrix + _named(model, keys)
    matrix = sp.csc_array(matrix)
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    matrix.sort_indices()
    return matrix


def point_matrix(model: Model, receipts: Matrix, keys: Longs) -> Matrix:
    """Return how much each row counts a point that each grant achieves, shape (rows, grants), CSC.

    `receipts` is what rows say of points on lines of receipts, in CSC.
    """
    matrix = sp.csc_array(receipts @ _landings(model.ledger, keys))
    matrix.sum_duplicates()
    return matrix


def _landings(ledger: Ledger, keys: Longs) -> Matrix:
    """Return which share of each grant lands on which line of receipts."""
    lines, columns, shares = [], [], []
    for pool, here, activity, period in by_pool(ledger, keys):
        landing = pool.classes(activity).astype(np.int64) * ledger.horizon + period[:, None]
        lines.append(landing.ravel())
        columns.append(np.repeat(here, landing.shape[1]))
        shares.append(pool.shares[activity].ravel())
    place = (np.concatenate(lines), np.concatenate(columns))
    shape = (len(ledger.receipts), len(keys))
    return sp.csc_array((np.concatenate(shares), place), shape=shape)


def _named(model: Model, keys: Longs) -> Matrix:
    """Return the coefficients that rows give to single grants by their line."""
    rows = model.rows
    order = np.argsort(keys, kind="stable")
    wanted = rows.grant_line - model.ledger.first_grant
    first = np.searchsorted(keys[order], wanted)
    count = np.searchsorted(keys[order], wanted, side="right") - first
    entry = np.repeat(np.arange(len(wanted)), count)
    step = np.arange(len(entry)) - np.repeat(np.cumsum(count) - count, count)
    column = order[np.repeat(first, count) + step]
    place = (rows.grant_row[entry], column)
    return sp.csc_array((rows.grant_value[entry], place), shape=(len(rows), len(keys)))


def money_lines(ledger: Ledger) -> Longs:
    """Return the lines of payments and of those carries that are allowed at all."""
    payments = np.arange(len(ledger.receipts), ledger.first_carry)
    carries = ledger.first_carry + np.flatnonzero(ledger.may_carry.ravel() > 0)
    return np.concatenate([payments, carries])


def money_names(ledger: Ledger, lines: Longs) -> list[str]:
    """Return what the LP file calls the columns of `lines`."""
    first, start = ledger.first_carry, len(ledger.receipts)
    return [
        f"carry{line - first}" if line >= first else f"payment{line - start}"
        for line in lines.tolist()
    ]
