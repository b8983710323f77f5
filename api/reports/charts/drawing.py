"""A sheet to draw on: SVG elements with a title and a description that screen readers read.

Elements are made as a tree, not as text, so that no name can be taken for markup.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement

WIDTH: Final = 680
"""Units of the width of every chart; on A4 one is about a quarter of a millimetre."""

COLOURS: Final = (
    *("#c2543d", "#2f6f9f", "#3c8657", "#a8782a", "#7a5195"),
    *("#4f6d7a", "#b0507b", "#6b7a2f", "#1f8a8a", "#8a5a44"),
)
GREY: Final = "#8a94a8"
LINE: Final = 19
"""From one line of a legend to the next."""
SIZE: Final = 13
"""The size of letters."""
TICKS: Final = 5

Point = tuple[float, float]


class Drawing:
    """A drawing of the full width; `key` makes its ids its own on a page of several."""

    def __init__(self, key: str, title: str, about: str, height: float, width: float = WIDTH):
        self.root = Element(
            "svg",
            {
                "viewBox": f"0 0 {width:.0f} {height:.0f}",
                "role": "img",
                "aria-labelledby": f"{key}-title {key}-about",
            },
        )
        self._under(self.root, "title", id=f"{key}-title").text = title
        self._under(self.root, "desc", id=f"{key}-about").text = about

    def _under(self, parent: Element, tag: str, **attributes: str) -> Element:
        return SubElement(parent, tag, attributes)

    def add(self, tag: str, tip: str = "", **attributes: str | float) -> Element:
        """Draw an element; numbers are rounded, `tip` is shown under the pointer."""
        written = {
            name.rstrip("_").replace("_", "-"): f"{value:.1f}" if is_number(value) else str(value)
            for name, value in attributes.items()
        }
        made = self._under(self.root, tag, **written)
        if tip:
            self._under(made, "title").text = tip
        return made

    def box(self, at: Point, size: Point, fill: str, tip: str = "", **more: str | float) -> None:
        """Draw a rectangle."""
        (x, y), (width, height) = at, size
        self.add("rect", tip, x=x, y=y, width=max(width, 0.5), height=max(height, 0.5), fill=fill,
                 **more)  # fmt: skip

    def line(self, start: Point, end: Point, class_: str = "rule") -> None:
        """Draw a straight line."""
        (x, y), (u, v) = start, end
        self.add("line", x1=x, y1=y, x2=u, y2=v, class_=class_)

    def write(self, at: Point, text: str, anchor: str = "start", class_: str = "label") -> None:
        """Write a line of text that starts, ends or has its middle at a point."""
        x, y = at
        self.add("text", x=x, y=y, text_anchor=anchor, class_=class_).text = text

    def legend(self, names: Iterable[tuple[str, str]], at: Point) -> None:
        """Write names beside their colours, one after the other, on as many lines as it takes."""
        for name, colour, (x, y) in _in_lines(names, at):
            self.box((x, y - 10), (12, 12), colour)
            self.write((x + 17, y), name)


def _in_lines(names: Iterable[tuple[str, str]], at: Point) -> Iterator[tuple[str, str, Point]]:
    x, y = at
    for name, colour in names:
        length = 39 + wide(name)
        if x > at[0] and x + length > WIDTH:
            x, y = at[0], y + LINE
        yield name, colour, (x, y)
        x += length


def legend_height(names: Iterable[tuple[str, str]]) -> float:
    """Return how high a legend is."""
    return LINE + max((y for _, _, (_, y) in _in_lines(names, (0.0, 0.0))), default=0.0)


def is_number(value: object) -> bool:
    """Tell whether a value is a number to be rounded."""
    return isinstance(value, int | float)


def wide(text: str, size: float = SIZE) -> float:
    """Return about how wide a text is; a Chinese character is as wide as it is high."""
    return size * sum(
        1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.56 for letter in text
    )


def cut(text: str, most: float, size: float = SIZE) -> str:
    """Return a text that is no wider than this; what is left out is an ellipsis."""
    if wide(text, size) <= most:
        return text
    while text and wide(f"{text}…", size) > most:
        text = text[:-1]
    return f"{text.rstrip()}…"


def ticks(most: float, about: int = TICKS) -> Iterator[float]:
    """Yield about so many round numbers from zero to the most."""
    if most <= 0:
        yield 0.0
        return
    rough = most / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= rough * 0.999)
    yield from (step * number for number in range(int(most / step + 1e-9) + 1))


@dataclass(frozen=True)
class Palette:
    """A colour for each of some ids, the same in all charts of a report."""

    ids: tuple[str, ...]

    def __getitem__(self, name: str | None) -> str:
        if name not in self.ids:
            return GREY
        return COLOURS[self.ids.index(name) % len(COLOURS)]
