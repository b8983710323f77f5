"""How much an activity is worth for a grant: concave curves with a finite slope at zero.

A response is written for an activity of strength 1; the value of activity `a` is its strength
times the response. All functions are vectorised over any shape and use the scenario's unit of
money; values are innovation points.
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import Field

from scenarios.words import Positive, Stanza

Array = npt.NDArray[np.float64]


class BaselinePower(Stanza):
    """`(g + baseline)^elasticity - baseline^elasticity`: support adds to what is already there.

    The baseline makes the first slope finite, so that the best activities win and the rest get
    nothing; with a bare power every activity would get a little.
    """

    kind: Literal["baseline-power"] = "baseline-power"
    elasticity: Annotated[float, Field(gt=0, lt=1)] = 0.5
    baseline: Positive

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


class Linear(Stanza):
    """`g` up to `cap`, nothing more beyond: each unit of money is worth the same."""

    kind: Literal["linear"] = "linear"
    cap: Positive

    def value(self, grant: Array) -> Array:
        """Return the points of `grant` at strength 1."""
        return np.minimum(grant, self.cap)

    def best(self, gain: Array, cost: Array, cap: Array) -> Array:
        """Return the grant in [0, cap] that maximises `gain * value(g) - cost * g`."""
        most = np.minimum(self.cap, cap)
        return np.where(gain > cost, np.where(cost < 0, cap, most), 0.0)


Response = Annotated[BaselinePower | Linear, Field(discriminator="kind")]
