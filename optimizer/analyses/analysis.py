"""What all analyses share: what an answer holds.

An analysis is a function of a scenario, its ledger and a course (`optimizer.course`), and returns
an `Analysis`. Whoever stops it gets what it has until then; `complete` tells whether that is all.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from optimizer.allocation import assumed, scenario_head
from scenarios import notebook
from scenarios.scenario import Scenario


@dataclass(frozen=True, eq=False, kw_only=True)
class Analysis(ABC):
    """An answer: tidy tables, and the same as plain data, `deltafund/<name>/1`.

    Amounts are in the scenario's unit of money. `complete` is false where it was stopped.
    """

    scenario: Scenario
    complete: bool
    seconds: float
    tables: Mapping[str, pd.DataFrame]

    name: ClassVar[str]

    @abstractmethod
    def document(self) -> dict[str, Any]:
        """Return what only this analysis tells, as plain data."""

    def as_json(self) -> dict[str, Any]:
        """Return the answer as plain data; what is unknown is null."""
        money = self.scenario.money
        return {
            "schema": f"deltafund/{self.name}/1",
            "scenario": scenario_head(self.scenario),
            "complete": self.complete,
            "money": {"currency": money.currency, "unit": money.unit},
            **self.document(),
            "assumptions": assumed(self.scenario),
            "seconds": round(self.seconds, 4),
        }

    def _repr_html_(self) -> str:
        """Return how a notebook shows the answer: its tables, the first rows of each."""
        shown = [notebook.title(self.scenario.title)]
        facts = {"analysis": self.name, "complete": self.complete, "seconds": self.seconds}
        shown.append(notebook.facts(facts))
        shown += [notebook.frame(name, table) for name, table in self.tables.items() if len(table)]
        return notebook.whole(shown)

    def table(self, name: str) -> pd.DataFrame:
        """Return a table by name."""
        return self.tables[name]
