"""Rows stacked into one sparse table over ledger lines: what program and audit both read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

from scenarios.ledger import Booleans, Floats, Integers, Ledger, Lines
from scenarios.problems import ModelError
from scenarios.rules.base import At, Extra, Idle, Row, Rule

Longs = npt.NDArray[np.int64]
Matrix = Any
"""A scipy sparse array in CSR or CSC form."""

Borrowed = tuple[tuple[int, At, float], ...]
"""Coefficients of numbers that belong to another owner: row, name, value."""


Unit = Literal["money", "points", "number"]
"""What a row is about."""


@dataclass(frozen=True, eq=False)
class Owned:
    """A number that rows speak of besides money, and whose it is (see `scenarios.rules.base`)."""

    owner: str
    extra: Extra


@dataclass(frozen=True, eq=False)
class RowTable:
    """Rows `lower <= matrix @ lines <= upper` of one owner or several.

    `owner` names the identity or the rule of each row and `at` the row inside it. `matrix` has
    one column for each line of receipts, payments and carries; `points`, of the same shape, speaks
    of what the money on lines of receipts achieves. Coefficients on single grants are kept apart
    as triples (`grant_row`, `grant_line`, `grant_value`), because the table of grants is never
    written out. `ties` marks rows that only say what an extra is: no clause of anybody.
    """

    owner: tuple[str, ...]
    at: tuple[tuple[str, ...], ...]
    matrix: Matrix
    lower: Floats
    upper: Floats
    grant_row: Integers = field(default_factory=lambda: np.empty(0, np.int32))
    grant_line: Longs = field(default_factory=lambda: np.empty(0, np.int64))
    grant_value: Floats = field(default_factory=lambda: np.empty(0))
    extra: Matrix = None
    extras: tuple[Owned, ...] = ()
    borrowed: Borrowed = ()
    ties: Any = None
    points: Matrix = None

    def __len__(self) -> int:
        return len(self.owner)

    def __post_init__(self) -> None:
        """Refuse what a solver would take in silence."""
        if self.extra is None:
            object.__setattr__(self, "extra", sp.csr_array((len(self.owner), len(self.extras))))
        if self.ties is None:
            object.__setattr__(self, "ties", np.zeros(len(self.owner), dtype=bool))
        if self.points is None:
            object.__setattr__(self, "points", sp.csr_array(self.matrix.shape))
        numbers = (self.matrix.data, self.grant_value, self.extra.data, self.points.data)
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

    @property
    def whole(self) -> npt.NDArray[np.bool_]:
        """Which of the extras are whole numbers."""
        return np.array([owned.extra.whole for owned in self.extras], dtype=bool)

    @property
    def least_extra(self) -> Floats:
        """Lower bounds of the extras."""
        return np.array([owned.extra.least for owned in self.extras], dtype=np.float64)

    @property
    def most_extra(self) -> Floats:
        """Upper bounds of the extras."""
        return np.array([owned.extra.most for owned in self.extras], dtype=np.float64)

    @property
    def extra_of_points(self) -> Booleans:
        """Which of the extras are points."""
        return np.array([owned.extra.of == "points" for owned in self.extras], dtype=bool)

    def about(self) -> list[Unit]:
        """Return what each row is about: money, points, or a number of something."""
        told = np.where(self.of_points, "points", "money")
        return cast(list[Unit], np.where(self.counts, "number", told).tolist())

    @property
    def of_points(self) -> Booleans:
        """Which rows speak of points."""
        spoken = np.diff(self.points.indptr) > 0
        if self.extra_of_points.any():
            spoken |= np.diff(sp.csr_array(self.extra[:, self.extra_of_points]).indptr) > 0
        return np.asarray(spoken)

    @property
    def counts(self) -> Booleans:
        """Which rows speak of whole numbers alone, and so count something else than money."""
        spoken = (np.diff(self.matrix.indptr) > 0) | (np.diff(self.points.indptr) > 0)
        spoken[self.grant_row] = True
        if len(self.extras):
            spoken |= np.diff(sp.csr_array(self.extra[:, ~self.whole]).indptr) > 0
            return np.asarray(~spoken & (np.diff(self.extra.indptr) > 0))
        return np.zeros(len(self), dtype=bool)

    def units(self, money: float, points: float) -> tuple[Floats, Floats]:
        """Return the units of rows and of extras for a solver that counts in `money` and `points`.

        Whole numbers, and rows that speak of nothing else, are counted by one.
        """
        row = np.where(self.of_points, points, np.where(self.counts, 1.0, money))
        extra = np.where(self.extra_of_points, points, np.where(self.whole, 1.0, money))
        return row, extra

    def follow(self, lines: Floats, grants: pd.Series[float], points: Floats) -> Floats:
        """Return the extras as they follow from the money and the points, by their rules' word.

        `points` are those on each line of `lines`. Whole ones are rounded, so that half a project
        breaks the rows that speak of it.
        """

        def money(asked: Lines) -> Floats:
            single = asked >= len(lines)
            if not single.any():
                return lines[asked]
            amounts = np.zeros(len(asked))
            amounts[~single] = lines[asked[~single]]
            amounts[single] = grants.reindex(asked[single], fill_value=0.0).to_numpy()
            return amounts

        of = {"money": money, "points": lambda asked: points[asked]}
        told = np.array(
            [owned.extra.follows(of[owned.extra.of]) for owned in self.extras], dtype=np.float64
        )
        return np.where(self.whole, np.round(told), told)

    def activity(
        self, lines: Floats, grants: pd.Series[float], extras: Floats, points: Floats
    ) -> Floats:
        """Return the left-hand sides for money and `points` on `lines`, single `grants`, `extras`.

        Grants are given by their line.
        """
        left = self.matrix @ lines + self.extra @ extras + self.points @ points
        if self.grant_line.size:
            amounts = grants.reindex(self.grant_line, fill_value=0.0).to_numpy()
            np.add.at(left, self.grant_row, self.grant_value * amounts)
        return np.asarray(left)


def stack(tables: Sequence[RowTable]) -> RowTable:
    """Put tables one under the other, and find the numbers that some borrow from others."""
    offsets = np.cumsum([0, *(len(table) for table in tables[:-1])])
    extras = tuple(owned for table in tables for owned in table.extras)
    own = sp.csr_array(sp.block_diag([table.extra for table in tables], format="csr"))
    borrowed = [
        (row + first, at, value)
        for table, first in zip(tables, offsets.tolist(), strict=True)
        for row, at, value in table.borrowed
    ]
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
        extra=own + _lent(extras, borrowed, own.shape) if borrowed else own,
        extras=extras,
        ties=np.concatenate([table.ties for table in tables]),
        points=sp.vstack([table.points for table in tables], format="csr"),
    )


def _lent(
    extras: tuple[Owned, ...], borrowed: list[tuple[int, At, float]], shape: tuple[int, int]
) -> Matrix:
    """Return the coefficients of borrowed numbers; the first of a name is meant."""
    number = {owned.extra.at: place for place, owned in reversed(list(enumerate(extras)))}
    unknown = [at for _, at, _ in borrowed if at not in number]
    if unknown:
        raise ModelError(f"a row speaks of an extra {unknown[0]} that nobody has")
    place = ([row for row, _, _ in borrowed], [number[at] for _, at, _ in borrowed])
    return sp.csr_array(([value for _, _, value in borrowed], place), shape=shape)


def tabulate(
    ledger: Ledger, owner: str, rows: Iterable[Row], extras: Iterable[Extra] = ()
) -> RowTable:
    """Return the rows of one rule as a table; two rows of one name are a fault of the rule."""
    rows, extras = list(rows), list(extras)
    for named in (rows, extras):
        if len({part.at for part in named}) != len(named):
            raise ModelError(f"{owner}: two rows, or two extras, have the same name")
    sizes = [row.lines.size for row in rows]
    number = np.repeat(np.arange(len(rows), dtype=np.int32), sizes)
    lines = np.concatenate([np.empty(0, np.int64), *(row.lines for row in rows)])
    values = np.concatenate([np.empty(0), *(row.coefficients for row in rows)])
    width = ledger.first_grant
    single = lines >= width
    if (lines < 0).any() or (lines >= width + ledger.activities * ledger.horizon).any():
        raise ModelError(f"{owner}: a row names a line that the ledger does not have")
    of_points = np.repeat(np.array([row.of == "points" for row in rows], dtype=bool), sizes)
    if (lines[of_points] >= len(ledger.receipts)).any():
        raise ModelError(
            f"{owner}: points are achieved where money is received, not where it is paid"
        )

    def spoken(here: Booleans) -> Matrix:
        entries = (values[here], (number[here], lines[here]))
        return sp.csr_array(entries, shape=(len(rows), width))

    extra, borrowed = _extra_matrix(rows, extras)
    right = np.array([row.rhs for row in rows])
    senses = np.array([row.sense for row in rows], dtype="U2")
    return RowTable(
        owner=(owner,) * len(rows),
        at=tuple(row.at for row in rows),
        matrix=spoken(~single & ~of_points),
        lower=np.where(senses == "<=", -np.inf, right),
        upper=np.where(senses == ">=", np.inf, right),
        grant_row=number[single],
        grant_line=lines[single],
        grant_value=values[single],
        extra=extra,
        extras=tuple(Owned(owner, extra) for extra in extras),
        borrowed=borrowed,
        ties=np.array([row.ties for row in rows], dtype=bool),
        points=spoken(of_points),
    )


def _extra_matrix(rows: list[Row], extras: list[Extra]) -> tuple[Matrix, Borrowed]:
    """Return the coefficients of a rule's own numbers, and those of numbers of others."""
    number = {extra.at: place for place, extra in enumerate(extras)}
    entries = [
        (place, at, value) for place, row in enumerate(rows) for at, value in row.extras.items()
    ]
    own = [(row, number[at], value) for row, at, value in entries if at in number]
    place = ([row for row, _, _ in own], [column for _, column, _ in own])
    values = np.array([value for _, _, value in own], dtype=np.float64)
    matrix = sp.csr_array((values, place), shape=(len(rows), len(extras)))
    return matrix, tuple(entry for entry in entries if entry[1] not in number)


@dataclass(frozen=True)
class Said:
    """What a rule says: its rows, its own numbers, and where it has nothing to say."""

    rows: list[Row]
    extras: list[Extra]
    idle: list[Idle]


def rows_of(rule: Rule, ledger: Ledger) -> Said:
    """Return everything that a rule says of a ledger."""
    said = Said([], [], [])
    for part in rule.rows(ledger):
        match part:
            case Row():
                said.rows.append(part)
            case Extra():
                said.extras.append(part)
            case Idle():
                said.idle.append(part)
    return said
