"""The linear program in PuLP; the only module that imports PuLP.

PuLP is the model of record: what is here is what is written to an LP file and what any other
solver of PuLP gets. Rows and columns are known by number, and by the keys that the model keeps for
them; names are only for readers of the LP file and are never parsed. Every number is checked
before PuLP sees it, because PuLP drops a row with a NaN in silence and keeps only the last of two
coefficients of one variable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pulp

from optimizer.rows import Matrix, RowTable
from scenarios.ledger import Booleans, Floats
from scenarios.problems import ModelError

SENSES = {-1: pulp.LpConstraintLE, 0: pulp.LpConstraintEQ, 1: pulp.LpConstraintGE}


@dataclass(frozen=True, eq=False)
class Columns:
    """New columns: `names`, objective `gain`, `upper` bounds, and a CSC `matrix`.

    `whole` tells which are whole numbers, none if left out; `lower` bounds are 0 if left out.
    """

    names: Sequence[str]
    gain: Floats
    upper: Floats
    matrix: Matrix
    whole: Booleans | None = None
    lower: Floats | None = None

    def __len__(self) -> int:
        return len(self.names)

    def check(self) -> None:
        """Raise `ModelError` for a number that is not finite or a coefficient given twice."""
        if not all(np.isfinite(part).all() for part in (self.gain, self.upper, self.matrix.data)):
            raise ModelError("a column has a number that is not finite")
        if not self.matrix.has_canonical_format:
            raise ModelError("a column has two coefficients in one row")


class Program:
    """A maximisation in PuLP: rows first, then columns, as many at a time as there are."""

    def __init__(self, name: str, rows: RowTable) -> None:
        self.problem = pulp.LpProblem(_plain(name), pulp.LpMaximize)
        self.problem.setObjective(pulp.LpAffineExpression())
        self._variables: list[pulp.LpVariable] = []
        self._constraints = [
            constraint
            for number in range(len(rows))
            for constraint in self._constraint(rows, number)
        ]
        self._of_row = _slots(rows)

    def _constraint(self, rows: RowTable, number: int) -> list[pulp.LpConstraint]:
        """Add the row to the problem; a row with two different finite sides becomes two."""
        low, high = rows.lower[number], rows.upper[number]
        name = _plain("_".join((rows.owner[number], *rows.at[number])))
        sides = [(0, low)] if low == high else [(1, low), (-1, high)]
        added = []
        for sense, side in sides:
            if np.isfinite(side):
                constraint = pulp.LpConstraint(
                    None, SENSES[sense], f"r{number}{'ulh'[sense]}_{name}", float(side)
                )
                self.problem.addConstraint(constraint)
                added.append(constraint)
        return added

    def __len__(self) -> int:
        return len(self._variables)

    def add(self, columns: Columns) -> None:
        """Add columns to the problem; their numbers follow those already there."""
        columns.check()
        problem, start = self.problem, columns.matrix.indptr
        first = len(self._variables)
        whole = np.zeros(len(columns), dtype=bool) if columns.whole is None else columns.whole
        kinds = [pulp.LpInteger if is_whole else pulp.LpContinuous for is_whole in whole.tolist()]
        lower = np.zeros(len(columns)) if columns.lower is None else columns.lower
        sides = zip(lower.tolist(), columns.upper.tolist(), strict=True)
        new = [
            problem.add_variable(f"x{first + number}_{name}", least, most, kind)
            for number, (name, (least, most), kind) in enumerate(
                zip(columns.names, sides, kinds, strict=True)
            )
        ]
        self._variables += new
        objective = problem.objective
        for variable, gain in zip(new, columns.gain.tolist(), strict=True):
            objective[variable] = gain
        owners = np.repeat(np.arange(len(new)), np.diff(start)).tolist()
        entries = zip(
            columns.matrix.indices.tolist(), owners, columns.matrix.data.tolist(), strict=True
        )
        constraints, of_row = self._constraints, self._of_row
        for row, owner, value in entries:
            for slot in of_row[row]:
                constraints[slot].expr[new[owner]] = value

    def write_lp(self, path: Path) -> None:
        """Write the program as an LP file that CBC, HiGHS and others read; whole or not at all."""
        draft = path.with_name(f".{path.name}.draft")
        try:
            self.problem.writeLP(str(draft), max_length=255)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)

    def solve_by(self, solver: pulp.LpSolver) -> float:
        """Solve by one of PuLP's own solvers and return the objective; for cross-checks.

        Raises `ModelError` if that solver does not find an optimum.
        """
        status = self.problem.solve(solver)
        if status != pulp.LpStatusOptimal:
            raise ModelError(f"{solver.name} says {pulp.LpStatus[status]}")
        return float(pulp.value(self.problem.objective) or 0.0)


def _slots(rows: RowTable) -> list[tuple[int, ...]]:
    """Return, for each row, the numbers of the constraints that it became."""
    sides = np.isfinite(rows.lower).astype(int) + (np.isfinite(rows.upper) & ~rows.equality)
    first = np.cumsum(sides) - sides
    return [tuple(range(start, start + count)) for start, count in zip(first, sides, strict=True)]


def _plain(text: str) -> str:
    """Return `text` with nothing that the LP format would misread, at most 80 characters."""
    return "".join(char if char.isascii() and char.isalnum() else "_" for char in text)[:80]
