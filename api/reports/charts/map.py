"""The map: circles at the seats of cities for the money they receive, arcs for joint work.

Borders are drawn only from a base map that carries its approval number (see `api.reports.basemap`);
without one the seats of the cities carry the picture.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from api.reports.charts.drawing import WIDTH, Drawing, Point, legend_height, wide

EDGE: Final = 34
TALLEST: Final = 450
LOWEST: Final = 260
LARGEST: Final = 30
"""Radius of the largest circle."""
LABELS: Final = 16
FAR: Final = (14, 26, 40, 56)
"""How far from its circle a name may stand where there is no room beside it."""
DIRECTIONS: Final = 16
Box = tuple[float, float, float, float]
Ring = Sequence[Point]


@dataclass(frozen=True)
class Circle:
    """A city: where its seat is, what it receives, and in which colour."""

    id: str
    name: str
    lon: float
    lat: float
    amount: float
    colour: str


@dataclass(frozen=True)
class Arc:
    """Joint work of two cities."""

    start: str
    end: str
    amount: float


@dataclass(frozen=True)
class Shape:
    """An outline of the base map, in the colour of its jurisdiction."""

    rings: Sequence[Ring]
    colour: str


@dataclass(frozen=True)
class Map:
    """What the map shows."""

    key: str
    title: str
    about: str
    circles: Sequence[Circle]
    arcs: Sequence[Arc]
    shapes: Sequence[Shape]
    legend: Sequence[tuple[str, str]]
    write: Callable[[float], str]


class _Places:
    """From degrees to points of the drawing: true to angles in the middle of the map."""

    def __init__(self, circles: Sequence[Circle], above: float) -> None:
        lons, lats = [c.lon for c in circles], [c.lat for c in circles]
        self.west, self.north = min(lons), max(lats)
        wide_, high = max(lons) - self.west, self.north - min(lats)
        self.stretch = math.cos(math.radians((self.north + min(lats)) / 2))
        inner = WIDTH - 2 * EDGE
        scales = [inner / max(wide_ * self.stretch, 1e-9), (TALLEST - 2 * EDGE) / max(high, 1e-9)]
        self.scale = min(scales)
        self.left = (WIDTH - wide_ * self.stretch * self.scale) / 2
        self.height = min(max(high * self.scale + 2 * EDGE, LOWEST), TALLEST)
        self.top = above + (self.height - high * self.scale) / 2

    def point(self, lon: float, lat: float) -> Point:
        """Return where a point in degrees stands."""
        x = self.left + (lon - self.west) * self.stretch * self.scale
        return x, self.top + (self.north - lat) * self.scale


def bubbles(map_: Map) -> Element:
    """Draw the map."""
    above = legend_height(map_.legend) + 4
    places = _Places(map_.circles, above)
    drawing = Drawing(map_.key, map_.title, map_.about, places.height + above)
    for shape in map_.shapes:
        path = "".join(_ring(ring, places) for ring in shape.rings)
        drawing.add("path", d=path, fill=shape.colour, class_="land")
    most = max((circle.amount for circle in map_.circles), default=0.0)
    seen = {circle.id: places.point(circle.lon, circle.lat) for circle in map_.circles}
    radii = {circle.id: _radius(circle.amount, most) for circle in map_.circles}
    ordered = sorted(map_.circles, key=lambda circle: -circle.amount)
    for circle in ordered:
        x, y = seen[circle.id]
        drawing.add("circle", f"{circle.name}: {map_.write(circle.amount)}", cx=x, cy=y,
                    r=radii[circle.id], fill=circle.colour, class_="city")  # fmt: skip
    _arcs(drawing, map_, seen)
    _labels(drawing, ordered, seen, radii)
    drawing.legend(map_.legend, (2, 14))
    return drawing.root


def _radius(amount: float, most: float) -> float:
    """Return a radius that makes the area proportional to the amount."""
    return max(1.8, LARGEST * math.sqrt(max(amount, 0.0) / max(most, 1e-300)))


def _ring(ring: Ring, places: _Places) -> str:
    """Return a closed line through those points that are at least 1.2 apart in the drawing."""
    kept: list[Point] = []
    for lon, lat in ring:
        point = places.point(lon, lat)
        if not kept or math.dist(point, kept[-1]) >= 1.2:
            kept.append(point)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in kept) + "Z" if len(kept) > 2 else ""


def _arcs(drawing: Drawing, map_: Map, seen: dict[str, Point]) -> None:
    most = max((arc.amount for arc in map_.arcs), default=0.0)
    names = {circle.id: circle.name for circle in map_.circles}
    for arc in map_.arcs:
        tip = f"{names[arc.start]} – {names[arc.end]}: {map_.write(arc.amount)}"
        drawing.add("path", tip, d=_curve(seen[arc.start], seen[arc.end]), class_="arc",
                    stroke_width=0.8 + 7 * arc.amount / max(most, 1e-300))  # fmt: skip


def _curve(start: Point, end: Point) -> str:
    """Return a curve that bends to one side of the way from the western to the eastern end."""
    (x, y), (u, v) = sorted((start, end))
    bend = 0.16
    middle = ((x + u) / 2 + bend * (v - y), (y + v) / 2 - bend * (u - x))
    return f"M{x:.1f} {y:.1f}Q{middle[0]:.1f} {middle[1]:.1f} {u:.1f} {v:.1f}"


def _labels(
    drawing: Drawing,
    circles: Sequence[Circle],
    seen: dict[str, Point],
    radii: dict[str, float],
) -> None:
    """Name the largest cities, each on the first side where nothing else is in the way.

    Where there is none close by, the name stands further off, at the end of a line.
    """
    taken = [_around(seen[circle.id], radii[circle.id]) for circle in circles]
    for number, circle in enumerate(circles[:LABELS]):
        at, radius, length = seen[circle.id], radii[circle.id], wide(circle.name)
        near, far = list(_spots(at, radius + 4, length)), list(_far(at, radius, length))
        free = [spot for spot in (*near, *far) if not _hits(_box(spot, length), taken)]
        others = [(seen[other.id], radii[other.id]) for other in circles if other is not circle]
        free.sort(key=lambda spot: spot in far and _crosses(at, _box(spot, length), others))
        if not free and number >= LABELS // 2:
            continue
        spot = (free or near)[0]
        taken.append(_box(spot, length))
        if spot in far:
            drawing.line(at, _nearest(_box(spot, length), at), "lead")
        for style in ("halo", "label"):
            drawing.write((spot[0], spot[1] + 12), circle.name, class_=style)


def _box(spot: Point, length: float) -> Box:
    """Return where a name stands whose corner is there."""
    return *spot, spot[0] + length, spot[1] + 15


def _nearest(box: Box, at: Point) -> Point:
    """Return the point of a box that is nearest to a point."""
    (left, top, right, low), (x, y) = box, at
    return min(max(x, left), right), min(max(y, top), low)


def _crosses(at: Point, box: Box, circles: Sequence[tuple[Point, float]]) -> bool:
    """Tell whether the line from a point to a name runs through a circle beside that point's."""
    (x, y), (u, v) = at, _nearest(box, at)
    steps = [(x + (u - x) * step / 12, y + (v - y) * step / 12) for step in range(13)]
    beside = [(middle, r) for middle, r in circles if math.dist(at, middle) > r]
    return any(math.dist(step, middle) < r + 2 for step in steps for middle, r in beside)


def _far(at: Point, radius: float, length: float) -> Iterator[Point]:
    """Yield corners of a name further off, all around, the nearest first."""
    x, y = at
    for away in FAR:
        for step in range(DIRECTIONS):
            angle = 2 * math.pi * step / DIRECTIONS
            u, v = x + (radius + away) * math.cos(angle), y + (radius + away) * math.sin(angle)
            yield u - length * (1 - math.cos(angle)) / 2, v - 7.5 * (1 - math.sin(angle))


def _around(at: Point, side: float) -> Box:
    return at[0] - side, at[1] - side, at[0] + side, at[1] + side


def _spots(at: Point, gap: float, length: float) -> list[Point]:
    x, y = at
    return [
        (x + gap, y - 7),
        (x - gap - length, y - 7),
        (x - length / 2, y + gap - 2),
        (x - length / 2, y - gap - 13),
        (x + 0.7 * gap, y - 0.7 * gap - 13),
        (x - 0.7 * gap - length, y - 0.7 * gap - 13),
        (x - 0.85 * gap - length, y + 0.45 * gap),
        (x + 0.75 * gap, y + 0.55 * gap),
    ]


def _hits(box: Box, others: Sequence[Box]) -> bool:
    x, y, u, v = box
    outside = x < 0 or u > WIDTH
    return outside or any(
        x < right and left < u and y < low and top < v for left, top, right, low in others
    )
