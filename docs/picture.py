"""Draws docs/yrd.svg, the map in the README, from a solve of the shipped scenario.

    python docs/picture.py [--outlines]

Circles are the money that a city receives over all periods (area in proportion). Arcs join the
pairs of cities with the most joint money across a provincial border. The city seats carry the
picture. With `--outlines` the borders of `yrd41.geojson` beside the scenario are drawn below them,
thinned out: for a look of one's own, since a map that is published in China needs an approved base.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from optimizer import Allocation, solve
from scenarios import load, shipped
from scenarios.scenario import Scenario

NAME = "yrd-biomedicine"
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 680, 790, 16, 66, 16
WEST, EAST, SOUTH, NORTH = 114.7, 123.3, 26.9, 35.3
STRETCH = math.cos(math.radians((SOUTH + NORTH) / 2))
SCALE = (HEIGHT - TOP - BOTTOM) / (NORTH - SOUTH)
COLOURS = {"shanghai": "#c2543d", "jiangsu": "#2f6f9f", "zhejiang": "#3c8657", "anhui": "#a8782a"}
ARCS, LABELS = 24, 12
STYLE = """
text { font-family: Helvetica, Arial, 'DejaVu Sans', sans-serif; fill: #1b2436 }
.land { fill-opacity: .13; stroke: #ffffff; stroke-width: 1 }
.arc { fill: none; stroke: #33415c; stroke-opacity: .5 }
.city { fill-opacity: .78; stroke: #ffffff; stroke-width: 1 }
.label { font-size: 13px }
.halo { font-size: 13px; stroke: #ffffff; stroke-width: 3px }
.title { font-size: 19px; font-weight: bold }
.note { font-size: 13px; fill: #4a5670 }
"""


def main() -> None:
    """Solve and write the picture."""
    scenario = load(NAME)
    outlines = list(_outlines(shipped()[NAME].parent)) if "--outlines" in sys.argv else []
    parts = [*outlines, *_money(scenario, solve(scenario))]
    text = "\n".join([*_frame(scenario), *parts, "</svg>", ""])
    (Path(__file__).parent / "yrd.svg").write_text(text, encoding="utf-8", newline="\n")


def _frame(scenario: Scenario) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(scenario.title.en)}: money received by 41 cities">'
    )
    yield f"<style>{STYLE}</style>"
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'


def place(lon: float, lat: float) -> tuple[float, float]:
    """Return where a point in degrees stands in the picture."""
    return LEFT + (lon - WEST) * SCALE * STRETCH, TOP + (NORTH - lat) * SCALE


# --- outlines ------------------------------------------------------------------------------------


def _outlines(folder: Path) -> Iterator[str]:
    found = json.loads((folder / "yrd41.geojson").read_text(encoding="utf-8"))
    owner = {city.code: city.jurisdiction for city in load(NAME).cities}
    for feature in found["features"]:
        shapes = feature["geometry"]["coordinates"]
        rings = shapes if feature["geometry"]["type"] == "Polygon" else sum(shapes, [])
        path = "".join(_ring(ring) for ring in rings)
        colour = COLOURS[owner[feature["properties"]["code"]]]
        yield f'<path class="land" fill="{colour}" d="{path}"/>'


def _ring(ring: list[list[float]]) -> str:
    """Return a closed line through those points that are at least 1.2 apart in the picture."""
    kept: list[tuple[float, float]] = []
    for lon, lat in ring:
        point = place(lon, lat)
        if not kept or math.dist(point, kept[-1]) >= 1.2:
            kept.append(point)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + "Z" if len(kept) > 2 else ""


# --- money ---------------------------------------------------------------------------------------


def _money(scenario: Scenario, answer: Allocation) -> Iterator[str]:
    cities = answer.table("cities").sort_values("received", ascending=False, kind="stable")
    places = {city.id: place(city.lon or 0.0, city.lat or 0.0) for city in scenario.cities}
    names = {city.id: city.name.en.split(" (")[0] for city in scenario.cities if city.name}
    most = float(cities["received"].max())
    circles = [
        Circle(names[row.id], *places[row.id], radius(row.received, most), row.jurisdiction)
        for row in cities.itertuples()
    ]
    yield from map(_circle, circles)
    links = _joint_money(answer.table("grants")).head(ARCS)
    for (one, other), amount in links.items():
        width, path = 0.8 + 9 * amount / links.max(), _arc(places[one], places[other])
        yield f'<path class="arc" stroke-width="{width:.1f}" d="{path}"/>'
    yield from _labels(circles)
    yield from _words(scenario, most, float(links.sum()))


def _joint_money(grants: pd.DataFrame) -> pd.Series:
    """Return the money of joint work across borders by pair of cities, most first."""
    across = grants[grants["cross_border"]]
    pairs = across["sites"].map(lambda sites: tuple(sorted(site.split("/")[0] for site in sites)))
    return across.groupby(pairs)["amount"].sum().sort_values(ascending=False, kind="stable")


def _arc(start: tuple[float, float], end: tuple[float, float]) -> str:
    """Return a curve that bends to one side of the way from the western to the eastern end."""
    (x, y), (u, v) = sorted((start, end))
    bend = 0.16
    middle = ((x + u) / 2 + bend * (v - y), (y + v) / 2 - bend * (u - x))
    return f"M{x:.1f} {y:.1f}Q{middle[0]:.1f} {middle[1]:.1f} {u:.1f} {v:.1f}"


class Circle(NamedTuple):
    """The money of one city in the picture."""

    name: str
    x: float
    y: float
    r: float
    owner: str


def radius(amount: float, most: float) -> float:
    """Return the radius of a circle whose area is in proportion to the amount."""
    return 32 * math.sqrt(amount / most)


def _circle(city: Circle) -> str:
    return (
        f'<circle class="city" fill="{COLOURS[city.owner]}" cx="{city.x:.1f}" cy="{city.y:.1f}" '
        f'r="{max(1.5, city.r):.1f}"/>'
    )


def _labels(circles: list[Circle]) -> Iterator[str]:
    """Name the largest cities, each on the first side where nothing else is in the way."""
    taken = [
        (city.x - side, city.y - side, city.x + side, city.y + side)
        for city in circles
        for side in [0.8 * city.r]
    ]
    for city in circles[:LABELS]:
        wide, gap = 7.4 * len(city.name), city.r + 4
        corners = [
            (city.x + gap, city.y - 7),
            (city.x - gap - wide, city.y - 7),
            (city.x - wide / 2, city.y + gap - 2),
            (city.x - wide / 2, city.y - gap - 13),
            (city.x + 0.7 * gap, city.y - 0.7 * gap - 13),
            (city.x - 0.7 * gap - wide, city.y - 0.7 * gap - 13),
            (city.x - 0.85 * gap - wide, city.y + 0.45 * gap),
        ]
        free = [(x, y) for x, y in corners if not _hits((x, y, x + wide, y + 15), taken)]
        x, y = (free or corners)[0]
        taken.append((x, y, x + wide, y + 15))
        for style in ("halo", "label"):
            yield f'<text class="{style}" x="{x:.1f}" y="{y + 12:.1f}">{escape(city.name)}</text>'


Box = tuple[float, float, float, float]


def _hits(box: Box, others: list[Box]) -> bool:
    x, y, u, v = box
    return any(x < right and left < u and y < low and top < v for left, top, right, low in others)


def _words(scenario: Scenario, most: float, shown: float) -> Iterator[str]:
    unit, periods = scenario.money.words.en, scenario.periods
    yield _text("title", 20, 32, scenario.title.en)
    about = f"Money received {periods[0]}-{periods[-1]}, {unit}. The size of the fund is assumed."
    yield _text("note", 20, 54, about)
    for number, part in enumerate(scenario.jurisdictions):
        y = 560 + 22 * number
        yield f'<circle class="city" fill="{COLOURS[part.id]}" cx="28" cy="{y - 4}" r="7"/>'
        yield _text("note", 44, y, part.name.en if part.name else part.id)
    for number, amount in enumerate((2000, 500)):
        y, r = 568 + 46 * number, radius(amount, most)
        yield f'<circle class="city" fill="#8a94a8" cx="148" cy="{y}" r="{r:.1f}"/>'
        yield _text("note", 180, y + 4, f"{amount:,}")
    yield _text("note", 20, 676, f"Arcs: the {ARCS} pairs of cities with")
    yield _text("note", 20, 694, "the most joint money across a border,")
    yield _text("note", 20, 712, f"together {shown:,.0f}")


def _text(style: str, x: float, y: float, text: str) -> str:
    return f'<text class="{style}" x="{x}" y="{y}">{escape(text)}</text>'


if __name__ == "__main__":
    main()
