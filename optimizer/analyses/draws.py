"""One draw of uncertain returns, solved: what the best plan would be worth, and fixed plans are.

The rules are those of money. A rule or an objective that compares with going alone is left out:
what somebody could do alone is uncertain too, and was agreed on figures as they stand. So every
plan that keeps the rules keeps them in every draw, and none can be worth more than the optimum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from optimizer.allocation import scenario_head
from optimizer.clock import Stopped, Stopping
from optimizer.columns import Longs, by_pool
from optimizer.deciding import optimise_whole
from optimizer.engine import Engine
from optimizer.model import Model, build
from optimizer.plan import Plan, landed
from optimizer.sweep import Do
from optimizer.worth import Worth
from scenarios.drawing import draw, drawn, seeded
from scenarios.ledger import Floats, Ledger
from scenarios.objectives import CollaborativeInnovation
from scenarios.opening import open_ledger
from scenarios.problems import ModelError
from scenarios.scenario import Scenario
from scenarios.uncertainty import Uncertainty


@dataclass(frozen=True, eq=False)
class Grants:
    """The grants of a fixed plan: keys (see `optimizer.columns.by_pool`) and amounts."""

    keys: Longs
    amount: Floats

    @classmethod
    def of(cls, ledger: Ledger, plan: Plan) -> Grants:
        """Return the grants of a plan that get anything, in the order of their keys."""
        keys = plan.activity * ledger.horizon + plan.period
        given = np.flatnonzero(plan.amount > 0)
        order = given[np.argsort(keys[given], kind="stable")]
        return cls(keys[order], plan.amount[order])

    def points(self, worth: Worth) -> float:
        """Return what the grants are worth."""
        return float(worth.points(self.keys, self.amount).sum())

    def as_json(self) -> dict[str, Any]:
        """Return the grants as plain data."""
        return {"keys": self.keys.tolist(), "amount": self.amount.tolist()}

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Grants:
        """Return the grants that plain data tells of."""
        return cls(np.array(data["keys"], dtype=np.int64), np.array(data["amount"], dtype=float))


def by_points(scenario: Scenario) -> tuple[Scenario, tuple[str, ...]]:
    """Return the scenario after all points under its rules of money, and which rules are left out.

    Rules keep the names that they have.
    """
    named = list(zip(scenario.rule_ids(), scenario.rules, strict=True))
    kept = tuple(
        rule.model_copy(update={"id": name}) for name, rule in named if not rule.compares_alone
    )
    left_out = tuple(name for name, rule in named if rule.compares_alone)
    objective = CollaborativeInnovation()
    return scenario.model_copy(update={"rules": kept, "objective": objective}), left_out


@dataclass(frozen=True, eq=False)
class Places:
    """Where grants land that are told of: cities, links (two sites), and projects."""

    ledger: Ledger
    links: Longs
    link_of: tuple[Longs, ...]

    @classmethod
    def of(cls, ledger: Ledger) -> Places:
        """Return the links of a ledger: one for each two sites, under whatever instrument."""
        sites = max(len(ledger.sites), 1)
        pairs = [
            np.sort(pool.sites, axis=1).astype(np.int64) @ np.array([sites, 1])
            if pool.instrument.joint
            else np.full(len(pool), -1)
            for pool in ledger.pools
        ]
        every = np.concatenate([np.empty(0, np.int64), *pairs])
        links = np.unique(every[every >= 0])
        return cls(ledger, links, tuple(np.searchsorted(links, part) for part in pairs))

    def ends(self, link: int) -> tuple[int, int]:
        """Return the two sites of a link."""
        one, other = divmod(int(self.links[link]), max(len(self.ledger.sites), 1))
        return one, other

    def amounts(self, grants: Grants) -> dict[str, Any]:
        """Return what cities get, and what links and projects do that get more than dust."""
        ledger, dust = self.ledger, 1e-6 * self.ledger.available
        landing = landed(ledger, grants.keys, grants.amount)[: len(ledger.receipts)]
        city = ledger.cities.index.get_indexer(pd.Index(ledger.receipts["city"].astype(str)))
        cities = np.bincount(city, weights=landing, minlength=len(ledger.cities))
        links, projects = np.zeros(len(self.links)), np.zeros(ledger.activities)
        for number, (pool, here, activity, _) in enumerate(by_pool(ledger, grants.keys)):
            if pool.instrument.joint:
                np.add.at(links, self.link_of[number][activity], grants.amount[here])
            elif pool.most is not None:
                np.add.at(projects, activity + pool.first, grants.amount[here])
        told: dict[str, Any] = {"cities": np.where(cities > dust, cities, 0.0).tolist()}
        for name, amounts in (("links", links), ("projects", projects)):
            funded = np.flatnonzero(amounts > dust)
            told[name] = {"at": funded.tolist(), "amount": amounts[funded].tolist()}
        return told


@dataclass(frozen=True, eq=False)
class Draws:
    """The job: one draw after the other, by number; `plans` are told the worth of in each.

    `prices` are those of the rows at the base plan, from where each draw begins.
    """

    scenario: Scenario
    uncertainty: Uncertainty
    seed: int
    gap: float
    plans: Mapping[str, Grants]
    prices: Floats

    def asked(self) -> Any:
        """Return all that a draw depends on."""
        return {
            "analysis": "ensemble",
            "scenario": scenario_head(self.scenario)["digest"],
            "uncertainty": self.uncertainty.model_dump(mode="json"),
            "seed": self.seed,
            "gap": self.gap,
            "plans": {name: plan.as_json() for name, plan in self.plans.items()},
        }

    def open(self, stop: Stopping) -> Do:
        """Open the ledger, and return what solves a draw."""
        model = build(self.scenario, open_ledger(self.scenario))
        engine = Engine(model, self.scenario.options.time_limit, stop=stop)
        return _Solver(self, model, engine, Places.of(model.ledger)).solve


@dataclass(frozen=True, eq=False)
class _Solver:
    job: Draws
    model: Model
    engine: Engine
    places: Places

    def solve(self, number: int) -> dict[str, Any]:
        """Return what the optimum of a draw is worth and funds, and what plans are worth in it."""
        job, ledger = self.job, self.model.ledger
        rng = seeded(job.seed, number)
        found = drawn(ledger, draw(job.scenario, ledger, job.uncertainty, rng))
        limit = job.scenario.options.time_limit
        self.engine.turn_to(replace(self.model, ledger=found), job.prices, limit)
        outcome, plan = optimise_whole(self.engine, job.gap)
        if plan is None:
            if outcome.value in ("timeout", "interrupted"):
                raise Stopped(outcome.value)
            raise ModelError(f"a draw ended as {outcome.value}, although a plan keeps its rules")
        worth = Worth(found, self.model.aims[0])
        plans = {name: grants.points(worth) for name, grants in job.plans.items()}
        value = max(plan.value, *plans.values())  # they are plans of this draw, too
        told = {"value": value, "bound": max(plan.bound, value), "plans": plans}
        return told | self.places.amounts(Grants.of(ledger, plan))
