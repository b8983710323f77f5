"""How uncertain the returns are: what each number may be, times what the scenario says."""

from __future__ import annotations

import math
from typing import Annotated, Final, Literal

import numpy as np
from pydantic import Field, model_validator

from scenarios.ledger import Floats
from scenarios.words import Positive, Stanza, Unfit


class LogNormal(Stanza):
    """A factor whose logarithm is normal with standard deviation `spread`; its mean is 1."""

    kind: Literal["lognormal"] = "lognormal"
    spread: Annotated[float, Field(ge=0, le=2)] = Field(
        description="standard deviation of the logarithm; 0.2 is about 20 % up or down"
    )

    def draw(self, rng: np.random.Generator, count: int) -> Floats:
        """Return so many factors."""
        normal = rng.standard_normal(count)
        return np.asarray(np.exp(self.spread * normal - self.spread**2 / 2))


class Uniform(Stanza):
    """A factor anywhere between `low` and `high`, each as likely as the other."""

    kind: Literal["uniform"] = "uniform"
    low: Positive
    high: Positive

    @model_validator(mode="after")
    def _in_order(self) -> Uniform:
        if self.low > self.high:
            raise Unfit("low 不大于 high", "a low that is no more than high")
        return self

    def draw(self, rng: np.random.Generator, count: int) -> Floats:
        """Return so many factors."""
        return rng.uniform(self.low, self.high, count)


class Triangular(Stanza):
    """A factor between `low` and `high`, most likely near `mode`."""

    kind: Literal["triangular"] = "triangular"
    low: Positive
    mode: Positive = 1.0
    high: Positive

    @model_validator(mode="after")
    def _in_order(self) -> Triangular:
        if not self.low <= self.mode <= self.high or self.low == self.high:
            raise Unfit("low <= mode <= high 且 low < high", "low <= mode <= high, and low < high")
        return self

    def draw(self, rng: np.random.Generator, count: int) -> Floats:
        """Return so many factors."""
        return rng.triangular(self.low, self.mode, self.high, count)


Distribution = Annotated[LogNormal | Uniform | Triangular, Field(discriminator="kind")]


class Uncertainty(Stanza):
    """How far returns may be from what the scenario says; a part left out is certain.

    Every distribution is of a factor. A site draws one for its strength, and a link takes those of
    its two sites, each to the power of the gravity model's `size` (a half without one), times one
    of its own. The border's factor is one for all links across a border of jurisdictions, and never
    makes a bonus of the drag. A project draws one for its score. Each instrument draws one for the
    elasticity of its response; what the first unit of money is worth stays.
    """

    strengths: Distribution | None = Field(None, description="of each site's strength")
    links: Distribution | None = Field(None, description="of each link, beside its sites")
    border: Distribution | None = Field(None, description="of all links across a border together")
    projects: Distribution | None = Field(None, description="of each project's score")
    elasticity: Distribution | None = Field(None, description="of each instrument's elasticity")


ASSUMED: Final = Uncertainty(
    strengths=LogNormal(spread=0.2),
    links=LogNormal(spread=0.2),
    border=LogNormal(spread=0.1),
    projects=LogNormal(spread=0.2),
    elasticity=Uniform(low=0.9, high=1.1),
    assumption="the scenario does not say how uncertain its figures are; a fifth is taken",
)
"""What is taken where a scenario has no section `uncertainty`."""

STEEPEST: Final = 0.95
"""No elasticity is drawn above this: at 1 returns would not diminish, nor an optimum be unique."""


def factors(part: Distribution | None, rng: np.random.Generator, count: int) -> Floats:
    """Return so many factors; all 1 where nothing is uncertain.

    Numbers are taken from `rng` for each part that is uncertain, in the order of the parts.
    """
    return np.ones(count) if part is None else part.draw(rng, count)


def border_factor(part: Distribution | None, rng: np.random.Generator, drag: float) -> float:
    """Return the factor of links across a border, where the drag is so much: at most 1 / drag."""
    return min(float(factors(part, rng, 1)[0]), 1 / drag if drag > 0 else math.inf)
