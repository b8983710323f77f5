"""Bars: several numbers for each of some names side by side, or gains and losses around a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from api.reports.charts.drawing import COLOURS, WIDTH, Drawing, Point, cut, legend_height, wide

THICK: Final = 15
MOST_LABEL: Final = 330
GAIN, LOSS = COLOURS[2], COLOURS[0]
SERIES: Final = (
    *("#1f4e79", "#5b7f3a", "#8a5a44", "#6c5b95", "#2a7f86"),
    *("#a0527a", "#6f6f6f", "#3f6fb5", "#7d7a1e", "#485b3b"),
)
"""Colours of series: none of a jurisdiction, and dark enough for white letters."""

Write = Callable[[float], str]


@dataclass(frozen=True)
class Bars:
    """What bars show: names, and for each series a number a name."""

    key: str
    title: str
    about: str
    names: Sequence[str]
    series: Sequence[tuple[str, Sequence[float]]]
    write: Write
    tall: float = 250.0
    """How high the highest column is."""


def grouped(bars: Bars) -> Element:
    """Draw a bar for each number, those of one name below one another."""
    several = len(bars.series) > 1
    step = len(bars.series) * THICK + 12
    top = 12 + legend_height(_legend(bars)) if several else 6.0
    drawing = Drawing(bars.key, bars.title, bars.about, top + step * len(bars.names) + 4)
    if several:
        drawing.legend(_legend(bars), (2, 16))
    left, most = _left(bars), max((max(numbers) for _, numbers in bars.series), default=1.0)
    room = WIDTH - left - _widest(bars) - 8
    for row, name in enumerate(bars.names):
        y = top + row * step
        middle = y + len(bars.series) * THICK / 2 + 4.5
        drawing.write((left - 8, middle), cut(name, left - 12), "end")
        for number, (_, numbers) in enumerate(bars.series):
            length = room * max(numbers[row], 0.0) / max(most, 1e-300)
            at = (left, y + number * THICK)
            drawing.box(
                at,
                (length, THICK - 2),
                SERIES[number % len(SERIES)],
                f"{name}: {bars.write(numbers[row])}",
            )
            drawing.write((left + length + 6, at[1] + 11.5), bars.write(numbers[row]))
    return drawing.root


def signed(bars: Bars) -> Element:
    """Draw gains to the right of a line and losses to its left, those of one name below another."""
    several = len(bars.series) > 1
    step = len(bars.series) * THICK + 12
    top = 12 + legend_height(_legend(bars)) if several else 6.0
    drawing = Drawing(bars.key, bars.title, bars.about, top + step * len(bars.names) + 4)
    if several:
        drawing.legend(_legend(bars), (2, 16))
    every = [0.0, *(number for _, numbers in bars.series for number in numbers)]
    left, number_width = _left(bars), _widest(bars) + 10
    low, high = min(every), max(every)
    room = WIDTH - left - number_width * (2 if low < 0 else 1)
    scale = room / max(high - low, 1e-300)
    zero = left + (number_width if low < 0 else 0) - low * scale
    for row, name in enumerate(bars.names):
        y = top + row * step
        middle = y + len(bars.series) * THICK / 2 + 4.5
        drawing.write((left - 8, middle), cut(name, left - 12), "end")
        for place, (label, numbers) in enumerate(bars.series):
            number = numbers[row]
            colour = SERIES[place % len(SERIES)] if several else GAIN if number >= 0 else LOSS
            tip = f"{name}, {label}" if several else name
            _gain(
                drawing,
                (zero, y + place * THICK),
                (number * scale, colour),
                tip,
                bars.write(number),
            )
    drawing.line((zero, top - 4), (zero, top + step * len(bars.names) - 6), "axis")
    return drawing.root


def _gain(drawing: Drawing, at: Point, bar: tuple[float, str], name: str, told: str) -> None:
    """Draw a bar to the right or the left of the point where nothing is."""
    (zero, y), (length, colour) = at, bar
    start = zero + min(length, 0.0)
    drawing.box((start, y), (abs(length), THICK - 2), colour, f"{name}: {told}")
    end, anchor = (zero + length + 6, "start") if length >= 0 else (start - 6, "end")
    drawing.write((end, y + 11.5), told, anchor)


def stacked(bars: Bars) -> Element:
    """Draw a column for each name, in which the numbers of all series stand on one another."""
    legend = _legend(bars) if len(bars.series) > 1 else []
    height, base = bars.tall, bars.tall + 26 + legend_height(legend)
    drawing = Drawing(bars.key, bars.title, bars.about, base + 26)
    drawing.legend(legend, (2, 14))
    sums = [sum(numbers[row] for _, numbers in bars.series) for row in range(len(bars.names))]
    most = max(max(sums, default=0.0), 1e-300)
    step = WIDTH / max(len(bars.names), 1)
    thick = min(0.62 * step, 110)
    for row, name in enumerate(bars.names):
        x, y = row * step + (step - thick) / 2, float(base)
        for number, (label, numbers) in enumerate(bars.series):
            high = height * max(numbers[row], 0.0) / most
            y -= high
            told = bars.write(numbers[row])
            colour = SERIES[number % len(SERIES)]
            if high > 0:
                drawing.box(
                    (x, y), (thick, high), colour, f"{name}, {label}: {told}", class_="part"
                )
            if legend and high >= 17 and wide(told) < thick:
                drawing.write((x + thick / 2, y + high / 2 + 4.5), told, "middle", "inside")
        drawing.write((x + thick / 2, y - 6), bars.write(sums[row]), "middle")
        drawing.write((x + thick / 2, base + 18), cut(name, step - 4), "middle")
    drawing.line((0, base), (WIDTH, base), "axis")
    return drawing.root


def _legend(bars: Bars) -> list[tuple[str, str]]:
    return [(name, SERIES[number % len(SERIES)]) for number, (name, _) in enumerate(bars.series)]


def _left(bars: Bars) -> float:
    """Return how much room the names need."""
    return min(max(map(wide, bars.names), default=0.0), MOST_LABEL) + 14


def _widest(bars: Bars) -> float:
    told = (wide(bars.write(number)) for _, numbers in bars.series for number in numbers)
    return max(told, default=0.0) + 8
