"""What a user waits for: whole commands from a cold start, Python included."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks import launcher
from benchmarks.registry import Figure, benchmark

SOLVE: Final = ("solve", "yrd-biomedicine", "--json")
SOLVE_SECONDS: Final = 2.5
SOLVE_MEGABYTES: Final = 400.0


@dataclass(frozen=True)
class Ended:
    """How a command ended: seconds, peak memory, and what it printed."""

    seconds: float
    megabytes: float
    printed: str

    @property
    def document(self) -> dict[str, Any]:
        """What a command printed with `--json`."""
        return dict(json.loads(self.printed))


def deltafund(*arguments: str, limit: float = 600.0) -> Ended:
    """Run `deltafund` in a new process; `RuntimeError` if it does not end well within `limit`."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "printed"
        asked = [sys.executable, "-m", "api", *arguments]
        told = subprocess.run(
            [sys.executable, "-I", launcher.__file__, str(limit), str(file), *asked],
            stdout=subprocess.PIPE,
            check=True,
        )
        seconds, megabytes, code = json.loads(told.stdout)
        if code != 0:
            raise RuntimeError(f"deltafund {' '.join(arguments)} ended with {code}")
        return Ended(seconds, megabytes, file.read_text(encoding="utf-8"))


@benchmark
def commands() -> list[Figure]:
    """Time `deltafund --help` and `deltafund solve yrd-biomedicine --json`, with peak memory."""
    return [
        *_timed(("--help",), 0.3, 200),
        *_timed(SOLVE, SOLVE_SECONDS, SOLVE_MEGABYTES),
    ]


def _timed(arguments: tuple[str, ...], seconds: float, megabytes: float) -> list[Figure]:
    ended, name = deltafund(*arguments), "deltafund " + " ".join(arguments)
    return [
        Figure(f"{name}, wall", ended.seconds, "s", seconds),
        Figure(f"{name}, peak memory", ended.megabytes, "MB", megabytes),
    ]
