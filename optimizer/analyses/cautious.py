"""The plan that is good on average and not bad in bad luck: mean and CVaR of many draws.

CVaR is the mean of the worst share `tail` of the draws (Rockafellar and Uryasev 2000). A plan is
judged by (1 - caution) * mean + caution * CVaR over a sample of draws (sample average
approximation). That is the least of all weighted means in which no draw weighs more than its share:

    blend(V) = min over w of  sum of w[s] * V[s],
    w[s] = (1 - caution) / S + caution * q[s],  0 <= q[s] <= 1 / (tail * S),  sum of q = 1.

For given weights the best plan is an ordinary solve, as a weighted mean of strengths is a strength
again: its proved bound is one on the blend, too. Of the plans found so far the best mixture, and
the weights that it fears most, are a small linear program. A mixture of plans keeps all rules of
money and is worth at least the mixture of what they are worth, as returns diminish. Solving for the
weights feared, and mixing, goes on until the blend of the best plan and the lowest bound agree.

Elasticities are as the scenario says here, because a mean of different curves is no such curve.
Whole numbers cannot be mixed; then the best single plan is taken, and the gap says how good it is.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import scipy.sparse as sp

from optimizer.analyses.draws import Grants
from optimizer.clock import Stopped
from optimizer.course import Course
from optimizer.deciding import optimise_whole
from optimizer.engine import Engine
from optimizer.plan import Plan, relative_gap
from optimizer.solver import Outcome, Session
from optimizer.worth import Worth
from scenarios.drawing import draw, seeded, stronger
from scenarios.ledger import Floats
from scenarios.uncertainty import Uncertainty

MOST: Final = 40
"""How many weights are solved for at most."""

CLOSE: Final = 1e-3
"""How close the blend and its bound must be, as a share of the blend."""

ROOM: Final = 40_000_000
"""How many numbers the strengths of all draws of the sample may be."""


@dataclass(frozen=True)
class Caution:
    """How much the worst share `tail` of the draws counts beside the mean: 0 not, 1 alone.

    `sample` is how many draws the plan is made for.
    """

    weight: float = 0.5
    tail: float = 0.1
    sample: int = 100

    def blend(self, values: Floats) -> float:
        """Return the blend of mean and CVaR."""
        return float(self.weights(values) @ values)

    def cvar(self, values: Floats) -> float:
        """Return the mean of the worst share of the values."""
        return float(replace(self, weight=1.0).weights(values) @ values)

    def weights(self, values: Floats) -> Floats:
        """Return how much each value weighs in the blend."""
        count = len(values)
        worst = np.zeros(count)
        share = 1 / (self.tail * count)
        order = np.argsort(values, kind="stable")
        worst[order] = np.clip(1 - share * np.arange(count), 0.0, share)
        return (1 - self.weight) / count + self.weight * worst


@dataclass(frozen=True, eq=False)
class Cautious:
    """The plan, its blend over the sample, and the bound that is proved on it."""

    grants: Grants
    value: float
    bound: float
    sample: int

    @property
    def gap(self) -> float:
        """How far the two are apart, as a share of the blend."""
        return relative_gap(self.value, self.bound)

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        told = {"value": self.value, "bound": self.bound, "sample": self.sample}
        return told | {"grants": self.grants.as_json()}


def cautious_plan(
    engine: Engine,
    base: Plan,
    uncertainty: Uncertainty,
    seed: int,
    caution: Caution,
    course: Course,
) -> Cautious:
    """Return the plan of the best blend, as far as it is found until the course is over."""
    task = _Task(engine, base, uncertainty, seed, caution, course)
    with suppress(Stopped):
        task.work()
    return task.best


class _Task:
    def __init__(
        self,
        engine: Engine,
        base: Plan,
        uncertainty: Uncertainty,
        seed: int,
        caution: Caution,
        course: Course,
    ) -> None:
        self._engine, self._model, self._course = engine, engine.model, course
        self._caution, self._prices = caution, base.prices
        ledger = self._model.ledger
        count = max(10, min(caution.sample, ROOM // max(ledger.activities, 1)))
        drawn_ones = (
            draw(self._model.scenario, ledger, uncertainty, seeded(seed, number))
            for number in range(count)
        )
        self._times = np.array([np.concatenate(one.strength) for one in drawn_ones])
        self._worth = Worth(ledger, self._model.aims[0])
        self._whole = bool(self._model.rows.whole.any())
        self._plans: list[Grants] = []
        self._mixer = _Mixer(count, caution)
        grants = Grants.of(ledger, base)
        self.best = Cautious(grants, caution.blend(self._values(grants)), np.inf, count)
        self._take(grants)

    def work(self) -> None:
        """Solve for the weights that are feared, and mix, until value and bound agree."""
        count = self._times.shape[0]
        weights = self._caution.weights(self._values(self._plans[0]))
        for done in range(MOST):
            self._course.at(done, MOST, "cautious")
            self._bound(weights if done else np.full(count, 1 / count))
            shares, feared = self._mixer.mix()
            if not self._whole:
                self._take(self._mixed(shares))
            if self.best.gap <= CLOSE:
                return
            weights = (weights + feared) / 2 if done else feared

    def _bound(self, weights: Floats) -> None:
        """Solve for weights: a plan more, and a bound."""
        model = self._model
        mean = np.split(weights @ self._times, np.cumsum([len(p) for p in model.ledger.pools])[:-1])
        pools = tuple(map(stronger, model.ledger.pools, mean))
        weighted = replace(model, ledger=replace(model.ledger, pools=pools))
        self._engine.turn_to(weighted, self._prices, self._course.left)
        outcome, plan = optimise_whole(self._engine, CLOSE / 10)
        if plan is None or self._course.is_over:
            raise Stopped(outcome.value)
        self._prices = plan.prices
        self.best = replace(self.best, bound=min(self.best.bound, plan.bound))
        self._take(Grants.of(model.ledger, plan))

    def _take(self, grants: Grants) -> None:
        """Let a plan take part in the mixtures; it may be the best itself."""
        values = self._values(grants)
        self._plans.append(grants)
        self._mixer.add(values)
        blend = self._caution.blend(values)
        if blend >= self.best.value:
            self.best = replace(self.best, grants=grants, value=blend)

    def _values(self, grants: Grants) -> Floats:
        """Return what a plan is worth in every draw of the sample."""
        points = self._worth.points(grants.keys, grants.amount)
        return np.asarray(self._times[:, grants.keys // self._model.ledger.horizon] @ points)

    def _mixed(self, shares: Floats) -> Grants:
        parts = [(g.keys, share * g.amount) for g, share in zip(self._plans, shares, strict=True)]
        every = np.concatenate([keys for keys, _ in parts])
        keys, place = np.unique(every, return_inverse=True)
        amount = np.bincount(place, weights=np.concatenate([much for _, much in parts]))
        kept = amount > 0
        return Grants(keys[kept], amount[kept].astype(np.float64))


class _Mixer:
    """The program of the best mixture: shares of plans, and the weights it fears most.

    Maximise (1 - c) * mean + c * (level - total shortfall / (tail * S)), where in each draw the
    shortfall is at least what the mixture lacks to the level; all in units of the first plan.
    """

    def __init__(self, count: int, caution: Caution) -> None:
        self._caution, self._count, self._plans = caution, count, 0
        self._session = Session()
        self._unit = 0.0

    def _begin(self, values: Floats) -> None:
        count, weight = self._count, self._caution.weight
        self._unit = float(np.abs(values).mean()) or 1.0
        level = sp.csc_array(np.append(np.ones(count), 0.0)[:, None])
        short = sp.vstack([-sp.eye_array(count), sp.csc_array((1, count))])
        gain = np.append(weight, np.full(count, -weight / (self._caution.tail * count)))
        free = np.full(count + 1, np.inf)
        lower, upper = np.append(np.full(count, -np.inf), 1.0), np.append(np.zeros(count), 1.0)
        matrix = sp.csc_array(sp.hstack([level, short], format="csc"))
        self._session.load(gain, free, lower, upper, matrix)

    def add(self, values: Floats) -> None:
        """Add a plan by what it is worth in every draw."""
        if not self._unit:
            self._begin(values)
        self._plans += 1
        scaled = values / self._unit
        column = sp.csc_array(np.append(-scaled, 1.0)[:, None])
        gain = np.array([(1 - self._caution.weight) * scaled.mean()])
        self._session.add(gain, np.array([np.inf]), column)

    def mix(self) -> tuple[Floats, Floats]:
        """Return the shares of the best mixture, and the weights of draws that it is judged by."""
        if self._session.solve() is not Outcome.OPTIMAL:
            raise Stopped("interrupted")
        found = self._session.solution()
        shares = np.maximum(found.values[-self._plans :], 0.0)
        feared = np.maximum(found.prices[: self._count], 0.0)
        feared *= self._caution.weight / max(float(feared.sum()), 1e-300)
        return shares / shares.sum(), (1 - self._caution.weight) / self._count + feared
