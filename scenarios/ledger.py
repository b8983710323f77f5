"""The ledger: the tables of all possible grants and payments, and all that a rule may speak about.

Every possible movement of money has a *line*, a whole number. A rule names lines and coefficients
and never a solver's variable. Lines are numbered through four tables, each with one line a period:

    receipts   what a site receives under one instrument, within its jurisdiction or across a border
    payments   what a funder pays to a place (a city, or finer where a rule needs it)
    carries    what a funder keeps for the next period
    grants     what one activity is granted (not held as a table: there may be millions)

A receipt is the sum of the shares of the grants that land there, so whatever is said of receipts
is said of every grant, also of one that is not in the program yet. Only a rule about one named
activity needs the line of a grant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.funding import Money
from scenarios.instruments import Instrument

Lines = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int32]
Booleans = npt.NDArray[np.bool_]

GRAIN: Final = ("chain", "stage", "instrument", "cross_border")
"""How fine the payments of a funder can be told apart below the city, where a rule needs it."""


@dataclass(frozen=True)
class Pool:
    """All activities of one instrument, as arrays; `n` activities that each touch `m` sites.

    `sites` and `landings` have shape (n, m): the site where each share lands, and the same with
    the border (site, plus the number of sites if the activity joins two jurisdictions). `shares`
    has shape (n, m), each row sums to 1; where all activities share alike it is a view of one row.
    A project with fewer partners than others names one of its sites again, with no share.
    `strength` and `cross_border` have shape (n,). `class_of` gives the class of receipts of each
    landing, -1 where none is. Pools that differ only by their instrument share their arrays. The
    activities are numbered from `first` on. `most`, shape (n, periods), is the most that each
    grant may get, for projects what they ask for; None where only the fund is the limit.
    """

    instrument: Instrument
    sites: Integers
    shares: Floats
    strength: Floats
    cross_border: Booleans
    landings: Integers
    class_of: Integers
    first: int
    most: Floats | None = None

    def __len__(self) -> int:
        return len(self.strength)

    def classes(self, activity: npt.NDArray[np.int64]) -> Integers:
        """Return the classes of receipts where the shares of activities land, shape (..., m)."""
        return np.asarray(self.class_of[self.landings[activity]])


@dataclass(frozen=True)
class Ledger:
    """The tables of one scenario; see the module's text. Amounts are in the unit of `money`.

    `cities` is indexed by city id (`jurisdiction`, `tier` and one column per indicator, scaled).
    `sites` has `city, chain, stage, jurisdiction, tier, strength, readiness`.
    `receipts` (`instrument, cross_border, site`, the site's columns, `period`) and `payments`
    (`funder, home, place`, the place's columns, `period`) are indexed by line; `home` is the
    jurisdiction of the funder. `receipts` has one block of `len(periods)` lines for each class
    (instrument, site, within or across a border), `payments` one for each funder and place it
    pays to. `contributions` has shape (funders, periods). `chains` gives the stages in order.

    A place is a city, or a part of one (a stage, an instrument ...) for funders whose payments a
    rule tells apart. `places` has the cities first; `parent` is the city's own place.
    `city_of_class` and `place_of_class` say where a class of receipts is paid for. `grain` is how
    fine the payments of *every* funder are told apart.

    `projects` has a row a project (`id, instrument, activity, divisible, score, rank, group, lead,
    amount, first, last, cross_border`; the numbers of its activity and of the first and the last
    period in which it asks for money; missing, as pandas has it, where nothing is said).
    `partners` has a row a partner (`project, city, site, jurisdiction, kind, amount, own`).

    `alone` tells for each jurisdiction the points that it could achieve with its own money in its
    own cities. It takes a solve to know, so it is empty unless a rule or the objective compares
    with it (see `optimizer.alone`).
    """

    money: Money
    periods: tuple[str, ...]
    discount: Floats
    jurisdictions: tuple[str, ...]
    cities: pd.DataFrame
    sites: pd.DataFrame
    funders: pd.DataFrame
    contributions: Floats
    carry_over: Floats
    receipts: pd.DataFrame
    payments: pd.DataFrame
    places: pd.DataFrame
    city_of_class: Integers
    place_of_class: Integers
    grain: frozenset[str]
    pools: tuple[Pool, ...]
    chains: dict[str, tuple[str, ...]]
    projects: pd.DataFrame
    partners: pd.DataFrame
    alone: Mapping[str, float] = field(default_factory=dict)

    @property
    def horizon(self) -> int:
        """How many periods there are."""
        return len(self.periods)

    @property
    def classes(self) -> int:
        """How many classes of receipts there are."""
        return len(self.place_of_class)

    @property
    def first_carry(self) -> int:
        """The first line of the table of carries."""
        return len(self.receipts) + len(self.payments)

    @property
    def first_grant(self) -> int:
        """The first line of the table of grants."""
        return self.first_carry + self.contributions.size

    @property
    def activities(self) -> int:
        """How many activities there are."""
        return sum(len(pool) for pool in self.pools)

    @property
    def available(self) -> float:
        """All money of all funders over all periods."""
        return float(self.contributions.sum())

    @property
    def may_carry(self) -> Floats:
        """The most that each funder may keep for the next period, shape (funders, periods)."""
        kept = self.contributions * self.carry_over[:, None]
        kept[:, -1] = 0.0
        return np.asarray(kept)

    @property
    def spendable(self) -> Floats:
        """The most that can be spent in each period, shape (periods,)."""
        carried = np.pad(self.may_carry, ((0, 0), (1, 0)))[:, :-1]
        return np.asarray((self.contributions + carried).sum(axis=0))

    @property
    def most_points(self) -> float:
        """More points than any plan can bring: all money at the best first slope there is."""
        slopes = [
            pool.instrument.weight
            * pool.instrument.response.first_slope
            * float(pool.strength.max())
            for pool in self.pools
            if len(pool)
        ]
        return max(slopes, default=0.0) * self.available

    def receipts_in(self, jurisdiction: str) -> Lines:
        """Return the lines of what the sites of a jurisdiction receive."""
        here = (self.receipts["jurisdiction"] == jurisdiction).to_numpy()
        return np.flatnonzero(here)

    def contributed(self, jurisdiction: str) -> Floats:
        """Return what the jurisdiction's own funders pay in, per period."""
        own = self.funders["jurisdiction"].to_numpy() == jurisdiction
        return np.asarray(self.contributions[own].sum(axis=0))

    def by_period(self, lines: Lines) -> Iterator[tuple[str, Lines]]:
        """Yield the lines of each period; every table has its periods in order, block by block."""
        for number, period in enumerate(self.periods):
            yield period, lines[lines % self.horizon == number]

    def grant_lines(self, activities: npt.NDArray[np.int64]) -> Lines:
        """Return the lines of activities, shape (len(activities), periods)."""
        first = self.first_grant + activities.astype(np.int64) * self.horizon
        return np.asarray(first[:, None] + np.arange(self.horizon))

    def project_lines(self, name: str) -> Lines:
        """Return the lines of the grants of a project, one a period; KeyError if there is none.

        In a period in which the project asks for nothing its grant may get nothing.
        """
        here = np.flatnonzero((self.projects["id"] == name).to_numpy())
        if not here.size:
            raise KeyError(name)
        return self.grant_lines(self.projects["activity"].to_numpy()[here]).ravel()

    def asked(self, activity: int) -> Floats:
        """Return what a project asks for in each period, by the number of its activity."""
        for pool in self.pools:
            if pool.most is not None and pool.first <= activity < pool.first + len(pool):
                return np.asarray(pool.most[activity - pool.first])
        raise KeyError(activity)

    def activities_between(self, one: int, other: int) -> Iterator[tuple[Instrument, Lines]]:
        """Yield, per instrument, the activities that join the two sites."""
        for pool in self.pools:
            if pool.instrument.joint:
                touches = (pool.sites == one).any(axis=1) & (pool.sites == other).any(axis=1)
                found = np.flatnonzero(touches) + pool.first
                if found.size:
                    yield pool.instrument, found


def site_id(city: str, chain: str, stage: str) -> str:
    """Return the id of a site as the answer writes it."""
    return f"{city}/{chain}/{stage}"
