"""Tables and pictures of the same programs by us and by others, from small to large.

    python -m benchmarks.peers [--large] [--sizes N ...] [--periods N] [--money TIMES]
                               [--limit SECONDS] [--json FILE] [--svg FILE]

How they are run is told in `benchmarks.racing`. All optima must agree, or the benchmark fails.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Final

from benchmarks.drawing import Panel, growth
from benchmarks.grids import Case
from benchmarks.racing import (
    FAILED,
    OURS,
    OURS_CURVED,
    PEERS,
    TIMES,
    Run,
    about,
    race,
    too_long,
)
from benchmarks.registry import Figure, benchmark

SIZES: Final = (1_000, 10_000, 50_000)
LARGE: Final = (*SIZES, 200_000, 1_000_000, 10_000_000)


def compare(cases: Iterable[Case], limit: float, times: int = TIMES) -> Iterator[Run]:
    """Yield a run of every peer for every case, smallest first.

    A peer that took longer than `limit` seconds is left out from then on.
    """
    slow: set[str] = set()
    for case in cases:
        for run in race(case, limit, times=times, without=slow):
            if run.why == too_long(limit):
                slow.add(run.peer)
            yield run


@benchmark
def peers() -> list[Figure]:
    """Solve one small program by every peer that is installed; all optima must agree."""
    runs = list(compare([Case(SIZES[0])], 60.0, times=1))
    for run in runs:
        if run.why == FAILED:
            raise RuntimeError(f"{run.peer} failed")
        if run.why:
            print(f"  {run.peer}: {run.why}")  # such as a package that is not installed
    return [
        Figure(f"{run.links:,} links, {run.peer}", run.total, "s") for run in runs if not run.why
    ]


def table(runs: list[Run]) -> Iterator[str]:
    """Yield the lines of a table in Markdown."""
    yield "| links | periods | | build s | solve s | total s | against ours | peak MB |"
    yield "|---:|---:|---|---:|---:|---:|---:|---:|"
    base = {(run.links, run.peer): run.total for run in runs if PEERS[run.peer].run is None}
    for run in runs:
        start = f"| {run.links:,} | {run.periods} | {run.peer} |"
        if run.why:
            yield f"{start} {run.why} | | | | |"
            continue
        ratio = run.total / base[run.links, OURS_CURVED if PEERS[run.peer].curved else OURS]
        seconds = " | ".join(f"{part:.3g}" for part in (run.build, run.solve, run.total))
        yield f"{start} {seconds} | {ratio:.2g} | {run.megabytes:,.0f} |"


def picture(runs: list[Run]) -> str:
    """Return time and memory against links, as SVG text."""
    seconds: dict[str, list[tuple[float, float]]] = {}
    megabytes: dict[str, list[tuple[float, float]]] = {}
    for run in runs:
        if not run.why:
            seconds.setdefault(run.peer, []).append((run.links, run.total))
            megabytes.setdefault(run.peer, []).append((run.links, run.megabytes))
    time = Panel("Seconds to build and solve", "s", seconds)
    return growth([time, Panel("Peak memory, MB", "MB", megabytes)])


def main() -> int:
    """Run all sizes, print the table, and write the figures and the picture if asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers")
    parser.add_argument("--large", action="store_true", help="up to 10,000,000 links")
    parser.add_argument("--sizes", type=int, nargs="+", help="other numbers of links")
    parser.add_argument("--periods", type=int, default=1)
    parser.add_argument("--money", type=float, default=1.0, help="times the usual money")
    parser.add_argument("--limit", type=float, default=120.0, help="seconds a peer may take")
    parser.add_argument("--times", type=int, default=TIMES, help="how often ours is run")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--svg", type=Path, help="draw time and memory to this file")
    asked = parser.parse_args()
    sizes = sorted(asked.sizes or (LARGE if asked.large else SIZES))
    cases = [Case(size, asked.periods, asked.money) for size in sizes]
    runs: list[Run] = []
    for run in compare(cases, asked.limit, asked.times):
        runs.append(run)
        print(f"{run.links:>9,} {run.peer:<26}{run.why or f'{run.total:.3f} s'}", file=sys.stderr)
        if asked.json:  # after every run, lest a long comparison be lost
            figures = {"about": about(), "runs": [asdict(each) for each in runs]}
            asked.json.write_text(json.dumps(figures, indent=1), encoding="utf-8")
    print("\n".join(f"{name} {version}" for name, version in about().items()))
    print("\n".join(table(runs)))
    if asked.svg:
        asked.svg.write_text(picture(runs), encoding="utf-8")
    return int(any(run.why == FAILED for run in runs))


if __name__ == "__main__":
    sys.exit(main())
