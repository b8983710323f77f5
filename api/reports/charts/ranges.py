"""Ranges: from where to where a number may lie for each name, and where it lies in some plans."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from api import figures
from api.reports.charts.bars import SERIES
from api.reports.charts.drawing import LINE, SIZE, WIDTH, Drawing, cut, ticks, wide

STEP: Final = 22
THICK: Final = 10
MOST_LABEL: Final = 260
SPAN: Final = "#a9c1dc"
"""The colour of a range: light enough for the marks upon it."""


@dataclass(frozen=True)
class Ranges:
    """What ranges show: names, both ends, marks between or beyond them, and a note for each.

    `ends` are what both ends are called; `span` is what the range is.
    """

    names: Sequence[str]
    low: Sequence[float]
    high: Sequence[float]
    marks: Sequence[tuple[str, Sequence[float]]]
    ends: tuple[str, str]
    span: str
    write: Callable[[float], str]
    notes: Sequence[str] = ()


def ranges(key: str, title: str, about: str, told: Ranges) -> Element:
    """Draw a range for each name on one scale that begins at zero."""
    top, rows = LINE + 14.0, len(told.names)
    drawing = Drawing(key, title, about, top + STEP * rows + 24)
    left = min(max(map(wide, told.names), default=0.0), MOST_LABEL) + 14
    right = WIDTH - max(map(wide, told.notes), default=0.0) - 16
    most = max([*told.high, *(n for _, numbers in told.marks for n in numbers)], default=0.0)

    def at(number: float) -> float:
        return left + (right - left) * max(number, 0.0) / max(most, 1e-300)

    _legend(drawing, told)
    for tick in ticks(most):
        drawing.line((at(tick), top - 4), (at(tick), top + STEP * rows))
        told_tick = figures.short(told.write(tick))
        drawing.write((at(tick), top + STEP * rows + 15), told_tick, "middle", "note")
    for row, name in enumerate(told.names):
        y = top + row * STEP + STEP / 2
        drawing.write((left - 8, y + 4.5), cut(name, left - 12), "end")
        low, high = told.low[row], told.high[row]
        tip = f"{name}: {told.write(low)} – {told.write(high)}"
        drawing.box((at(low), y - THICK / 2), (at(high) - at(low), THICK), SPAN, tip)
        for number, (mark, numbers) in enumerate(told.marks):
            _mark(drawing, number, (at(numbers[row]), y), f"{mark}: {told.write(numbers[row])}")
        for note in told.notes[row : row + 1]:
            drawing.write((WIDTH - 2, y + 4.5), note, "end")
    return drawing.root


def _mark(drawing: Drawing, number: int, at: tuple[float, float], tip: str = "") -> None:
    """Draw a dot for the first mark, and an upright line for the others."""
    x, y = at
    if number == 0:
        drawing.add("circle", tip, cx=x, cy=y, r=4.5, fill=SERIES[0])
    else:
        colour = SERIES[1 + number]
        drawing.box((x - 1.5, y - THICK / 2 - 3), (3, THICK + 6), colour, tip)


def _legend(drawing: Drawing, told: Ranges) -> None:
    x = 2.0
    drawing.box((x, 5), (24, THICK), SPAN)
    drawing.write((x + 31, 14), told.span)
    x += 31 + wide(told.span) + 22
    for number, (mark, _) in enumerate(told.marks):
        _mark(drawing, number, (x + 5, 10))
        drawing.write((x + 16, 14), mark)
        x += 16 + wide(mark, SIZE) + 22
