"""HiGHS behind a live session: hand-off in arrays, warm re-solve, added columns, stopping.

The only module that imports highspy. HiGHS minimises here, so that signs turn in one place: a
session speaks of a maximisation and of prices (the gain in objective per unit of right-hand side).
Money is scaled by a power of two before HiGHS sees it, so that its absolute tolerances mean the
same for a fund in yuan as for one in billions.
"""

from __future__ import annotations

import enum
import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from typing import Any, Final

import highspy
import numpy as np
import numpy.typing as npt

from optimizer.rows import Matrix
from scenarios.ledger import Booleans, Floats, Integers
from scenarios.problems import ModelError

HIGHS_VERSION: Final = metadata.version("highspy")


class SolverError(ModelError):
    """HiGHS answered something that we do not understand."""


class Outcome(enum.Enum):
    """How a solve ended, by HiGHS's own word (PuLP calls several of these optimal)."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    TIMEOUT = "timeout"
    INTERRUPTED = "interrupted"


_OUTCOMES: Final = {
    highspy.HighsModelStatus.kOptimal: Outcome.OPTIMAL,
    highspy.HighsModelStatus.kModelEmpty: Outcome.OPTIMAL,
    highspy.HighsModelStatus.kInfeasible: Outcome.INFEASIBLE,
    highspy.HighsModelStatus.kUnbounded: Outcome.UNBOUNDED,
    highspy.HighsModelStatus.kTimeLimit: Outcome.TIMEOUT,
    highspy.HighsModelStatus.kInterrupt: Outcome.INTERRUPTED,
}

_OPTIONS: Final = (
    ("threads", 1),
    ("random_seed", 1),
    ("dual_simplex_cost_perturbation_multiplier", 0.03),
)
"""Costs are perturbed, which keeps the simplex method from stalling, but a little only: more would
undo what a warm start is worth."""

_OTHER_WAYS: Final = (
    ("presolve", "choose", "choose"),
    ("presolve", "off", "choose"),
    ("simplex_strategy", 4, 1),
    ("solver", "ipm", "choose"),
)
"""What is tried afresh, in turn, where HiGHS gives no clear answer: a basis may have gone bad, and
presolve cannot tell unbounded from infeasible. Each with the value to go back to."""


AT_LOWER: Final = int(highspy.HighsBasisStatus.kLower)
AT_UPPER: Final = int(highspy.HighsBasisStatus.kUpper)
BASIC: Final = int(highspy.HighsBasisStatus.kBasic)
_STATUSES: Final = list(highspy.HighsBasisStatus.__members__.values())


@dataclass(frozen=True, eq=False)
class Basis:
    """Where a solve left each column and row: at its lower bound, at its upper, or between."""

    columns: Integers
    rows: Integers


@dataclass(frozen=True, eq=False)
class Solution:
    """Values of columns, left-hand sides of rows, and prices of rows, all unscaled."""

    values: Floats
    activity: Floats
    prices: Floats
    objective: float


@dataclass(frozen=True, eq=False)
class Whole:
    """How a search in whole numbers ended, the best values it found, if any, and its bound."""

    outcome: Outcome
    values: Floats | None
    bound: float


class _Quiet(highspy.Highs):
    """HiGHS that prints nothing, not even the banner that switching on callbacks brings out."""

    def enableCallbacks(self) -> None:  # HiGHS's name
        """Silence the log before anything can be logged."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]  # HiGHS's own


class Session:
    """A live maximisation in HiGHS: load once, then move, add and re-solve warm.

    `presolve` is worth its time where a program has much to leave out.
    """

    def __init__(
        self, money_scale: float = 1.0, value_scale: float = 1.0, presolve: bool = True
    ) -> None:
        self.money = _power_of_two(money_scale)
        self.points = _power_of_two(value_scale)
        self._row, self._column = np.empty(0), np.empty(0)
        self._highs: Any = _Quiet()  # type: ignore[no-untyped-call]  # HiGHS has few types
        for option, value in (*_OPTIONS, ("presolve", "choose" if presolve else "off")):
            self._highs.setOptionValue(option, value)
        self._stop, self._deadline = threading.Event(), math.inf
        for callback in (
            self._highs.cbSimplexInterrupt,
            self._highs.cbIpmInterrupt,
            self._highs.cbMipInterrupt,
        ):
            callback += self._interrupt
        logging = self._highs.cbMipLogging
        logging += self._log
        self._watch: Callable[[float, float], None] | None = None
        self.iterations = 0

    def _log(self, event: highspy.HighsCallbackEvent) -> None:
        told = event.data_out
        if self._watch is not None and abs(told.mip_primal_bound) < highspy.kHighsInf:
            self._watch(-told.mip_primal_bound * self.points, -told.mip_dual_bound * self.points)

    def _interrupt(self, event: highspy.HighsCallbackEvent) -> None:
        # said either way: HiGHS remembers an interrupt, and every later solve would end by it
        event.interrupt(self._stop.is_set() or time.perf_counter() > self._deadline)

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return int(self._highs.getNumCol())

    @property
    def nonzeros(self) -> int:
        """How many coefficients there are."""
        return int(self._highs.getNumNz())

    def load(
        self,
        gain: Floats,
        upper: Floats,
        row_lower: Floats,
        row_upper: Floats,
        matrix: Matrix,
        basis: Basis | None = None,
        scales: tuple[Floats, Floats] | None = None,
    ) -> None:
        """Hand over a whole program; `matrix` is CSC, columns lie between 0 and `upper`.

        `basis` is where to start from, if the program is a rewritten one. `scales` are the units of
        rows and columns, powers of two, where they are not all money.
        """
        rows, columns = matrix.shape
        if scales is None:
            self._row, self._column = np.full(rows, self.money), np.full(columns, self.money)
        else:
            self._row, self._column = scales
        if (self._row != self.money).any() or (self._column != self.money).any():
            matrix = matrix.copy()
            matrix.data *= np.repeat(self._column, np.diff(matrix.indptr))
            matrix.data /= self._row[matrix.indices]
        status = self._highs.passModel(
            *(columns, rows, matrix.nnz),
            *(int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize), 0.0),
            *(self._costs(gain, self._column), np.zeros(columns), upper / self._column),
            *(row_lower / self._row, row_upper / self._row),
            *(matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32), matrix.data),
            np.zeros(columns, dtype=np.int32),
        )
        self._checked(status, "pass the model")
        if basis is not None:
            start = highspy.HighsBasis()
            start.col_status = list(map(_STATUSES.__getitem__, basis.columns.tolist()))
            start.row_status = list(map(_STATUSES.__getitem__, basis.rows.tolist()))
            self._checked(self._highs.setBasis(start), "start from a basis")

    def basis(self) -> Basis:
        """Return where the last solve left every column and row."""
        found = self._highs.getBasis()
        return Basis(
            np.fromiter(map(int, found.col_status), np.int32),
            np.fromiter(map(int, found.row_status), np.int32),
        )

    def add(self, gain: Floats, upper: Floats, matrix: Matrix) -> None:
        """Add columns of money at the end; the basis stays, so that the next solve is warm."""
        scale = np.full(len(gain), self.money)
        status = self._highs.addCols(
            len(gain),
            self._costs(gain, scale),
            np.zeros(len(gain)),
            upper / scale,
            matrix.nnz,
            matrix.indptr[:-1].astype(np.int32),
            matrix.indices.astype(np.int32),
            matrix.data * (self.money / self._row[matrix.indices]),
        )
        self._column = np.concatenate([self._column, scale])
        self._checked(status, "add columns")

    def change_gain(self, columns: Integers, gain: Floats) -> None:
        """Change objective coefficients."""
        costs = self._costs(gain, self._column[columns])
        status = self._highs.changeColsCost(len(columns), columns, costs)
        self._checked(status, "change costs")

    def change_upper(self, columns: Integers, upper: Floats) -> None:
        """Change upper bounds of columns; the lower ones are 0."""
        self.change_bounds(columns, np.zeros(len(columns)), upper)

    def change_bounds(self, columns: Integers, lower: Floats, upper: Floats) -> None:
        """Change both bounds of columns."""
        scale = self._column[columns]
        status = self._highs.changeColsBounds(len(columns), columns, lower / scale, upper / scale)
        self._checked(status, "change bounds")

    def change_rows(self, rows: Integers, lower: Floats, upper: Floats) -> None:
        """Change both sides of rows."""
        scale = self._row[rows]
        status = self._highs.changeRowsBounds(len(rows), rows, lower / scale, upper / scale)
        self._checked(status, "change right-hand sides")

    def forget(self) -> None:
        """Drop the basis: the next solve starts afresh, with presolve."""
        self._highs.clearSolver()

    def solve(self, seconds: float = math.inf, stop: threading.Event | None = None) -> Outcome:
        """Solve from the present basis within `seconds`, unless `stop` is set; say how it ended."""
        if seconds <= 0:
            return Outcome.TIMEOUT
        self._stop = stop or threading.Event()
        if self._stop.is_set():
            return Outcome.INTERRUPTED
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + seconds)
        outcome = self._run()
        for option, value, usual in _OTHER_WAYS:
            if outcome in _OUTCOMES:
                break
            self._highs.clearSolver()
            self._highs.setOptionValue(option, value)
            outcome = self._run()
            self._highs.setOptionValue(option, usual)
        if outcome == highspy.HighsModelStatus.kModelEmpty and not self._nothing_fits():
            return Outcome.INFEASIBLE
        if outcome not in _OUTCOMES:
            raise SolverError(f"HiGHS ended with {self._highs.modelStatusToString(outcome)}")
        return _OUTCOMES[outcome]

    def solve_whole(
        self,
        columns: Integers,
        gap: float,
        seconds: float = math.inf,
        stop: threading.Event | None = None,
        watch: Callable[[float, float], None] | None = None,
    ) -> Whole:
        """Solve with some columns in whole numbers; afterwards all are continuous again.

        `watch` is told of the best objective and the bound while the search goes on.
        """
        self._watch = watch
        if seconds <= 0:
            return Whole(Outcome.TIMEOUT, None, math.inf)
        self._stop = stop or threading.Event()
        kinds = np.full(len(columns), int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        self._highs.changeColsIntegrality(len(columns), columns, kinds)
        usual = self._highs.getOptionValue("presolve")[1]
        for option, value in (("mip_rel_gap", gap), ("mip_abs_gap", 0.0), ("presolve", "choose")):
            self._highs.setOptionValue(option, value)
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + seconds)
        self._deadline = time.perf_counter() + seconds  # HiGHS looks at its own now and then only
        try:
            status, info = self._run(), self._highs.getInfo()
            found = info.primal_solution_status == int(
                highspy.SolutionStatus.kSolutionStatusFeasible
            )
            values = np.asarray(self._highs.getSolution().col_value) if found else None
            bound = -float(info.mip_dual_bound) * self.points
            late = time.perf_counter() > self._deadline and not self._stop.is_set()
        finally:
            self._deadline = math.inf
            self._highs.changeColsIntegrality(len(columns), columns, np.zeros_like(kinds))
            self._highs.setOptionValue("presolve", usual)
        if status not in _OUTCOMES:
            raise SolverError(f"HiGHS ended with {self._highs.modelStatusToString(status)}")
        outcome = _OUTCOMES[status]
        if late and outcome is Outcome.INTERRUPTED:
            outcome = Outcome.TIMEOUT
        return Whole(outcome, None if values is None else values * self._column, bound)

    def _run(self) -> Any:
        refused = self._highs.run() == highspy.HighsStatus.kError
        if refused and self._highs.getModelStatus() == highspy.HighsModelStatus.kNotset:
            # somebody else in this process has set HiGHS up for more threads than we use; a search
            # that was stopped before it began is no error and must not be run again
            highspy.Highs.resetGlobalScheduler(True)
            self._highs.run()
        self.iterations += max(0, self._highs.getInfo().simplex_iteration_count)
        return self._highs.getModelStatus()

    def _nothing_fits(self) -> bool:
        """Tell whether every row allows 0; HiGHS does not look at the rows of an empty program."""
        program = self._highs.getLp()
        low, high = np.asarray(program.row_lower_), np.asarray(program.row_upper_)
        return bool((low <= 0).all() and (high >= 0).all())

    def holds(self, rows: npt.NDArray[np.integer], step: Floats | float) -> Booleans:
        """Tell whether moving a row up, or down, by its `step` leaves the last basis the best.

        Then the prices stay as they are. Returns shape (rows, 2). It does where every basic
        variable stays within its bounds, for the signs of reduced costs do not depend on
        right-hand sides.
        """
        if not self.nonzeros:
            return np.zeros((len(rows), 2), dtype=bool)  # HiGHS has no basis to ask for then
        at, low, high, number = self._basics()
        steps = np.broadcast_to(step, len(rows)).tolist()
        moves = zip(rows.tolist(), steps, strict=True)
        return np.array([self._holds(row, by, at, low, high, number) for row, by in moves])

    def _holds(
        self, row: int, step: float, at: Floats, low: Floats, high: Floats, number: Integers
    ) -> tuple[bool, bool]:
        step /= self._row[row]
        unit = np.zeros(int(self._highs.getNumRow()))
        unit[row] = 1.0
        status, turn = self._highs.getBasisSolve(unit)
        self._checked(status, "solve for a basis")
        turn = np.where(number < 0, -np.asarray(turn), np.asarray(turn)) * step
        own = number == -1 - row  # a basic row stays where it is, and its sides move
        turn[own] = -step
        up, down = at + turn, at - turn
        slack = 1e-9
        return (
            bool((up >= low - slack).all() and (up <= high + slack).all()),
            bool((down >= low - slack).all() and (down <= high + slack).all()),
        )

    def _basics(self) -> tuple[Floats, Floats, Floats, Integers]:
        """Return value, lower and upper bound of every basic variable, and its number.

        Columns are numbered from 0 up, rows from -1 down.
        """
        status, number = self._highs.getBasicVariables()
        self._checked(status, "tell its basis")
        number = np.asarray(number)
        program, found = self._highs.getLp(), self._highs.getSolution()
        at = np.concatenate([found.col_value, np.asarray(found.row_value)[::-1]])
        low = np.concatenate([program.col_lower_, np.asarray(program.row_lower_)[::-1]])
        high = np.concatenate([program.col_upper_, np.asarray(program.row_upper_)[::-1]])
        return at[number], low[number], high[number], number

    def prices(self) -> Floats:
        """Return the prices of rows in the last solve; only after it ended as optimal."""
        return -np.asarray(self._highs.getSolution().row_dual) * (self.points / self._row)

    def solution(self) -> Solution:
        """Return the solution of the last solve; only after it ended as optimal."""
        found = self._highs.getSolution()
        return Solution(
            values=np.asarray(found.col_value) * self._column,
            activity=np.asarray(found.row_value) * self._row,
            prices=-np.asarray(found.row_dual) * (self.points / self._row),
            objective=-self._highs.getInfo().objective_function_value * self.points,
        )

    def _costs(self, gain: Floats, scale: Floats) -> npt.NDArray[np.float64]:
        return np.asarray(-gain * (scale / self.points))

    def _checked(self, status: highspy.HighsStatus, what: str) -> None:
        if status == highspy.HighsStatus.kError:
            raise SolverError(f"HiGHS refused to {what}")


def _power_of_two(scale: float) -> float:
    return 2.0 ** round(math.log2(scale)) if scale > 0 and math.isfinite(scale) else 1.0
