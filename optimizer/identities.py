"""What always holds, whatever the rules: money is conserved, and joint work needs readiness.

Each function returns one table of rows over the ledger's lines (see `optimizer.rows`). Identities
are never relaxed, and giving nothing to anybody always satisfies them all.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from optimizer.rows import Matrix, RowTable
from scenarios.ledger import Floats, Ledger
from scenarios.scenario import Scenario
from scenarios.words import Text

BALANCE, CONTRIBUTION, CARRY, READINESS = "balance", "contribution", "carry", "readiness"

FORMULAS: Final = {
    BALANCE: r"\sum_f p_{fit} = \sum_a \sigma_{ai}\, g_{at} \qquad \forall i, t",
    CONTRIBUTION: r"\sum_i p_{fit} + c_{ft} \le B_{ft} + c_{f,t-1} \qquad \forall f, t",
    CARRY: r"c_{ft} \le \kappa_f B_{ft} \qquad \forall f, t",
    READINESS: (
        r"\sum_a u_a \sigma_{ai}\, g_{at} \le r_i k^t + \sum_{s \le t-\ell} k^{t-\ell-s}"
        r"\sum_a b_a \sigma_{ai}\, g_{as} \qquad \forall i, t"
    ),
}
SAYS: Final = {
    BALANCE: Text(
        zh="各地收到的支付等于落在当地的拨款。",
        en="What funders pay to a place is what the grants landing there add up to.",
    ),
    CONTRIBUTION: Text(
        zh="出资方每期支付与结转之和不超过当期出资与上期结转。",
        en="A funder pays and keeps no more than it contributes plus what it kept before.",
    ),
    CARRY: Text(
        zh="结转不超过当期出资的规定比例。",
        en="A funder keeps at most the allowed share of a period's contribution.",
    ),
    READINESS: Text(
        zh="节点参与联合活动不超过其吸收能力, 该能力逐期衰减并可由支持形成。",
        en="A site takes part in joint work up to what it can absorb; that fades, "
        "and support builds it.",
    ),
}


def balance(ledger: Ledger) -> RowTable:
    """Return one equality for each place and period: payments equal receipts."""
    receipts = np.arange(len(ledger.receipts))
    landed = ledger.place_of_class[receipts // ledger.horizon] * ledger.horizon
    places = len(ledger.places)
    funders = len(ledger.contributions)
    paid = np.tile(np.arange(places * ledger.horizon), funders)
    payments = len(ledger.receipts) + np.arange(len(ledger.payments))
    matrix = _matrix(
        ledger,
        places * ledger.horizon,
        (landed + receipts % ledger.horizon, receipts, np.full(receipts.size, -1.0)),
        (paid, payments, np.ones(payments.size)),
    )
    zero = np.zeros(places * ledger.horizon)
    names = [
        tuple(part for part in (str(value) for value in key) if part)
        for key in ledger.places.drop(columns=["jurisdiction", "tier"]).itertuples(index=False)
    ]
    at = tuple((*name, period) for name in names for period in ledger.periods)
    return RowTable((BALANCE,) * len(at), at, matrix, zero, zero)


def contribution(ledger: Ledger) -> RowTable:
    """Return one row for each funder and period: payments and carry within the money there is."""
    funders, horizon = ledger.contributions.shape
    purse = np.arange(funders * horizon).reshape(funders, 1, horizon)
    rows = np.broadcast_to(purse, (funders, len(ledger.places), horizon)).ravel()
    payments = len(ledger.receipts) + np.arange(len(ledger.payments))
    carries = ledger.first_carry + np.arange(funders * horizon)
    into_next = carries[np.arange(funders * horizon) % horizon < horizon - 1]
    matrix = _matrix(
        ledger,
        funders * horizon,
        (rows, payments, np.ones(payments.size)),
        (np.arange(funders * horizon), carries, np.ones(carries.size)),
        (into_next - ledger.first_carry + 1, into_next, np.full(into_next.size, -1.0)),
    )
    return _at_most(CONTRIBUTION, _funder_names(ledger), matrix, ledger.contributions.ravel())


def carry(ledger: Ledger) -> RowTable:
    """Return one row for each funder and period: how much may be kept; nothing after the end."""
    count = ledger.contributions.size
    lines = ledger.first_carry + np.arange(count)
    matrix = _matrix(ledger, count, (np.arange(count), lines, np.ones(count)))
    return _at_most(CARRY, _funder_names(ledger), matrix, ledger.may_carry.ravel())


def readiness(scenario: Scenario, ledger: Ledger) -> RowTable:
    """Return one row for each site that joint work can use and each period."""
    receipts, horizon = ledger.receipts, ledger.horizon
    which = receipts["instrument"].cat.codes.to_numpy()
    uses = np.array([part.readiness_used for part in scenario.instruments])[which]
    builds = np.array([part.builds for part in scenario.instruments])[which]
    site, period = receipts["site"].to_numpy(), np.arange(len(receipts)) % horizon
    using = np.unique(site[uses > 0])
    ready = scenario.readiness
    if ready is None or not using.size:
        return _at_most(READINESS, (), _matrix(ledger, 0), np.empty(0))
    number = np.full(len(ledger.sites), -1)
    number[using] = np.arange(using.size)
    used, parts = uses > 0, []
    parts.append((number[site[used]] * horizon + period[used], np.flatnonzero(used), uses[used]))
    for wait in range(ready.lag, horizon):
        built = (builds > 0) & (number[site] >= 0) & (period + wait < horizon)
        rows = number[site[built]] * horizon + period[built] + wait
        worn = -builds[built] * ready.keep ** (wait - ready.lag)
        parts.append((rows, np.flatnonzero(built), worn))
    own = ledger.sites["readiness"].to_numpy()[using]
    limit = own[:, None] * ready.keep ** np.arange(horizon)
    sites = ledger.sites.loc[using, ["city", "chain", "stage"]].astype(str)
    at = tuple(
        (*site, period)
        for site in sites.itertuples(index=False, name=None)
        for period in ledger.periods
    )
    return _at_most(READINESS, at, _matrix(ledger, len(at), *parts), limit.ravel())


def _funder_names(ledger: Ledger) -> tuple[tuple[str, ...], ...]:
    return tuple((funder, period) for funder in ledger.funders["id"] for period in ledger.periods)


def _at_most(
    owner: str, at: tuple[tuple[str, ...], ...], matrix: Matrix, limit: Floats
) -> RowTable:
    return RowTable((owner,) * len(at), at, matrix, np.full(len(at), -np.inf), limit)


Part = tuple[npt.NDArray[np.integer], npt.NDArray[np.integer], Floats]


def _matrix(ledger: Ledger, rows: int, *parts: Part) -> Matrix:
    """Return a sparse table over the ledger's lines from (row, line, coefficient) triples."""
    row = np.concatenate([np.empty(0, np.int64), *(part[0] for part in parts)])
    line = np.concatenate([np.empty(0, np.int64), *(part[1] for part in parts)])
    value = np.concatenate([np.empty(0), *(part[2] for part in parts)])
    return sp.csr_array((value, (row, line)), shape=(rows, ledger.first_grant))
