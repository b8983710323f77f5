"""Where the time of one solve goes: our own work against the solver's."""

from __future__ import annotations

import statistics
import time

from benchmarks.registry import Figure, benchmark
from optimizer import solve
from scenarios import load

RUNS = 3


@benchmark
def phases() -> list[Figure]:
    """Solve `yrd-biomedicine` a few times: building, hand-off and reading back against HiGHS."""
    took: dict[str, list[float]] = {}
    for _ in range(RUNS):
        since = time.perf_counter()
        scenario = load("yrd-biomedicine")
        took.setdefault("read", []).append(time.perf_counter() - since)
        for phase, seconds in solve(scenario).solver["seconds"].items():
            took.setdefault(phase, []).append(seconds)
    middle = {phase: statistics.median(seconds) for phase, seconds in took.items()}
    own = middle["build"] + middle["hand_off"] + middle["read_back"]
    return [
        *(Figure(phase, seconds, "s") for phase, seconds in middle.items()),
        Figure("build + hand_off + read_back against solve", own / middle["solve"], "times", 1.0),
    ]
