"""Several allocations side by side: who gets what in each, what rules cost, what was changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query

from api.auth import Here, Viewer
from api.differences import differences
from api.problems import Refusal
from api.routes.describing import answers
from api.routes.results import asked_with, sight_of
from api.routes.shapes import ID
from api.store.runs import Runs
from api.store.tables import RunRow

router = APIRouter(tags=["compare"])
MOST: Final = 12
TABLES: Final = {
    "jurisdictions": (("id",), ("contributed", "received", "net", "value", "gain")),
    "cities": (("id", "jurisdiction"), ("received", "value")),
    "stages": (("chain", "stage"), ("received", "value")),
    "instruments": (("id",), ("received", "value")),
    "rules": (("rule", "at"), ("status", "lhs", "rhs", "price")),
}
"""For each table, what its rows go by, and what of them is compared."""


@router.get("/v1/compare", operation_id="compare_runs", responses=answers("not-found", "no-result"))
def compare_runs(
    caller: Viewer,
    here: Here,
    runs: Annotated[
        str,
        Query(
            pattern=rf"^{ID[1:-1]}(,{ID[1:-1]}){{1,{MOST - 1}}}$",
            description="ids of 2 to 12 solves",
        ),
    ],
) -> dict[str, Any]:
    """Return 2 to 12 allocations side by side, in the order in which they are named."""
    names = runs.split(",")
    with here.store.reading() as session:
        desk = Runs(session, caller)
        rows = [desk.get(RunRow, name) for name in names]
        results = [_result(desk, row) for row in rows]
        inputs = [asked_with(desk, row) for row in rows]
    return {
        "schema": "deltafund/comparison/1",
        "runs": [_head(row, result) for row, result in zip(rows, results, strict=True)],
        "inputs": [differences(inputs[0], each) for each in inputs],
        **{name: _beside(results, name) for name in TABLES},
    }


def _result(desk: Runs, row: RunRow) -> dict[str, Any]:
    if row.analysis != "solve":
        raise Refusal("no-result", f"run {row.id} is no solve")
    _, data = desk.file(row, ["result.json"])
    sight = sight_of(desk, row)
    result: dict[str, Any] = json.loads(data)
    return result if sight is None else sight.result(result)


def _head(row: RunRow, result: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "label": row.label,
        "state": row.state,
        "scenario": result["scenario"],
        **{name: result[name] for name in ("value", "bound", "gap", "money", "value_shares")},
    }


def _beside(results: Sequence[dict[str, Any]], table: str) -> list[dict[str, Any]]:
    """Return the rows of a table, each with its values in all results; null where it is not."""
    keys, columns = TABLES[table]
    found = [{_key(row, keys): row for row in result.get(table, [])} for result in results]
    order = dict.fromkeys(key for rows in found for key in rows)
    return [
        {**json.loads(key), **{column: _values(found, key, column) for column in columns}}
        for key in order
    ]


def _key(row: dict[str, Any], keys: Iterable[str]) -> str:
    return json.dumps({name: row.get(name) for name in keys}, ensure_ascii=False)


def _values(found: Sequence[dict[str, dict[str, Any]]], key: str, column: str) -> list[Any]:
    return [rows[key].get(column) if key in rows else None for rows in found]
