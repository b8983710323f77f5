"""Rows as text that a person can check, and plans made by hand to hold against them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from scenarios.ledger import Ledger
from scenarios.opening import open_ledger
from scenarios.rules.base import Idle, Row, Rule
from tests.conftest import minimal

HERE = Path(__file__).parent / "golden"
FIELDS = ("funder", "instrument", "border", "activity", "city", "chain", "stage", "period")


def opened(stanza: dict[str, Any], **changes: Any) -> tuple[Rule, Ledger]:
    """Return one rule and the ledger of the minimal scenario with that rule alone."""
    scenario = minimal(stanza, **changes)
    return scenario.rules[0], open_ledger(scenario)


def check(kind: str, cases: dict[str, dict[str, Any]], update: bool) -> None:
    """Compare the rows of all cases with `golden/<kind>.txt`; with `update`, write it anew."""
    text = "\n".join(_case(name, {"kind": kind, **fields}) for name, fields in cases.items())
    file = HERE / f"{kind}.txt"
    if update:
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def _case(name: str, stanza: dict[str, Any]) -> str:
    rule, ledger = opened(stanza)
    written = yaml.safe_dump(stanza, default_flow_style=True, sort_keys=False, width=1000)
    said = "".join(f"  {line}\n" for part in rule.rows(ledger) for line in render(part, ledger))
    return f"{name}: {written}{said}"


def render(part: Row | Idle, ledger: Ledger) -> Iterator[str]:
    """Yield a row, one line of text for each block of ledger lines with one coefficient."""
    at = " ".join(part.at) or "-"
    if isinstance(part, Idle):
        yield f"{at}: idle, {part.reason.en}"
        return
    yield f"{at}: {part.sense} {part.rhs:g}"
    names = _names(ledger).loc[part.lines]
    for value in dict.fromkeys(part.coefficients):
        for block in _blocks(names[part.coefficients == value]):
            yield f"  {value:+g} {block}"


def _blocks(names: pd.DataFrame) -> Iterator[str]:
    """Yield products of names that together stand for exactly these lines."""
    options = {field: [name for name in names[field].unique() if name] for field in FIELDS}
    if len(names) == np.prod([max(len(found), 1) for found in options.values()]):
        yield _sentence({field: ",".join(found) for field, found in options.items() if found})
        return
    split = next(field for field in FIELDS if len(options[field]) > 1)
    for _, part in names.groupby(split, sort=False):
        yield from _blocks(part)


def _sentence(said: dict[str, str]) -> str:
    """Say where money goes, e.g. `north > alder tools research in 1,2`."""
    period = said.pop("period")
    payer = said.pop("funder", "")
    return f"{payer + ' > ' if payer else ''}{' '.join(said.values())} in {period}"


def _names(ledger: Ledger) -> pd.DataFrame:
    """Return the names of every line, in the columns of `FIELDS`."""
    receipts = ledger.receipts.assign(
        border=np.where(ledger.receipts["cross_border"], "across", "within")
    )
    payments = ledger.payments
    if "cross_border" in ledger.grain:
        payments = payments.assign(border=np.where(payments["cross_border"], "across", "within"))
    tables = [table.reindex(columns=FIELDS) for table in (receipts, payments, _grants(ledger))]
    return pd.concat([table.astype(object) for table in tables]).fillna("")


def _grants(ledger: Ledger) -> pd.DataFrame:
    sites = ledger.sites["city"].astype(str) + "/" + ledger.sites["stage"].astype(str)
    rows = [
        {"instrument": pool.instrument.id, "activity": " - ".join(sites[ends]), "period": period}
        for pool in ledger.pools
        for ends in pool.sites
        for period in ledger.periods
    ]
    first = ledger.first_grant
    return pd.DataFrame(rows, index=pd.RangeIndex(first, first + len(rows)))


class Plan:
    """Money on ledger lines, filled in by hand."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.names = _names(ledger)
        self.money = pd.Series(0.0, index=self.names.index)

    def put(self, amount: float, **where: str) -> Plan:
        """Put `amount` on the one ledger line that has these names."""
        chosen = np.ones(len(self.names), dtype=bool)
        for field, name in where.items():
            chosen &= (self.names[field] == name).to_numpy()
        (line,) = self.names.index[chosen]
        self.money[line] += amount
        return self

    def broken(self, rule: Rule) -> list[str]:
        """Return which rows of the rule the plan does not meet."""
        rows = [row for row in rule.rows(self.ledger) if isinstance(row, Row)]
        return [" ".join(row.at) for row in rows if not self.meets(row)]

    def meets(self, row: Row) -> bool:
        """Tell whether the plan meets the row."""
        excess = float(row.coefficients @ self.money[row.lines]) - row.rhs
        held = {"<=": excess <= 1e-9, ">=": excess >= -1e-9, "=": abs(excess) <= 1e-9}
        return held[row.sense]
