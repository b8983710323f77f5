"""How a sweep of 1,000 draws would take with more workers than this machine has: a simulation.

What one worker and the reader need is measured here: a worker's start with the job made ready, each
draw, and taking in a chunk (unpickled, written and synced to disk). From these the sweep is played
through event by event, as `optimizer.sweep` goes about it: chunks of about a second, `AHEAD` given
to each worker, one reader for all. Networks are not simulated: a chunk's answer is some 10 kB.
"""

from __future__ import annotations

import heapq
import pickle
import tempfile
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.processes import in_process
from benchmarks.registry import Figure, benchmark
from optimizer.analyses.draws import Draws, Grants
from optimizer.analyses.ensemble import CHUNK
from optimizer.clock import Stopping
from optimizer.course import Course
from optimizer.kept import Kept
from optimizer.live import Live
from optimizer.model import build
from optimizer.sweep import AHEAD
from scenarios import load
from scenarios.opening import open_ledger
from scenarios.uncertainty import ASSUMED

NAME: Final = "yrd-biomedicine"
TIMED: Final = 40
DRAWS: Final = 1000
WORKERS: Final = (1, 2, 4, 8, 16, 32, 64, 128)


@dataclass(frozen=True)
class Needs:
    """Seconds: before the first draw, for a worker to be ready, for each draw, to take in a chunk.

    `size` is the bytes of a chunk's answer.
    """

    first: float
    ready: float
    draws: tuple[float, ...]
    taking: float
    size: int

    @property
    def chunk(self) -> int:
        """How many draws are sent at once."""
        return max(1, round(CHUNK / float(np.mean(self.draws))))


@benchmark
def scaling() -> list[Figure]:
    """Measure what a draw needs, and play 1,000 draws through with up to 128 workers."""
    needs: Needs = in_process(600, _measure)
    rng = np.random.default_rng(1)
    draws = rng.choice(needs.draws, DRAWS).tolist()
    alone = played(replace(needs, ready=0.0), draws, 1)
    return [
        Figure("base plan, before the first draw", needs.first, "s"),
        Figure("a worker is ready after", needs.ready, "s"),
        Figure("a draw, mean", float(np.mean(needs.draws)), "s"),
        Figure("a chunk taken in", 1000 * needs.taking, "ms"),
        Figure("a chunk's answer", needs.size / 1000, "kB"),
        *(
            Figure(f"{number} workers, simulated", alone / played(needs, draws, number), "times")
            for number in WORKERS
        ),
    ]


def played(needs: Needs, draws: Sequence[float], workers: int) -> float:
    """Return the seconds of a sweep with that many workers, all of which start at once.

    A worker that is free takes what was given out first. The reader takes in one chunk after the
    other, and gives out another for each.
    """
    todo = deque(sum(draws[at : at + needs.chunk]) for at in range(0, len(draws), needs.chunk))
    given = deque(todo.popleft() for _ in range(min(AHEAD * workers, len(todo))))
    ready = needs.first + needs.ready
    ends = [ready + given.popleft() for _ in range(min(workers, len(given)))]
    heapq.heapify(ends)
    free = workers - len(ends)
    reader = needs.first
    while ends:
        now = heapq.heappop(ends)
        reader = max(reader, now) + needs.taking
        free += 1
        if given:
            heapq.heappush(ends, now + given.popleft())
            free -= 1
        if todo:
            given.append(todo.popleft())
        while given and free:  # somebody had nothing left, and waited for the reader
            heapq.heappush(ends, reader + given.popleft())
            free -= 1
    return reader


def _measure(answers: Any) -> None:
    """Answer with what a sweep needs, measured in this process: a new one, as a worker is."""
    scenario = load(NAME)
    since = time.perf_counter()
    ledger = open_ledger(scenario)
    live = Live(build(scenario, ledger), Course())
    plan = live.best()
    if plan is None:
        raise ValueError(f"{NAME} has no plan")
    plans = {"base": Grants.of(ledger, plan)}
    first = time.perf_counter() - since
    job = Draws(scenario, ASSUMED, 1, 10 * scenario.options.gap, plans, plan.prices)
    since = time.perf_counter()
    do = job.open(Stopping())
    opening = time.perf_counter() - since
    seconds, results = [], {}
    for number in range(TIMED):
        since = time.perf_counter()
        results[str(number)] = do(number)
        seconds.append(time.perf_counter() - since)
    needs = Needs(first, opening + _starting(), tuple(seconds), 0.0, 0)
    some = {key: {"result": results[key]} for key in list(results)[: needs.chunk]}
    taking, size = _taking(some)
    answers.send(replace(needs, taking=taking, size=size))


def _starting() -> float:
    """Return the seconds until a new process has imported what a worker needs."""
    since = time.perf_counter()
    in_process(60, _started)
    return time.perf_counter() - since


def _started(answers: Any) -> None:
    answers.send(True)


def _taking(some: dict[str, Any]) -> tuple[float, int]:
    """Return the seconds that the reader needs for a chunk, and the bytes of it."""
    sent = pickle.dumps(some)
    with tempfile.TemporaryDirectory() as folder:
        kept = Kept(Path(folder), {})
        since = time.perf_counter()
        for _ in range(TIMED):
            told = pickle.loads(sent)
            kept.add({key: answer["result"] for key, answer in told.items()})
        return (time.perf_counter() - since) / TIMED, len(sent)
