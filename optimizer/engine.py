"""The engine: solve, price everything, take in what pays, cut curves finer, until it is proved.

One loop does column generation, refinement of the curves and the proof of the bound (see
`optimizer.pricing`). Only grants that might pay are in the program; the rest are priced in arrays.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from optimizer import pricing
from optimizer.aiming import OBJECTIVE, Aim
from optimizer.clock import Clock, Stopped, Stopping
from optimizer.columns import Longs
from optimizer.feasibility import Feasibility, MoneyFeasibility, Unstretchable
from optimizer.identities import BALANCE, CARRY, CONTRIBUTION
from optimizer.master import Master
from optimizer.model import Model
from optimizer.plan import Plan, landed, relative_gap, size_of
from optimizer.pricing import Responses
from optimizer.solver import Outcome, Solution
from optimizer.stretching import Elastic, PointsFeasibility
from optimizer.worth import Worth
from scenarios.ledger import Floats
from scenarios.problems import ModelError

MOST_ROUNDS: Final = 200
SHARE: Final = 0.6
FEWEST: Final = 500
"""A round takes in at most this share of the grants funded so far, and at least so many may enter:
early prices are poor, and most of what seems to pay at them never will."""

SPREAD: Final = 1.5
"""How far from a best response its curve is cut on both sides, as a multiple of the root of the
gap: so far off may the best response still be. Cuts close in as fast as the gap does."""

SMALL: Final = 5_000
"""A program of no more columns than this is not worth tidying."""

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
    points: float = 0.0
    has_plan: bool = True

    @property
    def gap(self) -> float:
        """How far value and bound are apart, as a share of the value; 1 without a plan."""
        if not self.has_plan:
            return 1.0
        return relative_gap(self.value, self.bound, self.points)


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
        self.worth = Worth(model.ledger, model.aims[0])
        self._watch = watch or (lambda progress: None)
        self.room = model.rows.least_extra, model.rows.most_extra
        self._feasibility: Feasibility | None = None
        self._rounds = 0
        self._search: tuple[float | None, float] | None = None
        self._apart = np.inf
        since = time.perf_counter()
        guess = pricing.first_guess(model, self.worth)
        self.clock.book("price", since)
        self._begin(guess)

    def _begin(self, guess: Responses) -> None:
        """Begin a program with the grants of a guess."""
        since = time.perf_counter()
        others = pricing.reaching(self.model)
        if len(self.model.rows.extras):  # of what rules decide, nothing may be missing
            single = self.model.rows.grant_line - self.model.ledger.first_grant
            others = np.union1d(others, single)
        others = np.setdiff1d(others, guess.keys)
        self.clock.book("price", since)
        points = float(guess.points.sum())
        scale = points / 1024 if points > 0 else 1.0
        keys = np.concatenate([guess.keys, others])
        wanted = np.concatenate([guess.best, np.zeros(len(others))])
        self.master = Master(self.model, self.worth, scale, self.clock, keys, wanted)

    def turn_to(self, model: Model, prices: Floats, seconds: float) -> None:
        """Go on with other strengths and curves of the same activities, for so many seconds.

        Rows must be the same. The program begins afresh with the best responses at `prices`, which
        are near where the optimum is, so that the answer depends on nothing that was solved before.
        """
        self.model, self.worth = model, Worth(model.ledger, self.worth.aim)
        self.clock, self._feasibility, self._apart = Clock(seconds), None, np.inf
        self._begin(pricing.respond(model, self.worth, prices))

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
                self._tell(best)
                if best.gap <= tolerance:
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

    def evaluate(self) -> tuple[Plan, Responses]:
        """Return the plan of the last solve with its value and bound, and all best responses."""
        since = time.perf_counter()
        solution = self.master.session.solution()
        amount, money = self.master.grants(solution), self.master.money(solution)
        since = self.clock.book("read_back", since)
        sides = self.master.lower, self.master.upper
        prices = pricing.signed(sides, solution.prices)
        answers = pricing.respond(self.model, self.worth, prices)
        keys, horizon = self.master.keys, self.model.ledger.horizon
        extras = self.master.extras(solution)
        value, points = self._valued(amount, extras)
        plan = Plan(
            activity=keys // horizon,
            period=keys % horizon,
            amount=amount,
            money=money,
            value=value,
            points=points,
            bound=pricing.upper_bound(
                self.model,
                self.worth,
                sides,
                (self.master.least, self.master.most),
                prices,
                answers,
            ),
            prices=prices,
            extras=extras,
        )
        self.clock.book("price", since)
        return plan, answers

    def _valued(self, amount: Floats, extras: Floats) -> tuple[float, float]:
        """Return the value of a plan of the grants in the program, and its points.

        Measures are taken as they follow from the points; a solver reads curves too low.
        """
        aim, keys = self.worth.aim, self.master.keys
        points = self.master.value(np.arange(len(keys)), amount)
        total = float(points.sum())
        told = extras.copy()
        for number in np.flatnonzero(aim.extras).tolist():
            owned = self.model.rows.extras[number]
            if owned.owner == OBJECTIVE:
                lines = landed(self.model.ledger, keys, points)
                told[number] = owned.extra.follows(lines.__getitem__)
        return aim.value(total, told), total

    def read(self, values: Floats, like: Plan) -> Plan:
        """Return the plan that the values of all columns are, with bound and prices of another."""
        solution = Solution(values, np.empty(0), np.empty(0), 0.0)
        amount, keys = self.master.grants(solution), self.master.keys
        money, extras = self.master.money(solution), self.master.extras(solution)
        horizon = self.model.ledger.horizon
        value, points = self._valued(amount, extras)
        return replace(
            like,
            activity=keys // horizon,
            period=keys % horizon,
            amount=amount,
            money=money,
            value=value,
            points=points,
            extras=extras,
        )

    def prices(self) -> Floats:
        """Return the prices of all rows in the last solve."""
        sides = self.master.lower, self.master.upper
        return pricing.signed(sides, self.master.session.prices())

    def improve(self, plan: Plan, answers: Responses, tolerance: float) -> bool:
        """Take in what pays and cut where a curve is read too low; false if there is nothing."""
        funded = max(1, int((plan.amount > 0).sum()))
        worth = 0.05 * tolerance * size_of(plan.value, plan.points) / funded
        # without progress what is left out might come and go for ever
        if len(self.master) > SMALL and plan.bound - plan.value < self._apart:
            self._apart = 0.9 * (plan.bound - plan.value)
            self.tidy(answers)
        best = answers.of(self.master.keys)
        grant = np.flatnonzero(best > 0)
        coarse = grant[self.master.shortfall(grant, best[grant]) > worth]
        around = np.array(_around(plan.gap))
        cuts = self._cut(coarse, np.outer(around, best[coarse]))
        return self.enter(answers, worth, max(FEWEST, int(SHARE * funded))) + cuts > 0

    def tidy(self, answers: Responses) -> None:
        """Leave out of the program what neither got anything nor would pay."""
        self.master.tidy(answers.of(self.master.keys) > 0)

    def enter(self, answers: Responses, worth: float, most: int | None = None) -> int:
        """Take in grants that would earn more than `worth` points; returns how many.

        At most so many, those that earn most.
        """
        new = np.flatnonzero(answers.profit > worth)
        new = new[~np.isin(answers.keys[new], self.master.keys)]
        if most is not None and len(new) > most:
            new = new[np.argsort(-answers.profit[new], kind="stable")[:most]]
        return self.master.enter(answers.keys[new], answers.best[new])

    # --- moving ------------------------------------------------------------------------------

    def move(self, row: int, lower: float, upper: float) -> None:
        """Move the sides of a row; `model.rows.number` tells its number.

        A side may be made infinite, which takes it away, but one that the rule does not have stays
        infinite. Raises `ModelError` otherwise, and for rows that follow from the money in the
        ledger.
        """
        rows = self.model.rows
        if row < self.model.identities and rows.owner[row] in (BALANCE, CONTRIBUTION, CARRY):
            raise ModelError("the money of a funder is part of the ledger and is not moved")
        own = np.isfinite([rows.lower[row], rows.upper[row]])
        of_rule = row >= self.model.identities
        other = of_rule and bool((np.isfinite([lower, upper]) & ~own).any())
        if not lower <= upper or other:
            raise ModelError(f"row {row} has other sides than {lower} and {upper}")
        self.master.move(row, lower, upper)
        if self._feasibility is not None:
            self._feasibility.move(row, lower, upper)
        self._apart = np.inf

    def recast(self, model: Model, sides_only: bool) -> None:
        """Go on with a model of the same rows and numbers, whose sides or coefficients are others.

        Everything taken in stays, and so does the basis.
        """
        self.model, self.room = model, (model.rows.least_extra, model.rows.most_extra)
        if not sides_only or model.rows.points.nnz:
            self._feasibility = None
        if sides_only:
            self.master.model = model
            self._move_all()
        else:
            self.master.recast(model)
        self._apart = np.inf

    def _move_all(self) -> None:
        """Move every row to the sides that the model gives it, if it is not there."""
        rows, master = self.model.rows, self.master
        for row in np.flatnonzero((rows.lower != master.lower) | (rows.upper != master.upper)):
            self.move(int(row), float(rows.lower[row]), float(rows.upper[row]))

    def reweigh(self, lines: Longs, times: Floats | float) -> None:
        """Let the grants on ledger lines be worth so many times what the scenario says.

        Raises `ModelError` for other lines, and for numbers that are below 0 or none at all.
        """
        self.worth.reweigh(lines, times)
        self._moved()

    def limit(self, lines: Longs, most: Floats | float) -> None:
        """Let grants, payments and carries get no more than so much; infinite to set them free.

        A receipt is a sum of grants and has no bound of its own: that takes a rule. Raises
        `ModelError` for one, and for numbers that are below 0 or none at all.
        """
        self.worth.limit(lines, most)
        self._feasibility = None
        self._moved()

    def tell(self, value: float | None, bound: float) -> None:
        """Tell whoever watches how far a search is; no value where it has no plan yet.

        Until `end_search` every round tells the same, and not how far a part of the search is.
        """
        self._search = (value, bound)
        self._tell()

    def end_search(self) -> None:
        """Let rounds tell of themselves again."""
        self._search = None

    def _tell(self, plan: Plan | None = None) -> None:
        columns, points = len(self.master), 0.0 if plan is None else plan.points
        if self._search is not None:
            value, bound = self._search
            bound = plan.bound if plan is not None and math.isinf(bound) else bound
            told = Progress(
                self._rounds, value or 0.0, bound, columns, 0.0, has_plan=value is not None
            )
            self._watch(told)
        elif plan is not None:
            self._watch(Progress(self._rounds, plan.value, plan.bound, columns, points))

    def aim_at(self, aim: Aim) -> None:
        """Make something else as large as possible."""
        self.worth = self.worth.aimed(aim)
        self.master.aim(self.worth)
        self._apart = np.inf

    @property
    def is_over(self) -> bool:
        """Whether the time is up, or a stop was asked for."""
        return self.stop.is_set() or self.clock.left <= 0

    def bound_extras(self, least: Floats, most: Floats) -> None:
        """Bound the rules' own numbers; they must lie within their usual bounds."""
        self.master.bound_extras(least, most)
        self._apart = np.inf

    def fix_whole(self, extras: Floats) -> None:
        """Fix the rules' own numbers that are whole at those given."""
        whole, (least, most) = self.model.rows.whole, self.room
        self.bound_extras(np.where(whole, extras, least), np.where(whole, extras, most))

    def free_extras(self) -> None:
        """Let all of the rules' own numbers be anything again."""
        self.bound_extras(*self.room)

    @contextmanager
    def held(self, number: int, at: float) -> Iterator[None]:
        """Hold one of the rules' own numbers for a while."""
        usual = self.room
        self.room = (usual[0].copy(), usual[1].copy())
        for side in self.room:
            side[number] = at
        try:
            yield
        finally:
            self.room = usual

    def _moved(self) -> None:
        self.master.reread()
        self._apart = np.inf

    # --- feasibility -------------------------------------------------------------------------

    @property
    def feasibility(self) -> Feasibility:
        """The program that tells whether the rules can be kept; made when first asked for."""
        if self._feasibility is None:
            sides = self.master.lower, self.master.upper
            if self.model.rows.points.nnz:
                self._feasibility = self._of_points()
            else:
                self._feasibility = MoneyFeasibility(
                    self.model, self.worth, sides, self.clock, self.stop
                )
        return self._feasibility

    def _of_points(self) -> Feasibility:
        """Return the same where rules speak of points: an engine whose rules may stretch."""
        session = self.master.session
        elastic = Elastic(self.model, session.money / session.points)
        inner = Engine(elastic.stretchable, self.clock.left, stop=self.stop)
        inner.worth = self.worth
        for row, sides in enumerate(zip(self.master.lower, self.master.upper, strict=True)):
            inner.master.lower[row], inner.master.upper[row] = sides
        return PointsFeasibility(elastic, inner)

    def make_feasible(self, whole: bool = False) -> bool:
        """Take in grants with which all rules can be kept; false if no plan can keep them.

        The rules' own numbers keep within their present bounds, and are whole where that is asked.
        """
        probe = self.feasibility
        probe.bound_extras(self.master.least, self.master.most)
        try:
            stretched = float(probe.stretched(np.ones(probe.sides), whole).sum())
        except Unstretchable:
            return False
        if stretched > probe.nothing:
            return False
        keys, amount = probe.funded()
        new = ~np.isin(keys, self.master.keys)
        if not self.model.rows.points.nnz:
            return self.master.enter(keys[new], np.zeros(int(new.sum()))) > 0
        entered = self.master.enter(keys[new], amount[new])
        # what grants achieve must not be read too low
        return entered + self.master.refine(self.master.numbers(keys), amount) > 0

    def sharpen(self, plan: Plan, tolerance: float) -> Plan:
        """Return the plan with sharper prices, by one round more than the gap asks for.

        The error of a price goes with the square root of the gap. Where a rule holds a grant at a
        breakpoint nothing would cut the curve beside it, so curves are cut at what each grant gets
        and close to it, too.
        """
        found, answers = self.evaluate()
        self.improve(found, answers, 0.01 * tolerance)
        self._cut_at(plan)
        if self.run() is Outcome.OPTIMAL:
            found, answers = self.evaluate()
            plan = _better(plan, found)
            self.tidy(answers)
        return plan

    def _cut_at(self, plan: Plan) -> None:
        keys = plan.activity * self.model.ledger.horizon + plan.period
        funded = self.master.numbers(keys)
        here = (plan.amount > 0) & (funded >= 0)  # some of an earlier plan may be left out since
        funded, amount = funded[here], plan.amount[here]
        close = np.maximum(CLOSE * amount, 40 * NUDGE * self.model.ledger.available)
        self._cut(funded, np.maximum(amount + np.array([[-1], [0], [1]]) * close, 0.0))

    def _cut(self, grant: Longs, amounts: Floats) -> int:
        """Cut the curves of grants at amounts, shape (cuts, grants); returns how many cuts."""
        return self.master.refine(np.tile(grant, len(amounts)), amounts.ravel())


def _around(gap: float) -> tuple[float, ...]:
    """Return where to cut curves, as multiples of best responses, at so large a gap."""
    spread = SPREAD * math.sqrt(gap)
    return (1 - spread, 1.0, 1 + spread) if spread < 1 else (1.0,)


def _better(best: Plan | None, plan: Plan) -> Plan:
    """Return the plan of higher value, with the lowest bound proved so far and the last prices."""
    if best is None:
        return plan
    better = plan if plan.value >= best.value else best
    return replace(better, bound=min(best.bound, plan.bound), prices=plan.prices)
