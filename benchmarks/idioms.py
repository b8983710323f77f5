"""How others write and solve the whole program: each in the quickest usual way that we know.

The packages are imported when asked for, because none but PuLP and highspy has to be there.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.grids import BASELINE, Whole

Timed = tuple[float, float, float]
"""Seconds to build, seconds to solve, optimum."""


def by_highspy(program: Whole) -> Timed:
    """Pass the arrays to HiGHS at once."""
    highspy = importlib.import_module("highspy")
    since = time.perf_counter()
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = program.matrix.shape
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_, lp.col_lower_ = program.gain, np.zeros(len(program.gain))
    lp.col_upper_, lp.row_lower_, lp.row_upper_ = program.most, program.lower, program.upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = program.matrix.indptr, program.matrix.indices
    lp.a_matrix_.value_ = program.matrix.data
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.passModel(lp)
    built = time.perf_counter()
    highs.run()
    value = highs.getInfo().objective_function_value
    return built - since, time.perf_counter() - built, value


def by_pulp(solver: str, program: Whole) -> Timed:
    """Write every row as an expression from pairs, PuLP's quickest way."""
    pulp = importlib.import_module("pulp")
    since = time.perf_counter()
    problem = pulp.LpProblem("whole", pulp.LpMaximize)
    most = [None if np.isinf(high) else high for high in program.most.tolist()]
    columns = [problem.add_variable(f"x{number}", 0, high) for number, high in enumerate(most)]
    pairs = zip(columns, program.gain.tolist(), strict=True)
    problem.setObjective(pulp.LpAffineExpression(pair for pair in pairs if pair[1]))
    for _, sense, side, numbers, values in _rows(program):
        pairs = zip([columns[number] for number in numbers], values, strict=True)
        kind = {"==": pulp.LpConstraintEQ, "<=": pulp.LpConstraintLE, ">=": pulp.LpConstraintGE}
        row = pulp.LpConstraint(pulp.LpAffineExpression(pairs), kind[sense], None, side)
        problem.addConstraint(row)
    built = time.perf_counter()
    if solver == "cbc":
        problem.solve(pulp.COIN_CMD(path=pulp.PULP_CBC_CMD.pulp_cbc_path, msg=False))
    else:
        problem.solve(pulp.HiGHS(msg=False))
    return built - since, time.perf_counter() - built, float(pulp.value(problem.objective))


def by_pyomo(program: Whole) -> Timed:
    """Write every row as a `LinearExpression`, Pyomo's quickest way, and solve by appsi."""
    pyo = importlib.import_module("pyomo.environ")
    linear = importlib.import_module("pyomo.core.expr.numeric_expr").LinearExpression
    since = time.perf_counter()
    model = pyo.ConcreteModel()
    most = [None if np.isinf(high) else high for high in program.most.tolist()]
    model.x = pyo.Var(range(len(most)), bounds=lambda _, number: (0, most[number]))
    columns = list(model.x.values())
    model.rows = pyo.ConstraintList()
    for _, sense, side, numbers, values in _rows(program):
        left = linear(linear_coefs=values, linear_vars=[columns[number] for number in numbers])
        low, high = (None if sense == "<=" else side), (None if sense == ">=" else side)
        model.rows.add((low, left, high))
    worth = np.flatnonzero(program.gain).tolist()
    gain = linear(
        linear_coefs=program.gain[worth].tolist(), linear_vars=[columns[at] for at in worth]
    )
    model.gain = pyo.Objective(expr=gain, sense=pyo.maximize)
    built = time.perf_counter()
    pyo.SolverFactory("appsi_highs").solve(model)
    return built - since, time.perf_counter() - built, float(pyo.value(model.gain))


def by_cvxpy(program: Whole) -> Timed:
    """Write the program in matrices; linear, so HiGHS."""
    cp = importlib.import_module("cvxpy")
    since = time.perf_counter()
    x = cp.Variable(len(program.gain), nonneg=True)
    few = np.flatnonzero(np.isfinite(program.most))
    rules = [x[few] <= program.most[few], *_in_matrices(program, x)]
    return _by_cvxpy(cp, cp.Problem(cp.Maximize(program.gain @ x), rules), "HIGHS", since)


def by_clarabel(program: Whole) -> Timed:
    """Write the concave program in matrices and square roots; Clarabel, an interior point."""
    cp = importlib.import_module("cvxpy")
    since = time.perf_counter()
    x = cp.Variable(len(program.gain), nonneg=True)
    (grants,) = np.nonzero(program.gain)
    gain = program.gain[grants]
    worth = gain @ cp.sqrt(x[grants] + BASELINE) - float(gain.sum()) * BASELINE**0.5
    problem = cp.Problem(cp.Maximize(worth), list(_in_matrices(program, x)))
    return _by_cvxpy(cp, problem, "CLARABEL", since)


def _by_cvxpy(cp: Any, problem: Any, solver: str, since: float) -> Timed:
    """Count what stands outside the solver as building."""
    problem.solve(solver=solver)
    if problem.status != cp.OPTIMAL:
        raise RuntimeError(f"ended as {problem.status}")
    total, solve = time.perf_counter() - since, float(problem.solver_stats.solve_time)
    return total - solve, solve, float(problem.value)


def _in_matrices(program: Whole, x: Any) -> Iterator[Any]:
    same = program.lower == program.upper
    above, below = np.isfinite(program.lower) & ~same, np.isfinite(program.upper) & ~same
    yield program.matrix[same] @ x == program.lower[same]
    yield program.matrix[above] @ x >= program.lower[above]
    yield program.matrix[below] @ x <= program.upper[below]


def by_linopy(program: Whole) -> Timed:
    """Write each family of rows as one array of terms, grouped by row."""
    linopy, xr = importlib.import_module("linopy"), importlib.import_module("xarray")
    since = time.perf_counter()
    model = linopy.Model()
    upper = xr.DataArray(program.most, dims="column")
    x = model.add_variables(lower=0, upper=upper, name="x")
    for block in np.unique(program.block):
        (rows,) = np.nonzero(program.block == block)
        part = program.matrix[rows].tocoo()
        terms = x.isel(column=xr.DataArray(part.col, dims="term"))
        values = xr.DataArray(part.data, dims="term")
        owner = xr.DataArray(part.row, dims="term", name="row")
        left = (values * terms).groupby(owner).sum()
        low, high = program.lower[rows], program.upper[rows]
        sense = "==" if (low == high).all() else "<=" if np.isinf(low).all() else ">="
        side = xr.DataArray(high if sense == "<=" else low, coords={"row": np.arange(len(rows))})
        model.add_constraints(left, sense, side)
    model.add_objective((xr.DataArray(program.gain, dims="column") * x).sum(), sense="max")
    built = time.perf_counter()
    model.solve("highs", io_api="direct", output_flag=False)
    return built - since, time.perf_counter() - built, float(model.objective.value)


def _rows(program: Whole) -> Iterator[tuple[int, str, float, list[int], list[float]]]:
    """Yield every row as plain numbers: number, sense, side, columns, coefficients."""
    start, low, high = program.matrix.indptr.tolist(), program.lower, program.upper
    for row in range(len(low)):
        part = slice(start[row], start[row + 1])
        sense = "==" if low[row] == high[row] else "<=" if np.isinf(low[row]) else ">="
        side = float(high[row] if sense == "<=" else low[row])
        yield (
            *(row, sense, side),
            *(program.matrix.indices[part].tolist(), program.matrix.data[part].tolist()),
        )
