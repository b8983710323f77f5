"""Log-log pictures of growth curves, one panel above the other, as SVG text."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 72, 200, 40, 50
COLOURS: Final = (
    *("#b3261e", "#1f5fa8", "#2e7d32", "#8e5bb5", "#c77700", "#00838f", "#6d4c41", "#b3261e"),
    "#555555",
)
LABEL_GAP: Final = 16
Curve = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Panel:
    """Curves against the number of links, one a name; `unit` stands at the ticks."""

    title: str
    unit: str
    curves: Mapping[str, Curve]


def growth(panels: Sequence[Panel]) -> str:
    """Return the picture: one line a name, its name at its end; a name keeps its colour."""
    names = {name: None for panel in panels for name in panel.curves}
    colours = dict(zip(names, COLOURS, strict=False))
    body = [line for number, panel in enumerate(panels) for line in _panel(panel, number, colours)]
    return "\n".join([_head(panels), *body, "</svg>", ""])


def _panel(panel: Panel, number: int, colours: Mapping[str, str]) -> Iterator[str]:
    every = [point for curve in panel.curves.values() for point in curve]
    across = _Axis([x for x, _ in every], LEFT, WIDTH - RIGHT)
    along = _Axis([y for _, y in every], HEIGHT - BOTTOM, TOP)
    yield f'<g transform="translate(0 {number * HEIGHT})">'
    yield _text(LEFT, TOP - 16, panel.title, "start")
    yield from _grid(across, along, panel.unit)
    yield from _lines(panel.curves, colours, across, along)
    yield "</g>"


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


def _head(panels: Sequence[Panel]) -> str:
    titles = "; ".join(panel.title for panel in panels)
    height = HEIGHT * len(panels)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'font-family="sans-serif" font-size="12">\n'
        f"<title>{escape(titles)}, against the number of links, all logarithmic</title>\n"
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>'
    )


def _grid(across: _Axis, along: _Axis, unit: str) -> Iterator[str]:
    for tick in across.ticks:
        x = across(tick)
        yield _line(x, TOP, x, HEIGHT - BOTTOM)
        yield _text(x, HEIGHT - BOTTOM + 18, f"{tick:,.0f}", "middle")
    for tick in along.ticks:
        y = along(tick)
        yield _line(LEFT, y, WIDTH - RIGHT, y)
        yield _text(LEFT - 8, y + 4, f"{tick:,g} {unit}", "end")
    yield _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, "links", "middle")


def _lines(
    curves: Mapping[str, Curve], colours: Mapping[str, str], across: _Axis, along: _Axis
) -> Iterator[str]:
    places = _apart({name: along(curve[-1][1]) for name, curve in curves.items()})
    for name, curve in curves.items():
        colour = colours[name]
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
