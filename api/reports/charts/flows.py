"""Flows: how money runs from left to right, as ribbons as thick as the amounts (a Sankey chart)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from api.reports.charts.drawing import GREY, WIDTH, Drawing, cut, wide

THICK: Final = 16
GAP: Final = 20
"""Between two nodes of a column: room for their names."""
TALL: Final = 380
TOP: Final = 36
LABEL: Final = 190


@dataclass(frozen=True)
class Node:
    """A name in a column, with its colour, and what else it is part of."""

    id: str
    name: str
    colour: str = GREY
    part_of: str = ""


@dataclass(frozen=True)
class Flow:
    """An amount that runs from a node of a column to one of the next."""

    column: int
    start: str
    end: str
    amount: float


@dataclass(frozen=True)
class Flows:
    """What the chart shows: the nodes of each column under its title, and the flows."""

    key: str
    title: str
    about: str
    columns: Sequence[tuple[str, Sequence[Node]]]
    flows: Sequence[Flow]
    write: Callable[[float], str]


@dataclass
class _Placed:
    """A node in the drawing, and how much of each of its sides is taken."""

    node: Node
    x: float
    y: float
    height: float
    amount: float
    taken: dict[str, float] = field(default_factory=lambda: {"in": 0.0, "out": 0.0})

    def slot(self, side: str, height: float) -> float:
        """Return where the next ribbon of a side begins."""
        start = self.y + self.taken[side]
        self.taken[side] += height
        return start


def sankey(flows: Flows) -> Element:
    """Draw nodes in columns, and ribbons between them."""
    most = max(
        (sum(_through(flows, column, node.id) for node in nodes)
         for column, (_, nodes) in enumerate(flows.columns)),
        default=0.0,
    )  # fmt: skip
    scale = TALL / max(most, 1e-300)
    longest = max(len(nodes) for _, nodes in flows.columns)
    drawing = Drawing(flows.key, flows.title, flows.about, TOP + TALL + GAP * longest + 6)
    placed = {
        (column, node.node.id): node
        for column, (_, nodes) in enumerate(flows.columns)
        for node in _column(flows, column, nodes, scale)
    }
    for flow in flows.flows:
        _ribbon(drawing, flows, flow, placed, scale)
    for column, (title, _) in enumerate(flows.columns):
        _names(drawing, flows, column, title, placed)
    return drawing.root


def _through(flows: Flows, column: int, name: str) -> float:
    """Return how much runs through a node: what comes in, or what goes out where that is more."""
    comes = sum(f.amount for f in flows.flows if f.column == column - 1 and f.end == name)
    goes = sum(f.amount for f in flows.flows if f.column == column and f.start == name)
    return max(comes, goes)


def _x(flows: Flows, column: int) -> float:
    left, right = _room(flows, 0), _room(flows, len(flows.columns) - 1)
    span = WIDTH - left - right - THICK
    return left + span * column / max(len(flows.columns) - 1, 1)


def _room(flows: Flows, column: int) -> float:
    """Return how much room the names of an outer column need."""
    _, nodes = flows.columns[column]
    lines = [line for node in nodes for line in (node.name, _second(flows, column, node))]
    return min(max(map(wide, lines), default=0.0) + 12, LABEL)


def _second(flows: Flows, column: int, node: Node) -> str:
    """Return the line below a name: how much, and what the node is part of."""
    told = flows.write(_through(flows, column, node.id))
    return f"{told} · {node.part_of}" if node.part_of else told


def _column(flows: Flows, column: int, nodes: Sequence[Node], scale: float) -> list[_Placed]:
    """Place the nodes of a column below one another, in its middle."""
    amounts = [_through(flows, column, node.id) for node in nodes]
    kept = [(node, amount) for node, amount in zip(nodes, amounts, strict=True) if amount > 0]
    longest = max(len(nodes) for _, nodes in flows.columns)
    high = sum(amount for _, amount in kept) * scale + GAP * len(kept)
    y = TOP + 10 + (TALL + GAP * longest - high) / 2
    placed = []
    for node, amount in kept:
        placed.append(_Placed(node, _x(flows, column), y, amount * scale, amount))
        y += amount * scale + GAP
    return placed


def _ribbon(
    drawing: Drawing,
    flows: Flows,
    flow: Flow,
    placed: dict[tuple[int, str], _Placed],
    scale: float,
) -> None:
    start, end = placed[flow.column, flow.start], placed[flow.column + 1, flow.end]
    height = flow.amount * scale
    y, v = start.slot("out", height), end.slot("in", height)
    x, u = start.x + THICK, end.x
    middle = (x + u) / 2
    path = (
        f"M{x:.1f} {y:.1f}C{middle:.1f} {y:.1f} {middle:.1f} {v:.1f} {u:.1f} {v:.1f}"
        f"V{v + height:.1f}"
        f"C{middle:.1f} {v + height:.1f} {middle:.1f} {y + height:.1f} {x:.1f} {y + height:.1f}Z"
    )
    colour = start.node.colour if start.node.colour != GREY or flow.column else GREY
    tip = f"{start.node.name} → {end.node.name}: {flows.write(flow.amount)}"
    drawing.add("path", tip, d=path, fill=colour, class_="ribbon")


def _names(
    drawing: Drawing,
    flows: Flows,
    column: int,
    title: str,
    placed: dict[tuple[int, str], _Placed],
) -> None:
    """Write the names of a column's nodes beside them: outside, or above in the middle."""
    last = len(flows.columns) - 1
    x = _x(flows, column)
    spot = {0: (0.0, "start"), last: (float(WIDTH), "end")}.get(column, (x + THICK / 2, "middle"))
    drawing.write((spot[0], 14), title, spot[1], "strong")
    for (at, _), node in placed.items():
        if at != column:
            continue
        told = flows.write(node.amount)
        drawing.box((node.x, node.y), (THICK, node.height), node.node.colour,
                    f"{node.node.name}: {told}")  # fmt: skip
        middle = node.y + node.height / 2
        if column in (0, last):
            edge, anchor = (x - 6, "end") if column == 0 else (x + THICK + 6, "start")
            drawing.write((edge, middle - 2), cut(node.node.name, LABEL - 8), anchor)
            second = cut(_second(flows, column, node.node), LABEL - 8)
            drawing.write((edge, middle + 13), second, anchor, "note")
        else:
            drawing.write((x + THICK / 2, node.y - 5), f"{node.node.name} {told}", "middle", "halo")
            drawing.write((x + THICK / 2, node.y - 5), f"{node.node.name} {told}", "middle")
