"""Amounts that somebody holds fast: rows on top of a model that are no rule of the scenario.

They are rows like those of rules, so they can be moved, priced and named in a clash.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from optimizer.model import Model
from optimizer.rows import stack, tabulate
from scenarios.rules.base import Row


def pinned(model: Model, pins: Mapping[str, Sequence[Row]]) -> Model:
    """Return the model with further rows, by the name of whoever holds them.

    A name that no id may have keeps them apart from the rules.
    """
    tables = [tabulate(model.ledger, name, rows) for name, rows in pins.items()]
    return replace(model, rows=stack([model.rows, *tables]))
