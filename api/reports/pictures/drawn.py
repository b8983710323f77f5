"""Which analyses have charts: a module for each of them beside this one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from api.reports.blocks import Chart
from api.reports.pictures import (
    alternatives,
    audit,
    coalition,
    compare,
    diagnose,
    division,
    ensemble,
    frontier,
    prices,
    whatif,
)
from optimizer.analyses.analysis import Analysis
from scenarios.words import Language

Draw = Callable[[Any, Language], Iterator[Chart]]

DRAWN: Final[dict[str, Draw]] = {
    "alternatives": alternatives.draw,
    "audit": audit.draw,
    "coalition": coalition.draw,
    "compare": compare.draw,
    "diagnose": diagnose.draw,
    "division": division.draw,
    "ensemble": ensemble.draw,
    "frontier": frontier.draw,
    "prices": prices.draw,
    "whatif": whatif.draw,
}


def charts(analysis: Analysis, language: Language) -> Iterator[Chart]:
    """Yield the charts of an analysis; one that nobody drew has none."""
    draw = DRAWN.get(analysis.name)
    if draw is not None:
        yield from draw(analysis, language)
