"""Claim 7: what a user waits for at the shipped scenario of the Yangtze Delta."""

from __future__ import annotations

from statistics import median
from typing import Final

from benchmarks.claims.verdicts import Measured, claim
from benchmarks.commands import SOLVE, SOLVE_MEGABYTES, SOLVE_SECONDS, deltafund
from benchmarks.registry import Figure

TIMES: Final = 5


@claim(7, "`deltafund solve yrd-biomedicine --json` from a cold start: 2.5 s and 400 MB")
def command() -> Measured:
    """Run it as a new process each time, Python included."""
    runs = [deltafund(*SOLVE) for _ in range(TIMES)]
    answers = [run.document for run in runs]
    for answer in answers:
        if answer["status"] != "optimal":
            raise RuntimeError(f"ended as {answer['status']}")
    yield Figure("the command", median(run.seconds for run in runs), "s", most=SOLVE_SECONDS)
    yield Figure("peak memory", max(run.megabytes for run in runs), "MB", most=SOLVE_MEGABYTES)
    yield Figure("gap", max(answer["gap"] for answer in answers), "", most=1e-4)
    yield Figure("slowest run", max(run.seconds for run in runs), "s")
