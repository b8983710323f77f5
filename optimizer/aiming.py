"""What is made as large as possible, as coefficients: of all points, and of numbers of measures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from optimizer.rows import RowTable, tabulate
from scenarios.ledger import Floats, Ledger
from scenarios.objectives import MEASURES, MeasureName, Objective
from scenarios.rules.base import At, Extra, Row

OBJECTIVE: Final = "objective"
KEPT: Final = "kept"


@dataclass(frozen=True, eq=False)
class Aim:
    """So many times all points, and coefficients of the rules' and measures' own numbers.

    `measures` names what it is made of.
    """

    points: float
    extras: Floats
    measures: tuple[MeasureName, ...]

    def value(self, points: float, extras: Floats) -> float:
        """Return what all points and the numbers are worth."""
        return float(self.points * points + self.extras @ extras)


def rows(objective: Objective, ledger: Ledger) -> RowTable:
    """Return the rows of all measures, and one for each that must be kept while others rise.

    The latter ask for nothing until a stage is over.
    """
    said: list[Row | Extra] = [
        part for name in objective.measures for part in MEASURES[name].rows(ledger)
    ]
    kept = [_kept(name, ledger) for stage in objective.stages[:-1] for name in stage]
    found = [part for part in said if isinstance(part, Row)]
    extras = [part for part in said if isinstance(part, Extra)]
    table = tabulate(ledger, OBJECTIVE, [*found, *kept], extras)
    table.lower[len(found) :] = -np.inf
    return table


def _kept(name: MeasureName, ledger: Ledger) -> Row:
    measure, at = MEASURES[name], (KEPT, name)
    if measure.extra is not None:
        nowhere = np.empty(0, np.int64)
        return Row(at, nowhere, 1.0, ">=", 0.0, {measure.extra: 1.0}, of="points")
    every = np.arange(len(ledger.receipts))
    return Row(at, every, measure.points, ">=", 0.0, of="points")


def aims(objective: Objective, table: RowTable) -> tuple[Aim, ...]:
    """Return the aims of an objective, the most important first."""
    number: dict[At, int] = {
        owned.extra.at: place
        for place, owned in enumerate(table.extras)
        if owned.owner == OBJECTIVE
    }
    found = []
    for stage in objective.stages:
        extras = np.zeros(len(table.extras))
        points = 0.0
        for name, weight in stage.items():
            measure = MEASURES[name]
            points += weight * measure.points
            if measure.extra is not None:
                extras[number[measure.extra]] += weight
        found.append(Aim(points, extras, tuple(stage)))
    return tuple(found)
