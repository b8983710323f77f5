"""The tables of an answer that speak of projects: which are funded, and what partners get."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from optimizer.model import Model
from optimizer.tables import Landed
from optimizer.wanting import Refusal
from scenarios.ledger import Ledger, site_id

TABLES = ("projects", "partners")


def projects_table(model: Model, found: Landed, refused: Mapping[str, Refusal]) -> pd.DataFrame:
    """Return one row a project, funded or not; `funded` is the share of what it asks for.

    A project that is refused has what stopped it, the money that it lacks, and the score at which
    it would win.
    """
    projects = model.ledger.projects
    if projects.empty:
        return pd.DataFrame()
    sums = found.grants.groupby("project")[["amount", "value"]].sum()
    got = sums.reindex(projects["id"]).fillna(0.0)
    asked = projects["amount"].to_numpy(dtype=float)
    return pd.DataFrame(
        {
            "id": projects["id"],
            "group": _said(projects["group"]),
            "rank": projects["rank"].to_numpy(dtype=float),
            "score": projects["score"],
            "cross_border": projects["cross_border"].astype(bool),
            "divisible": projects["divisible"].astype(bool),
            "requested": asked,
            "amount": got["amount"].to_numpy(),
            "funded": got["amount"].to_numpy() / asked,
            "value": got["value"].to_numpy(),
            "stopped_by": [
                tuple(part.as_record() for part in refused[name].stopped_by)
                if name in refused
                else ()
                for name in projects["id"]
            ],
            "short_by": [
                refused[name].short_by if name in refused else np.nan for name in projects["id"]
            ],
            "wins_at": pd.Series(
                [refused[name].wins_at if name in refused else None for name in projects["id"]],
                index=projects.index,
                dtype=float,
            ),
        }
    )


def partners_table(model: Model, found: Landed, payments: pd.DataFrame) -> pd.DataFrame:
    """Return one row a partner of a project: what it asked for and what it gets.

    Payments are made to a city, not to a project: `funders` names those who pay to the city of
    the partner. Where that is one, it is known who pays for the partner.
    """
    ledger = model.ledger
    partners = ledger.partners
    if partners.empty:
        return pd.DataFrame()
    share = _funded(ledger, found)[partners["project"]].to_numpy()
    payers = _payers(payments)
    sites = ledger.sites[["city", "chain", "stage"]].astype(str)
    names = [site_id(*row) for row in sites.itertuples(index=False, name=None)]
    got = np.asarray(partners["amount"] * share, dtype=float)
    return pd.DataFrame(
        {
            "project": partners["project"],
            "city": partners["city"].astype(str),
            "jurisdiction": partners["jurisdiction"].astype(str),
            "site": [names[site] for site in partners["site"]],
            "kind": _said(partners["kind"]),
            "requested": partners["amount"],
            "amount": got,
            "own": partners["own"],
            "funders": [
                tuple(payers.get(city, ())) if much > 0 else ()
                for city, much in zip(partners["city"], got, strict=True)
            ],
        }
    )


def _funded(ledger: Ledger, found: Landed) -> pd.Series[float]:
    """Return the funded share of each project, by its id."""
    got = found.grants.groupby("project")["amount"].sum()
    asked = ledger.projects.set_index("id")["amount"]
    return got.reindex(asked.index).fillna(0.0) / asked


def _payers(payments: pd.DataFrame) -> dict[str, dict[str, None]]:
    """Return who pays to each city, in the order of the payments."""
    found: dict[str, dict[str, None]] = {}
    for city, funder in zip(payments["city"], payments["funder"], strict=True):
        found.setdefault(city, {})[funder] = None
    return found


def _said(column: pd.Series) -> pd.Series:
    """Return a column of texts in which nothing said is None."""
    return column.astype(object).where(column.notna(), None)
