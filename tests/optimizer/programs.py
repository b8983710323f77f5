"""Small linear programs written straight as rows, for PuLP and for HiGHS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from optimizer.program import Columns, Program
from optimizer.rows import RowTable
from optimizer.solver import Outcome, Session

Line = tuple[tuple[str, ...], Sequence[float], str, float]
"""The name of a row, its coefficients, its sense, and its right-hand side."""


@dataclass(frozen=True, eq=False)
class Small:
    """A maximisation over a few columns between 0 and `upper`."""

    gain: np.ndarray
    rows: RowTable
    upper: np.ndarray

    @property
    def program(self) -> Program:
        """The program in PuLP, without values."""
        rows = replace(self.rows, matrix=sp.csr_array(self.rows.matrix.shape))
        program = Program("small", rows)
        names = [f"column{number}" for number in range(len(self.gain))]
        program.add(Columns(names, self.gain, self.upper, self.matrix))
        return program

    @property
    def matrix(self) -> sp.csc_array:
        """The coefficients, by column."""
        matrix = sp.csc_array(self.rows.matrix)
        matrix.sum_duplicates()
        return matrix

    def session(self, money: float = 1.0, value: float = 1.0) -> Session:
        """Return the program in HiGHS, not solved yet, scaled by powers of two near these."""
        session = Session(money, value)
        session.load(self.gain, self.upper, self.rows.lower, self.rows.upper, self.matrix)
        return session

    def optimum(self) -> float:
        """Return the optimum of a feasible program."""
        session = self.session()
        assert session.solve() is Outcome.OPTIMAL
        return session.solution().objective

    def moved(self, row: int, by: float) -> Small:
        """Return the program with the right-hand side of a row moved."""
        lower, upper = self.rows.lower.copy(), self.rows.upper.copy()
        lower[row] += by
        upper[row] += by
        return replace(self, rows=replace(self.rows, lower=lower, upper=upper))

    def slopes(self, row: int, step: float = 1e-4) -> tuple[float, float]:
        """Return the slopes of the optimum to the left and to the right of a right-hand side."""
        here = self.optimum()
        left = (here - self.moved(row, -step).optimum()) / step
        return left, (self.moved(row, step).optimum() - here) / step


def small(gain: Sequence[float], *lines: Line, upper: float = 1e3) -> Small:
    """Return a maximisation over columns between 0 and `upper`."""
    right = np.array([line[3] for line in lines], dtype=float)
    senses = np.array([line[2] for line in lines])
    rows = RowTable(
        owner=tuple(line[0][0] for line in lines),
        at=tuple(line[0][1:] for line in lines),
        matrix=sp.csr_array(np.array([line[1] for line in lines], dtype=float)),
        lower=np.where(senses == "<=", -np.inf, right),
        upper=np.where(senses == ">=", np.inf, right),
    )
    return Small(np.array(gain, dtype=float), rows, np.full(len(gain), upper))
