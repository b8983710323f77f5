"""Rows stacked into one sparse table over ledger lines: what program and audit both read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

from scenarios.ledger import Floats, Integers, Ledger
from scenarios.problems import ModelError
from scenarios.rules.base import Idle, Row, Rule

Longs = npt.NDArray[np.int64]
Matrix = Any
"""A scipy sparse array in CSR or CSC form."""


@dataclass(frozen=True, eq=False)
class RowTable:
    """Rows `lower <= matrix @ lines <= upper` of one owner or several.

    `owner` names the identity or the rule of each row and `at` the row inside it. `matrix` has
    one column for each line of receipts, payments and carries. Coefficients on single grants are
    kept apart as triples (`grant_row`, `grant_line`, `grant_value`), because the table of grants
    is never written out.
    """

    owner: tuple[str, ...]
    at: tuple[tuple[str, ...], ...]
    matrix: Matrix
    lower: Floats
    upper: Floats
    grant_row: Integers = field(default_factory=lambda: np.empty(0, np.int32))
    grant_line: Longs = field(default_factory=lambda: np.empty(0, np.int64))
    grant_value: Floats = field(default_factory=lambda: np.empty(0))

    def __len__(self) -> int:
        return len(self.owner)

    def __post_init__(self) -> None:
        """Refuse what a solver would take in silence."""
        numbers = (self.matrix.data, self.grant_value)
        if not all(np.isfinite(part).all() for part in numbers):
            raise ModelError("a coefficient is not finite")
        if np.isnan(self.lower).any() or np.isnan(self.upper).any():
            raise ModelError("a right-hand side is not a number")

    def number(self, owner: str, *at: str) -> int:
        """Return the number of the row `at` of an identity or a rule; `KeyError` if none."""
        for number, key in enumerate(zip(self.owner, self.at, strict=True)):
            if key == (owner, at):
                return number
        raise KeyError((owner, *at))

    @property
    def equality(self) -> npt.NDArray[np.bool_]:
        """Which rows are equalities."""
        return np.asarray(self.lower == self.upper)

    def activity(self, lines: Floats, grants: pd.Series[float]) -> Floats:
        """Return the left-hand sides for money on `lines` and on single `grants` (by line)."""
        left = self.matrix @ lines
        if self.grant_line.size:
            amounts = grants.reindex(self.grant_line, fill_value=0.0).to_numpy()
            np.add.at(left, self.grant_row, self.grant_value * amounts)
        return np.asarray(left)


def stack(tables: Sequence[RowTable]) -> RowTable:
    """Put tables one under the other."""
    offsets = np.cumsum([0, *(len(table) for table in tables[:-1])])
    return RowTable(
        owner=tuple(name for table in tables for name in table.owner),
        at=tuple(at for table in tables for at in table.at),
        matrix=sp.vstack([table.matrix for table in tables], format="csr"),
        lower=np.concatenate([table.lower for table in tables]),
        upper=np.concatenate([table.upper for table in tables]),
        grant_row=np.concatenate(
            [table.grant_row + first for table, first in zip(tables, offsets, strict=True)]
        ).astype(np.int32),
        grant_line=np.concatenate([table.grant_line for table in tables]),
        grant_value=np.concatenate([table.grant_value for table in tables]),
    )


def tabulate(ledger: Ledger, owner: str, rows: Iterable[Row]) -> RowTable:
    """Return the rows of one rule as a table; two rows of one name are a fault of the rule."""
    rows = list(rows)
    if len({row.at for row in rows}) != len(rows):
        raise ModelError(f"{owner}: two rows have the same name")
    sizes = [row.lines.size for row in rows]
    number = np.repeat(np.arange(len(rows), dtype=np.int32), sizes)
    lines = np.concatenate([np.empty(0, np.int64), *(row.lines for row in rows)])
    values = np.concatenate([np.empty(0), *(row.coefficients for row in rows)])
    width = ledger.first_grant
    single = lines >= width
    if (lines < 0).any() or (lines >= width + ledger.activities * ledger.horizon).any():
        raise ModelError(f"{owner}: a row names a line that the ledger does not have")
    shared = sp.csr_array(
        (values[~single], (number[~single], lines[~single])), shape=(len(rows), width)
    )
    right = np.array([row.rhs for row in rows])
    senses = np.array([row.sense for row in rows], dtype="U2")
    return RowTable(
        owner=(owner,) * len(rows),
        at=tuple(row.at for row in rows),
        matrix=shared,
        lower=np.where(senses == "<=", -np.inf, right),
        upper=np.where(senses == ">=", np.inf, right),
        grant_row=number[single],
        grant_line=lines[single],
        grant_value=values[single],
    )


def rows_of(rule: Rule, ledger: Ledger) -> tuple[list[Row], list[Idle]]:
    """Return the rows of a rule, and where it says that it has none."""
    said = list(rule.rows(ledger))
    rows = [part for part in said if isinstance(part, Row)]
    return rows, [part for part in said if isinstance(part, Idle)]
