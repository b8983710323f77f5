"""Several allocations side by side: who gets what in each, what rules cost, what was changed."""

from __future__ import annotations

import json
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query

from api.auth import Here, Viewer
from api.comparing import answered, labels
from api.problems import Refusal
from api.routes.describing import answers
from api.routes.results import sight_of
from api.routes.shapes import ID
from api.store.runs import Runs
from api.store.tables import RunRow
from optimizer.analyses.comparison import compare
from optimizer.course import Course

router = APIRouter(tags=["compare"])
MOST: Final = 12


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
    """Return 2 to 12 allocations side by side, in the order in which they are named.

    The answer is that of the analysis `compare`, found at once; answers are named as their runs
    are, a run that comes again with its number.
    """
    names = runs.split(",")
    with here.store.reading() as session:
        desk = Runs(session, caller)
        rows = [desk.get(RunRow, name) for name in names]
        results = [_result(desk, row) for row in rows]
    said = labels(names)
    parts = [answered(result, label, label) for result, label in zip(results, said, strict=True)]
    return compare(parts, Course()).as_json()


def _result(desk: Runs, row: RunRow) -> dict[str, Any]:
    """Return the answer of a run; of somebody else's what the caller may see."""
    if row.analysis != "solve":
        raise Refusal("no-result", f"run {row.id} is no solve")
    _, data = desk.file(row, ["result.json"])
    sight = sight_of(desk, row)
    result: dict[str, Any] = json.loads(data)
    return result if sight is None else sight.result(result)
