"""What some jurisdictions could do on their own: the part of a ledger that is theirs."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from scenarios.ledger import Booleans, Ledger, Pool


def within(ledger: Ledger, members: Collection[str]) -> Ledger:
    """Return the ledger with the money of members' own funders and activities among members only.

    Lines of receipts, payments and carries stay as they are, so that what a rule says of them can
    still be said. Activities are numbered anew. A funder without a jurisdiction has no money here.
    """
    inside = ledger.sites["jurisdiction"].isin(members).to_numpy()
    kept = [np.asarray(inside[pool.sites].all(axis=1)) for pool in ledger.pools]
    every = np.concatenate([np.empty(0, dtype=bool), *kept])
    pools, first = [], 0
    for pool, here in zip(ledger.pools, kept, strict=True):
        pools.append(_part(pool, here, first))
        first += len(pools[-1])
    activity = ledger.projects["activity"].to_numpy(dtype=np.int64)
    stays = every[activity]
    projects = ledger.projects[stays].assign(activity=(np.cumsum(every) - 1)[activity[stays]])
    own = ledger.funders["jurisdiction"].isin(members).to_numpy()
    return replace(
        ledger,
        contributions=np.where(own[:, None], ledger.contributions, 0.0),
        pools=tuple(pools),
        projects=projects.reset_index(drop=True),
        partners=ledger.partners[ledger.partners["project"].isin(projects["id"])],
    )


def _part(pool: Pool, here: Booleans, first: int) -> Pool:
    """Return the activities of a pool that are `here`, numbered from `first` on."""
    chosen: npt.NDArray[np.intp] = np.flatnonzero(here)
    return replace(
        pool,
        sites=pool.sites[chosen],
        shares=pool.shares[chosen],
        strength=pool.strength[chosen],
        cross_border=pool.cross_border[chosen],
        landings=pool.landings[chosen],
        first=first,
        most=None if pool.most is None else pool.most[chosen],
    )
