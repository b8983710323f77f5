"""Where the time of one solve goes: our own work against the solver's."""

from __future__ import annotations

import time

from benchmarks.registry import Figure, benchmark
from optimizer import solve
from scenarios import load


@benchmark
def phases() -> list[Figure]:
    """Solve `yrd-biomedicine` once: building, hand-off and reading back against HiGHS."""
    since = time.perf_counter()
    scenario = load("yrd-biomedicine")
    took = {"read": time.perf_counter() - since} | solve(scenario).solver["seconds"]
    own = took["build"] + took["hand_off"] + took["read_back"]
    return [
        *(Figure(phase, seconds, "s") for phase, seconds in took.items()),
        Figure("build + hand_off + read_back against solve", own / took["solve"], "times", 1.0),
    ]
