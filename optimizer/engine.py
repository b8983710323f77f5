"""The engine: solve, price everything, take in what pays, cut curves finer, until it is proved.

One loop does column generation, refinement of the curves and the proof of the bound (see
`optimizer.pricing`). Only grants that might pay are in the program; the rest are priced in arrays.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from optimizer import pricing
from optimizer.clock import Clock
from optimizer.columns import Longs
from optimizer.master import Master, reach
from optimizer.model import Model
from optimizer.pricing import Responses
from optimizer.solver import Outcome
from scenarios.ledger import Booleans, Floats
from scenarios.problems import ModelError

MOST_ROUNDS: Final = 200
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


class Stopped(Exception):  # noqa: N818  # not an error: somebody asked, or the time is up
    """A solve was ended before its end; `outcome` says by what."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(outcome.value)


@dataclass(frozen=True, eq=False)
class Plan:
    """A plan and its proof: grants (activity, period, amount), money by line, value and bound.

    `prices` has one number a row: the gain in value per unit of its right-hand side.
    """

    activity: Longs
    period: Longs
    amount: Floats
    money: Floats
    value: float
    bound: float
    prices: Floats


def relative_gap(value: float, bound: float) -> float:
    """Return (bound - value) / |value|; zero where the two agree."""
    apart = bound - value
    return apart / max(abs(value), 1e-12) if apart > 1e-12 else 0.0


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
        stop: threading.Event | None = None,
    ) -> None:
        self.model = model
        self.clock = Clock(seconds)
        self.stop = stop or threading.Event()
        self._watch = watch or (lambda progress: None)
        self.last_prices: Floats = np.zeros(len(model.rows))
        since = time.perf_counter()
        guess = pricing.first_guess(model)
        self.clock.book("price", since)
        self.master = Master(model, _worth(model, guess) / 1024, self.clock)
        self.master.enter(guess, reach(guess))

    # --- the loop ----------------------------------------------------------------------------

    def optimise(self, tolerance: float) -> tuple[Outcome, Plan | None]:
        """Solve until value and bound differ by at most `tolerance` of the value.

        Returns how it ended, and the best plan found so far, if any. `INTERRUPTED` without the
        stop being asked for means that no finer cut makes a difference a solver can see.
        """
        best: Plan | None = None
        try:
            for number in range(1, MOST_ROUNDS):
                outcome = self.run()
                if outcome is Outcome.INFEASIBLE and self.make_feasible():
                    outcome = self.run()
                if outcome is not Outcome.OPTIMAL:
                    return outcome, None
                plan, answers = self.evaluate()
                best = _better(best, plan)
                self._watch(Progress(number, best.value, best.bound, len(self.master.program)))
                if relative_gap(best.value, best.bound) <= tolerance:
                    return Outcome.OPTIMAL, best
                if not self.improve(plan, answers, tolerance):
                    break
        except Stopped as stopped:
            return stopped.outcome, best
        return Outcome.INTERRUPTED, best

    def run(self) -> Outcome:
        """Solve the program as it is; raises `Stopped` if the time is up or a stop is asked for."""
        since = time.perf_counter()
        outcome = self.master.session.solve(self.clock.left, self.stop)
        self.clock.book("solve", since)
        if outcome in (Outcome.TIMEOUT, Outcome.INTERRUPTED):
            raise Stopped(outcome)
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
        return self.master.enter(answers, self._paying(answers, worth)) + cuts > 0

    def _paying(self, answers: list[Responses], worth: float) -> list[Booleans]:
        return [answer.profit > worth for answer in answers]

    # --- feasibility -------------------------------------------------------------------------

    def make_feasible(self) -> bool:
        """Take in grants until the rules can all be kept; false if no plan can keep them."""
        return float(self.stretched(np.ones(self.master.shift)).sum()) <= self.nothing

    @property
    def nothing(self) -> float:
        """An amount of money too small to matter."""
        return 1e-7 * self.model.ledger.available

    def stretched(self, weight: Floats) -> Floats:
        """Return by how much each side of each rule's row must stretch, at least in total.

        `weight` prices a unit of stretch of each elastic column (see `Master.elastic_row`). The
        least total is over all possible grants, also those not in the program: the prices of the
        stretched program are used to take in what helps until nothing does. `last_prices` then
        tells which rows hold it back.
        """
        self.master.stretch(weight)
        try:
            while True:
                if self.run() is not Outcome.OPTIMAL:
                    raise ModelError("a program whose rules may stretch has no solution")
                solution = self.master.session.solution()
                self.last_prices = pricing.signed(self.model, solution.prices)
                answers = pricing.respond(self.model, self.last_prices, worth=0.0)
                if not self.master.enter(answers, self._helping(answers)):
                    return np.maximum(solution.values[: self.master.shift], 0.0)
                self.master.stretch(weight)
        finally:
            self.master.relax()

    def _helping(self, answers: list[Responses]) -> list[Booleans]:
        """Return, per pool, the thousand grants that help most (a price of 1 is a full unit)."""
        helping = []
        for answer in answers:
            least = 1e-6 * self.model.ledger.available
            if answer.profit.size > 1000:
                least = max(least, float(np.partition(answer.profit, -1000, axis=None)[-1000]))
            helping.append(answer.profit >= least)
        return helping

    # --- prices ------------------------------------------------------------------------------

    def slopes(self, row: int, price: float, tolerance: float) -> tuple[float, float]:
        """Return what loosening a row gains and what tightening it costs, per unit of money.

        Both by re-solving with the right-hand side moved a little, all grants priced again;
        `price` tells which side of an equality is the loose one. Infinite if it cannot be
        tightened.
        """
        low, high = self.model.rows.lower[row], self.model.rows.upper[row]
        step = NUDGE * self.model.ledger.available
        loose = step if np.isfinite(high) and (not np.isfinite(low) or price > 0) else -step
        try:
            gained = self._price_at(row, low + loose, high + loose, tolerance)
            lost = self._price_at(row, low - loose, high - loose, tolerance)
        finally:
            self.master.move(row, low, high)
        return min(gained, lost), max(gained, lost)

    def _price_at(self, row: int, lower: float, upper: float, tolerance: float) -> float:
        """Return the price of a row whose sides are moved; infinite if nothing is feasible then."""
        self.master.move(row, lower, upper)
        for _ in range(MOST_ROUNDS):
            outcome = self.run()
            if outcome is Outcome.INFEASIBLE and self.make_feasible():
                outcome = self.run()
            if outcome is not Outcome.OPTIMAL:
                return float("inf")
            plan, answers = self.evaluate()
            worth = tolerance * max(abs(plan.value), 1e-12)
            if not self.master.enter(answers, self._paying(answers, worth)):
                break
        return abs(float(plan.prices[row]))


def _worth(model: Model, answers: list[Responses]) -> float:
    """Return the points of the given responses, to scale the objective by."""
    worth = sum(
        float((pricing.gains(model, answer.pool) * answer.value).sum()) for answer in answers
    )
    return worth if worth > 0 else 1024.0


def _better(best: Plan | None, plan: Plan) -> Plan:
    """Return the plan of higher value, with the lowest bound proved so far."""
    if best is None:
        return plan
    better = plan if plan.value >= best.value else best
    return replace(better, bound=min(best.bound, plan.bound))


