"""Charts of analyses, drawn from their tables: a function for each analysis that has any."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from api import figures, headers
from api.reports import wording
from api.reports.blocks import Chart, Grid
from api.reports.charts.bars import Bars, grouped
from api.show.analyses.division import REGIMES
from optimizer.analyses.analysis import Analysis
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


DRAWN: Final[dict[str, Draw]] = {"division": _division}
