"""Proof in whole numbers where curves bend or grants are missing: branch, and price at every node.

Each node leaves some of the whole numbers less room than the one before, and the engine solves what
is left with every grant priced and every curve as fine as it takes, so that the bound of a node is
certified like that of the relaxation (branch and price; Barnhart et al. 1998). The node with the
highest bound goes first: what no plan can exceed is the highest bound of the nodes that are left.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from optimizer.clock import Stopped
from optimizer.engine import Engine
from optimizer.plan import Plan, size_of
from optimizer.rows import RowTable
from optimizer.solver import Outcome
from scenarios.ledger import Floats

CLEAR: Final = 1e-6
"""How near a number must be to a whole one to count as whole."""


@dataclass(order=True)
class _Node:
    """What is left of the whole numbers' room; the highest bound comes first."""

    rank: float
    number: int
    bound: float = field(compare=False)
    least: Floats = field(compare=False)
    most: Floats = field(compare=False)
    extras: Floats = field(compare=False)


def is_whole(rows: RowTable, extras: Floats) -> bool:
    """Tell whether all numbers that must be whole are."""
    whole = extras[rows.whole]
    return bool((np.abs(whole - np.round(whole)) <= CLEAR).all())


def branch(
    engine: Engine, relaxed: Plan, best: Plan, tolerance: float, proved: bool
) -> tuple[Outcome, Plan]:
    """Return how the search ended and the best plan, with the bound that was proved.

    `relaxed` is the optimum of the relaxation, `best` a plan in whole numbers. That a node has no
    plan counts as a proof only where every grant is in the program (`proved`).
    """
    search = _Search(engine, best, tolerance, proved)
    try:
        search.run(relaxed)
        ended = Outcome.INTERRUPTED  # no finer cut makes a difference that a solver can see
    except Stopped as stopped:
        ended = Outcome(stopped.by)
    engine.free_extras()
    return ended, replace(search.best, bound=max(search.bound, search.best.value))


class _Search:
    def __init__(self, engine: Engine, best: Plan, tolerance: float, proved: bool) -> None:
        self.best = best
        self._engine, self._tolerance, self._proved = engine, tolerance, proved
        self._nodes: list[_Node] = []
        self._numbers = itertools.count()
        self._unknown = -np.inf  # the highest bound of nodes that are not looked into further

    @property
    def bound(self) -> float:
        """What no plan can exceed."""
        left = self._nodes[0].bound if self._nodes else -np.inf
        return max(self._unknown, left, self.best.value)

    def run(self, relaxed: Plan) -> None:
        """Branch until the gap is closed, or nothing is left; raises `Stopped`."""
        self._push(relaxed.bound, *self._engine.room, relaxed.extras)
        while self._nodes and self._open(self._nodes[0].bound):
            node = self._nodes[0]
            self._engine.tell(self.best.value, self.bound)
            children = [self._solved(node, *room) for room in self._rooms(node)]
            heapq.heappop(self._nodes)  # only now: a search that is stopped still has its bound
            for child in filter(None, children):
                heapq.heappush(self._nodes, child)

    def _push(self, bound: float, least: Floats, most: Floats, extras: Floats) -> None:
        heapq.heappush(self._nodes, self._node(bound, least, most, extras))

    def _node(self, bound: float, least: Floats, most: Floats, extras: Floats) -> _Node:
        return _Node(-bound, next(self._numbers), bound, least, most, extras)

    def _open(self, bound: float) -> bool:
        """Tell whether a plan of such a bound would close the gap of the best one."""
        size = size_of(self.best.value, self.best.points)
        return bound - self.best.value > self._tolerance * size

    def _rooms(self, node: _Node) -> Iterator[tuple[Floats, Floats]]:
        """Yield two parts of a node's room: what lies above and below the number furthest off."""
        whole = np.flatnonzero(self._engine.model.rows.whole)
        off = np.abs(node.extras[whole] - np.round(node.extras[whole]))
        number = whole[int(off.argmax())]
        below = np.floor(float(node.extras[number]))
        least, most = node.least.copy(), node.most.copy()
        least[number], most[number] = below + 1, below
        yield least, node.most
        yield node.least, most

    def _solved(self, parent: _Node, least: Floats, most: Floats) -> _Node | None:
        """Return a node if it may hold something better; a whole plan found in it is kept."""
        engine = self._engine
        engine.bound_extras(least, most)
        outcome, plan = engine.optimise(self._tolerance / 2)
        if outcome in (Outcome.TIMEOUT, Outcome.INTERRUPTED) and engine.is_over:
            raise Stopped(outcome.value)
        if plan is None:
            if not self._proved:
                self._unknown = max(self._unknown, parent.bound)
            return None
        bound = min(parent.bound, plan.bound)
        if is_whole(engine.model.rows, plan.extras):
            if plan.value > self.best.value:
                self.best = plan
        elif self._open(bound):
            return self._node(bound, least, most, plan.extras)
        self._unknown = max(self._unknown, bound)  # nothing better is hidden in it
        return None
