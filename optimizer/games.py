"""Who should get what of what they achieve together: Shapley value, core and nucleolus.

Worths of coalitions are all that is known here; no fund, no scenario. A coalition is a set of
players, written as a number whose bits are its members: bit 0 is the first player.

    Shapley      what each adds on average, over all orders in which they could come
    core         divisions of the whole that give every coalition at least what it is worth alone
    least core   if there is none: divisions that fall short of it by as little as can be
    nucleolus    of these the one that makes the most dissatisfied coalition as content as can be,
                 then the next, and so on (Schmeidler 1969); it lies in the core if there is one

The nucleolus is found by linear programs one after the other (Maschler, Peleg and Shapley 1979):
coalitions whose shortfall cannot be made smaller are held where they are, until all is decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import factorial
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from optimizer.solver import Outcome, Session
from scenarios.ledger import Booleans, Floats
from scenarios.problems import ModelError

NEAR: Final = 1e-9
"""What counts as equal, as a share of the largest worth."""

SURE: Final = 1e-7
"""A coalition with a price above this stands in the way of a smaller shortfall; prices sum to 1."""

Longs = npt.NDArray[np.int64]
Worth = Callable[[int], float]


@dataclass(frozen=True, eq=False)
class Game:
    """Players by number, and the worth of coalitions; that of nobody is 0.

    `coalitions` are numbers of coalitions in ascending order, without nobody, with everybody.
    """

    players: int
    coalitions: Longs
    worths: Floats

    @classmethod
    def whole(cls, worths: Sequence[float]) -> Game:
        """Return the game in which the worth of every coalition is known, in order from 1 on."""
        players = (len(worths) + 1).bit_length() - 1
        if len(worths) != 2**players - 1:
            raise ModelError(f"{len(worths)} worths are not those of all coalitions of anybody")
        return cls(players, np.arange(1, 2**players), np.array(worths, dtype=float))

    @property
    def grand(self) -> float:
        """What everybody together is worth."""
        return float(self.worths[-1])

    @property
    def members(self) -> Booleans:
        """Who is in which coalition, shape (coalitions, players)."""
        return (self.coalitions[:, None] >> np.arange(self.players) & 1).astype(bool)

    @property
    def single(self) -> Floats:
        """What each is worth alone."""
        return self.worths[np.searchsorted(self.coalitions, 1 << np.arange(self.players))]

    @property
    def near(self) -> float:
        """What difference of worths counts as none."""
        return NEAR * max(1.0, float(np.abs(self.worths).max(initial=0.0)))

    def short(self, division: Floats) -> Floats:
        """Return by how much a division falls short of the worth of each coalition."""
        return self.worths - self.members @ division


@dataclass(frozen=True, eq=False)
class Shares:
    """What each gets, and how uncertain it is where it was sampled (standard error, else 0)."""

    value: Floats
    error: Floats


def shapley(game: Game) -> Floats:
    """Return what each adds on average; the worth of every coalition must be known."""
    worth = np.concatenate([[0.0], game.worths])
    every = np.arange(len(worth))
    sizes = np.array([int(number).bit_count() for number in every])
    share = np.zeros(game.players)
    for player in range(game.players):
        without = every[(every >> player & 1) == 0]
        weight = _weights(game.players)[sizes[without]]
        share[player] = weight @ (worth[without | 1 << player] - worth[without])
    return share


def _weights(players: int) -> Floats:
    """Return how likely a coalition of each size is there before a given player comes."""
    weight = [
        factorial(size) * factorial(players - size - 1) / factorial(players)
        for size in range(players)
    ]
    return np.array(weight)


def orders(players: int, count: int, seed: int) -> Iterator[Longs]:
    """Yield orders in which players come: random ones, each followed by its reverse."""
    rng = np.random.default_rng(seed)
    for _ in range((count + 1) // 2):
        order = rng.permutation(players)
        yield order
        yield order[::-1]


def coming(order: Longs) -> Longs:
    """Return the coalitions that there are as players come in an order."""
    return np.cumsum(np.left_shift(1, order.astype(np.int64)))


def sampled_shapley(players: int, every: Sequence[Longs], worth: Worth) -> Shares:
    """Return what each adds on average over some orders (Castro, Gomez and Tejada 2009).

    Orders come in pairs, one the reverse of the other; the error is that of the mean of pairs.
    """
    added = np.zeros((len(every), players))
    for row, order in zip(added, every, strict=True):
        there = np.array([0.0, *(worth(int(one)) for one in coming(order))])
        row[order] = np.diff(there)
    pairs = added[: len(every) // 2 * 2].reshape(-1, 2, players).mean(axis=1)
    error = np.full(players, np.nan)
    if len(pairs) > 1:
        error = pairs.std(axis=0, ddof=1) / np.sqrt(len(pairs))
    return Shares(added.mean(axis=0), error)


@dataclass(frozen=True, eq=False)
class LeastCore:
    """The largest shortfall that cannot be avoided, and a division with no larger one.

    It is below 0 where every coalition can get more than it is worth. `excess` is NaN for one
    player, who has nobody to share with.
    """

    excess: float
    division: Floats
    near: float

    @property
    def nonempty(self) -> bool:
        """Whether there is a core."""
        return not self.excess > self.near


def least_core(game: Game) -> LeastCore:
    """Return the least largest shortfall over the coalitions of a game, and a division."""
    division, excess, _ = _Program(game, None).least()
    return LeastCore(excess, division, game.near)


def nucleolus(game: Game) -> Floats:
    """Return the division that leaves coalitions as content as can be, the least content first.

    Nobody gets less than alone, where that is possible.
    """
    single = game.single
    fits = float(single.sum()) <= game.grand + game.near
    program = _Program(game, single if fits else None)
    division, excess, tight = program.least()
    while len(tight):
        program.hold(tight, excess)
        if program.decided:
            break
        division, excess, tight = program.least()
    return division


class _Program:
    """Minimise the largest shortfall of the coalitions that are still free.

    Columns are what each gets, above the `least` that is allowed, and the largest shortfall, above
    a bound that it never reaches; rows are coalitions, the last of them everybody. Without a
    `least` nobody is held to anything: in the least core each gets at least what it is worth alone,
    less a shortfall that is at most twice the largest worth.
    """

    def __init__(self, game: Game, least: Floats | None) -> None:
        size = float(np.abs(game.worths).max()) + game.near
        self._game, self._members = game, game.members.astype(float)
        self._least = np.full(game.players, -4 * size) if least is None else least
        self._bound = -(4 * game.players + 4) * size
        self._right = game.worths - self._members @ self._least
        self._free = np.arange(len(game.coalitions)) < len(game.coalitions) - 1
        self._held = np.where(self._free, np.nan, self._right)
        self._directions = self._members[-1:] / np.sqrt(game.players)

    @property
    def decided(self) -> bool:
        """Whether only one division is left."""
        return not self._free.any()

    def least(self) -> tuple[Floats, float, Longs]:
        """Return a division, its largest shortfall, and coalitions that cannot have a smaller."""
        if self.decided:
            return self._right[-1:] + self._least, np.nan, np.empty(0, np.int64)
        matrix = sp.csc_array(np.hstack([self._members, self._free.astype(float)[:, None]]))
        held = ~np.isnan(self._held)
        lower = np.where(held, self._held, np.where(self._free, self._right - self._bound, -np.inf))
        upper = np.where(held, self._held, np.inf)
        unit = max(float(np.abs(self._game.worths).max()), 1e-9)
        session = Session(unit, unit, presolve=False)
        most = np.full(self._game.players + 1, np.inf)
        session.load(np.append(np.zeros(len(most) - 1), -1.0), most, lower, upper, matrix)
        if session.solve() is not Outcome.OPTIMAL:
            raise ModelError("the program of a game has no optimum")
        found = session.solution()
        tight = np.flatnonzero(self._free & (np.abs(found.prices) > SURE))
        return found.values[:-1] + self._least, float(found.values[-1]) + self._bound, tight

    def hold(self, tight: Longs, excess: float) -> None:
        """Hold coalitions at their shortfall, and let go of all that are decided by that."""
        self._held[tight] = self._right[tight] - excess
        every = np.vstack([self._directions, self._members[tight]])
        _, sizes, directions = np.linalg.svd(every, full_matrices=False)
        self._directions = directions[sizes > 1e-9]
        rest = self._members - self._members @ self._directions.T @ self._directions
        self._free &= np.abs(rest).max(axis=1) > 1e-9
