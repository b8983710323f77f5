"""What always holds, whatever the rules: money is conserved, and joint work needs readiness.

Each function returns one table of rows over the ledger's lines (see `optimizer.rows`). Identities
are never relaxed, and giving nothing to anybody always satisfies them all.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

from optimizer.rows import Matrix, RowTable, tabulate
from scenarios.ledger import GRAIN, Floats, Ledger, Lines
from scenarios.rules.base import Extra, Money, Row
from scenarios.rules.terms import funded
from scenarios.scenario import Scenario
from scenarios.words import Text

BALANCE, PLACING, CONTRIBUTION = "balance", "placing", "contribution"
CARRY, READINESS, PROJECTS = "carry", "readiness", "projects"

FORMULAS: Final = {
    BALANCE: r"\sum_f p_{fit} = \sum_a \sigma_{ai}\, g_{at} \qquad \forall i, t",
    PLACING: r"\sum_{f \in F'} p_{fqt} \le \sum_a \sigma_{aq}\, g_{at} \qquad \forall q, t",
    CONTRIBUTION: r"\sum_i p_{fit} + c_{ft} \le B_{ft} + c_{f,t-1} \qquad \forall f, t",
    CARRY: r"c_{ft} \le \kappa_f B_{ft} \qquad \forall f, t",
    PROJECTS: (
        r"g_{jt} = a_{jt}\, z_j, \quad z_j \in \{0, 1\}"
        r"\ ([0, 1] \text{ if divisible}) \qquad \forall j, t"
    ),
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
    PLACING: Text(
        zh="只能用于某些环节或工具的资金, 不超过那里的拨款。",
        en="Money told apart by stage or instrument is no more than what is granted there.",
    ),
    CONTRIBUTION: Text(
        zh="出资方每期支付与结转之和不超过当期出资与上期结转。",
        en="A funder pays and keeps no more than it contributes plus what it kept before.",
    ),
    CARRY: Text(
        zh="结转不超过当期出资的规定比例。",
        en="A funder keeps at most the allowed share of a period's contribution.",
    ),
    PROJECTS: Text(
        zh="项目按申请金额整体资助或不予资助; 可分割的项目按同一比例资助。",
        en="A project gets all that it asks for or nothing; a divisible one the same share of it "
        "in every period.",
    ),
    READINESS: Text(
        zh="节点参与联合活动不超过其吸收能力, 该能力逐期衰减并可由支持形成。",
        en="A site takes part in joint work up to what it can absorb; that fades, "
        "and support builds it.",
    ),
}


def balance(ledger: Ledger) -> RowTable:
    """Return one equality for each city and period: payments equal receipts."""
    cities = ledger.places.index[ledger.places["parent"] == ledger.places.index]
    parent = ledger.places["parent"].to_numpy()
    matrix = _paid_and_received(
        ledger, len(cities), parent[ledger.payments["place"]], ledger.city_of_class
    )
    zero = np.zeros(matrix.shape[0])
    at = _place_names(ledger, cities)
    return RowTable((BALANCE,) * len(at), at, matrix, zero, zero)


def placing(ledger: Ledger) -> RowTable:
    """Return one row for each part of a city that payments tell apart, and period."""
    parts = ledger.places.index[ledger.places["parent"] != ledger.places.index]
    if parts.empty:
        return _at_most(PLACING, (), _matrix(ledger, 0), np.empty(0))
    first = len(ledger.places) - len(parts)
    matrix = _paid_and_received(
        ledger,
        len(parts),
        ledger.payments["place"].to_numpy() - first,
        ledger.place_of_class - first,
    )
    return _at_most(PLACING, _place_names(ledger, parts), matrix, np.zeros(matrix.shape[0]))


def _paid_and_received(
    ledger: Ledger, count: int, paid: npt.NDArray[np.integer], received: npt.NDArray[np.integer]
) -> Matrix:
    """Return payments less receipts by place (of the line, of the class; below 0: none)."""
    period = np.arange(len(ledger.receipts) + len(ledger.payments)) % ledger.horizon
    place = np.concatenate([np.repeat(received, ledger.horizon), paid])
    sign = np.repeat([-1.0, 1.0], [len(ledger.receipts), len(ledger.payments)])
    here = np.flatnonzero(place >= 0)
    rows = place[here].astype(np.int64) * ledger.horizon + period[here]
    return _matrix(ledger, count * ledger.horizon, (rows, here, sign[here]))


def _place_names(ledger: Ledger, places: pd.Index[int]) -> tuple[tuple[str, ...], ...]:
    columns = [name for name in ("city", *GRAIN) if name in ledger.places]
    told = [ledger.places[name].astype(object).to_numpy()[places].tolist() for name in columns]
    names = [
        tuple(str(part) for part in row if not pd.isna(part)) for row in zip(*told, strict=True)
    ]
    return tuple((*name, period) for name in names for period in ledger.periods)


def contribution(ledger: Ledger) -> RowTable:
    """Return one row for each funder and period: payments and carry within the money there is."""
    funders, horizon = ledger.contributions.shape
    payments = len(ledger.receipts) + np.arange(len(ledger.payments))
    payer = ledger.payments["funder"].cat.codes.to_numpy().astype(np.int64)
    rows = payer * horizon + payments % horizon
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
    names = (ledger.sites[name].astype(object).to_numpy() for name in ("city", "chain", "stage"))
    sites = zip(*(name[using].tolist() for name in names), strict=True)
    at = tuple((*site, period) for site in sites for period in ledger.periods)
    return _at_most(READINESS, at, _matrix(ledger, len(at), *parts), limit.ravel())


def projects(ledger: Ledger) -> RowTable:
    """Return one row for each project and period in which it asks for money."""
    rows, extras = [], []
    columns = (ledger.projects[name].tolist() for name in ("id", "activity", "divisible"))
    for name, activity, divisible in zip(*columns, strict=True):
        lines, asked = ledger.project_lines(name), ledger.asked(activity)
        share = funded(name)
        extras.append(Extra(share, 1.0, _share_of(lines, asked), not divisible))
        for period in np.flatnonzero(asked).tolist():
            at = (name, ledger.periods[period])
            most = float(asked[period])
            rows.append(Row(at, lines[[period]], 1.0, "=", 0.0, {share: -most}))
    return tabulate(ledger, PROJECTS, rows, extras)


def _share_of(lines: Lines, asked: Floats) -> Callable[[Money], float]:
    return lambda money: float(money(lines).sum() / asked.sum())


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
