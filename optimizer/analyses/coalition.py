"""What every coalition of jurisdictions could do, who would leave, and how to share instead.

The worth of a coalition is the best that its members can do with their own money in their own
cities and on links among them, the others being on their own. What others do then makes no
difference to it. Money of funders without a jurisdiction is nobody's own and is left out.

Under `kept` rules a coalition is bound by the scenario's rules as far as it can keep them (see
`optimizer.analyses.binding`); under `none` nobody is bound, and the worth of one alone is what
`optimizer.alone` tells. Rules that compare with going alone are left out: whether anybody would
rather go is what is asked here.

Up to `EXACT` jurisdictions every coalition is solved. Beyond, orders in which they could join are
sampled; Shapley shares then have a standard error, and the core is judged by the coalitions seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, ClassVar, Final, Literal

import numpy as np
import pandas as pd

from optimizer import games
from optimizer.allocation import records
from optimizer.analyses.analysis import Analysis
from optimizer.analyses.binding import keep_none, keep_what_can_be
from optimizer.analyses.draws import by_points
from optimizer.clock import Stopped, Stopping
from optimizer.course import Course
from optimizer.executors import Workers
from optimizer.games import Game, Shares
from optimizer.kept import Kept
from optimizer.live import Live
from optimizer.model import build
from optimizer.plan import landed
from optimizer.sweep import Do, sweep
from optimizer.worth import Worth
from scenarios.ledger import Ledger
from scenarios.membership import within
from scenarios.opening import open_ledger
from scenarios.scenario import Scenario

Bound = Literal["kept", "none"]
EXACT: Final = 12
MANY: Final = 64
"""From so many coalitions on, processes are used unless somebody says how many."""
COLUMNS: Final = ["jurisdiction", "alone", "gets", "shapley", "standard_error", "fair", "payment"]


@dataclass(frozen=True)
class Asking:
    """What may be chosen: which rules bind coalitions, how many orders are sampled, and who works.

    `resume` is a folder in which finished coalitions are kept.
    """

    rules: Bound = "kept"
    orders: int = 200
    seed: int = 1
    workers: Workers | None = None
    resume: Path | None = None


USUAL: Final = Asking()


@dataclass(frozen=True, eq=False, kw_only=True)
class Coalitions(Analysis):
    """What coalitions are worth, and what follows; see the module's text. All is in points.

    Tables: `worths` (members, value, bound, left_out: the rules that it cannot keep), `leaving`
    (coalitions that are worth more than their members get in the plan of all, the most first) and
    `shares` (of each jurisdiction: alone, what it gets in the plan of all, its Shapley share, its
    fair share and the side payment that brings it there). The fair share is the nucleolus, beyond
    `EXACT` jurisdictions a division in the least core of the coalitions seen. `excess` is how much
    the least content coalition falls short at least; None where too little was found.
    """

    rules: Bound
    exact: bool
    excess: float | None
    nonempty: bool | None
    failures: int
    name: ClassVar = "coalition"

    def document(self) -> dict[str, Any]:
        """Return worths, shares, and what holds the coalition of all together."""
        shares = records(self.tables["shares"])
        return {
            "rules": self.rules,
            "own_money": has_own_money(self.scenario),
            "exact": self.exact,
            "worths": records(self.tables["worths"]),
            "shapley": _picked(shares, jurisdiction="jurisdiction", value="shapley")
            if self.exact
            else _picked(
                shares,
                jurisdiction="jurisdiction",
                value="shapley",
                standard_error="standard_error",
            ),
            "nucleolus": _picked(shares, jurisdiction="jurisdiction", value="fair")
            if self.exact
            else None,
            "core": {
                "nonempty": self.nonempty,
                "excess": self.excess,
                "side_payments": _picked(
                    shares, jurisdiction="jurisdiction", gets="gets", fair="fair", payment="payment"
                ),
            },
            "leaving": records(self.tables["leaving"]),
            "failures": self.failures,
        }


def _picked(rows: list[dict[str, Any]], **columns: str) -> list[dict[str, Any]]:
    return [{name: row[column] for name, column in columns.items()} for row in rows]


def weigh_coalitions(
    scenario: Scenario,
    ledger: Ledger | None = None,
    course: Course | None = None,
    asked: Asking = USUAL,
) -> Coalitions:
    """Return what coalitions of jurisdictions are worth, and how to share so that nobody leaves."""
    ledger, course = ledger or open_ledger(scenario), course or Course()
    task = _Task(scenario, ledger, course, asked)
    with suppress(Stopped):
        task.work()
    return Coalitions(
        scenario=scenario,
        complete=task.complete,
        seconds=course.seconds,
        tables=task.tables(),
        rules=asked.rules,
        exact=task.exact,
        excess=task.excess,
        nonempty=task.nonempty,
        failures=task.failures,
    )


def has_own_money(scenario: Scenario) -> bool:
    """Return whether any jurisdiction pays in money of its own: else there is nothing to share."""
    own = (funder for funder in scenario.funders if funder.jurisdiction is not None)
    return any(sum(funder.contributions(scenario.periods)) > 0 for funder in own)


# --- one coalition --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Weighing:
    """The job: what one coalition after the other is worth."""

    scenario: Scenario
    rules: Bound

    def asked(self) -> Any:
        """Return all that the worth of a coalition depends on."""
        version = metadata.version("deltafund")
        return ["coalition", version, self.scenario.digest, self.rules]

    def open(self, stop: Stopping) -> Do:
        """Open the ledger, and return what weighs a coalition."""
        ledger = open_ledger(self.scenario)
        return lambda members: _weigh(self, ledger, members, stop)


def _weigh(job: Weighing, ledger: Ledger, members: list[str], stop: Stopping) -> dict[str, Any]:
    """Return value and bound of a coalition, what each gets in its plan, and the rules left out."""
    own = within(ledger, members)
    nothing = {"value": 0.0, "bound": 0.0, "gets": dict.fromkeys(members, 0.0), "left_out": []}
    if not own.available or not own.activities:
        return nothing
    model = build(job.scenario, own)
    live = Live(model, Course(stop=stop, seconds=job.scenario.options.time_limit))
    left_out = keep_none(live) if job.rules == "none" else keep_what_can_be(live, members)
    plan = live.best()
    if plan is None:  # what it could keep one by one it cannot keep in whole numbers
        left_out = keep_none(live)
        plan = live.best()
    if plan is None:
        return nothing
    keys = plan.activity * own.horizon + plan.period
    points = landed(own, keys, Worth(own, model.aims[0]).points(keys, plan.amount))
    return {
        "value": plan.value,
        "bound": max(plan.bound, plan.value),
        "gets": {who: float(points[own.receipts_in(who)].sum()) for who in members},
        "left_out": list(left_out) if job.rules == "kept" else [],
    }


# --- all of them ----------------------------------------------------------------------------------


class _Task:
    def __init__(self, scenario: Scenario, ledger: Ledger, course: Course, asked: Asking) -> None:
        self._scenario, _ = by_points(scenario)
        self._names, self._course, self._asked = ledger.jurisdictions, course, asked
        self.exact = len(self._names) <= EXACT
        self.complete, self.failures = False, 0
        self.excess: float | None = None
        self.nonempty: bool | None = None
        self._told: dict[int, Mapping[str, Any]] = {}
        self._shares = pd.DataFrame(columns=COLUMNS)

    def work(self) -> None:
        """Solve the coalitions, and share what they say."""
        if not has_own_money(self._scenario):
            self.complete = True  # whoever leaves has nothing, and so there is nothing to solve
            return
        wanted, orders = self._wanted()
        keys = {"+".join(self._members(one)): one for one in wanted}
        job = Weighing(self._scenario, self._asked.rules)
        folder = self._asked.resume
        swept = sweep(
            job,
            {key: self._members(one) for key, one in keys.items()},
            self._course,
            self._asked.workers or Workers(1 if len(keys) < MANY else 0),
            kept=None if folder is None else Kept(folder, job.asked()),
            name="coalitions",
        )
        self._told = {keys[key]: told for key, told in swept.results.items()}
        self.failures = len(swept.failures)
        if len(self._told) == len(keys):
            self._divide(orders)
            self.complete = True

    def _wanted(self) -> tuple[list[int], list[games.Longs]]:
        """Return the coalitions that are needed, and the orders that are sampled, if any."""
        players = len(self._names)
        if self.exact:
            return list(range(1, 2**players)), []
        orders = list(games.orders(players, self._asked.orders, self._asked.seed))
        seen = {int(one) for order in orders for one in games.coming(order)}
        return sorted(seen | {1 << player for player in range(players)}), orders

    def _members(self, coalition: int) -> list[str]:
        return [name for player, name in enumerate(self._names) if coalition >> player & 1]

    def _divide(self, orders: list[games.Longs]) -> None:
        """Find all divisions."""
        numbers = np.array(sorted(self._told), dtype=np.int64)
        worths = np.array([self._told[int(one)]["value"] for one in numbers])
        game = Game(len(self._names), numbers, worths)
        core = games.least_core(game)
        fair = games.nucleolus(game) if self.exact else core.division
        noise = self._scenario.options.gap * abs(game.grand)
        self.excess = core.excess if np.isfinite(core.excess) else 0.0
        self.nonempty = bool(self.excess <= max(noise, core.near))
        if not self.exact and self.nonempty:
            self.nonempty = None  # a coalition that was not seen might object
        gets = self._told[int(numbers[-1])]["gets"]
        shares = self._shapley(game, orders)
        table = pd.DataFrame({"jurisdiction": list(self._names), "alone": game.single})
        table["gets"] = [float(gets[name]) for name in self._names]
        table["shapley"], table["standard_error"] = shares.value, shares.error
        table["fair"], table["payment"] = fair, fair - table["gets"]
        self._shares = table[COLUMNS]

    def _shapley(self, game: Game, orders: list[games.Longs]) -> Shares:
        if self.exact:
            return Shares(games.shapley(game), np.zeros(game.players))
        return games.sampled_shapley(
            game.players, orders, lambda one: float(self._told[one]["value"])
        )

    # --- tables -------------------------------------------------------------------------------

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables of what was found."""
        columns = ["members", "value", "bound", "left_out"]
        worths = pd.DataFrame(list(self._worths()), columns=columns)
        leaving = pd.DataFrame(list(self._leaving()), columns=["members", "value", "gets", "gain"])
        leaving = leaving.sort_values("gain", ascending=False, kind="stable", ignore_index=True)
        return {"worths": worths, "shares": self._shares, "leaving": leaving}

    def _worths(self) -> Iterator[dict[str, Any]]:
        for one in sorted(self._told, key=lambda number: (number.bit_count(), number)):
            told = self._told[one]
            row = {"members": tuple(self._members(one)), "left_out": tuple(told["left_out"])}
            yield row | {"value": told["value"], "bound": told["bound"]}

    def _leaving(self) -> Iterator[dict[str, Any]]:
        """Yield coalitions that could do better than they do in the plan of all."""
        gets = dict(zip(self._shares["jurisdiction"], self._shares["gets"], strict=True))
        grand = 2 ** len(self._names) - 1
        if not gets or grand not in self._told:
            return
        noise = self._scenario.options.gap * abs(float(self._told[grand]["value"]))
        for one, told in sorted(self._told.items()):
            members = self._members(one)
            together = sum(gets[name] for name in members)
            gain = float(told["value"]) - together
            if one != grand and gain > noise:
                row = {"members": tuple(members), "value": told["value"], "gets": together}
                yield row | {"gain": gain}
