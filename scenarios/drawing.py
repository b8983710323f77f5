"""One draw of uncertain returns: the same activities with other strengths and other curves.

Rows stay as they are. They speak of money, and nobody's readiness or promise changes because a
return turned out otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from scenarios.ledger import Floats, Ledger, Pool
from scenarios.responses import BaselinePower
from scenarios.scenario import Scenario
from scenarios.uncertainty import STEEPEST, Uncertainty, border_factor, factors

HALF: Final = 0.5
"""How much a link depends on each of its sites where no gravity model tells."""


@dataclass(frozen=True, eq=False)
class Draw:
    """Factors of one draw: of the strength of activities, pool by pool, and of elasticities."""

    strength: tuple[Floats, ...]
    elasticity: Mapping[str, float]


def seeded(seed: int, number: int) -> np.random.Generator:
    """Return the generator of one draw; it depends on nothing but the seed and the number."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number,)))


def draw(
    scenario: Scenario, ledger: Ledger, uncertainty: Uncertainty, rng: np.random.Generator
) -> Draw:
    """Return the factors of one draw."""
    gravity = scenario.links.gravity
    size, drag = (HALF, 0.0) if gravity is None else (gravity.size, gravity.border)
    of_site = factors(uncertainty.strengths, rng, len(ledger.sites))
    border = border_factor(uncertainty.border, rng, drag)
    slopes = factors(uncertainty.elasticity, rng, len(scenario.instruments))
    strength = []
    for pool in ledger.pools:
        if pool.most is not None:
            strength.append(factors(uncertainty.projects, rng, len(pool)))
        elif pool.instrument.joint:
            own = factors(uncertainty.links, rng, len(pool))
            ends = np.asarray(of_site[pool.sites].prod(axis=1)) ** size
            strength.append(own * ends * np.where(pool.cross_border, border, 1.0))
        else:
            strength.append(of_site[pool.sites[:, 0]])
    names = (instrument.id for instrument in scenario.instruments)
    return Draw(tuple(strength), dict(zip(names, slopes.tolist(), strict=True)))


def drawn(ledger: Ledger, found: Draw) -> Ledger:
    """Return the ledger as it would be if returns were those of a draw."""
    pools = zip(ledger.pools, found.strength, strict=True)
    return replace(
        ledger,
        pools=tuple(
            _bent(stronger(pool, times), found.elasticity[pool.instrument.id])
            for pool, times in pools
        ),
    )


def stronger(pool: Pool, times: Floats) -> Pool:
    """Return the activities of a pool with so many times their strength."""
    return replace(pool, strength=pool.strength * times)


def _bent(pool: Pool, times: float) -> Pool:
    """Return a pool with so many times the elasticity; the first unit is worth what it was."""
    curve = pool.instrument.response
    if times == 1 or not isinstance(curve, BaselinePower):
        return pool
    elasticity = min(curve.elasticity * times, max(STEEPEST, curve.elasticity))
    bent = curve.model_copy(update={"elasticity": elasticity})
    instrument = pool.instrument.model_copy(update={"curve": bent})
    level = curve.first_slope / bent.first_slope
    return replace(pool, instrument=instrument, strength=pool.strength * level)
