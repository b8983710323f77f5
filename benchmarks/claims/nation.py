"""Claim 4: a synthetic nation, far more links than the largest race."""

from __future__ import annotations

import tempfile
from statistics import median
from typing import Final

from benchmarks.claims.verdicts import Measured, claim
from benchmarks.commands import deltafund
from benchmarks.registry import Figure

NATION: Final = ("--from", "national", "--cities", "340", "--chains", "4", "--seed", "1")
TIMES: Final = 3
GAP: Final = 1e-4


@claim(4, "340 cities, 4 chains, 6 stages: solved to a gap of 0.01 % in 120 s and 3 GB")
def nation() -> Measured:
    """Solve it by the command line, reading, prices and tables included."""
    with tempfile.TemporaryDirectory() as folder:
        place = f"{folder}/nation"
        deltafund("new", place, *NATION)
        runs = [deltafund("solve", place, "--json", limit=600) for _ in range(TIMES)]
    answers = [run.document for run in runs]
    for answer in answers:
        if answer["status"] != "optimal":
            raise RuntimeError(f"ended as {answer['status']}")
    yield Figure("the command", median(run.seconds for run in runs), "s", most=120)
    yield Figure("peak memory", max(run.megabytes for run in runs), "MB", most=3000)
    yield Figure("gap", max(answer["gap"] for answer in answers), "", most=GAP)
    yield Figure("possible grants", answers[0]["solver"]["grants_possible"], "")
    yield Figure("grants taken in", answers[0]["solver"]["grants_priced_in"], "")
