"""How long work runs: who is told how far it is, what ends it, and when its time is up."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from optimizer.clock import Stopped, Stopping

T = TypeVar("T")


@dataclass(frozen=True)
class Step:
    """How far an analysis is: parts done, parts in all (0: nobody knows), and the part at hand."""

    done: int
    of: int
    at: str = ""


Tell = Callable[[Step], None]
"""Told at every step."""


class Course:
    """How an analysis runs: who is told, what ends it, and when its time is up.

    `seconds` limits the whole of it. `stop` may be set from another thread.
    """

    def __init__(
        self,
        tell: Tell | None = None,
        stop: Stopping | None = None,
        seconds: float = float("inf"),
    ) -> None:
        self.stop = stop or Stopping()
        self._tell = tell or (lambda step: None)
        self._since, self._limit = time.perf_counter(), seconds

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self._since

    @property
    def left(self) -> float:
        """Seconds left, at least 0."""
        return max(0.0, self._limit - self.seconds)

    def tell(self, done: int, of: int, what: str = "") -> None:
        """Tell how far it is."""
        self._tell(Step(done, of, what))

    @property
    def is_over(self) -> bool:
        """Whether somebody asked for a stop, or the time is up."""
        return self.stop.is_set() or not self.left

    def at(self, done: int, of: int, what: str = "") -> None:
        """Tell how far it is; raises `Stopped` where somebody asked for that or the time is up."""
        self.tell(done, of, what)
        if self.stop.is_set():
            raise Stopped("interrupted")
        if not self.left:
            raise Stopped("timeout")

    def over(self, parts: Iterable[T], of: int, name: Callable[[T], str] = str) -> Iterator[T]:
        """Yield the parts one by one, telling of each before its turn; raises `Stopped`."""
        for done, part in enumerate(parts):
            self.at(done, of, name(part))
            yield part
        self._tell(Step(of, of))
