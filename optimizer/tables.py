"""From a plan to the tidy tables of an allocation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from optimizer.columns import Longs, by_pool
from optimizer.identities import CONTRIBUTION
from optimizer.model import Model
from optimizer.plan import Plan
from scenarios.ledger import GRAIN, Floats, Integers, Ledger, site_id

DUST = 1e-9
"""Amounts below this share of the fund are a solver's dust and are left out."""


@dataclass(frozen=True, eq=False)
class Landed:
    """The grants of a plan, and where the shares of each land: `landings` has a row a share."""

    grants: pd.DataFrame
    landings: pd.DataFrame


def landed(model: Model, plan: Plan) -> Landed:
    """Return the grants of a plan that are more than dust, with their value in points."""
    ledger = model.ledger
    kept = plan.amount > DUST * ledger.available
    keys = plan.activity[kept] * ledger.horizon + plan.period[kept]
    amount = plan.amount[kept]
    names = _site_ids(ledger)
    projects = ledger.projects.set_index("activity")["id"]
    parts: list[pd.DataFrame] = []
    shares: list[pd.DataFrame] = []
    for pool, here, activity, period in by_pool(ledger, keys):
        gain = pool.instrument.weight * pool.strength[activity] * ledger.discount[period]
        value = gain * pool.instrument.response.value(amount[here])
        parts.append(
            pd.DataFrame(
                {
                    "key": keys[here],
                    "instrument": pool.instrument.id,
                    "project": projects.reindex(activity + pool.first).to_numpy(dtype=object),
                    "sites": [
                        tuple(dict.fromkeys(names[site] for site in row))
                        for row in pool.sites[activity]
                    ],
                    "joint": (pool.sites[activity] != pool.sites[activity, :1]).any(axis=1),
                    "cross_border": pool.cross_border[activity],
                    "period": np.array(ledger.periods, dtype=object)[period],
                    "amount": amount[here],
                    "value": value,
                }
            )
        )
        shares += _shares(pool.sites[activity], pool.shares[activity], keys[here])
    grants = pd.concat(parts, ignore_index=True)
    landings = pd.concat(shares, ignore_index=True)
    landings = landings.merge(grants, on="key")
    for column in ("amount", "value"):
        landings[column] *= landings["share"]
    return Landed(grants, landings.join(ledger.sites, on="site").astype({"city": str}))


def _shares(sites: Integers, shares: Floats, keys: Longs) -> Iterator[pd.DataFrame]:
    for place, share in enumerate(shares.T):
        given = share > 0
        yield pd.DataFrame({"key": keys[given], "site": sites[given, place], "share": share[given]})


def grants_table(found: Landed) -> pd.DataFrame:
    """Return one row a grant; the activity's id is its instrument and its sites, or its project."""
    table = found.grants.copy()
    table["project"] = table["project"].astype(object).where(table["project"].notna(), None)
    activity = [
        f"{instrument}:{project or '+'.join(where)}"
        for instrument, project, where in zip(
            table["instrument"], table["project"], table["sites"], strict=True
        )
    ]
    table.insert(0, "activity", activity)
    named = ["activity", "instrument", "project", "sites", "cross_border", "period"]
    return table[[*named, "amount", "value"]]


def _site_ids(ledger: Ledger) -> list[str]:
    names = ledger.sites[["city", "chain", "stage"]].astype(str)
    return [site_id(*row) for row in names.itertuples(index=False, name=None)]


def payments_table(model: Model, plan: Plan) -> pd.DataFrame:
    """Return one row a payment; what the payments do not tell apart is empty."""
    ledger = model.ledger
    table = ledger.payments.copy()
    table["amount"] = plan.money[table.index.to_numpy()]
    table = table[table["amount"] > DUST * ledger.available]
    for column in GRAIN:
        told = table[column].astype(object) if column in table else pd.Series(None, table.index)
        table[column] = told.astype(object).where(told.notna(), None)
    where = table[["city", "chain", "stage"]].itertuples(index=False, name=None)
    table["site"] = [site_id(*map(str, row)) if row[2] is not None else None for row in where]
    columns = ["funder", "city", "site", *GRAIN, "period", "amount"]
    return table[columns].astype({"funder": str, "city": str, "period": str}).reset_index(drop=True)


def received_by(found: Landed, by: list[str]) -> pd.DataFrame:
    """Return money and value that land, by columns: all, joint, and across borders."""
    landings = found.landings.astype(dict.fromkeys(by, str))
    amount, joint, across = landings["amount"], landings["joint"], landings["cross_border"]
    sums = landings.assign(
        received=amount, joint_received=amount * joint, cross_border_received=amount * across
    )
    columns = ["received", "joint_received", "cross_border_received", "value"]
    return sums.groupby(by, sort=False)[columns].sum()


def sites_table(model: Model, found: Landed) -> pd.DataFrame:
    """Return one row a site of the scenario."""
    sites = model.ledger.sites
    by = ["city", "chain", "stage"]
    base = sites[[*by, "jurisdiction", "strength"]].astype(
        dict.fromkeys([*by, "jurisdiction"], str)
    )
    base.insert(0, "id", _site_ids(model.ledger))
    return _filled(base, received_by(found, by), by)


def cities_table(model: Model, found: Landed, payments: pd.DataFrame) -> pd.DataFrame:
    """Return one row a city; `from_others` is what funders of other jurisdictions pay."""
    cities = model.ledger.cities
    base = cities[["jurisdiction", "tier"]].rename_axis("id").reset_index()
    table = _filled(base, received_by(found, ["city"]).rename_axis("id"), ["id"])
    homes = model.ledger.funders.set_index("id")["jurisdiction"]
    foreign = payments["funder"].map(homes) != payments["city"].map(cities["jurisdiction"])
    paid = payments[foreign].groupby("city")["amount"].sum()
    return table.assign(from_others=table["id"].map(paid).fillna(0.0))


def jurisdictions_table(model: Model, found: Landed, payments: pd.DataFrame) -> pd.DataFrame:
    """Return one row a jurisdiction: paid in, received, net, kept inside, sent out, value.

    `alone` is what it could do alone, and `gain` its value above that, where the ledger tells.
    """
    ledger = model.ledger
    base = pd.DataFrame({"id": list(ledger.jurisdictions)})
    base["contributed"] = [float(ledger.contributed(name).sum()) for name in base["id"]]
    table = _filled(base, received_by(found, ["jurisdiction"]).rename_axis("id"), ["id"])
    table.insert(3, "net", table["received"] - table["contributed"])
    homes = payments["funder"].map(ledger.funders.set_index("id")["jurisdiction"])
    lands = payments["city"].map(ledger.cities["jurisdiction"])
    own = payments[homes == lands].groupby(lands)["amount"].sum()
    sent = payments[homes != lands].groupby(homes)["amount"].sum()
    alone = table["id"].map(dict(ledger.alone)).astype(float)
    return table.assign(
        from_own=table["id"].map(own).fillna(0.0),
        sent_out=table["id"].map(sent).fillna(0.0),
        alone=alone,
        gain=table["value"] - alone,
    )


def stages_table(model: Model, found: Landed) -> pd.DataFrame:
    """Return one row a stage of a chain, in order."""
    rows = [(chain, stage) for chain, stages in model.ledger.chains.items() for stage in stages]
    base = pd.DataFrame(rows, columns=["chain", "stage"])
    return _filled(base, received_by(found, ["chain", "stage"]), ["chain", "stage"])


def instruments_table(model: Model, found: Landed) -> pd.DataFrame:
    """Return one row an instrument."""
    base = pd.DataFrame({"id": [part.id for part in model.scenario.instruments]})
    return _filled(base, received_by(found, ["instrument"]).rename_axis("id"), ["id"])


def funders_table(model: Model, plan: Plan, payments: pd.DataFrame) -> pd.DataFrame:
    """Return one row a funder and period; `price` is the worth of one more unit of its money."""
    ledger = model.ledger
    keys = [(funder, period) for funder in ledger.funders["id"] for period in ledger.periods]
    table = pd.DataFrame(keys, columns=["id", "period"])
    homes = ledger.funders.set_index("id")["jurisdiction"]
    table.insert(1, "jurisdiction", table["id"].map(homes).replace("", None))
    table["contributed"] = ledger.contributions.ravel()
    paid = payments.groupby(["funder", "period"])["amount"].sum().rename_axis(["id", "period"])
    table = _filled(table, paid.to_frame("paid"), ["id", "period"])
    carried = plan.money[ledger.first_carry : ledger.first_grant]
    before = np.pad(carried.reshape(ledger.contributions.shape), ((0, 0), (1, 0)))[:, :-1]
    table["carried"] = np.where(carried > DUST * ledger.available, carried, 0.0)
    table["unspent"] = table["contributed"] + before.ravel() - table["paid"] - carried
    small = table["unspent"].abs() <= 1e-6 * ledger.available
    table["unspent"] = table["unspent"].mask(small, 0.0)
    owners = np.array(model.rows.owner[: model.identities], dtype=object)
    prices = plan.prices[: model.identities][owners == CONTRIBUTION]
    table["price"] = np.maximum(prices, 0.0)
    return table


def _filled(base: pd.DataFrame, found: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Join sums to a base table; nothing found is 0."""
    table = base.merge(found.reset_index(), on=by, how="left")
    numbers = [column for column in found.columns if column not in by]
    return table.assign(**{column: table[column].fillna(0.0) for column in numbers})
