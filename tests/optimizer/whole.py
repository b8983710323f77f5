"""The whole linear program of a model, written from its rows and pools and solved by bare HiGHS.

Every line of the ledger is a column, receipts and grants too: further rows say that a receipt is
the sum of what lands there, and that a grant is the sum of the straight pieces of its curve. So it
shares nothing with the program that the engine writes but the rows and the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import scipy.sparse as sp

from optimizer.model import Model
from scenarios.ledger import Booleans, Floats, Ledger, Lines, Pool

INF = float("inf")
Pieces = list[tuple[float, float]]
"""Width and slope of each straight piece of a curve."""


def pieces(response: Any) -> Pieces:
    """Return the pieces of a straight-lined response at strength 1, the last without an end."""
    if response.kind == "linear":
        return [(response.cap, 1.0), (INF, 0.0)]
    if response.kind != "points":
        raise TypeError(f"{response.kind} is not made of straight lines")
    table = np.array(response.points)
    width, rise = np.diff(table, axis=0).T
    return [*zip(width.tolist(), (rise / width).tolist(), strict=True), (INF, 0.0)]


@dataclass(eq=False)
class Whole:
    """Maximise `gain @ x` where `lower <= matrix @ x <= upper` and `least <= x <= most`.

    The first columns are the lines of the ledger, the first rows those of the model. `piece_line`
    is the line of the grant that each of the next columns is a piece of; the rules' own numbers
    come last, and `whole` tells which columns are whole numbers. `landed` is how much each row
    counts a point of each piece; it comes on top of `matrix`.
    """

    lines: int
    gain: Floats
    least: Floats
    most: Floats
    matrix: Any
    lower: Floats
    upper: Floats
    piece_line: Lines
    piece_gain: Floats
    whole: Booleans
    landed: Any
    weight: float
    times: Floats

    def move(self, row: int, lower: float, upper: float) -> None:
        """Move both sides of a row."""
        self.lower[row], self.upper[row] = lower, upper

    def reweigh(self, lines: Lines, times: float) -> None:
        """Let the grants on lines be worth so many times what the scenario says."""
        self.times[np.isin(self.piece_line, lines)] = times
        end = self.lines + len(self.times)
        self.gain[self.lines : end] = self.weight * self.times * self.piece_gain

    def limit(self, lines: Lines, most: float) -> None:
        """Let lines get no more than so much."""
        self.most[lines] = most

    def optimum(self) -> float | None:
        """Return the best value, `None` if nothing is feasible."""
        solver = self.solver()
        return best(solver)

    def solver(self) -> highspy.Highs:
        """Return the program in HiGHS, not solved yet."""
        program = highspy.HighsLp()
        points = sp.csc_array(self.landed * (self.times * self.piece_gain))
        rows, pieces_end = self.matrix.shape[0], self.lines + len(self.times)
        after = sp.csc_array((points.shape[0], self.matrix.shape[1] - pieces_end))
        points = sp.hstack([sp.csc_array((points.shape[0], self.lines)), points, after])
        below = sp.csc_array((rows - points.shape[0], points.shape[1]))
        matrix = sp.csc_array(self.matrix + sp.vstack([points, below]))
        program.num_row_, program.num_col_ = self.matrix.shape
        program.sense_ = highspy.ObjSense.kMaximize
        program.col_cost_, program.col_lower_ = self.gain, self.least
        program.col_upper_ = self.most
        program.row_lower_, program.row_upper_ = self.lower, self.upper
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.num_row_, program.a_matrix_.num_col_ = self.matrix.shape
        program.a_matrix_.start_ = matrix.indptr.astype(np.int32)
        program.a_matrix_.index_ = matrix.indices.astype(np.int32)
        program.a_matrix_.value_ = matrix.data
        if self.whole.any():
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            program.integrality_ = [kinds[is_whole] for is_whole in self.whole.tolist()]
        solver = highspy.Highs()
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)  # one number of threads for all of a process
        for name in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
            solver.setOptionValue(name, 1e-9)
        solver.passModel(program)
        return solver


def best(solver: highspy.Highs) -> float | None:
    """Solve and return the best value, `None` if nothing is feasible."""
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    assert status == highspy.HighsModelStatus.kOptimal, status
    return float(solver.getInfo().objective_function_value)


def whole(model: Model) -> Whole:
    """Return the whole program of a model of linear responses or points, for its first aim."""
    ledger, rows = model.ledger, model.rows
    grants = ledger.activities * ledger.horizon
    lines = ledger.first_grant + grants
    named = sp.csr_array(
        (rows.grant_value, (rows.grant_row, rows.grant_line)), shape=(len(rows), lines)
    )
    spoken = sp.hstack([rows.matrix, sp.csr_array((len(rows), grants))]) + named
    line, most, gain = _pieces(ledger)
    summed = sp.csr_array(
        (np.ones(len(line)), (line - ledger.first_grant, np.arange(len(line)))),
        shape=(grants, len(line)),
    )
    before = sp.csr_array((grants, ledger.first_grant))
    matrix = sp.vstack(
        [
            sp.hstack([spoken, sp.csr_array((len(rows), len(line)))]),
            sp.hstack([_landing(ledger, lines), sp.csr_array((len(ledger.receipts), len(line)))]),
            sp.hstack([before, -sp.eye_array(grants), summed]),
        ]
    )
    below = sp.csr_array((len(ledger.receipts) + grants, len(rows.extras)))
    matrix = sp.hstack([matrix, sp.vstack([rows.extra, below])])
    zero = np.zeros(len(ledger.receipts) + grants)
    aim = model.aims[0]
    lands = _landing(ledger, lines)[:, ledger.first_grant :]
    landed = rows.points[:, : len(ledger.receipts)] @ lands
    return Whole(
        lines=lines,
        gain=np.concatenate([np.zeros(lines), aim.points * gain, aim.extras]),
        least=np.concatenate([np.zeros(lines + len(line)), rows.least_extra]),
        most=np.concatenate([np.full(lines, INF), most, rows.most_extra]),
        matrix=sp.csc_array(matrix),
        lower=np.concatenate([rows.lower, zero]),
        upper=np.concatenate([rows.upper, zero]),
        piece_line=line,
        piece_gain=gain,
        whole=np.concatenate([np.zeros(lines + len(line), dtype=bool), rows.whole]),
        landed=sp.csc_array(landed)[:, line - ledger.first_grant],
        weight=aim.points,
        times=np.ones(len(line)),
    )


def _landing(ledger: Ledger, lines: int) -> Any:
    """Return one row for each receipt: what lands there, less what is received."""
    received = np.arange(len(ledger.receipts))
    row, column, value = [received], [received], [-np.ones(len(received))]
    for pool in ledger.pools:
        for place, share in enumerate(pool.shares.T):
            klass = pool.class_of[pool.landings[:, place]].astype(np.int64)
            row.append((klass[:, None] * ledger.horizon + np.arange(ledger.horizon)).ravel())
            column.append(_grants(ledger, pool).ravel())
            value.append(np.repeat(share, ledger.horizon))
    place_of = (np.concatenate(row), np.concatenate(column))
    return sp.csr_array((np.concatenate(value), place_of), shape=(len(received), lines))


def _pieces(ledger: Ledger) -> tuple[Lines, Floats, Floats]:
    """Return line, width and gain of every piece of the curve of every grant."""
    line, most, gain = [np.empty(0, np.int64)], [np.empty(0)], [np.empty(0)]
    for pool in ledger.pools:
        worth = pool.instrument.weight * np.outer(pool.strength, ledger.discount).ravel()
        for width, slope in pieces(pool.instrument.response):
            line.append(_grants(ledger, pool).ravel())
            most.append(np.full(worth.size, width))
            gain.append(slope * worth)
    return np.concatenate(line), np.concatenate(most), np.concatenate(gain)


def _grants(ledger: Ledger, pool: Pool) -> Lines:
    return ledger.grant_lines(np.arange(len(pool)) + pool.first)
