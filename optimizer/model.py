"""The whole model on one screen.

Maximise  sum over periods t, activities a:  discount[t] * weight[a] * strength[a] * response(grant)
subject to
    balance       what funders pay to a city equals what grants bring there
    placing       money that a rule tells apart more finely is paid where grants are
    contribution  no funder pays more than it has
    carry         no funder keeps more than it may
    readiness     no site takes part in more joint work than it can absorb
    projects      a project gets all that it asks for or nothing, unless it is divisible
    and the rows of every rule of the scenario.
"""

from __future__ import annotations

from dataclasses import dataclass

from optimizer import identities
from optimizer.rows import RowTable, rows_of, stack, tabulate
from scenarios.ledger import Ledger
from scenarios.rules.base import Idle
from scenarios.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Model:
    """A scenario, its ledger, and every row on it; the first `identities` rows are identities."""

    scenario: Scenario
    ledger: Ledger
    rows: RowTable
    identities: int
    idle: dict[str, tuple[Idle, ...]]


def build(scenario: Scenario, ledger: Ledger) -> Model:
    """Return the model of `scenario`: identities first, then its rules in the order written."""
    tables = [
        identities.balance(ledger),
        identities.placing(ledger),
        identities.contribution(ledger),
        identities.carry(ledger),
        identities.readiness(scenario, ledger),
        identities.projects(ledger),
    ]
    always = sum(len(table) for table in tables)
    idle: dict[str, tuple[Idle, ...]] = {}
    for name, rule in zip(scenario.rule_ids(), scenario.rules, strict=True):
        said = rows_of(rule, ledger)
        tables.append(tabulate(ledger, name, said.rows, said.extras))
        idle[name] = tuple(said.idle)
    return Model(scenario, ledger, stack(tables), always, idle)
