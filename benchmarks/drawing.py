"""A log-log picture of growth curves, as SVG text."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Final

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 64, 200, 20, 50
COLOURS: Final = (
    *("#b3261e", "#1f5fa8", "#2e7d32", "#8e5bb5", "#c77700", "#00838f", "#6d4c41", "#b3261e"),
    "#555555",
)
LABEL_GAP: Final = 16
Curve = Sequence[tuple[float, float]]


def growth(curves: Mapping[str, Curve]) -> str:
    """Return the picture: seconds against links, one line a name, its name at its end."""
    every = [point for curve in curves.values() for point in curve]
    across = _Axis([x for x, _ in every], LEFT, WIDTH - RIGHT)
    along = _Axis([y for _, y in every], HEIGHT - BOTTOM, TOP)
    body = [*_grid(across, along), *_lines(curves, across, along)]
    return "\n".join([_head(), *body, "</svg>", ""])


class _Axis:
    """A logarithmic axis over whole powers of ten, from one place on the picture to another."""

    def __init__(self, values: Sequence[float], start: float, end: float) -> None:
        self.low = math.floor(math.log10(min(values)) + 1e-9)
        self.high = max(math.ceil(math.log10(max(values)) - 0.05), self.low + 1)
        self.start, self.end = start, end

    def __call__(self, value: float) -> float:
        part = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)

    @property
    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def _head() -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="12">\n'
        "<title>Seconds to build and solve against the number of links, both logarithmic</title>\n"
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>'
    )


def _grid(across: _Axis, along: _Axis) -> Iterator[str]:
    for tick in across.ticks:
        x = across(tick)
        yield _line(x, TOP, x, HEIGHT - BOTTOM)
        yield _text(x, HEIGHT - BOTTOM + 18, f"{tick:,.0f}", "middle")
    for tick in along.ticks:
        y = along(tick)
        yield _line(LEFT, y, WIDTH - RIGHT, y)
        yield _text(LEFT - 8, y + 4, f"{tick:g} s", "end")
    yield _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, "links", "middle")


def _lines(curves: Mapping[str, Curve], across: _Axis, along: _Axis) -> Iterator[str]:
    places = _apart({name: along(curve[-1][1]) for name, curve in curves.items()})
    for (name, curve), colour in zip(curves.items(), COLOURS, strict=False):
        points = [(across(x), along(y)) for x, y in curve]
        dashes = ' stroke-dasharray="5 4"' if "curves" in name else ""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>'
        for x, y in points:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'
        x, y = points[-1]
        label = WIDTH - RIGHT + 14
        yield _line(x + 4, y, label - 4, places[name], colour)
        yield _text(label, places[name] + 4, name, "start", colour)


def _apart(wanted: Mapping[str, float]) -> dict[str, float]:
    """Move labels down where they would stand on one another, and all up if they run out."""
    places: dict[str, float] = {}
    last = -math.inf
    for name in sorted(wanted, key=lambda one: wanted[one]):
        last = places[name] = max(wanted[name], last + LABEL_GAP)
    beyond = max(0.0, last - (HEIGHT - BOTTOM))
    return {name: place - beyond for name, place in places.items()}


def _line(x: float, y: float, to_x: float, to_y: float, colour: str = "#dddddd") -> str:
    ends = f'x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="0.8"/>'


def _text(x: float, y: float, said: str, anchor: str, colour: str = "#333333") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{colour}">{escape(said)}</text>'
