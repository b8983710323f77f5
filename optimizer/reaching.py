"""Which whole numbers can be nothing but 0, because what they ask for is more than rules allow.

A rule that says whether somebody gets anything may ask for a least award that other rules keep
away: a ceiling for its city, an absorption by its research. Where every line of its money stands
under such a ceiling, it can get no more than these together, as the rules stand now.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy.sparse as sp

from optimizer.columns import Longs
from optimizer.model import Model
from optimizer.pricing import Sides
from optimizer.rows import Matrix, RowTable
from scenarios.ledger import Booleans, Floats

SURE: Final = 1e-9


def reachable(model: Model, sides: Sides) -> Floats:
    """Return the most that each of the rules' own numbers can be; `sides` are those of all rows."""
    rows = model.rows
    row, number, weight = alone(rows, sp.csr_array(rows.extra))
    lower, upper = sides[0][row], sides[1][row]
    asks = _counts_money(rows, row) & (lower == 0) & np.isposinf(upper) & (weight < 0)
    never = _reach(rows, row[asks], sides) < -weight[asks] * (1 - SURE)
    most = rows.most_extra
    most[number[asks][never]] = 0.0
    return most


def alone(rows: RowTable, extra: Matrix) -> tuple[Longs, Longs, Floats]:
    """Return the rows in which a whole number is the only one of its kind: row, number, weight."""
    extra.eliminate_zeros()
    single = np.flatnonzero(np.diff(extra.indptr) == 1)
    place = extra.indptr[single]
    number = extra.indices[place].astype(np.int64)
    whole = rows.whole[number]
    return single[whole], number[whole], extra.data[place][whole]


def _counts_money(rows: RowTable, row: Longs) -> Booleans:
    """Tell which rows count every unit of money on their lines once, and nothing else."""
    matrix: Matrix = rows.matrix.tocsr()[row]
    lines = np.diff(matrix.indptr)
    once = np.bincount(np.repeat(np.arange(len(row)), lines), matrix.data == 1, len(row))
    return np.asarray(
        (lines > 0) & (once == lines) & ~rows.of_points[row] & ~np.isin(row, rows.grant_row)
    )


def _reach(rows: RowTable, row: Longs, sides: Sides) -> Floats:
    """Return how much money the lines of each row can have together, infinite if nobody says."""
    ceiling, of = _ceilings(rows, sides)
    matrix = sp.csr_array(rows.matrix)
    found = np.full(len(row), np.inf)
    for place, one in enumerate(row.tolist()):
        lines = matrix.indices[matrix.indptr[one] : matrix.indptr[one + 1]]
        over = np.unique(of[lines])
        if len(over) and over[0] >= 0:
            found[place] = ceiling[over].sum()
    return found


def _ceilings(rows: RowTable, sides: Sides) -> tuple[Floats, Longs]:
    """Return the ceiling of each row, and for each line the row of the lowest, -1 if none."""
    matrix = sp.csr_array(rows.matrix)
    count = np.diff(matrix.indptr)
    least = np.full(len(rows), np.inf)
    filled = np.flatnonzero(count)
    least[filled] = np.minimum.reduceat(matrix.data, matrix.indptr[filled])
    other = np.diff(sp.csr_array(rows.extra).indptr) > 0
    other[rows.grant_row] = True
    fits = (least > 0) & np.isfinite(least) & np.isfinite(sides[1]) & ~rows.of_points & ~other
    ceiling = np.where(fits, sides[1], np.inf) / np.where(fits, least, 1.0)
    order = np.argsort(-ceiling, kind="stable")
    order = order[fits[order]]  # the lowest comes last and stays
    of = np.full(matrix.shape[1], -1, dtype=np.int64)
    for one in order.tolist():
        of[matrix.indices[matrix.indptr[one] : matrix.indptr[one + 1]]] = one
    return ceiling, of
