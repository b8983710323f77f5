"""A generalised assignment problem small enough to try every assignment of jobs to agents."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from optimizer import solve
from scenarios.files.loading import load
from scenarios.importing.folders import write_folders
from scenarios.importing.gap import read_gap

PROFIT = [[6, 10, 14, 10, 8], [12, 10, 14, 8, 11], [9, 12, 9, 15, 7]]
TAKES = [[17, 21, 22, 18, 16], [23, 16, 21, 16, 17], [16, 20, 16, 25, 19]]
HAS = [40, 38, 41]


def text() -> str:
    rows = [[1], [3, 5], *PROFIT, *TAKES, HAS]
    return "\n".join(" ".join(map(str, row)) for row in rows)


def best() -> int:
    """Return the optimum by trying each of the 243 assignments."""
    found = []
    for agents in product(range(3), repeat=5):
        used = [sum(TAKES[a][job] for job, a in enumerate(agents) if a == one) for one in range(3)]
        if all(part <= most for part, most in zip(used, HAS, strict=True)):
            found.append(sum(PROFIT[agent][job] for job, agent in enumerate(agents)))
    return max(found)


def test_the_optimum_is_that_of_trying_all(tmp_path: Path) -> None:
    (path,) = write_folders(read_gap(text(), "tiny.txt", "tiny"), tmp_path)
    answer = solve(load(path, ["options.gap=1e-9"]))
    assert answer.status == "optimal"
    assert answer.value == pytest.approx(best())
    jobs = [str(name).rpartition("-agent")[0] for name in answer.table("grants")["project"]]
    assert sorted(jobs) == [f"job-{number}" for number in range(1, 6)]
