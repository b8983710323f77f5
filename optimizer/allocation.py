"""The answer: who gets what from whom and when, what each rule costs, and how sure that is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from optimizer.analyses.diagnosis import Diagnosis
from scenarios import notebook
from scenarios.scenario import Scenario

SCHEMA: Final = "deltafund/allocation/1"


@dataclass(frozen=True, eq=False)
class Allocation:
    """The ledger filled in. Tables are tidy; amounts are in the scenario's unit of money.

    `status` is one of optimal, feasible (stopped early with a plan), infeasible, unbounded,
    timeout, interrupted (both without a plan); `stopped_by` says what ended a solve early. `gap` is
    (bound - value) / value, with `bound` a proved upper bound on the optimum. Where one measure
    follows another, `value` and `bound` and the prices of rules are those of the first, `gap` is
    how well it was proved, before any of it was given up; `measures` tells all measures.

    Tables:

    - `grants`: activity, instrument, project, sites, cross_border, period, amount, value
    - `payments`: funder, city, site, chain, stage, instrument, cross_border, period, amount; what
      the payments do not tell apart is empty
    - `sites`, `cities`, `jurisdictions`, `stages`, `instruments`: what lands there, and its value
    - `projects`: one row a project: score, rank, what it asked for, what it gets
    - `partners`: one row a partner of a project, with the funders that pay to its city
    - `funders`: one row a funder and period; `price` is the worth of one more unit of its money
    - `rules`: one row for each row of a rule; see `docs/model.md` for what a price means
    """

    scenario: Scenario
    status: str
    stopped_by: str | None
    value: float | None
    bound: float | None
    gap: float | None
    available: float
    spent: float
    measures: Mapping[str, float]
    value_shares: Mapping[str, float]
    tables: Mapping[str, pd.DataFrame]
    solver: Mapping[str, Any]
    diagnosis: Diagnosis | None = None

    @property
    def has_plan(self) -> bool:
        """Whether there is an allocation at all."""
        return self.status in ("optimal", "feasible")

    def table(self, name: str) -> pd.DataFrame:
        """Return a table by name, for instance `cities`."""
        return self.tables[name]

    def _repr_html_(self) -> str:
        """Return how a notebook shows the answer: how sure it is, and who pays and receives."""
        money, shown = self.scenario.money.words.en, [notebook.title(self.scenario.title)]
        figures = {
            "status": self.status,
            "value": self.value,
            "bound": self.bound,
            "gap": self.gap,
            f"spent ({money})": self.spent,
            f"available ({money})": self.available,
        }
        shown.append(notebook.facts(figures))
        table = self.tables["jurisdictions"]
        if len(table.columns):
            columns = ["id", "contributed", "received", "net", "cross_border_received", "value"]
            shown.append(notebook.frame("jurisdictions", table[columns]))
        if self.diagnosis is not None:
            shown.append(self.diagnosis._repr_html_())
        return notebook.whole(shown)

    def as_json(self) -> dict[str, Any]:
        """Return the answer as plain data, `deltafund/allocation/1`; what is unknown is null.

        `input` is the scenario itself, so that an answer can be compared with others later.
        """
        money = self.scenario.money
        return {
            "schema": SCHEMA,
            "scenario": scenario_head(self.scenario),
            "status": self.status,
            "stopped_by": self.stopped_by,
            "value": self.value,
            "bound": self.bound,
            "gap": self.gap,
            "objective": {
                "kind": self.scenario.objective.kind,
                "measures": [
                    {"measure": name, "value": value} for name, value in self.measures.items()
                ],
            },
            "money": {
                "currency": money.currency,
                "unit": money.unit,
                "available": self.available,
                "spent": self.spent,
                "unspent": self.available - self.spent,
            },
            "value_shares": dict(self.value_shares),
            **{name: records(table) for name, table in self.tables.items()},
            "diagnosis": None if self.diagnosis is None else self.diagnosis.as_json(money.words),
            "assumptions": assumed(self.scenario),
            "solver": dict(self.solver),
            "input": self.scenario.tree,
        }


def scenario_head(scenario: Scenario) -> dict[str, Any]:
    """Return which scenario an answer is about, as plain data."""
    return {
        "id": scenario.id,
        "variant": scenario.variant,
        "title": scenario.title.model_dump(),
        "digest": scenario.digest,
    }


def assumed(scenario: Scenario) -> list[dict[str, Any]]:
    """Return the path of every part that is assumed, and why: in two languages, if it says so."""
    return [{"path": path, "why": why.plain()} for path, why in scenario.assumptions()]


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table as JSON records: periods as numbers where they are, nothing for NaN."""
    rows = table.to_dict(orient="records")
    return [{str(name): _plain(str(name), value) for name, value in row.items()} for row in rows]


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if name == "period" and isinstance(value, str) and value.isdigit():
        return int(value)
    return list(value) if isinstance(value, tuple) else value
