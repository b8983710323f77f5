"""What arithmetic alone can tell of the rules, before anything is solved.

Everything is read off the table of rows; no rule is known by name. A row is weighed by the most
that its left side can be (`Reach`). Rows may be added: a sum of rows that asks for more than it can
reach proves that nothing is feasible. That nothing is found proves nothing: the judge is the
solver's diagnosis.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import scipy.sparse as sp

from optimizer.analyses.reach import Reach
from optimizer.model import Model
from optimizer.rows import Longs, Matrix
from scenarios.ledger import Booleans, Floats

Severity = Literal["error", "warning", "note"]
Impossible = Literal["never", "together", "cap-below-floor", "nothing-left"]
Check = Impossible | Literal["cannot-bind", "empty", "spread", "unknown"]
SURE: Final = 1e-9
"""How far, as a share of the fund, a row must miss before it is said to be impossible."""
WIDEST: Final = 1e8
"""The largest ratio of two numbers of one row, or of two sides of one rule, that goes unsaid."""
MOST_GROUPS: Final = 200


@dataclass(frozen=True)
class Finding:
    """One thing found: the rows concerned (rule and place), and the two amounts that do not fit.

    `most` is what can be reached and `asked` what is asked for; for `spread` they are the smallest
    and the largest number. `about` names an indicator or cities, `count` says of how many rows.
    """

    check: Check
    severity: Severity
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    most: float = 0.0
    asked: float = 0.0
    about: tuple[str, ...] = ()
    count: int = 0


@dataclass(frozen=True, eq=False)
class _Rows:
    """Rows of rules as `coefficients @ money >= side`; an upper bound is turned around.

    `grants` and `against` are the best coefficients of single grants for each period, as they
    stand and turned around, shape (rows, periods).
    """

    number: Longs
    matrix: Matrix
    grants: Floats
    against: Floats
    side: Floats


def precheck(model: Model) -> list[Finding]:
    """Return what is found, the worst first; an `error` proves that nothing is feasible."""
    found = [*_Weighing(model).findings(), *_empty(model), *_spread(model), *_unknown(model)]
    order = ("error", "warning", "note")
    return sorted(found, key=lambda finding: order.index(finding.severity))


class _Weighing:
    """Rows of the rules weighed one by one, then in sums."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.reach = Reach(model.ledger)
        self.nothing = SURE * max(model.ledger.available, 1e-300)
        self.floors, self.caps = _sided(model, 1.0), _sided(model, -1.0)

    def findings(self) -> Iterator[Finding]:
        """Yield what is impossible, and what can never bind."""
        bad: set[int] = set()
        for rows in (self.floors, self.caps):
            for place, row in enumerate(rows.number.tolist()):
                most = self._most(rows, [place])
                if most < rows.side[place] - self.nothing:
                    bad.add(row)
                    yield self._told("never", [row], most, float(rows.side[place]))
        clashing = list(self._pairs(bad))
        yield from clashing
        if not clashing:
            yield from self._together(bad)
        yield from self._nothing_left()
        yield from self._idle()

    def _most(self, rows: _Rows, places: list[int]) -> float:
        return self.reach.most(_sum(rows.matrix[places]), rows.grants[places].sum(axis=0))

    def _told(self, check: Check, rows: Iterable[int], most: float, asked: float) -> Finding:
        table = self.model.rows
        named = tuple((table.owner[row], table.at[row]) for row in rows)
        return Finding(check, "error", named, most, asked, count=len(named))

    def _pairs(self, bad: set[int]) -> Iterator[Finding]:
        """Yield floors that caps on the same or on more money, or on all its parts, forbid.

        A floor and a cap add up to a row, which must be possible: the cap is one that holds all of
        the floor's money, or all the caps of one rule that lie inside it, or that touch it.
        """
        floors, caps = self.floors, self.caps
        floor_on, cap_on = (floors.matrix > 0).astype(int), (caps.matrix < 0).astype(int)
        shared = sp.csr_array(floor_on @ cap_on.T)
        floor_size, cap_size = (np.asarray(part.sum(axis=1)).ravel() for part in (floor_on, cap_on))
        owner = self.model.rows.owner
        for place, row in enumerate(floors.number.tolist()):
            near = shared.indices[shared.indptr[place] : shared.indptr[place + 1]]
            common = shared.data[shared.indptr[place] : shared.indptr[place + 1]]
            if row in bad or floors.side[place] <= 0:
                continue
            groups = [[int(cap)] for cap in near[common == floor_size[place]]]
            for some in (near[common == cap_size[near]], near):
                names = np.array([owner[number] for number in caps.number[some]], dtype=object)
                groups += [some[names == name].tolist() for name in dict.fromkeys(names)]
            for group in groups:
                if bad.isdisjoint(caps.number[group].tolist()):
                    finding = self._clash(place, group)
                    if finding is not None:
                        yield finding
                        break

    def _clash(self, floor: int, caps: list[int]) -> Finding | None:
        floors, others = self.floors, self.caps
        lines = _sum(floors.matrix[[floor]]) + _sum(others.matrix[caps])
        grants = floors.grants[floor] + others.grants[caps].sum(axis=0)
        extra, allowed = self.reach.most(lines, grants), -float(others.side[caps].sum())
        asked = float(floors.side[floor])
        if extra + allowed >= asked - self.nothing:
            return None
        rows = [int(floors.number[floor]), *others.number[caps].tolist()]
        return self._told("cap-below-floor", rows, extra + allowed, asked)

    def _together(self, bad: set[int]) -> Iterator[Finding]:
        """Yield floors that each could be kept, but ask for more than their funders have."""
        rows = self.floors
        good = [p for p, row in enumerate(rows.number) if rows.side[p] > 0 and int(row) not in bad]
        funded = self._funded(rows.matrix)
        owner = np.array([self.model.rows.owner[row] for row in rows.number], dtype=object)
        for signature in list(dict.fromkeys(funded[p].tobytes() for p in good))[:MOST_GROUPS]:
            within = ~np.frombuffer(signature, dtype=bool)
            group = [p for p in good if not (funded[p] & within).any()]
            ways = [[p for p in group if owner[p] == name] for name in dict.fromkeys(owner[group])]
            for places in (*ways, self._disjoint(group)):
                most, asked = self._most(rows, places), float(rows.side[places].sum())
                if len(places) > 1 and most < asked - self.nothing:
                    yield self._told("together", rows.number[places].tolist(), most, asked)
                    return

    def _nothing_left(self) -> Iterator[Finding]:
        """Yield rules whose shares add up so that all of them are kept only where nothing is paid.

        The sum of their rows counts every payment against them, wherever it lands, though each row
        alone would let some be made.
        """
        owner = self.model.rows.owner
        for rows in (self.floors, self.caps):
            names = np.array([owner[number] for number in rows.number], dtype=object)
            for name in dict.fromkeys(names):
                places = np.flatnonzero((names == name) & (rows.side >= 0)).tolist()
                if len(places) > 1 and self._against_all(rows, places):
                    named = tuple((str(name), self.model.rows.at[rows.number[p]]) for p in places)
                    yield Finding("nothing-left", "warning", named, count=len(places))

    def _against_all(self, rows: _Rows, places: list[int]) -> bool:
        """Tell whether each row lets money be paid, and their sum none: less than any, even."""
        ledger = self.model.ledger
        little = np.zeros(rows.matrix.shape[1])
        little[len(ledger.receipts) : ledger.first_carry] = SURE
        total, grants = _sum(rows.matrix[places]) + little, rows.grants[places].sum(axis=0)
        return self.reach.most(total, grants) <= 0 and all(
            self._most(rows, [place]) > 0 for place in places
        )

    def _funded(self, matrix: Matrix) -> Booleans:
        """Return whose money of which period each row can use, shape (rows, funders x periods)."""
        ledger = self.model.ledger
        cells, horizon = ledger.contributions.size, ledger.horizon
        paid = matrix[:, len(ledger.receipts) : ledger.first_carry].tocoo()
        used = np.zeros((matrix.shape[0], cells), dtype=bool)
        used[paid.row, self.reach.payer[paid.col]] = True
        other = matrix[:, : len(ledger.receipts)].tocoo()
        for row, period in set(
            zip(other.row.tolist(), (other.col % horizon).tolist(), strict=True)
        ):
            used[row, period::horizon] = True
        used[(self.floors.grants > 0).any(axis=1)] = True
        return used

    def _disjoint(self, group: list[int]) -> list[int]:
        """Return rows of a group that share no line, the largest sides first."""
        matrix, taken, chosen = self.floors.matrix, np.zeros(self.floors.matrix.shape[1], bool), []
        for place in sorted(group, key=lambda p: -self.floors.side[p]):
            lines = matrix.indices[matrix.indptr[place] : matrix.indptr[place + 1]]
            if not taken[lines].any():
                taken[lines] = True
                chosen.append(place)
        return chosen

    def _idle(self) -> Iterator[Finding]:
        """Yield rules of which no row can ever bind: whatever is done keeps them."""
        table, free = self.model.rows, dict[str, bool]()
        for rows in (self.floors, self.caps):
            for place, row in enumerate(rows.number.tolist()):
                most = self.reach.most(-_sum(rows.matrix[[place]]), rows.against[place])
                held = bool(-most >= rows.side[place] - self.nothing)
                free[table.owner[row]] = free.get(table.owner[row], True) and held
        table = self.model.rows
        mixed = {table.owner[row] for row in np.flatnonzero(~_of_money(self.model)).tolist()}
        for name in (name for name, held in free.items() if held and name not in mixed):
            yield Finding("cannot-bind", "note", ((name, ()),), count=table.owner.count(name))


def _sided(model: Model, sign: float) -> _Rows:
    """Return the lower sides of the rules' rows, or with -1 the upper ones turned around."""
    table, horizon = model.rows, model.ledger.horizon
    side = table.lower if sign > 0 else -table.upper
    of_rules = np.arange(len(table)) >= model.identities
    number = np.flatnonzero(np.isfinite(side) & of_rules & _of_money(model))
    best, worst = np.zeros((len(table), horizon)), np.zeros((len(table), horizon))
    when = (table.grant_line - model.ledger.first_grant) % horizon
    np.maximum.at(best, (table.grant_row, when), sign * table.grant_value)
    np.maximum.at(worst, (table.grant_row, when), -sign * table.grant_value)
    matrix = sp.csr_array(sign * table.matrix[number])
    matrix.sum_duplicates()
    return _Rows(number, matrix, best[number], worst[number], side[number])


def _of_money(model: Model) -> Booleans:
    """Tell which rows speak of money alone, not of points, and of no number of a rule's own."""
    extra = np.diff(sp.csr_array(model.rows.extra).indptr) > 0
    return np.asarray(~extra & ~model.rows.of_points)


def _sum(matrix: Matrix) -> Floats:
    return np.asarray(matrix.sum(axis=0), dtype=float).ravel()


def _empty(model: Model) -> Iterator[Finding]:
    """Yield rows that no money stands in, if they can be kept (the others are impossible)."""
    table = model.rows
    size = np.diff(table.matrix.indptr) + np.bincount(table.grant_row, minlength=len(table))
    for row in np.flatnonzero(size == 0).tolist():
        alone = _of_money(model)[row]
        if alone and row >= model.identities and table.lower[row] <= 0 <= table.upper[row]:
            yield Finding("empty", "warning", ((table.owner[row], table.at[row]),), count=1)


def _spread(model: Model) -> Iterator[Finding]:
    """Yield rules whose numbers are too far apart for a solver to tell small ones from nothing."""
    table = model.rows
    owner = np.array(table.owner, dtype=object)
    for name in dict.fromkeys(table.owner[model.identities :]):
        rows = np.flatnonzero(owner == name)
        rows = rows[rows >= model.identities]
        sides = np.concatenate([table.lower[rows], table.upper[rows]])
        for numbers in (np.abs(table.matrix[rows].data), np.abs(sides[np.isfinite(sides)])):
            some = numbers[numbers > 0]
            if some.size and some.max() > WIDEST * some.min():
                least, most = float(some.min()), float(some.max())
                yield Finding("spread", "warning", ((name, ()),), least, most, count=rows.size)


def _unknown(model: Model) -> Iterator[Finding]:
    """Yield indicators that are known of some cities and not of others."""
    cities = model.ledger.cities
    for indicator in model.scenario.indicators:
        if indicator in cities:
            missing = cities[indicator].isna()
            if missing.any() and not missing.all():
                names = tuple(str(name) for name in cities.index[missing.to_numpy()])
                yield Finding("unknown", "note", (), about=(indicator, *names), count=len(names))
