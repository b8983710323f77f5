"""Work for sweeps: squares, with a worker that fails, dies or waits where an item asks for it."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optimizer.clock import Stopping
from optimizer.sweep import Do


@dataclass(frozen=True)
class Squares:
    """Squares numbers; `once` is a file that is there after the first death."""

    once: str = ""
    deadly: int = -1
    wait: float = 0.0

    def asked(self) -> Any:
        return ["squares"]

    def open(self, stop: Stopping) -> Do:
        return self.do

    def do(self, number: int) -> dict[str, float]:
        if number < 0:
            raise ValueError(f"{number} is below nothing")
        if number == self.deadly and not (self.once and Path(self.once).exists()):
            if self.once:
                Path(self.once).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(self.wait)
        return {"square": number**2, "root": number**0.5}
