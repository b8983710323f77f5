"""What division costs: the worth of each regime."""

from __future__ import annotations

from collections.abc import Iterator

from api import figures, headers
from api.reports import wording
from api.reports.blocks import Chart
from api.reports.pictures.charting import Titled, bar_chart
from api.show.analyses.division import REGIMES
from optimizer.analyses.division import Division
from scenarios.words import Language


def draw(division: Division, language: Language) -> Iterator[Chart]:
    """Yield what each regime is worth, as far as it was solved."""
    table = division.tables["regimes"]
    if "value" not in table or table["value"].isna().all():
        return
    known = table[table["value"].notna()]
    names = [REGIMES[str(name)][language] for name in known["id"]]
    values = [float(value) for value in known["value"]]
    titled = Titled(
        "regimes",
        wording.REGIMES[language],
        wording.IN_POINTS[language],
        wording.REGIMES_ABOUT[language],
        headers.HEADERS["regime"][language],
    )
    series = [(headers.HEADERS["value"][language], values)]
    yield bar_chart(titled, names, series, figures.amounts_like(values), elsewhere=True)
