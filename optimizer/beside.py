"""Money of groups as numbers of their own, and a floor under the value: what is asked of plans
that are nearly as good.

The rows say what each number is, and, once the value is known, that not more than a share of it is
given up. Any weighted sum of the numbers can then be the aim (see `optimizer.staging`, which keeps
one measure while another rises, in the same way).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from optimizer.aiming import KEPT, OBJECTIVE, Aim
from optimizer.engine import Engine
from optimizer.model import Model, build
from optimizer.rows import tabulate
from scenarios.ledger import Floats, Ledger, Lines
from scenarios.objectives import MEASURES
from scenarios.rules.base import At, Extra, Money, Row
from scenarios.scenario import Scenario

BESIDE: Final = "beside"
VALUE: Final = "value"


@dataclass(frozen=True, eq=False)
class Beside:
    """A model with the money of groups as numbers; `lines` are the receipts of each group."""

    model: Model
    lines: Mapping[At, Lines]

    def keep(self, engine: Engine, least: float) -> None:
        """Ask that the value stays at least so high."""
        row = self.model.rows.number(OBJECTIVE, KEPT, VALUE)
        engine.move(row, least, np.inf)

    def aim(self, weights: Mapping[At, float], unit: float) -> Aim:
        """Return the aim of a weighted sum of groups' money, each unit worth `unit` points."""
        coefficients = np.zeros(len(self.model.rows.extras))
        for number, owned in enumerate(self.model.rows.extras):
            if owned.owner == BESIDE:
                coefficients[number] = unit * weights.get(owned.extra.at, 0.0)
        return Aim(0.0, coefficients, ())

    def received(self, lines: Floats) -> dict[At, float]:
        """Return the money of each group, of the money on all ledger lines."""
        return {at: float(lines[part].sum()) for at, part in self.lines.items()}


def beside(
    scenario: Scenario, ledger: Ledger, groups: Mapping[At, Lines], keeping: bool = False
) -> Beside:
    """Return the model of a scenario with the money of groups beside it; all names differ.

    With `keeping` there is a row that keeps the value, too.
    """
    rows, extras = [], []
    for at, lines in groups.items():
        extras.append(Extra(at, ledger.available, _total(lines)))
        rows.append(Row(at, lines, 1.0, "=", 0.0, {at: -1.0}, ties=True))
    tables = [tabulate(ledger, BESIDE, rows, extras)]
    if keeping:
        kept = tabulate(ledger, OBJECTIVE, [_value(scenario, ledger)])
        kept.lower[:] = -np.inf
        tables.append(kept)
    return Beside(build(scenario, ledger, tables), groups)


def _value(scenario: Scenario, ledger: Ledger) -> Row:
    """Return the row that keeps the value of the first stage of an objective."""
    points, extras = 0.0, {}
    for name, weight in scenario.objective.stages[0].items():
        points += weight * MEASURES[name].points
        own = MEASURES[name].extra
        if own is not None:
            extras[own] = weight
    lines = np.arange(len(ledger.receipts)) if points else np.empty(0, np.int64)
    return Row((KEPT, VALUE), lines, points, ">=", 0.0, extras, of="points")


def _total(lines: Lines) -> Callable[[Money], float]:
    return lambda money: float(money(lines).sum())
