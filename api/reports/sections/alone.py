"""Gains and losses against going alone: who is better off in the fund, and who is not."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from api import figures, headers
from api.reports import wording
from api.reports.blocks import Block, Chart, Grid, Section, Sentence
from api.reports.charts.bars import Bars, signed
from api.reports.dossier import Dossier
from api.reports.sections.analyses import inside
from api.words import COMMA, TOTAL


def alone(dossier: Dossier) -> Section:
    """Return the section; where nothing was computed it says so."""
    return Section("alone", dossier.say(wording.ALONE), tuple(_blocks(dossier)))


def _blocks(dossier: Dossier) -> Iterator[Block]:
    yield Sentence(dossier.say(wording.ALONE_IS))
    table = _gains(dossier)
    if table is None:
        yield Sentence(dossier.say(wording.NOT_COMPUTED), strong=True)
    else:
        yield from _told(dossier, table)
    division = dossier.analysis("division")
    if division is None:
        yield Sentence(dossier.say(wording.MORE_DIVISION))
    else:
        yield from inside(division, dossier.language)


def _gains(dossier: Dossier) -> pd.DataFrame | None:
    """Return a row a jurisdiction: its value, what it could do alone, its gain."""
    table = dossier.allocation.tables["jurisdictions"][["id", "value", "alone", "gain"]]
    if table["alone"].notna().all():
        return table
    if dossier.alone is None:
        return None
    mine = table["id"].map(dict(dossier.alone)).astype(float)
    return table.assign(alone=mine, gain=table["value"] - mine)


def _told(dossier: Dossier, table: pd.DataFrame) -> Iterator[Block]:
    tolerance = dossier.scenario.options.gap * float(table["value"].abs().max())
    losers = table[table["gain"] < -tolerance]
    if losers.empty:
        yield Sentence(dossier.say(wording.ALL_GAIN), strong=True)
    else:
        named = [dossier.name("jurisdictions", str(name)) for name in losers["id"]]
        joined = dossier.say(COMMA).join(named)
        yield Sentence(dossier.say(wording.LOSERS, names=joined), strong=True)
    free = [funder.id for funder in dossier.scenario.funders if funder.jurisdiction is None]
    if free:
        names = dossier.say(COMMA).join(dossier.name("funders", name) for name in free)
        yield Sentence(dossier.say(wording.NOBODYS, names=names))
    yield _chart(dossier, table)


def _chart(dossier: Dossier, table: pd.DataFrame) -> Chart:
    write = figures.amounts_like([*table["value"], *table["alone"]])
    names = [dossier.name("jurisdictions", str(name)) for name in table["id"]]
    gains = [float(gain) for gain in table["gain"]]
    title, about = dossier.say(wording.GAINS), dossier.say(wording.GAINS_ABOUT)

    def change(number: float) -> str:
        return figures.signed(number, write)

    picture = signed(Bars("gains", title, about, names, [(title, gains)], change))
    columns = ("jurisdiction", "value", "alone", "gain")
    rows = [
        (name, write(value), write(mine), change(gain))
        for name, value, mine, gain in zip(
            names, table["value"], table["alone"], gains, strict=True
        )
    ]
    sums = [float(table[column].sum()) for column in columns[1:]]
    total = (dossier.say(TOTAL), write(sums[0]), write(sums[1]), change(sums[2]))
    heads = tuple(dossier.say(headers.HEADERS[column]) for column in columns)
    grid = Grid(heads, (*rows, total), total=True)
    return Chart(title, dossier.say(wording.IN_POINTS), about, picture, grid)
