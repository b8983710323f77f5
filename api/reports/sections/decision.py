"""The first page: the decision, its headline figures, who pays and receives, and the map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pandas as pd

from api import figures, headers
from api.reports import wording
from api.reports.blocks import Block, Chart, Figure, Figures, Grid, Section, Sentence
from api.reports.charts.bars import Bars, grouped
from api.reports.charts.map import Arc, Circle, Map, Shape, bubbles
from api.reports.dossier import Dossier
from api.reports.recording import blocks
from scenarios.words import Text

ARCS: Final = 24
BARS: Final = 10
"""How many pairs of cities, and where there is no map how many cities, are drawn."""


def decision(dossier: Dossier) -> Section:
    """Return the decision on one page."""
    return Section("decision", dossier.say(wording.DECISION), tuple(_blocks(dossier)))


def _blocks(dossier: Dossier) -> Iterator[Block]:
    said = list(blocks(dossier.page.summary()))
    yield said[2]  # the title and the fund stand above
    yield _figures(dossier)
    yield from said[3:]
    if dossier.allocation.value:
        yield Sentence(_point(dossier))
    yield from blocks(dossier.page.jurisdictions())
    yield _map(dossier) or _bars(dossier)


def _point(dossier: Dossier) -> str:
    unit, money = dossier.unit, dossier.one_unit()
    return dossier.say(wording.POINT, unit=unit, money=money, mean=dossier.price(dossier.mean))


def _figures(dossier: Dossier) -> Figures:
    answer, say, page = dossier.allocation, dossier.say, dossier.page
    across = answer.tables["cities"]["cross_border_received"].sum() / max(answer.spent, 1e-300)
    cities = answer.tables["cities"]
    value, bound = (figures.fixed(number or 0.0, 1) for number in (answer.value, answer.bound))
    value_across = figures.percent(answer.value_shares.get("cross_border", 0.0))
    return Figures(
        (
            Figure(
                say(wording.MONEY),
                say(page.money(answer.spent)),
                say(wording.OF_MONEY, amount=page.money(answer.available)),
            ),
            Figure(
                say(wording.WORTH),
                say(wording.POINTS, value=value),
                say(wording.AT_MOST, bound=bound),
            ),
            Figure(
                say(wording.JOINT),
                figures.percent(float(across)),
                say(wording.JOINT_VALUE, share=value_across),
            ),
            Figure(
                say(wording.REACHED),
                f"{int((cities['received'] > 0).sum()):,}",
                say(wording.OF_CITIES, n=f"{len(cities):,}"),
            ),
        )
    )


# --- the map --------------------------------------------------------------------------------------


def _map(dossier: Dossier) -> Chart | None:
    """Return the map, if it is known where the cities are."""
    cities, scenario = dossier.allocation.tables["cities"].set_index("id"), dossier.scenario
    if not all(city.lon is not None and city.lat is not None for city in scenario.cities):
        return None
    circles = [
        Circle(
            city.id,
            _short(dossier.name("cities", city.id)),
            city.lon or 0.0,
            city.lat or 0.0,
            float(str(cities.loc[city.id, "received"])),
            dossier.colours[city.jurisdiction],
        )
        for city in scenario.cities
    ]
    pairs = joint_pairs(dossier.allocation.tables["grants"])[:ARCS]
    about = _about(dossier, circles, len(pairs))
    title = dossier.say(wording.MAP)
    drawn = Map(
        key="map",
        title=title,
        about=about,
        circles=circles,
        arcs=[Arc(one, other, amount) for (one, other), amount in pairs],
        shapes=_shapes(dossier),
        legend=[
            (dossier.name("jurisdictions", part.id), dossier.colours[part.id])
            for part in scenario.jurisdictions
        ],
        write=dossier.page.amount,
    )
    told = _pairs(dossier, pairs), _notes(dossier), True
    return Chart(title, dossier.unit, about, bubbles(drawn), *told)


def _about(dossier: Dossier, circles: list[Circle], arcs: int) -> str:
    largest = sorted(circles, key=lambda circle: -circle.amount)[:3]
    comma = dossier.say(Text(zh="、", en=", "))
    first = comma.join(f"{city.name} {dossier.page.amount(city.amount)}" for city in largest)
    if arcs:
        return dossier.say(wording.MAP_ABOUT, n=arcs, first=first)
    return dossier.say(wording.MAP_PLAIN, first=first)


def _notes(dossier: Dossier) -> tuple[str, ...]:
    if dossier.base is None:
        return (dossier.say(wording.SEATS), dossier.say(wording.IN_MORE))
    approved = dossier.say(wording.APPROVED, approval=dossier.base.approval)
    return (approved, dossier.say(wording.IN_MORE))


def _shapes(dossier: Dossier) -> list[Shape]:
    if dossier.base is None:
        return []
    outlines = dossier.base.outlines
    return [
        Shape(outlines[city.code], dossier.colours[city.jurisdiction])
        for city in dossier.scenario.cities
        if city.code in outlines
    ]


def _short(name: str) -> str:
    """Return the name of a city without what tells it from another of the same name."""
    return name.split(" (")[0].split(" (")[0]


Pairs = list[tuple[tuple[str, str], float]]


def joint_pairs(grants: pd.DataFrame) -> Pairs:
    """Return the money of joint work across borders by pair of cities, most first.

    A project of several cities counts for each pair of them, with an equal part of its money.
    """
    found: dict[tuple[str, str], float] = {}
    across = grants[grants["cross_border"]]
    for sites, amount in zip(across["sites"], across["amount"], strict=True):
        cities = sorted({str(site).split("/")[0] for site in sites})
        pairs = [(one, other) for n, one in enumerate(cities) for other in cities[n + 1 :]]
        for pair in pairs:
            found[pair] = found.get(pair, 0.0) + float(amount) / len(pairs)
    return sorted(found.items(), key=lambda part: -part[1])


def _pairs(dossier: Dossier, pairs: Pairs) -> Grid:
    columns = (dossier.say(wording.PAIR), dossier.say(headers.HEADERS["amount"]))
    rows = tuple(
        (" – ".join(dossier.name("cities", city) for city in pair), dossier.page.amount(amount))
        for pair, amount in pairs
    )
    return Grid(columns, rows)


# --- without a map --------------------------------------------------------------------------------


def _bars(dossier: Dossier) -> Chart:
    """Return the cities that receive most as bars, where it is not known where they are."""
    table = dossier.allocation.tables["cities"]
    top = table.sort_values("received", ascending=False, kind="stable").head(BARS)
    names = [dossier.name("cities", str(city)) for city in top["id"]]
    received = [float(amount) for amount in top["received"]]
    title, about = dossier.say(wording.CITIES), dossier.say(wording.CITIES_ABOUT, n=len(names))
    series = [(dossier.say(headers.HEADERS["received"]), received)]
    picture = grouped(Bars("cities", title, about, names, series, dossier.page.amount))
    rows = tuple(zip(names, map(dossier.page.amount, received), strict=True))
    columns = tuple(dossier.page.headers("city", "received"))
    notes = (dossier.say(wording.NO_PLACES),)
    return Chart(title, dossier.unit, about, picture, Grid(columns, rows), notes, elsewhere=True)
