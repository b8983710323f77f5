"""The money of one plan of several, as tables: complete enough to be checked, and no longer."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from optimizer.allocation import records
from optimizer.model import Model
from optimizer.plan import Plan
from optimizer.tables import Landed, grants_table, landed, payments_table, received_by

Tables = dict[str, pd.DataFrame]
GRANTS = ["instrument", "project", "sites", "period", "amount"]


def money_tables(model: Model, plan: Plan, found: Landed | None = None) -> Tables:
    """Return what each city receives, and all grants and payments of a plan.

    Amounts are rounded to less than a billionth of the fund.
    """
    found = landed(model, plan) if found is None else found
    cities = received_by(found, ["city"])["received"].reindex(model.ledger.cities.index)
    digits = max(0, 10 - math.floor(math.log10(max(model.ledger.available, 1e-300))))
    payments = payments_table(model, plan).drop(columns="site")
    return {
        "cities": cities.fillna(0.0).rename_axis("city").reset_index().round(digits),
        "grants": grants_table(found)[GRANTS].round(digits),
        "payments": payments.round(digits),
    }


def written(tables: Tables) -> dict[str, Any]:
    """Return the tables of a plan as plain data: columns and rows, for there are many rows.

    What no row says is left out.
    """
    return {
        name: _written(table.dropna(axis="columns", how="all")) for name, table in tables.items()
    }


def _written(table: pd.DataFrame) -> dict[str, Any]:
    return {
        "columns": list(table.columns),
        "rows": [list(record.values()) for record in records(table)],
    }
