"""How a benchmark registers itself, and what it returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Figure:
    """One measured figure: name, number, unit, and the most or least that it may be, if asked.

    A number that could not be measured is NaN, and keeps no limit.
    """

    name: str
    number: float
    unit: str
    most: float | None = None
    least: float | None = None

    @property
    def judged(self) -> bool:
        """Whether anything is asked of the figure."""
        return self.most is not None or self.least is not None

    @property
    def holds(self) -> bool:
        """Whether the figure is within what is asked of it."""
        below = self.most is None or self.number <= self.most
        above = self.least is None or self.number >= self.least
        return bool(below and above)

    @property
    def limit(self) -> str:
        """What is asked of the figure, in words; empty if nothing is."""
        asked = (("at most", self.most), ("at least", self.least))
        return ", ".join(f"{word} {side:,g}" for word, side in asked if side is not None)


Benchmark = Callable[[], list[Figure]]
BENCHMARKS: Final[dict[str, Benchmark]] = {}


def benchmark(run: Benchmark) -> Benchmark:
    """Register a benchmark under the name of its function."""
    BENCHMARKS[run.__name__] = run
    return run
