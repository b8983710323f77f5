"""Charts of analyses, drawn from their tables: a function for each analysis that has any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from api import figures, headers
from api.reports import wording
from api.reports.blocks import Chart, Grid
from api.reports.charts.bars import Bars, grouped
from api.reports.charts.curve import Curve, line
from api.show.analyses.division import REGIMES
from optimizer.analyses.analysis import Analysis
from optimizer.analyses.frontier import Frontier
from scenarios.words import Language

Draw = Callable[[Analysis, Language], Iterator[Chart]]


def charts(analysis: Analysis, language: Language) -> Iterator[Chart]:
    """Yield the charts of an analysis; most have none."""
    draw = DRAWN.get(analysis.name)
    if draw is not None:
        yield from draw(analysis, language)


def _division(analysis: Analysis, language: Language) -> Iterator[Chart]:
    """Yield what each regime is worth, as far as it was solved."""
    table = analysis.tables["regimes"]
    if "value" not in table or table["value"].isna().all():
        return
    known = table[table["value"].notna()]
    names = [REGIMES[str(name)][language] for name in known["id"]]
    values = [float(value) for value in known["value"]]
    write = figures.amounts_like(values)
    title, about = wording.REGIMES[language], wording.REGIMES_ABOUT[language]
    heads = headers.HEADERS["regime"][language], headers.HEADERS["value"][language]
    picture = grouped(Bars("regimes", title, about, names, [(heads[1], values)], write))
    grid = Grid(heads, tuple(zip(names, map(write, values), strict=True)))
    yield Chart(title, wording.IN_POINTS[language], about, picture, grid, elsewhere=True)


def _frontier(analysis: Analysis, language: Language) -> Iterator[Chart]:
    """Yield value against the bound, through those points that have a plan."""
    assert isinstance(analysis, Frontier)
    table = analysis.tables["points"]
    known = table[table["value"].notna()] if len(table) else table
    if len(known) < 2:
        return
    points = [(float(x), float(y)) for x, y in zip(known["bound"], known["value"], strict=True)]
    knees = [number for number, marked in enumerate(known["knee"]) if marked]
    write = figures.amounts_like(value for _, value in points)
    axes = analysis.against.name, headers.HEADERS["value"][language]
    title = wording.CURVE.format(name=axes[0])[language]
    about = wording.CURVE_ABOUT[language]
    mark = (knees[0], wording.KNEE[language]) if knees else None
    picture = line(Curve("curve", title, about, points, axes, (_bound, write), mark))
    grid = Grid(axes, tuple((_bound(x), write(y)) for x, y in points), words=0)
    yield Chart(title, wording.IN_POINTS[language], about, picture, grid)


def _bound(number: float) -> str:
    return figures.short(figures.plain(number, 4))


DRAWN: Final[dict[str, Draw]] = {"division": _division, "frontier": _frontier}
