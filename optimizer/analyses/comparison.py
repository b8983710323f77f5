"""Answers side by side: what changed in the input, and what that did to the plan.

Each answer is told by its plain data, the same whether it was solved just now or read from a file.
All are compared with the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np
import pandas as pd

from optimizer.allocation import records, scenario_head
from optimizer.analyses.analysis import Analysis
from optimizer.clock import Stopped
from optimizer.course import Course
from optimizer.plan import size_of
from optimizer.solving import solve
from scenarios.differences import Difference, differences
from scenarios.ledger import Ledger
from scenarios.scenario import Scenario

Document = dict[str, Any]
PARTS: Final = ("jurisdictions", "cities", "stages", "instruments", "projects")
MONEY: Final = {"projects": "amount"}
"""The column that tells money, where it is not `received`."""


@dataclass(frozen=True)
class Answered:
    """An answer as plain data (`deltafund/allocation/1`) under a label."""

    label: str
    scenario: Scenario
    document: Document


@dataclass(frozen=True)
class Open:
    """A scenario that is still to be solved, under a label."""

    label: str
    scenario: Scenario
    ledger: Ledger


@dataclass(frozen=True, eq=False, kw_only=True)
class Comparison(Analysis):
    """Answers side by side; `scenario` is that of the first.

    Tables, each row of one `answer`: `answers` (answer, status, value, bound, gap, available,
    spent, cross_border, and the changes of value, spent and cross_border against the first),
    `jurisdictions`, `cities`, `stages`, `instruments`, `projects` (id, received, value, and their
    changes), `rules` (rule, status, binding rows, dearest price and what it is a price of).
    """

    labels: tuple[str, ...]
    scenarios: tuple[Scenario, ...]
    changes: tuple[tuple[Difference, ...], ...]
    name: ClassVar = "compare"

    def noise(self, number: int) -> float:
        """Return how large a difference of two values may be by their gaps alone."""
        told = self.tables["answers"]
        gaps = told["gap"].fillna(0.0) * told["value"].abs().fillna(0.0)
        return float(gaps.iloc[0] + gaps.iloc[number]) + 1e-9 * size_of(
            float(told["value"].fillna(0.0).iloc[0]), 0.0
        )

    def document(self) -> dict[str, Any]:
        """Return the answers, what changed in the input, and all parts side by side."""
        heads = [scenario_head(scenario) for scenario in self.scenarios]
        answers = records(self.tables["answers"])
        return {
            "answers": [
                answer | {"scenario": head} for answer, head in zip(answers, heads, strict=False)
            ],
            "input": [
                {"answer": label, "changes": [_plain(part) for part in parts]}
                for label, parts in zip(self.labels[1:], self.changes, strict=False)
            ],
            "by": {name: records(self.tables[name]) for name in (*PARTS, "rules")},
        }


def _plain(part: Difference) -> dict[str, Any]:
    return {"path": list(part.path), "what": part.what, "before": part.before, "after": part.after}


def compare(parts: Sequence[Answered | Open], course: Course) -> Comparison:
    """Return answers side by side; scenarios among them are solved first."""
    found: list[Answered] = []
    with suppress(Stopped):
        for part in course.over(parts, len(parts), lambda part: part.label):
            found.append(part if isinstance(part, Answered) else _solved(part, course))
    scenarios = tuple(part.scenario for part in parts)
    first = scenarios[0]
    return Comparison(
        scenario=first,
        complete=len(found) == len(parts),
        seconds=course.seconds,
        tables=_tables(found),
        labels=tuple(part.label for part in parts),
        scenarios=scenarios,
        changes=tuple(differences(first, other) for other in scenarios[1:]),
    )


def _solved(part: Open, course: Course) -> Answered:
    left = min(course.left, part.scenario.options.time_limit)
    options = part.scenario.options.model_copy(update={"time_limit": left})
    scenario = part.scenario.model_copy(update={"options": options})
    allocation = solve(scenario, part.ledger, stop=course.stop)
    if course.stop.is_set():
        raise Stopped("interrupted")
    return Answered(part.label, part.scenario, allocation.as_json())


# --- tables ---------------------------------------------------------------------------------------


def _tables(answers: Sequence[Answered]) -> dict[str, pd.DataFrame]:
    rows = [_worth(answer) for answer in answers]
    columns = ["answer", "status", "value", "bound", "gap", "available", "spent", "cross_border"]
    told = pd.DataFrame(rows, columns=columns)
    for column in ("value", "bound", "gap", "available", "spent", "cross_border"):
        told[column] = told[column].astype(float)
    for column in ("value", "spent", "cross_border"):
        told[f"{column}_change"] = told[column] - told[column].iloc[:1].sum(min_count=1)
    parts = {name: _side_by_side(answers, name) for name in PARTS}
    return {"answers": told, **parts, "rules": pd.DataFrame(list(_rules(answers)), columns=RULES)}


def _worth(answer: Answered) -> dict[str, Any]:
    told = answer.document
    across = sum(grant["amount"] for grant in told["grants"] if grant["cross_border"])
    has_plan = told["value"] is not None
    return {
        "answer": answer.label,
        **{name: told[name] for name in ("status", "value", "bound", "gap")},
        "available": told["money"]["available"],
        "spent": told["money"]["spent"] if has_plan else None,
        "cross_border": float(across) if has_plan else None,
    }


def _side_by_side(answers: Sequence[Answered], name: str) -> pd.DataFrame:
    """Return what each part gets and achieves in each answer, and the change against the first."""
    columns = ["answer", "id", "received", "value", "received_change", "value_change"]
    parts = [_part(answer, name) for answer in answers if answer.document["value"] is not None]
    if not parts or answers[0].document["value"] is None or not any(map(len, parts)):
        return pd.DataFrame(columns=columns)
    ids = list(dict.fromkeys(name for part in parts for name in part.index))
    first, whole = parts[0].reindex(ids, fill_value=0.0), []
    for part in parts:
        label = str(part.attrs["answer"])
        mine = part.reindex(ids, fill_value=0.0)
        mine = mine.assign(
            answer=label,
            received_change=mine["received"] - first["received"],
            value_change=mine["value"] - first["value"],
        )
        whole.append(mine.rename_axis("id").reset_index()[columns])
    return pd.concat(whole, ignore_index=True)


def _part(answer: Answered, name: str) -> pd.DataFrame:
    rows = answer.document[name]
    several = len(answer.scenario.chains) > 1
    ids = [
        row["id"] if "id" in row else f"{row['chain']}/{row['stage']}" if several else row["stage"]
        for row in rows
    ]
    money = MONEY.get(name, "received")
    table = pd.DataFrame(
        {"received": [row[money] for row in rows], "value": [row["value"] for row in rows]},
        index=pd.Index(ids, dtype=object),
        dtype=float,
    )
    table.attrs["answer"] = answer.label
    return table


RULES: Final = ["answer", "rule", "kind", "status", "binding", "rows", "at", "price", "unit"]


def _rules(answers: Sequence[Answered]) -> Iterator[dict[str, Any]]:
    """Yield each rule of each answer: whether it binds, and the price of its dearest row."""
    for answer in answers:
        by_rule: dict[str, list[dict[str, Any]]] = {}
        for row in answer.document["rules"]:
            by_rule.setdefault(row["rule"], []).append(row)
        for rule, rows in by_rule.items():
            binding = [row for row in rows if row["status"] == "binding"]
            told = {row["status"] for row in rows}
            dearest = max(binding, key=lambda row: row["price"] or 0.0, default=None)
            price = None if dearest is None else dearest["price"]
            yield {
                "answer": answer.label,
                "rule": rule,
                "kind": rows[0]["kind"],
                "status": next(n for n in ("binding", "slack", "inactive") if n in told),
                "binding": len(binding),
                "rows": sum(row["status"] != "inactive" for row in rows),
                "at": tuple(dearest["at"]) if dearest else (),
                "price": np.nan if price is None else float(price),
                "unit": dearest["unit"] if dearest else None,
            }
