"""Claim 5: how time grows with the links where the sites stay as they are."""

from __future__ import annotations

from statistics import median
from typing import Any, Final

import numpy as np

from benchmarks.claims.verdicts import Measured, claim
from benchmarks.grids import Case, scenario
from benchmarks.processes import in_process, peak
from benchmarks.racing import ours
from benchmarks.registry import Figure
from optimizer.model import build
from scenarios.opening import open_ledger

INSTRUMENTS: Final = (1, 3, 10, 30, 100)
LINKS: Final = 10_000
"""Links for each instrument; the sites that these make are kept."""
TIMES: Final = 5
EXPONENT: Final = 0.6


@claim(5, "10,000 to 1,000,000 links at the same sites: time grows with exponent 0.6 at most")
def growth() -> Measured:
    """Solve the curves with more and more instruments; the slope is of least squares in logs."""
    links, seconds = [], []
    for count in INSTRUMENTS:
        case = Case(LINKS * count, instruments=count)
        runs = [in_process(600, _child, case) for _ in range(TIMES)]
        links.append(case.exactly)
        seconds.append(median(run[0] for run in runs))
        megabytes = max(run[1] for run in runs)
        yield Figure(f"{case.exactly:,} links", seconds[-1], f"s ({megabytes:,.0f} MB)")
    yield Figure("exponent", exponent(links, seconds), "", most=EXPONENT)


def exponent(links: list[int], seconds: list[float]) -> float:
    """Return by which power of the links the seconds grow."""
    return float(np.polyfit(np.log(links), np.log(seconds), 1)[0])


def _child(case: Case, answers: Any) -> None:
    """Answer with the seconds to open, build and solve, and the peak memory."""
    asked = scenario(case, curved=True)
    built, solved, *_ = ours(1e-4, lambda: build(asked, open_ledger(asked)))
    answers.send((built + solved, peak()))
