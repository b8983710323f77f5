"""Why nothing is feasible: the smallest set of rules that clash, and the cheapest way out.

Rules, not rows, are the unit, because a rule is what somebody can withdraw. A set of rules clashes
if no allocation keeps them all; it is decided by letting exactly these rules stretch and looking
whether they must (an elastic filter; Chinneck and Dravnieks 1991). The smallest clash is found by
implicit hitting sets (Ignatiev et al. 2015): whatever clashes must share a rule with each set of
rules whose removal leaves a feasible rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np

from optimizer.engine import Engine
from scenarios.ledger import Booleans, Floats
from scenarios.problems import ModelError
from scenarios.words import Text

HARD: Final = 1e4
"""How much dearer it is to stretch a rule that is tried than one that is not."""


@dataclass(frozen=True)
class Clashing:
    """A rule of the clash, and the rows of it that take part."""

    rule: str
    at: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Loosening:
    """A row to be loosened, and by how much money."""

    rule: str
    at: tuple[str, ...]
    sense: str
    limit: float
    by: float


@dataclass(frozen=True)
class Diagnosis:
    """A smallest set of rules that clash, and the least total loosening that makes a plan possible."""

    clash: tuple[Clashing, ...]
    loosening: tuple[Loosening, ...]

    @property
    def total(self) -> float:
        """The least total loosening, in the scenario's unit of money."""
        return sum(part.by for part in self.loosening)

    def as_json(self, unit: Text) -> dict[str, object]:
        """Return the diagnosis as plain data, amounts in `unit`."""
        return {
            "clash": [{"rule": part.rule, "at": [list(at) for at in part.at]} for part in self.clash],
            "loosening": [
                {**asdict(part), "at": list(part.at), "unit": unit.en} for part in self.loosening
            ],
            "total": self.total,
        }


def diagnose(engine: Engine) -> Diagnosis:
    """Return why the engine's model is infeasible.

    Raises `Stopped` if the time is up, `ModelError` if the model is feasible after all.
    """
    probe = _Probe(engine)
    least = engine.stretched(np.ones(engine.master.shift))
    if float(least.sum()) <= engine.nothing:
        raise ModelError("an infeasible model was found feasible when asked why")
    clash = _smallest_clash(probe)
    return Diagnosis(probe.describe(clash), _loosening(engine, least))


def _smallest_clash(probe: _Probe) -> frozenset[str]:
    """Grow a family of sets that every clash must touch; try the smallest set touching them all."""
    to_touch: list[frozenset[str]] = []
    while True:
        candidate = smallest_hitting_set(to_touch)
        kept = probe.kept_beside(candidate)
        if kept is None:
            return candidate
        missed = probe.names - kept
        if not missed:
            raise ModelError("all rules of an infeasible model were kept at once")
        to_touch.append(missed)


def smallest_hitting_set(sets: Sequence[frozenset[str]]) -> frozenset[str]:
    """Return a smallest set that shares an element with each of `sets` (branch and bound)."""
    best = frozenset(name for part in sets for name in part)
    stack = [frozenset[str]()]
    while stack:
        chosen = stack.pop()
        open_sets = [part for part in sets if not part & chosen]
        if not open_sets:
            best = chosen if len(chosen) < len(best) else best
        elif len(chosen) + 1 < len(best):
            smallest = min(open_sets, key=len)
            stack += [chosen | {name} for name in sorted(smallest, reverse=True)]
    return best


class _Probe:
    """Asks the engine which rules can be kept together."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        rows = engine.model.rows
        self._owner = np.array([rows.owner[row] for row in engine.master.elastic_row], dtype=object)
        self.names = frozenset(self._owner)

    def kept_beside(self, rules: frozenset[str]) -> frozenset[str] | None:
        """Return a set of rules, with `rules` among them, that can be kept; `None` if these clash."""
        tried = self._of(rules)
        if rules and self._must(np.where(tried, 1.0, 0.0))[tried].sum() > self.engine.nothing:
            return None
        stretched = self._must(np.where(tried, HARD, 1.0)) > self.engine.nothing
        return rules | (self.names - frozenset(self._owner[stretched & ~tried]))

    def describe(self, rules: frozenset[str]) -> tuple[Clashing, ...]:
        """Return, for each rule of a clash, the rows that must stretch or hold others back."""
        engine = self.engine
        self._must(np.where(self._of(rules), 1.0, 0.0))
        prices = engine.last_prices
        rows = engine.model.rows
        at: dict[str, list[tuple[str, ...]]] = {name: [] for name in sorted(rules)}
        for number in np.flatnonzero(np.abs(prices) > 1e-6):
            if rows.owner[number] in at:
                at[rows.owner[number]].append(rows.at[number])
        order = [name for name in dict.fromkeys(rows.owner) if name in rules]
        return tuple(Clashing(name, tuple(at[name])) for name in order)

    def _of(self, rules: frozenset[str]) -> Booleans:
        return np.array([name in rules for name in self._owner], dtype=bool)

    def _must(self, weight: Floats) -> Floats:
        return self.engine.stretched(weight)


def _loosening(engine: Engine, least: Floats) -> tuple[Loosening, ...]:
    rows = engine.model.rows
    found = []
    for column in np.flatnonzero(least > engine.nothing / 10):
        row = int(engine.master.elastic_row[column])
        low = column < engine.master.elastic_low
        found.append(
            Loosening(
                rule=rows.owner[row],
                at=rows.at[row],
                sense=">=" if low else "<=",
                limit=float(rows.lower[row] if low else rows.upper[row]),
                by=float(least[column]),
            )
        )
    return tuple(found)
