"""A curve through points, with one of them marked: value against a bound."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from api.reports.charts.bars import SERIES
from api.reports.charts.drawing import WIDTH, Drawing, Point, wide

HEIGHT: Final = 260
TOP: Final = 30
BELOW: Final = 44
TICKS: Final = 4
PART: Final = 0.06
"""How much of the height is left free below the lowest point, and above the highest."""


@dataclass(frozen=True)
class Curve:
    """What a curve shows: points from left to right, what the axes are, and the marked point."""

    key: str
    title: str
    about: str
    points: Sequence[Point]
    axes: tuple[str, str]
    writes: tuple[Callable[[float], str], Callable[[float], str]]
    mark: tuple[int, str] | None = None


def line(curve: Curve) -> Element:
    """Draw the curve. The vertical axis does not begin at 0; its ticks say where it does."""
    drawing = Drawing(curve.key, curve.title, curve.about, TOP + HEIGHT + BELOW)
    across, up = ([point[axis] for point in curve.points] for axis in (0, 1))
    ticks = _between(min(up), max(up))
    left = max(wide(curve.writes[1](tick)) for tick in ticks) + 12
    place = _Scale((min(across), max(across)), (min(up), max(up)), left).point
    for tick in ticks:
        _, y = place((across[0], tick))
        drawing.line((left, y), (WIDTH, y))
        drawing.write((left - 6, y + 4.5), curve.writes[1](tick), "end", "note")
    seen = [place(point) for point in curve.points]
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in seen)
    drawing.add("path", d=path, class_="curve", stroke=SERIES[0])
    for point, (x, y) in zip(curve.points, seen, strict=True):
        told = f"{curve.writes[0](point[0])}: {curve.writes[1](point[1])}"
        drawing.add("circle", told, cx=x, cy=y, r=3.2, fill=SERIES[0])
    _marked(drawing, curve, seen)
    _foot(drawing, curve, left)
    drawing.write((2, 14), curve.axes[1], class_="strong")
    return drawing.root


@dataclass(frozen=True)
class _Scale:
    """From numbers to points of the drawing."""

    across: tuple[float, float]
    up: tuple[float, float]
    left: float

    def point(self, numbers: Point) -> Point:
        """Return where two numbers stand."""
        (west, east), (low, high) = self.across, self.up
        x = (numbers[0] - west) / (east - west) if east > west else 0.5
        y = (numbers[1] - low) / (high - low) if high > low else 0.5
        tall = HEIGHT * (1 - 2 * PART)
        right = WIDTH - self.left - 16
        return self.left + 8 + x * right, TOP + HEIGHT - HEIGHT * PART - y * tall


def _between(low: float, high: float) -> list[float]:
    """Return some numbers from the lowest to the highest."""
    if high <= low:
        return [low]
    return [low + (high - low) * step / TICKS for step in range(TICKS + 1)]


def _marked(drawing: Drawing, curve: Curve, seen: Sequence[Point]) -> None:
    if curve.mark is None:
        return
    number, name = curve.mark
    x, y = seen[number]
    drawing.add("circle", cx=x, cy=y, r=6.5, fill="none", stroke=SERIES[2], stroke_width=2.5)
    side, anchor = (10, "start") if x < WIDTH / 2 else (-10, "end")
    for style in ("halo", "label"):
        drawing.write((x + side, y + 20), name, anchor, style)


def _foot(drawing: Drawing, curve: Curve, left: float) -> None:
    """Write the ends of the horizontal axis, and what it is."""
    base = TOP + HEIGHT
    drawing.line((left, base), (WIDTH, base), "axis")
    first, last = curve.points[0][0], curve.points[-1][0]
    drawing.write((left, base + 17), curve.writes[0](first), "start", "note")
    drawing.write((WIDTH - 2, base + 17), curve.writes[0](last), "end", "note")
    drawing.write(((left + WIDTH) / 2, base + 34), curve.axes[0], "middle", "strong")
