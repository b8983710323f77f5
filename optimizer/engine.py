"""The engine: solve, price everything, take in what pays, cut curves finer, until it is proved.

One loop does column generation, refinement of the curves and the proof of the bound (see
`optimizer.pricing`). Only grants that might pay are in the program; the rest are priced in arrays.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import numpy as np

from optimizer import pricing
from optimizer.clock import Clock, Stopped, Stopping
from optimizer.feasibility import Feasibility
from optimizer.master import Master
from optimizer.model import Model
from optimizer.plan import Plan, relative_gap
from optimizer.pricing import Choose, Responses
from optimizer.solver import Outcome
from scenarios.ledger import Booleans, Floats

MOST_ROUNDS: Final = 200
SHARE: Final = 0.6
FEWEST: Final = 500
"""A round takes in at most this share of the grants funded so far, and at least so many may enter:
early prices are poor, and most of what seems to pay at them never will."""

CLOSE: Final = 1e-3
"""How close to a grant its curve is cut on both sides to read its slopes, as a share of it."""

NUDGE: Final = 1e-7
"""How far a right-hand side is moved, as a share of the fund, to see a one-sided slope."""


@dataclass(frozen=True)
class Progress:
    """How far a solve is: value found, bound proved, columns in the program."""

    round: int
    value: float
    bound: float
    columns: int

    @property
    def gap(self) -> float:
        """How far value and bound are apart, as a share of the value."""
        return relative_gap(self.value, self.bound)


Watch = Callable[[Progress], None]
"""Told after every round."""


class Engine:
    """A live model that can be solved, moved and solved again.

    `stop`, an event that another thread may set, ends a solve at the next moment HiGHS or the
    loop looks at it; what was found until then is kept.
    """

    def __init__(
        self,
        model: Model,
        seconds: float = 60.0,
        watch: Watch | None = None,
        stop: Stopping | None = None,
    ) -> None:
        self.model = model
        self.clock = Clock(seconds)
        self.stop = stop or Stopping()
        self._watch = watch or (lambda progress: None)
        self._feasibility: Feasibility | None = None
        self._rounds = 0
        self._priced: Floats = np.full(len(model.rows), np.inf)
        since = time.perf_counter()
        guess = pricing.first_guess(model)
        self.clock.book("price", since)
        self.master = Master(model, _worth(model, guess) / 1024, self.clock)
        self._enter(guess, pricing.promising)

    # --- the loop ----------------------------------------------------------------------------

    def optimise(self, tolerance: float, best: Plan | None = None) -> tuple[Outcome, Plan | None]:
        """Solve until value and bound differ by at most `tolerance` of the value.

        `best` is a plan to go on from. Returns how it ended, and the best plan so far, if any.
        `INTERRUPTED` without the stop being asked for means that no finer cut makes a difference
        a solver can see.
        """
        try:
            for _ in range(1, MOST_ROUNDS):
                self._rounds += 1
                outcome = self.run()
                if outcome is Outcome.INFEASIBLE and self.make_feasible():
                    outcome = self.run()
                if outcome is not Outcome.OPTIMAL:
                    return outcome, None
                plan, answers = self.evaluate()
                best = _better(best, plan)
                columns = len(self.master.program)
                self._watch(Progress(self._rounds, best.value, best.bound, columns))
                if relative_gap(best.value, best.bound) <= tolerance:
                    return Outcome.OPTIMAL, best
                if not self.improve(plan, answers, tolerance):
                    break
        except Stopped as stopped:
            return Outcome(stopped.by), best
        return Outcome.INTERRUPTED, best

    def run(self) -> Outcome:
        """Solve the program as it is; raises `Stopped` if the time is up or a stop is asked for."""
        since = time.perf_counter()
        outcome = self.master.session.solve(self.clock.left, self.stop)
        self.clock.book("solve", since)
        if outcome in (Outcome.TIMEOUT, Outcome.INTERRUPTED):
            raise Stopped(outcome.value)
        return outcome

    def evaluate(self) -> tuple[Plan, list[Responses]]:
        """Return the plan of the last solve with its value and bound, and all best responses."""
        since = time.perf_counter()
        solution = self.master.session.solution()
        amount, money = self.master.grants(solution), self.master.money(solution)
        since = self.clock.book("read_back", since)
        prices = pricing.signed(self.model, solution.prices)
        answers = pricing.respond(self.model, prices)
        keys, horizon = self.master.keys, self.model.ledger.horizon
        plan = Plan(
            activity=keys // horizon,
            period=keys % horizon,
            amount=amount,
            money=money,
            value=float(self.master.value(np.arange(len(keys)), amount).sum()),
            bound=pricing.upper_bound(self.model, prices, answers),
            prices=prices,
        )
        self.clock.book("price", since)
        return plan, answers

    def improve(self, plan: Plan, answers: list[Responses], tolerance: float) -> bool:
        """Take in what pays and cut where a curve is read too low; false if there is nothing."""
        funded = max(1, int((plan.amount > 0).sum()))
        worth = 0.05 * tolerance * max(abs(plan.value), 1e-12) / funded
        best = np.concatenate([answer.best.ravel() for answer in answers])[self.master.keys]
        grant = np.flatnonzero(best > 0)
        coarse = self.master.shortfall(grant, best[grant]) > worth
        cuts = self.master.refine(grant[coarse], best[grant][coarse])
        most = max(FEWEST, int(SHARE * funded))
        return self._enter(answers, partial(_earning, worth), most) + cuts > 0

    def _enter(self, answers: list[Responses], choose: Choose, most: int | None = None) -> int:
        """Take in the grants that `choose` picks, the `most` that earn most; returns how many."""
        key, best, profit = pricing.picked(self.model, answers, choose)
        new = np.flatnonzero(~np.isin(key, self.master.keys))
        if most is not None and len(new) > most:
            new = new[np.argsort(-profit[new], kind="stable")[:most]]
        return self.master.enter(key[new], best[new])

    # --- feasibility -------------------------------------------------------------------------

    @property
    def feasibility(self) -> Feasibility:
        """The program that tells whether the rules can be kept; made when first asked for."""
        if self._feasibility is None:
            self._feasibility = Feasibility(self.model, self.clock, self.stop)
        return self._feasibility

    def make_feasible(self) -> bool:
        """Take in grants with which all rules can be kept; false if no plan can keep them."""
        probe = self.feasibility
        if float(probe.stretched(np.ones(probe.sides)).sum()) > probe.nothing:
            return False
        keys = np.setdiff1d(probe.funded(), self.master.keys)
        return self.master.enter(keys, np.zeros(len(keys))) > 0

    # --- prices ------------------------------------------------------------------------------

    def sharpen(self, plan: Plan) -> Plan:
        """Return the plan with sharper prices: curves cut at what each grant gets and close to it.

        The error of a price goes with the square root of the gap, and where a rule holds a grant at
        a breakpoint nothing else would cut the curve beside it.
        """
        for _ in range(2):
            funded = np.flatnonzero(plan.amount > 0)
            amount = plan.amount[funded]
            close = np.maximum(CLOSE * amount, self._near)
            for side in (-1, 0, 1):
                self.master.refine(funded, np.maximum(amount + side * close, 0.0))
            if self.run() is not Outcome.OPTIMAL:
                break
            plan = _better(plan, self.evaluate()[0])
        return plan

    @property
    def _near(self) -> float:
        """An amount of money that no grant moves by where a right-hand side is moved."""
        return 40 * NUDGE * self.model.ledger.available

    def slopes(self, row: int, tolerance: float) -> tuple[float, float]:
        """Return what loosening a row gains and what tightening it costs, per unit of money.

        Both by re-solving with the right-hand side moved a little, all grants priced again. An
        equality is loosened to the side where that gains, if there is one. Infinite if it cannot
        be tightened.
        """
        low, high = self.model.rows.lower[row], self.model.rows.upper[row]
        step = NUDGE * self.model.ledger.available
        try:
            up = self._price_at(row, low + step, high + step, tolerance, -np.inf)
            down = self._price_at(row, low - step, high - step, tolerance, np.inf)
        finally:
            self._move(row, low, high)
        most = max(abs(up), abs(down))
        return min(max(up, -down, 0.0), most), most

    def _price_at(
        self, row: int, lower: float, upper: float, tolerance: float, otherwise: float
    ) -> float:
        """Return the price of a row whose sides are moved; `otherwise` if nothing is feasible."""
        if self._out_of_reach(row, upper):
            return otherwise
        self._move(row, lower, upper)
        for _ in range(MOST_ROUNDS):
            outcome = self.run()
            if outcome is Outcome.INFEASIBLE and self.make_feasible():
                outcome = self.run()
            if outcome is not Outcome.OPTIMAL:
                return otherwise
            if self._priced_before():
                break
            plan, answers = self.evaluate()
            worth = tolerance * max(abs(plan.value), 1e-12)
            if not self._enter(answers, partial(_earning, worth)) + self._open(plan, answers):
                self._priced = plan.prices
                break
        return float(self._priced[row])

    def _priced_before(self) -> bool:
        """Tell whether at these prices all grants were priced before, and none entered."""
        prices = pricing.signed(self.model, self.master.session.prices())
        apart = np.abs(prices - self._priced).max(initial=0.0)
        return bool(apart <= 1e-12 * np.abs(prices).max(initial=0.0))

    def _open(self, plan: Plan, answers: list[Responses]) -> int:
        """Cut the curves of grants that begin to get something, close to nothing.

        The first unit is worth more than the first segment of a curve says. Returns how many cuts.
        """
        amount = np.pad(plan.amount, (0, len(self.master.keys) - len(plan.amount)))
        best = np.concatenate([answer.best.ravel() for answer in answers])[self.master.keys]
        begun = np.flatnonzero((amount < self._near) & (np.maximum(amount, best) > 0))
        return self.master.refine(begun, np.full(len(begun), self._near))

    def _out_of_reach(self, row: int, upper: float) -> bool:
        """Tell whether a sum of money that cannot be negative would have to be."""
        rows = self.model.rows
        entries = rows.matrix.data[rows.matrix.indptr[row] : rows.matrix.indptr[row + 1]]
        single = rows.grant_value[rows.grant_row == row]
        return upper < 0 and bool((entries >= 0).all() and (single >= 0).all())

    def _move(self, row: int, lower: float, upper: float) -> None:
        self.master.move(row, lower, upper)
        if self._feasibility is not None:
            self._feasibility.move(row, lower, upper)


def _earning(worth: float, answer: Responses) -> Booleans:
    """Pick the grants that would earn more than `worth` points."""
    return np.asarray(answer.profit > worth)


def _worth(model: Model, answers: list[Responses]) -> float:
    """Return the points of the given responses, to scale the objective by."""
    worth = sum(
        float((pricing.gains(model, answer.pool) * answer.value).sum()) for answer in answers
    )
    return worth if worth > 0 else 1024.0


def _better(best: Plan | None, plan: Plan) -> Plan:
    """Return the plan of higher value, with the lowest bound proved so far and the last prices."""
    if best is None:
        return plan
    better = plan if plan.value >= best.value else best
    return replace(better, bound=min(best.bound, plan.bound), prices=plan.prices)
