"""Rows as text that a person can check, and plans made by hand to hold against them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from scenarios.ledger import Floats, Ledger, Lines
from scenarios.opening import open_ledger
from scenarios.rules import RULES
from scenarios.rules.base import At, Extra, Row, Rule
from scenarios.rules.terms import funded
from scenarios.scenario import Scenario
from scenarios.spelling import names_of_lines, spell
from tests.conftest import tree

HERE = Path(__file__).parent / "golden"
ALONE = {"north": 186.0, "east": 152.0, "south": 22.0}
"""Points that the jurisdictions of the minimal scenario could achieve alone (see `test_alone`)."""


def opened(stanza: dict[str, Any], **changes: Any) -> tuple[Rule, Ledger]:
    """Return one rule and the ledger of the scenario its examples are on with that rule alone."""
    on = tree(RULES[stanza["kind"]].example_on)
    scenario = Scenario.model_validate(on | changes | {"rules": [stanza]})
    ledger = open_ledger(scenario)
    if scenario.rules[0].compares_alone:
        ledger = replace(ledger, alone=ALONE)
    return scenario.rules[0], ledger


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
    said = "".join(f"  {line}\n" for part in rule.rows(ledger) for line in spell(part, ledger))
    return f"{name}: {written}{said}"


class Plan:
    """Money on ledger lines, filled in by hand."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.names = names_of_lines(ledger)
        self.money = pd.Series(0.0, index=self.names.index)
        self.extras: dict[At, float] = {}
        self.shares: dict[At, float] = {}

    def fund(self, *projects: str, share: float = 1.0) -> Plan:
        """Give projects all, or a share, of what they ask for."""
        self.shares |= {funded(name): share for name in projects}
        return self

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
        said = list(rule.rows(self.ledger))
        rows = [row for row in said if isinstance(row, Row)]
        own = [extra for extra in said if isinstance(extra, Extra)]
        self.extras = {extra.at: extra.follows(self._on) for extra in own}
        return [" ".join(row.at) for row in rows if not self.meets(row)]

    def _on(self, lines: Lines) -> Floats:
        return self.money[lines].to_numpy()

    def meets(self, row: Row) -> bool:
        """Tell whether the plan meets the row, the rule's own numbers as they follow from it."""
        known = self.shares | self.extras
        numbers = sum(value * known.get(at, 0.0) for at, value in row.extras.items())
        excess = float(row.coefficients @ self.money[row.lines]) + numbers - row.rhs
        held = {"<=": excess <= 1e-9, ">=": excess >= -1e-9, "=": abs(excess) <= 1e-9}
        return held[row.sense]
