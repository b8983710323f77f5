"""How a benchmark registers itself, and what it returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Figure:
    """One measured figure: name, number, unit, and what it should not exceed, if anything."""

    name: str
    number: float
    unit: str
    most: float | None = None

    @property
    def holds(self) -> bool:
        """Whether the figure is within what is asked of it."""
        return self.most is None or self.number <= self.most


Benchmark = Callable[[], list[Figure]]
BENCHMARKS: Final[dict[str, Benchmark]] = {}


def benchmark(run: Benchmark) -> Benchmark:
    """Register a benchmark under the name of its function."""
    BENCHMARKS[run.__name__] = run
    return run
