"""The money of one plan of several, as tables: complete enough to be checked, and no longer."""

from __future__ import annotations

from typing import Any

import pandas as pd

from optimizer.allocation import records
from optimizer.model import Model
from optimizer.plan import Plan
from optimizer.tables import Landed, grants_table, landed, payments_table, received_by

Tables = dict[str, pd.DataFrame]
GRANTS = ["instrument", "project", "sites", "period", "amount"]


def money_tables(model: Model, plan: Plan, found: Landed | None = None) -> Tables:
    """Return what each city receives, and all grants and payments of a plan."""
    found = landed(model, plan) if found is None else found
    cities = received_by(found, ["city"])["received"].reindex(model.ledger.cities.index)
    return {
        "cities": cities.fillna(0.0).rename_axis("city").reset_index(),
        "grants": grants_table(found)[GRANTS],
        "payments": payments_table(model, plan).drop(columns="site"),
    }


def written(tables: Tables) -> dict[str, Any]:
    """Return the tables of a plan as plain data; what a grant or a payment does not say is out."""
    return {
        name: [
            {key: part for key, part in record.items() if part is not None}
            for record in records(table)
        ]
        for name, table in tables.items()
    }
