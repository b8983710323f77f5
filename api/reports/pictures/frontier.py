"""Value against a bound, as a curve."""

from __future__ import annotations

from collections.abc import Iterator

from api import figures, headers
from api.reports import wording
from api.reports.blocks import Chart, Grid
from api.reports.charts.curve import Curve, line
from api.show.analyses.frontier import MOST_ROWS, bound_text
from optimizer.analyses.frontier import Frontier
from scenarios.words import Language


def draw(frontier: Frontier, language: Language) -> Iterator[Chart]:
    """Yield value against the bound, through those points that have a plan."""
    table = frontier.tables["points"]
    known = table[table["value"].notna()] if len(table) else table
    if len(known) < 2:
        return
    points = [(float(x), float(y)) for x, y in zip(known["bound"], known["value"], strict=True)]
    knees = [number for number, marked in enumerate(known["knee"]) if marked]
    write = figures.amounts_like(value for _, value in points)
    axes = frontier.against.name, headers.HEADERS["value"][language]
    title = wording.CURVE.format(name=axes[0])[language]
    about = wording.CURVE_ABOUT[language]
    mark = (knees[0], wording.KNEE[language]) if knees else None
    picture = line(Curve("curve", title, about, points, axes, (bound_text, write), mark))
    grid = Grid(axes, tuple((bound_text(x), write(y)) for x, y in points))
    told = len(table) <= MOST_ROWS  # by the table of the page
    yield Chart(title, wording.IN_POINTS[language], about, picture, grid, elsewhere=told)
