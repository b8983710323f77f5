"""Why nothing is feasible, in full: every smallest clash, whose rules they are, and the ways out.

A clash is a set of rules that no plan keeps together although it keeps any part of them. Where the
sums of money alone show it, that is told, because no negotiation about links or places can help
there. The ways out are the least loosening of all rules together, and the least that each owner
could do alone by giving way with its own rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, ClassVar, Final

import numpy as np
import pandas as pd

from optimizer.allocation import records
from optimizer.alone import informed
from optimizer.analyses.analysis import Analysis
from optimizer.analyses.diagnosis import (
    Clashing,
    Loosening,
    Probe,
    found_loosenings,
    is_proved,
    loosenings,
    smallest_clashes,
)
from optimizer.analyses.owners import Owners
from optimizer.analyses.precheck import Finding, precheck
from optimizer.clock import Stopped
from optimizer.course import Course
from optimizer.feasibility import Feasibility
from optimizer.live import Live
from optimizer.model import build
from scenarios.ledger import Booleans, Floats, Ledger
from scenarios.opening import open_ledger
from scenarios.problems import ModelError
from scenarios.scenario import Scenario

UNITS: Final = ("money", "points", "number")
MOST: Final = 10
"""How many clashes are looked for if nobody says how many."""

WAY_OUT: Final = 60.0
"""Seconds in which a way out of a large model is looked for."""

Way = tuple[Loosening, ...] | None
"""What has to give; `None` where it would not be enough."""


@dataclass(frozen=True)
class Clash:
    """Rules that cannot be kept together, and what shows it without a solver, if anything does."""

    rules: tuple[Clashing, ...]
    arithmetic: Finding | None


@dataclass(frozen=True, eq=False, kw_only=True)
class Clashes(Analysis):
    """Every smallest clash, the smallest first, and the ways out; none where a plan exists.

    `feasible` is None where it was stopped before that was known. `every` tells whether there are
    no clashes besides those listed, and `is_least` whether less loosening would not do: of large
    models with whole numbers only clashes that are proved without a search are told, the least
    loosening that was found in time, and nothing of what owners could do alone.

    Tables: `clashes` (clash, numbered from 1, rule, kind, owner, at: a row for each row of a rule
    that takes part), `loosening` (rule, at, owner, sense, limit, by, unit: the least in total),
    `owners` (owner, enough: whether its own rules are, and by how much they would have to give way
    in total: money, points and number), `ways` (for whom, and how, like `loosening`), `alone` (the
    same as `owners`, of single rules).
    """

    feasible: bool | None
    every: bool
    found: tuple[Clash, ...]
    is_least: bool = True
    name: ClassVar = "diagnose"

    def document(self) -> dict[str, Any]:
        """Return the clashes and the ways out; `by` is in `unit`, what is counted has none."""
        ways = _spoken(self.scenario, self.tables["ways"])
        return {
            "feasible": self.feasible,
            "clashes": [[part.rule for part in clash.rules] for clash in self.found],
            "every": self.every,
            "details": [_detail(number, clash, self.tables) for number, clash in _numbered(self)],
            "loosening": _spoken(self.scenario, self.tables["loosening"]),
            "total": totals(self.tables["loosening"])["money"],
            "is_least": self.is_least,
            "owners": [
                owner
                | {
                    "loosening": [
                        {name: value for name, value in way.items() if name != "for"}
                        for way in ways
                        if way["for"] == owner["owner"]
                    ]
                }
                for owner in records(self.tables["owners"])
            ],
            "alone": records(self.tables["alone"]),
        }


def _numbered(clashes: Clashes) -> Iterator[tuple[int, Clash]]:
    return iter(enumerate(clashes.found, start=1))


def _detail(number: int, clash: Clash, tables: Any) -> dict[str, Any]:
    rows = tables["clashes"]
    finding = clash.arithmetic
    return {
        "why": "conflict" if finding is None else "arithmetic",
        "arithmetic": None
        if finding is None
        else {"check": finding.check, "most": finding.most, "asked": finding.asked},
        "rows": records(rows[rows["clash"] == number].drop(columns="clash")),
    }


def _spoken(scenario: Scenario, table: pd.DataFrame) -> list[dict[str, Any]]:
    words = {"money": scenario.money.words.en, "points": "points", "number": ""}
    return [part | {"unit": words[part["unit"]]} for part in records(table)]


def totals(steps: pd.DataFrame) -> dict[str, float]:
    """Return by how much steps loosen in total, by what they are counted in."""
    return {unit: float(steps.loc[steps["unit"] == unit, "by"].sum()) for unit in UNITS}


def find_clashes(
    scenario: Scenario,
    ledger: Ledger | None = None,
    course: Course | None = None,
    *,
    most: int = MOST,
) -> Clashes:
    """Return the smallest clashes, at most so many, and the ways out."""
    ledger, course = ledger or open_ledger(scenario), course or Course()
    task = _Task(scenario, ledger, course, most)
    with suppress(Stopped):
        task.work()
    return Clashes(
        scenario=scenario,
        complete=task.complete,
        seconds=course.seconds,
        tables=task.tables(),
        feasible=task.feasible,
        every=task.every,
        found=tuple(task.found),
        is_least=task.is_least,
    )


class _Task:
    def __init__(self, scenario: Scenario, ledger: Ledger, course: Course, most: int) -> None:
        self._scenario, self._ledger, self._course = scenario, ledger, course
        self._most, self._owners = most, Owners(scenario)
        self._least: tuple[Loosening, ...] = ()
        self._ways: dict[str, Way] = {}
        self._alone: dict[str, Way] = {}
        self.found: list[Clash] = []
        self.feasible: bool | None = None
        self.complete = self.every = False
        self.is_least = True

    def work(self) -> None:
        """Find out whether there is a plan, then why not, then what each owner could do."""
        self._course.at(0, 0)
        self._ledger = informed(self._scenario, self._ledger, self._course.stop)
        model = build(self._scenario, self._ledger)
        live = Live(model, self._course)
        feasibility = live.engine.feasibility
        if feasibility.is_large:
            self._work_by_proof(live)
            return
        least = feasibility.stretched(np.ones(feasibility.sides))
        self.feasible = not must_stretch(feasibility, least) or is_feasible_after_all(live, least)
        if self.feasible:
            self.complete = self.every = True
            return
        feasibility.nothing = min(feasibility.nothing, 0.1 * float(least.sum()))
        self._least = loosenings(feasibility, least)
        self._enumerate(feasibility)
        self._ask_owners(feasibility)
        self.complete = True

    def _work_by_proof(self, live: Live) -> None:
        """Do the same where whole numbers are too many to be searched through.

        Only clashes that are proved without a search are told, and there may be others. What each
        owner could do alone stays unknown.
        """
        feasibility = live.engine.feasibility
        if not is_proved(feasibility, feasibility.must_stretch(np.ones(feasibility.sides))):
            self.feasible = live.best() is not None
            self.complete = self.every = self.feasible
            return
        self.feasible = self.is_least = False
        self._enumerate(feasibility)
        self.every = False
        mine = Probe(feasibility).of(frozenset(part.rule for part in self.found[0].rules))
        self._least = found_loosenings(feasibility, mine, min(WAY_OUT, self._course.left))

    def _enumerate(self, feasibility: Feasibility) -> None:
        probe = Probe(feasibility)
        clashes = smallest_clashes(probe)
        for rules in islice(clashes, self._most):
            told = probe.describe(rules)
            self.found.append(Clash(told, self._arithmetic(rules)))
            self._course.at(len(self.found), self._most, " + ".join(part.rule for part in told))
        self.every = len(self.found) < self._most or next(clashes, None) is None

    def _arithmetic(self, rules: frozenset[str]) -> Finding | None:
        """Return what shows without a solver that these rules cannot be kept, if anything does."""
        model = build(only(self._scenario, rules), self._ledger)
        return next((each for each in precheck(model) if each.severity == "error"), None)

    def _ask_owners(self, feasibility: Feasibility) -> None:
        rows = feasibility.model.rows
        sides = [(rows.owner[row], rows.at[row]) for row in feasibility.elastic_row]
        owner = np.array([self._owners.of(*side) for side in sides], dtype=object)
        clashing = {part.rule for clash in self.found for part in clash.rules}
        rule = np.array([rule for rule, _ in sides], dtype=object)
        of_clash = np.isin(rule, list(clashing))
        asked = [(self._ways, owner, name) for name in dict.fromkeys(owner[of_clash].tolist())]
        asked += [(self._alone, rule, name) for name in dict.fromkeys(rule[of_clash].tolist())]
        for done, (ways, named, name) in enumerate(asked):
            self._course.at(done, len(asked), name)
            ways[name] = _way(feasibility, named == name)

    # --- tables -------------------------------------------------------------------------------

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables of what was found."""
        kinds = dict(zip(self._scenario.rule_ids(), self._scenario.rules, strict=True))
        clashes = [
            (number, part.rule, kinds[part.rule].kind, self._owners.of(part.rule, at), at)
            for number, clash in enumerate(self.found, start=1)
            for part in clash.rules
            for at in part.at
        ]
        ways = [self._steps(way or ()).assign(**{"for": name}) for name, way in self._ways.items()]
        return {
            "clashes": pd.DataFrame(clashes, columns=["clash", "rule", "kind", "owner", "at"]),
            "loosening": self._steps(self._least),
            "owners": self._totals(self._ways, "owner"),
            "ways": pd.concat([self._steps(()).assign(**{"for": ""}), *ways], ignore_index=True),
            "alone": self._totals(self._alone, "rule"),
        }

    def _totals(self, ways: Mapping[str, Way], column: str) -> pd.DataFrame:
        rows = [
            {column: name, "enough": way is not None}
            | (dict.fromkeys(UNITS, np.nan) if way is None else totals(self._steps(way)))
            for name, way in ways.items()
        ]
        return pd.DataFrame(rows, columns=[column, "enough", *UNITS])

    def _steps(self, steps: Sequence[Loosening]) -> pd.DataFrame:
        columns = ["rule", "at", "sense", "limit", "by", "unit"]
        table = pd.DataFrame([asdict(step) for step in steps], columns=columns)
        table = table.astype({"limit": float, "by": float})
        owner = [self._owners.of(*row) for row in zip(table["rule"], table["at"], strict=True)]
        table.insert(0, "owner", owner)
        return table.sort_values("by", ascending=False, kind="stable", ignore_index=True)


def must_stretch(feasibility: Feasibility, least: Floats) -> bool:
    """Tell whether a stretch is more than next to nothing."""
    return float(least.sum()) > 1e-13 * feasibility.model.ledger.available


def is_feasible_after_all(live: Live, least: Floats) -> bool:
    """Tell of a stretch so small that it may be a last digit whether there is a plan."""
    return float(least.sum()) <= live.engine.feasibility.nothing and live.best() is not None


def only(scenario: Scenario, rules: frozenset[str]) -> Scenario:
    """Return the scenario with these of its rules, under the ids that they have."""
    kept = tuple(
        rule.model_copy(update={"id": name})
        for name, rule in zip(scenario.rule_ids(), scenario.rules, strict=True)
        if name in rules
    )
    return scenario.model_copy(update={"rules": kept})


def _way(feasibility: Feasibility, mine: Booleans) -> Way:
    """Return the least by which these sides alone must give way; `None` if it is not enough."""
    least = stretched_alone(feasibility, mine)
    return None if least is None else loosenings(feasibility, least)


def stretched_alone(feasibility: Feasibility, mine: Booleans) -> Floats | None:
    """Return the least stretch of these sides alone, all others kept; `None` if there is none."""
    others = feasibility.stretched(np.where(mine, 0.0, 1.0))[~mine]
    if others.sum() > feasibility.nothing:
        return None
    try:
        least = feasibility.stretched(np.where(mine, 1.0, np.inf))
    except ModelError:  # the others stretch, by less than matters
        least = feasibility.stretched(np.where(mine, 1.0, 1e4))
    return np.where(mine, least, 0.0)
