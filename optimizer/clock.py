"""Where the time goes, how much of it is left, and how a solve is told to stop."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

Stopping = threading.Event
"""Set from any thread to end a solve with what was found so far."""


class Stopped(Exception):  # no error: somebody asked, or the time is up
    """A solve was ended before its end; `by` says what: `timeout` or `interrupted`."""

    def __init__(self, by: str) -> None:
        self.by = by
        super().__init__(by)


@dataclass(eq=False)
class Clock:
    """Seconds spent per phase since the start, and the limit (seconds) to keep."""

    limit: float
    start: float = field(default_factory=time.perf_counter)
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def left(self) -> float:
        """Seconds left, at least 0."""
        return max(0.0, self.limit - (time.perf_counter() - self.start))

    def book(self, phase: str, since: float) -> float:
        """Book the time since `since` to `phase`; return the time now."""
        now = time.perf_counter()
        self.seconds[phase] = self.seconds.get(phase, 0.0) + now - since
        return now
