"""The engine's present program as plain arrays, for those who solve it again by other means.

The one place of the benchmarks that looks into the master program.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import scipy.sparse as sp

from benchmarks.grids import Whole
from optimizer.columns import Longs
from optimizer.engine import Engine
from scenarios.ledger import Booleans


def in_pulp(engine: Engine) -> Any:
    """Return the PuLP problem that the engine's program is at present."""
    return engine.master.program.problem


def grant_of_columns(engine: Engine) -> Longs:
    """Return, for each column of the program, the number of its grant among those taken in.

    -1 for columns of money. Columns are numbered as in the PuLP problem.
    """
    master = engine.master
    grants = np.full(master.session.columns, -1, dtype=np.int64)
    grants[master._columns] = master._segments.grant
    return grants


def present(engine: Engine) -> Whole:
    """Return the engine's program: rows as PuLP has them, one side each, columns in order."""
    problem = in_pulp(engine)
    gain = {column: float(points) for column, points in problem.objective.items()}
    number = {column: at for at, column in enumerate(gain)}
    rows, columns, values, sides = [], [], [], []
    for row, constraint in enumerate(problem.constraints()):
        for column, value in constraint.items():
            rows.append(row)
            columns.append(number.setdefault(column, len(number)))
            values.append(float(value))
        side = -float(constraint.constant)
        sides.append(
            (side if constraint.sense >= 0 else -np.inf, side if constraint.sense <= 0 else np.inf)
        )
    shape = (len(sides), len(number))
    matrix = sp.csr_array((values, (rows, columns)), shape=shape)
    most = [np.inf if column.upBound is None else float(column.upBound) for column in number]
    return Whole(
        gain=np.array([gain.get(column, 0.0) for column in number]),
        most=np.array(most),
        matrix=matrix,
        lower=np.array([low for low, _ in sides]),
        upper=np.array([high for _, high in sides]),
        block=np.zeros(len(sides), dtype=np.int64),
    )


def only(program: Whole, columns: Booleans) -> Whole:
    """Return the program with only some of its columns, and the rows that still speak."""
    matrix = sp.csr_array(program.matrix[:, np.flatnonzero(columns)])
    speaks = np.diff(matrix.indptr) > 0
    return Whole(
        gain=program.gain[columns],
        most=program.most[columns],
        matrix=matrix[speaks],
        lower=program.lower[speaks],
        upper=program.upper[speaks],
        block=program.block[speaks],
    )


def with_sides(program: Whole, engine: Engine, row: int, lower: float, upper: float) -> Whole:
    """Return the program with a row moved, given by its number in `model.rows`."""
    rows = engine.model.rows
    sided = np.isfinite(rows.lower).astype(int) + (np.isfinite(rows.upper) & ~rows.equality)
    at = int(sided[:row].sum())
    if sided[row] != 1:
        raise ValueError("a row with two different sides")
    low, high = program.lower.copy(), program.upper.copy()
    low[at], high[at] = lower, upper
    return replace(program, lower=low, upper=high)
