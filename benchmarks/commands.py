"""What a user waits for: whole commands from a cold start, Python included."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

from benchmarks.registry import Figure, benchmark

RUNS = 3


@benchmark
def commands() -> list[Figure]:
    """Time `deltafund --help` and `deltafund solve yrd-biomedicine --json`, with peak memory."""
    return [
        *_timed(("--help",), 0.3, 200),
        *_timed(("solve", "yrd-biomedicine", "--json"), 40, 1500),
    ]


def _timed(arguments: tuple[str, ...], seconds: float, megabytes: float) -> list[Figure]:
    runs = [_once(arguments) for _ in range(RUNS)]
    name = "deltafund " + " ".join(arguments)
    return [
        Figure(f"{name}, wall", statistics.median(run[0] for run in runs), "s", seconds),
        Figure(f"{name}, peak memory", max(run[1] for run in runs), "MB", megabytes),
    ]


def _once(arguments: tuple[str, ...]) -> tuple[float, float]:
    since = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "api", *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{arguments} ended with {process.returncode}")
    return time.perf_counter() - since, usage.ru_maxrss / 1024
