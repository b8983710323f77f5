"""How much an activity is worth for a grant: concave curves with a finite slope at zero.

A response is written for an activity of strength 1; the value of activity `a` is its strength
times the response. All functions are vectorised over any shape and use the scenario's unit of
money; values are innovation points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field, field_validator

from scenarios.words import Amount, Positive, Ratio, Stanza, Unfit

Array = npt.NDArray[np.float64]


class BaselinePower(Stanza):
    """`(g + baseline)^elasticity - baseline^elasticity`: support adds to what is already there.

    The baseline makes the first slope finite, so that the best activities win and the rest get
    nothing; with a bare power every activity would get a little.
    """

    kind: Literal["baseline-power"] = "baseline-power"
    elasticity: Annotated[float, Field(gt=0, lt=1)] = 0.5
    baseline: Positive

    @property
    def first_slope(self) -> float:
        """Points of the first unit of money at strength 1; none is worth more."""
        return float(self.elasticity * self.baseline ** (self.elasticity - 1))

    @property
    def kinks(self) -> tuple[float, ...] | None:
        """Where straight pieces of the curve end; none, as it is curved everywhere."""
        return None

    def value(self, grant: Array) -> Array:
        """Return the points of `grant` at strength 1."""
        value = (grant + self.baseline) ** self.elasticity - self.baseline**self.elasticity
        return np.asarray(value)

    def best(self, gain: Array, cost: Array, cap: Array) -> Array:
        """Return the grant in [0, cap] that maximises `gain * value(g) - cost * g`."""
        with np.errstate(divide="ignore", over="ignore"):
            steep = np.where(cost > 0, gain * self.elasticity / np.maximum(cost, 1e-300), np.inf)
            wanted = steep ** (1 / (1 - self.elasticity)) - self.baseline
        return np.clip(np.where(cost > 0, wanted, cap), 0.0, cap)


class Saturating(Stanza):
    """`top * (1 - exp(-g / scale))`: quick gains at first, and never more than `top` points.

    `scale` is the money that brings 63 % of what can be had (1 - 1/e), three times as much 95 %.
    """

    kind: Literal["saturating"] = "saturating"
    scale: Positive
    top: Positive = 1.0

    @property
    def first_slope(self) -> float:
        """Points of the first unit of money at strength 1; none is worth more."""
        return self.top / self.scale

    @property
    def kinks(self) -> tuple[float, ...] | None:
        """Where straight pieces of the curve end; none, as it is curved everywhere."""
        return None

    def value(self, grant: Array) -> Array:
        """Return the points of `grant` at strength 1."""
        return np.asarray(-self.top * np.expm1(-grant / self.scale))

    def best(self, gain: Array, cost: Array, cap: Array) -> Array:
        """Return the grant in [0, cap] that maximises `gain * value(g) - cost * g`."""
        with np.errstate(divide="ignore"):
            steep = gain * self.first_slope / np.maximum(cost, 1e-300)
            wanted = self.scale * np.log(np.maximum(steep, 1e-300))
        return np.clip(np.where(cost > 0, wanted, cap), 0.0, cap)


class Linear(Stanza):
    """`g` up to `cap`, nothing more beyond: each unit of money is worth the same."""

    kind: Literal["linear"] = "linear"
    cap: Positive

    @property
    def first_slope(self) -> float:
        """Points of the first unit of money at strength 1; none is worth more."""
        return 1.0

    @property
    def kinks(self) -> tuple[float, ...] | None:
        """Where straight pieces of the curve end."""
        return (self.cap,)

    def value(self, grant: Array) -> Array:
        """Return the points of `grant` at strength 1."""
        return np.minimum(grant, self.cap)

    def best(self, gain: Array, cost: Array, cap: Array) -> Array:
        """Return the grant in [0, cap] that maximises `gain * value(g) - cost * g`."""
        most = np.minimum(self.cap, cap)
        return np.where(gain > cost, np.where(cost < 0, cap, most), 0.0)


class Points(Stanza):
    """Straight lines between points of a table, nothing more beyond the last one.

    For curves that were measured or agreed on. More money may never be worth more by the unit
    than the money before it; otherwise no plan could be proved to be the best.
    """

    kind: Literal["points"] = "points"
    points: Annotated[tuple[tuple[Amount, Ratio], ...], Field(min_length=2)] = Field(
        description="pairs of money and points, the first `[0, 0]`"
    )

    @field_validator("points")
    @classmethod
    def _concave(cls, points: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
        if points[0] != (0.0, 0.0):
            raise Unfit("以 [0, 0] 开头", "[0, 0] as the first pair")
        width, rise = np.diff(np.array(points), axis=0).T
        if (width <= 0).any():
            raise Unfit("金额逐点增加", "more money from pair to pair")
        slope = rise / width
        if (slope < 0).any() or (np.diff(slope) > 1e-9 * slope[:-1]).any():
            raise Unfit(
                "分值不减, 且单位金额带来的分值不增",
                "points that never fall, and never rise faster than before",
            )
        return points

    @property
    def first_slope(self) -> float:
        """Points of the first unit of money at strength 1; none is worth more."""
        (_, _), (money, points), *_ = self.points
        return points / money

    @property
    def kinks(self) -> tuple[float, ...] | None:
        """Where straight pieces of the curve end."""
        return tuple(money for money, _ in self.points[1:])

    def value(self, grant: Array) -> Array:
        """Return the points of `grant` at strength 1."""
        money, points = np.array(self.points).T
        return np.asarray(np.interp(grant, money, points))

    def best(self, gain: Array, cost: Array, cap: Array) -> Array:
        """Return the point of the table, up to `cap`, that maximises `gain * value(g) - cost * g`.

        The smallest if there are several; the last if money costs nothing.
        """
        money, points = np.array(self.points).T
        best = np.zeros(np.broadcast_shapes(np.shape(gain), np.shape(cost), np.shape(cap)))
        for end, slope in zip(money[1:], np.diff(points) / np.diff(money), strict=True):
            best = np.where(gain * slope > cost, end, best)
        best = np.where(cost > 0, best, np.where(cost < 0, np.inf, money[-1]))
        return np.minimum(best, cap)


@dataclass(frozen=True)
class Proportional:
    """`g`: each unit of money is worth the same. Of projects, whose size has its own limit."""

    @property
    def first_slope(self) -> float:
        """Points of the first unit of money at strength 1; none is worth more."""
        return 1.0

    @property
    def kinks(self) -> tuple[float, ...] | None:
        """Where straight pieces of the curve end: there is but one piece."""
        return ()

    def value(self, grant: Array) -> Array:
        """Return the points of `grant` at strength 1."""
        return np.asarray(grant)

    def best(self, gain: Array, cost: Array, cap: Array) -> Array:
        """Return the grant in [0, cap] that maximises `gain * g - cost * g`."""
        return np.where(gain > cost, cap, 0.0)


Response = Annotated[BaselinePower | Saturating | Linear | Points, Field(discriminator="kind")]
Curve = BaselinePower | Saturating | Linear | Points | Proportional
