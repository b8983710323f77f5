"""The service under load on this machine: reads while it solves, a burst, cancelling, starting."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from api.client import Client
from benchmarks.registry import Figure, benchmark

READS: Final = 1000
READERS: Final = 4
BURST: Final = 500
PATIENCE: Final = 900.0
LONG: Final = "yrd-biomedicine"


@contextmanager
def serving() -> Iterator[tuple[subprocess.Popen[str], str, float]]:
    """Serve on a free port; give the process, its address, and the seconds to its first answer."""
    with tempfile.TemporaryDirectory() as folder:
        since = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "api", "serve", "--port", "0", "--lang", "en"],
            env=os.environ | {"DELTAFUND_DATA": folder},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split()[2]
            with Client(address) as client:
                client.me()
            yield process, address, time.perf_counter() - since
        finally:
            process.terminate()
            process.communicate(timeout=60)


@benchmark
def service() -> list[Figure]:
    """Measure the service on SQLite: start, memory, reads while it solves, a burst of runs."""
    with serving() as (process, address, started), Client(address) as client:
        time.sleep(1)
        idle = _held(process)
        long = client.clone_template(LONG).id
        busy = [client.run(long, "division", seconds=600) for _ in range(2)]
        while any(client.get_run(run.id).state == "queued" for run in busy):
            time.sleep(0.1)
        delays = sorted(_read(address, long))
        cancelled = [_cancelled(client, long) for _ in range(2)]
        asked, ended, right = _burst(client)
    return [
        Figure("first answer after the start", started, "s", most=4.0),
        Figure("memory of the idle service", idle, "MB", most=250),
        Figure("reads while two solves run, median", _most(delays, 0.5), "ms"),
        Figure("reads while two solves run, 99 of 100", _most(delays, 0.99), "ms", most=100),
        Figure("cancelled after", max(cancelled), "s", most=1.0),
        Figure(f"{BURST} runs asked for in", asked, "s"),
        Figure(f"{BURST} runs done in", ended, "s"),
        Figure("runs that ended with a result", right, "", least=BURST),
    ]  # fmt: skip


def _most(delays: list[float], share: float) -> float:
    """Return the milliseconds that this share of the sorted delays does not exceed."""
    return 1000 * delays[int(len(delays) * share)]


def _held(process: subprocess.Popen[str]) -> float:
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def _read(address: str, scenario: str) -> list[float]:
    """Return how long each of many reads took, some at once."""

    def reader(number: int) -> list[float]:
        delays = []
        paths = ["/v1/runs", f"/v1/scenarios/{scenario}", "/v1/scenarios", "/v1/me"]
        with Client(address) as client:
            for count in range(READS // READERS):
                since = time.perf_counter()
                client.ask("GET", paths[(count + number) % len(paths)])
                delays.append(time.perf_counter() - since)
                time.sleep(0.01)
        return delays

    with ThreadPoolExecutor(READERS) as pool:
        return [delay for part in pool.map(reader, range(READERS)) for delay in part]


def _cancelled(client: Client, scenario: str) -> float:
    """Return how long a run that would take minutes goes on after it is cancelled."""
    run = client.run(scenario, "ensemble", options={"draws": 1000}, seconds=600)
    while client.get_run(run.id).state == "queued":
        time.sleep(0.1)
    time.sleep(3)
    since = time.perf_counter()
    run = client.cancel(run.id)
    while run.state in ("queued", "running"):
        time.sleep(0.02)
        run = client.get_run(run.id)
    return time.perf_counter() - since


def _burst(client: Client) -> tuple[float, float, float]:
    """Ask for many runs at once; return how long that took, how long all, how many ended well."""
    scenario = client.clone_template("minimal").id
    since = time.perf_counter()
    names = [client.run(scenario).id for _ in range(BURST)]
    asked = time.perf_counter() - since
    runs = [client.wait(client.get_run(name), PATIENCE) for name in names]
    return asked, time.perf_counter() - since, sum(run.state == "succeeded" for run in runs)
