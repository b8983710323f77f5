"""Whether a plan survives other returns: many draws, each solved, and what plans lose in them.

How uncertain returns are stands in the scenario (`uncertainty`); without it an assumption is taken
and said. Each draw is solved as if its returns were known. How often that funds a city or a link
tells which parts of the plan are sure. What the plan of the expected returns is worth in a draw,
and what the best plan would be, differ by its regret, which is never negative.

A draw is proved to `TIMES` the scenario's gap: what one draw misses is far below what draws differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, ClassVar, Final

import numpy as np
import pandas as pd

from optimizer.allocation import records
from optimizer.analyses.analysis import Analysis
from optimizer.analyses.cautious import Caution, Cautious, cautious_plan
from optimizer.analyses.draws import Draws, Grants, Places, by_points
from optimizer.clock import Stopped
from optimizer.course import Course
from optimizer.executors import Workers
from optimizer.kept import Kept
from optimizer.live import Live
from optimizer.model import build
from optimizer.sweep import Failure, sweep
from scenarios.ledger import Floats, Ledger, site_id
from scenarios.opening import open_ledger
from scenarios.scenario import Scenario
from scenarios.uncertainty import ASSUMED, Uncertainty

TIMES: Final = 10.0
CHUNK: Final = 1.0
"""Seconds of work that are given to a worker at once, about."""
QUANTILES: Final = {"p10": 0.1, "p50": 0.5, "p90": 0.9}
BASE, CAUTIOUS, FIRST = "base", "cautious", "first"


@dataclass(frozen=True)
class Asking:
    """What of an ensemble may be chosen: how many draws, which ones, and how careful to be.

    `resume` is a folder in which finished draws are kept.
    """

    draws: int = 1000
    seed: int = 1
    caution: Caution = Caution()
    workers: Workers = Workers()
    resume: Path | None = None


USUAL: Final = Asking()


@dataclass(frozen=True, eq=False, kw_only=True)
class Ensemble(Analysis):
    """What many draws of uncertain returns say; `value` is None where no plan keeps all rules.

    `value` is that of the base plan at the expected returns. Tables: `cities`, `links` (`sites`)
    and `projects` (funded_share of the draws, quantiles of money, and what base and cautious plan
    give), `draws` (value and bound of the optimum, what both plans are worth, regret of the base
    plan). `left_out` names the rules that compare with going alone.
    """

    value: float | None
    asked: Asking
    uncertainty: Uncertainty
    cautious: Cautious | None
    left_out: tuple[str, ...]
    failures: Mapping[str, Failure]
    found: int
    name: ClassVar = "ensemble"

    @property
    def assumed(self) -> bool:
        """Whether the scenario does not say how uncertain its returns are."""
        return self.scenario.uncertainty is None

    def regret(self, plan: str = BASE) -> dict[str, float]:
        """Return the regret of a plan over all draws: mean, quantiles, most, and mean share."""
        draws = self.tables["draws"]
        if draws.empty:
            return {}
        regret = (draws["value"] - draws[plan]).to_numpy(dtype=float)
        told = {"mean": float(regret.mean())} | _quantiles(regret)
        share = regret / np.maximum(draws["value"].to_numpy(dtype=float), 1e-300)
        return told | {"most": float(regret.max()), "share": float(share.mean())}

    def worth(self, plan: str = BASE) -> dict[str, float]:
        """Return what a plan (or `value`, the optimum of each draw) is worth: mean, and CVaR."""
        values = self.tables["draws"][plan].to_numpy(dtype=float)
        return {"mean": float(values.mean()), "cvar": self.asked.caution.cvar(values)}

    def document(self) -> dict[str, Any]:
        """Return the draws in short, and how often and how much each city and link is funded."""
        draws = self.tables["draws"]
        some = len(draws) > 0
        return {
            "value": self.value,
            "draws": {"asked": self.asked.draws, "done": len(draws), "seed": self.asked.seed},
            "uncertainty": self.uncertainty.model_dump(mode="json", exclude_none=True),
            "assumed": self.assumed,
            "left_out": list(self.left_out),
            "regret": self.regret() if some else None,
            "base": self.worth() if some else None,
            "cautious": self._cautious() if some and self.cautious is not None else None,
            **{name: records(self.tables[name]) for name in ("cities", "links", "projects")},
            "failures": [
                {"draw": int(key), "kind": failure.kind, "message": failure.message}
                for key, failure in self.failures.items()
            ],
        }

    def _cautious(self) -> dict[str, Any]:
        told, caution = self.cautious, self.asked.caution
        assert told is not None
        return {
            "weight": caution.weight,
            "tail": caution.tail,
            "sample": told.sample,
            "value": told.value,
            "bound": told.bound if np.isfinite(told.bound) else None,
            "gap": told.gap if np.isfinite(told.gap) else None,
            **self.worth(CAUTIOUS),
            "regret": self.regret(CAUTIOUS),
        }


def draw_ensemble(
    scenario: Scenario,
    ledger: Ledger | None = None,
    course: Course | None = None,
    asked: Asking = USUAL,
) -> Ensemble:
    """Return what many draws of uncertain returns say of the scenario's plan."""
    ledger, course = ledger or open_ledger(scenario), course or Course()
    task = _Task(scenario, ledger, course, asked)
    with suppress(Stopped):
        task.work()
    return Ensemble(
        scenario=scenario,
        complete=task.complete,
        seconds=course.seconds,
        tables=task.tables(),
        value=task.value,
        asked=asked,
        uncertainty=task.uncertainty,
        cautious=task.cautious,
        left_out=task.left_out,
        failures=task.failures,
        found=task.found,
    )


class _Task:
    def __init__(self, scenario: Scenario, ledger: Ledger, course: Course, asked: Asking) -> None:
        self.uncertainty = scenario.uncertainty or ASSUMED
        self._course, self._asked = course, asked
        self._scenario, self.left_out = by_points(scenario)
        self._ledger = open_ledger(self._scenario) if self.left_out else ledger
        self.complete, self.found = False, 0
        self.value: float | None = None
        self.cautious: Cautious | None = None
        self.failures: Mapping[str, Failure] = {}
        self._results: Mapping[str, Any] = {}
        self._plans: dict[str, Grants] = {}

    def work(self) -> None:
        """Solve the scenario, find the cautious plan, then solve the draws."""
        asked, kept = self._asked, self._kept()
        self._course.at(0, asked.draws, BASE)
        first = None if kept is None else kept.read().get(FIRST)
        if first is None:
            first = self._first()
            if first is None:
                self.complete = True
                return
            if kept is not None and not self._course.is_over:
                kept.add({FIRST: first})
        self._begin(first)
        chunk = self._chunk(float(first["seconds"]))
        swept = sweep(
            self._job(np.array(first["prices"], dtype=float)),
            {str(number): number for number in range(asked.draws)},
            self._course,
            asked.workers,
            chunk=chunk,
            kept=kept,
            name="draws",
        )
        self._results, self.failures, self.found = swept.results, swept.failures, swept.found
        self.complete = len(swept.results) + len(swept.failures) == asked.draws

    def _chunk(self, seconds: float) -> int:
        return max(1, min(50, round(CHUNK / max(seconds, 1e-3))))

    def _job(self, prices: Floats) -> Draws:
        gap = min(TIMES * self._scenario.options.gap, 0.01)
        return Draws(self._scenario, self.uncertainty, self._asked.seed, gap, self._plans, prices)

    def _kept(self) -> Kept | None:
        folder, asked = self._asked.resume, self._asked
        if folder is None:
            return None
        said = {
            "analysis": "ensemble",
            "version": metadata.version("deltafund"),
            "scenario": self._scenario.digest,
            "uncertainty": self.uncertainty.model_dump(mode="json"),
            "seed": asked.seed,
            "caution": [asked.caution.weight, asked.caution.tail, asked.caution.sample],
        }
        return Kept(folder, said)

    def _first(self) -> dict[str, Any] | None:
        """Return the base plan, its prices and the cautious plan, as plain data."""
        model = build(self._scenario, self._ledger)
        live = Live(model, self._course)
        since = self._course.seconds
        plan = live.best()
        if plan is None:
            return None
        if not live.whole:
            plan = live.engine.sharpen(plan, self._scenario.options.gap)
        told: dict[str, Any] = {"seconds": self._course.seconds - since, "value": plan.value}
        told |= {"prices": plan.prices.tolist(), BASE: Grants.of(self._ledger, plan).as_json()}
        if self._asked.caution.weight > 0:
            arguments = (self.uncertainty, self._asked.seed, self._asked.caution, self._course)
            told[CAUTIOUS] = cautious_plan(live.engine, plan, *arguments).as_json()
        return told

    def _begin(self, first: Mapping[str, Any]) -> None:
        self.value = float(first["value"])
        self._plans[BASE] = Grants.read(first[BASE])
        told = first.get(CAUTIOUS)
        if told is not None:
            grants = Grants.read(told["grants"])
            self._plans[CAUTIOUS] = grants
            self.cautious = Cautious(grants, told["value"], told["bound"], told["sample"])

    # --- tables -------------------------------------------------------------------------------

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables of what was found."""
        places = Places.of(self._ledger)
        plans = {name: places.amounts(grants) for name, grants in self._plans.items()}
        ledger = self._ledger
        cities = self._spread("cities", len(ledger.cities), plans)
        cities.insert(0, "id", ledger.cities.index.astype(str))
        links = self._spread("links", len(places.links), plans)
        names = [site_id(*map(str, row)) for row in _site_rows(ledger)]
        links.insert(0, "sites", [_ends(places, names, link) for link in links.index])
        projects = self._spread("projects", ledger.activities, plans)
        known = ledger.projects.set_index("activity")["id"]
        projects.insert(0, "id", known.reindex(projects.index).astype(str))
        return {
            "cities": cities,
            "links": _surest(links),
            "projects": _surest(projects),
            "draws": pd.DataFrame(list(self._draws()), columns=self._columns()),
        }

    def _columns(self) -> list[str]:
        return ["draw", "value", "bound", *self._plans, "regret"]

    def _draws(self) -> Iterator[dict[str, Any]]:
        for key, told in self._results.items():
            row = {"draw": int(key), "value": told["value"], "bound": told["bound"]}
            regret = told["value"] - told["plans"][BASE]
            yield row | told["plans"] | {"regret": max(0.0, regret)}

    def _spread(
        self, what: str, count: int, plans: Mapping[str, Mapping[str, Any]]
    ) -> pd.DataFrame:
        """Return how often and how much is funded; of links and projects those that ever are."""
        draws = list(self._results.values())
        rows = [_dense(told[what], count) for told in draws]
        amounts = np.array(rows) if rows else np.zeros((1, count))
        table = pd.DataFrame({"funded_share": (amounts > 0).mean(axis=0)})
        for name, share in QUANTILES.items():
            table[name] = np.quantile(amounts, share, axis=0)
        for name, told in plans.items():
            table[name] = _dense(told[what], count)
        ever = table.to_numpy().any(axis=1) | (what == "cities")
        shown = np.flatnonzero(ever) if draws else np.empty(0, np.int64)
        return table.take(shown)


def _dense(told: Any, count: int) -> Floats:
    """Return amounts by number, of all, or of those that are told of."""
    if isinstance(told, list):
        return np.array(told, dtype=float)
    amounts = np.zeros(count)
    amounts[np.array(told["at"], dtype=np.int64)] = told["amount"]
    return amounts


def _surest(table: pd.DataFrame) -> pd.DataFrame:
    """Return what is funded most often first, and of these what gets most."""
    by = ["funded_share", "p50", "p90"]
    return table.sort_values(by, ascending=False, kind="stable", ignore_index=True)


def _site_rows(ledger: Ledger) -> Iterator[tuple[Any, ...]]:
    return ledger.sites[["city", "chain", "stage"]].itertuples(index=False, name=None)


def _ends(places: Places, names: list[str], link: int) -> tuple[str, str]:
    one, other = places.ends(link)
    return names[one], names[other]


def _quantiles(numbers: Floats) -> dict[str, float]:
    return {name: float(np.quantile(numbers, share)) for name, share in QUANTILES.items()}
