"""A claim, how it registers itself, and when it holds: only if something was measured and kept."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from benchmarks.registry import Figure

Measured = Iterable[Figure | str]
"""Figures, and what else is to be told, such as a peer that is not installed."""


@dataclass(frozen=True)
class Claim:
    """A line of the table: its number, what is claimed, and how it is measured."""

    number: int
    said: str
    measure: Callable[[], Measured]


@dataclass(frozen=True)
class Verdict:
    """What was measured for a claim; `broken` says why it could not be, if so."""

    claim: Claim
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    broken: str = ""

    @property
    def judged(self) -> list[Figure]:
        """The figures of which something is asked."""
        return [figure for figure in self.figures if figure.judged]

    @property
    def holds(self) -> bool:
        """Whether something was asked, and every figure that was judged keeps to it."""
        kept = all(figure.holds for figure in self.judged)
        return not self.broken and bool(self.judged) and kept


CLAIMS: Final[dict[int, Claim]] = {}


def claim(number: int, said: str) -> Callable[[Callable[[], Measured]], Callable[[], Measured]]:
    """Register a claim under its number; two of one number are refused."""

    def register(measure: Callable[[], Measured]) -> Callable[[], Measured]:
        if number in CLAIMS:
            raise ValueError(f"two claims are number {number}")
        CLAIMS[number] = Claim(number, said, measure)
        return measure

    return register


def judge(asked: Claim) -> Verdict:
    """Measure a claim; what goes wrong is told and never holds."""
    verdict = Verdict(asked)
    try:
        for told in asked.measure():
            if isinstance(told, Figure):
                verdict.figures.append(told)
            else:
                verdict.notes.append(told)
    except Exception as fault:  # one claim that breaks must not hide the others
        broken = f"{type(fault).__name__}: {fault}".removesuffix(": ")
        return Verdict(asked, verdict.figures, verdict.notes, broken)
    return verdict


def table(verdicts: Iterable[Verdict]) -> Iterator[str]:
    """Yield the lines of a table in Markdown, one a claim."""
    yield "| | claim | measured | holds |"
    yield "|---:|---|---|---|"
    for verdict in verdicts:
        parts = [in_words(figure) for figure in verdict.judged]
        if verdict.broken:
            parts.append(f"not measured: {verdict.broken}")
        measured = "; ".join(parts) or "nothing"
        holds = "yes" if verdict.holds else "**no**"
        yield f"| {verdict.claim.number} | {verdict.claim.said} | {measured} | {holds} |"


def in_words(figure: Figure) -> str:
    """Return a figure and what is asked of it, in words."""
    number = "not known" if math.isnan(figure.number) else f"{short(figure.number)} {figure.unit}"
    asked = f"({figure.limit})" if figure.judged else ""
    return " ".join(f"{figure.name} {number} {asked}".split())


def short(number: float) -> str:
    """Return a number with three digits that say something."""
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.3g}"
