"""The first page: the decision, its headline figures, who pays and receives, and the map."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Final

import pandas as pd

from api import figures, headers
from api.reports import wording
from api.reports.blocks import Block, Chart, Figure, Figures, Grid, Height, Section, Sentence
from api.reports.charts.bars import Bars, grouped
from api.reports.charts.map import Arc, Circle, Map, Shape, bubbles
from api.reports.dossier import Dossier
from api.reports.recording import blocks
from scenarios.words import Text

ARCS: Final = 24
BARS: Final = 8
"""How many pairs of cities, and where there is no map how many cities, are drawn."""

HEIGHTS: Final[tuple[tuple[int, Height], ...]] = (
    *((5, "large"), (8, "half")),
    *((11, "third"), (14, "quarter")),
)
"""Up to how many rows of the table above leave how much room."""


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
    money = dossier.one_unit()
    return dossier.say(wording.POINT, money=money, mean=dossier.price(dossier.mean))


def _figures(dossier: Dossier) -> Figures:
    answer, say, page = dossier.allocation, dossier.say, dossier.page
    across = answer.tables["cities"]["cross_border_received"].sum() / max(answer.spent, 1e-300)
    cities = answer.tables["cities"]
    value, bound = (page.in_points(number or 0.0) for number in (answer.value, answer.bound))
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


def _height(dossier: Dossier) -> Height:
    """Return how much room is left on the first page below the table of jurisdictions."""
    scenario = dossier.scenario
    free = sum(funder.jurisdiction is None for funder in scenario.funders)
    rows = len(scenario.jurisdictions) + free
    return next((height for most, height in HEIGHTS if rows <= most), "fifth")


# --- the map --------------------------------------------------------------------------------------


def _map(dossier: Dossier) -> Chart | None:
    """Return the map, if it is known where the cities are."""
    scenario = dossier.scenario
    if not all(city.lon is not None and city.lat is not None for city in scenario.cities):
        return None
    circles = list(_circles(dossier))
    homes = {city.id: city.jurisdiction for city in scenario.cities}
    pairs = joint_pairs(dossier.allocation.tables["grants"], homes)[:ARCS]
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
    told = _pairs(dossier, pairs), _notes(dossier), True, _height(dossier)
    return Chart(title, dossier.unit, about, bubbles(drawn), *told)


def _circles(dossier: Dossier) -> Iterator[Circle]:
    table = dossier.allocation.tables["cities"]
    received = dict(zip(table["id"], table["received"], strict=True))
    for city in dossier.scenario.cities:
        name, colour = _short(dossier.name("cities", city.id)), dossier.colours[city.jurisdiction]
        at = city.lon or 0.0, city.lat or 0.0
        yield Circle(city.id, name, *at, float(received[city.id]), colour)


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
    return re.split(r"\s*[((]", name, maxsplit=1)[0] or name


Pairs = list[tuple[tuple[str, str], float]]


def joint_pairs(grants: pd.DataFrame, homes: Mapping[str, str]) -> Pairs:
    """Return the money of joint work across borders by pair of cities, most first.

    A project of several cities counts for each pair across a border with an equal part of its
    money. `homes` are the jurisdictions of the cities.
    """
    found: dict[tuple[str, str], float] = {}
    across = grants[grants["cross_border"]]
    for sites, amount in zip(across["sites"], across["amount"], strict=True):
        cities = sorted({str(site).split("/")[0] for site in sites})
        both = combinations(cities, 2)
        pairs = [(one, other) for one, other in both if homes[one] != homes[other]]
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
    told = Grid(columns, rows), notes, True, _height(dossier)
    return Chart(title, dossier.unit, about, picture, *told)
