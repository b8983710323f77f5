"""Why nothing is feasible: the smallest set of rules that clash, and the cheapest way out.

Rules, not rows, are the unit, because a rule is what somebody can withdraw. A set of rules clashes
if no allocation keeps them all; it is decided by letting exactly these rules stretch and looking
whether they must (an elastic filter; Chinneck and Dravnieks 1991). The smallest clash is found by
implicit hitting sets (Ignatiev et al. 2015): whatever clashes must share a rule with each set of
rules whose removal leaves a feasible rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from optimizer.feasibility import Feasibility
from optimizer.rows import Unit
from scenarios import notebook
from scenarios.ledger import Booleans, Floats
from scenarios.problems import ModelError
from scenarios.words import Text


@dataclass(frozen=True)
class Clashing:
    """A rule of the clash, and the rows of it that take part."""

    rule: str
    at: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Loosening:
    """A row to be loosened, and by how much: money, points, or a number where it counts winners."""

    rule: str
    at: tuple[str, ...]
    sense: str
    limit: float
    by: float
    unit: Unit = "money"


@dataclass(frozen=True)
class Diagnosis:
    """A smallest set of rules that clash, and the least total loosening that lets a plan be."""

    clash: tuple[Clashing, ...]
    loosening: tuple[Loosening, ...]

    @property
    def total(self) -> float:
        """The least total loosening, in the scenario's unit of money; numbers are not added."""
        return sum(part.by for part in self.loosening if part.unit == "money")

    def _repr_html_(self) -> str:
        """Return how a notebook shows the clash and the way out."""
        clash = [(part.rule, "; ".join("/".join(at) for at in part.at)) for part in self.clash]
        steps = [
            (part.rule, "/".join(part.at), part.sense, part.limit, part.by, part.unit)
            for part in self.loosening
        ]
        way_out = ("rule", "at", "sense", "limit", "by", "unit")
        return notebook.whole(
            [
                notebook.table("rules that clash", ("rule", "at"), clash),
                notebook.table("least loosening", way_out, steps),
            ]
        )

    def as_json(self, unit: Text) -> dict[str, object]:
        """Return the diagnosis as plain data, amounts in `unit`; what is counted has none."""
        words = {"money": unit.en, "points": "points", "number": ""}
        return {
            "clash": [
                {"rule": part.rule, "at": [list(at) for at in part.at]} for part in self.clash
            ],
            "loosening": [
                {
                    **asdict(part),
                    "at": list(part.at),
                    "unit": words[part.unit],
                }
                for part in self.loosening
            ],
            "total": self.total,
        }


def diagnose(feasibility: Feasibility) -> Diagnosis:
    """Return why the model is infeasible.

    Raises `Stopped` if the time is up, `ModelError` if the model is feasible after all.
    """
    least = feasibility.stretched(np.ones(feasibility.sides))
    feasibility.nothing = min(feasibility.nothing, 0.1 * float(least.sum()))
    if feasibility.nothing <= 1e-13 * feasibility.model.ledger.available:
        raise ModelError("an infeasible model was found feasible when asked why")
    probe = Probe(feasibility)
    clash = next(smallest_clashes(probe))
    return Diagnosis(probe.describe(clash), loosenings(feasibility, least))


def smallest_clashes(probe: Probe) -> Iterator[frozenset[str]]:
    """Yield every clash of which no part clashes, the smallest first.

    Grow a family of sets that every clash must touch, and try the smallest set that touches them
    all and holds no clash found before (Liffiton et al. 2016): no part of it is one.
    """
    to_touch: list[frozenset[str]] = []
    found: list[frozenset[str]] = []
    while (candidate := smallest_hitting_set(to_touch, found)) is not None:
        kept = probe.kept_beside(candidate)
        if kept is None:
            found.append(candidate)
            yield candidate
            continue
        missed = probe.names - kept
        if not missed:
            raise ModelError("all rules of an infeasible model were kept at once")
        to_touch.append(missed)


def smallest_hitting_set(
    sets: Sequence[frozenset[str]], without: Sequence[frozenset[str]] = ()
) -> frozenset[str] | None:
    """Return a smallest set that shares an element with each of `sets` (branch and bound).

    It holds none of the sets `without` as a whole; `None` if there is no such set.
    """
    best: frozenset[str] | None = None
    stack, seen = [frozenset[str]()], set[frozenset[str]]()
    while stack:
        chosen = stack.pop()
        too_large = best is not None and len(chosen) >= len(best)
        if too_large or chosen in seen or any(part <= chosen for part in without):
            continue
        seen.add(chosen)
        open_sets = [part for part in sets if not part & chosen]
        if open_sets:
            smallest = min(open_sets, key=len)
            stack += [chosen | {name} for name in sorted(smallest, reverse=True)]
        else:
            best = chosen
    return best


class Probe:
    """Asks which rules can be kept together."""

    def __init__(self, feasibility: Feasibility) -> None:
        self._feasibility = feasibility
        self._rows = feasibility.model.rows
        owners = [self._rows.owner[row] for row in feasibility.elastic_row]
        self._owner = np.array(owners, dtype=object)
        self.names = frozenset(owners)

    def kept_beside(self, rules: frozenset[str]) -> frozenset[str] | None:
        """Return rules that can be kept, `rules` among them; `None` if these clash."""
        tried, nothing = self._of(rules), self._feasibility.nothing
        if rules and self._stretched_alone(tried).sum() > nothing:
            return None
        stretched = self._feasibility.stretched(np.where(tried, np.inf, 1.0)) > nothing
        return rules | (self.names - frozenset(self._owner[stretched]))

    def describe(self, rules: frozenset[str]) -> tuple[Clashing, ...]:
        """Return the rules of a clash in the scenario's order, with the rows that take part."""
        self._stretched_alone(self._of(rules))
        clauses = ~self._rows.ties
        part = np.flatnonzero(clauses & (np.abs(self._feasibility.prices) > 1e-6))
        rows = [(self._rows.owner[number], self._rows.at[number]) for number in part]
        every = [
            (self._rows.owner[number], self._rows.at[number]) for number in np.flatnonzero(clauses)
        ]
        ordered = [name for name in dict.fromkeys(self._rows.owner) if name in rules]
        found = []
        for name in ordered:
            named = tuple(at for owner, at in rows if owner == name)
            # prices know nothing of whole numbers: then the rule is named with all its rows
            found.append(Clashing(name, named or tuple(at for owner, at in every if owner == name)))
        return tuple(found)

    def _of(self, rules: frozenset[str]) -> Booleans:
        return np.array([name in rules for name in self._owner], dtype=bool)

    def _stretched_alone(self, tried: Booleans) -> Floats:
        return self._feasibility.stretched(np.where(tried, 1.0, 0.0))[tried]


def loosenings(feasibility: Feasibility, least: Floats) -> tuple[Loosening, ...]:
    """Return what stretches by more than next to nothing, row by row."""
    rows, unit = feasibility.model.rows, feasibility.unit
    about, found = rows.about(), []
    for side in np.flatnonzero(least > feasibility.nothing / 10):
        row, low = int(feasibility.elastic_row[side]), side < feasibility.elastic_low
        found.append(
            Loosening(
                rule=rows.owner[row],
                at=rows.at[row],
                sense=">=" if low else "<=",
                limit=float(rows.lower[row] if low else rows.upper[row]),
                by=float(least[side] / unit[side]),
                unit=about[row],
            )
        )
    return tuple(found)
