"""Links between sites: from a table, or estimated by a gravity model in vectorised blocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Final

import numpy as np
from pydantic import Field

from scenarios.ledger import Booleans, Floats, Integers
from scenarios.words import ChainId, CityId, Positive, Ratio, StageRef, Stanza, Table

EARTH_RADIUS_KM: Final = 6371.0088


class Gravity(Stanza):
    """Strength = scale * (s_i * s_j)^size * (distance / reference_km)^distance * border^(crosses).

    `border` below 1 is the drag of an administrative border. Gravity models of this form are
    fitted to co-patents and joint papers; see Hoekman, Frenken and Tijssen (2010).
    """

    scale: Positive = 1.0
    size: Ratio = 0.5
    distance: Annotated[float, Field(le=0, description="exponent of the distance, 0 or less")]
    border: Annotated[float, Field(gt=0, le=1)]
    reference_km: Positive = 100.0


class Link(Stanza):
    """A link whose strength is known; it overrides the gravity model."""

    city_a: CityId
    stage_a: StageRef
    city_b: CityId
    stage_b: StageRef
    chain: ChainId | None = None
    strength: Ratio


class Links(Stanza):
    """Which joint activities there can be: the gravity model, known links, or both.

    A link joins two sites of one chain, in the same or the next stage, in different cities.
    """

    gravity: Gravity | None = None
    known: Table[Link] = ()


@dataclass(frozen=True)
class LinkBlock:
    """The links between two stages: pairs of sites, shape (n, 2), strengths and borders (n,)."""

    sites: Integers
    strength: Floats
    cross_border: Booleans


@dataclass(frozen=True)
class SiteArrays:
    """What the gravity model needs to know of each site, as arrays of one length."""

    city: Integers
    jurisdiction: Integers
    strength: Floats


def kilometres(lon: Floats, lat: Floats) -> Floats:
    """Return great-circle distances in km between all points in degrees, shape (n, n)."""
    x, y = np.radians(lon), np.radians(lat)
    across, along = np.subtract.outer(x, x) / 2, np.subtract.outer(y, y) / 2
    inner = np.sin(along) ** 2 + np.outer(np.cos(y), np.cos(y)) * np.sin(across) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(inner, 0, 1))))


def pairs_of_stages(stages: list[Integers]) -> Iterator[tuple[Integers, Integers]]:
    """Yield all pairs of sites within each stage and from each stage to the next, in blocks.

    `stages` holds the sites of each stage of one chain, in order; within a stage each pair comes
    once.
    """
    for here, following in zip(stages, [*stages[1:], None], strict=True):
        first, second = np.triu_indices(len(here), k=1)
        yield here[first], here[second]
        if following is not None:
            one, other = np.meshgrid(here, following, indexing="ij")
            yield one.ravel(), other.ravel()


def pulls(gravity: Gravity, distance_km: Floats, home: Integers) -> Floats:
    """Return by how much distance and borders scale the strength between cities, shape (n, n).

    `home` is the number of the jurisdiction of each city. There are far fewer pairs of cities than
    links, so powers are taken here.
    """
    pull = gravity.scale * (distance_km / gravity.reference_km) ** gravity.distance
    return np.where(home[:, None] != home, gravity.border * pull, pull)


def gravity_block(
    sites: SiteArrays, size: Floats, pull: Floats, one: Integers, other: Integers
) -> LinkBlock:
    """Return the links between the given sites; pairs within one city are no links.

    `size` is what the strength of each site counts for, `pull` that of `pulls`.
    """
    apart = sites.city[one] != sites.city[other]
    one, other = one[apart], other[apart]
    strength = size[one] * size[other] * pull[sites.city[one], sites.city[other]]
    crosses = sites.jurisdiction[one] != sites.jurisdiction[other]
    return LinkBlock(np.stack([one, other], axis=1).astype(np.int32), strength, crosses)
