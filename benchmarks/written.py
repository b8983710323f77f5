"""The engine's present program as plain arrays, for those who solve it again by other means."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from benchmarks.grids import Whole
from optimizer.engine import Engine
from scenarios.ledger import Booleans


def present(engine: Engine) -> Whole:
    """Return the engine's program as it stands now."""
    master = engine.master
    gain, most, matrix = master.columns()
    matrix = sp.csr_array(matrix)
    matrix.sort_indices()
    block = np.zeros(len(master.lower), dtype=np.int64)
    return Whole(gain, most, matrix, master.lower.copy(), master.upper.copy(), block)


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
