"""Plans as CSV that a person may change and have audited: see `scenarios.files.plans`."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from api.names import Names
from scenarios.files.plans import WHOLE
from scenarios.scenario import Scenario
from scenarios.words import Language


def write_plan(grants: pd.DataFrame, payments: pd.DataFrame, path: Path) -> None:
    """Write grants and payments, exactly; columns of which nothing is said are left out."""
    granted = grants.assign(record="grant", sites=grants["sites"].map("+".join))
    granted = granted.drop(columns="cross_border")  # it follows from the sites
    paid = payments.assign(record="payment")
    paid["cross_border"] = paid["cross_border"].map({True: "true", False: "false"})
    table = pd.concat([granted.astype(object), paid.astype(object)], ignore_index=True)
    names = [name for name in WHOLE if name in table and table[name].notna().any()]
    _write(table[names], path)


def write_cities(cities: pd.DataFrame, scenario: Scenario, path: Path, language: Language) -> None:
    """Write what each city receives, to a millionth of the unit of money."""
    names = Names(scenario)
    table = pd.DataFrame(
        {
            "city": cities["id"],
            "name": [names.of("cities", str(city))[language] for city in cities["id"]],
            "amount": cities["received"].round(6),
        }
    )
    _write(table, path)


def _write(table: pd.DataFrame, path: Path) -> None:
    table.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
