"""Where the time goes, and how much of it is left."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


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
