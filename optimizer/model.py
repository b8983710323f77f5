"""The whole model on one screen.

Maximise  sum over periods t, activities a:  discount[t] * weight[a] * strength[a] * response(grant)
or another measure of these points (`scenarios.objectives`), subject to
    balance       what funders pay to a city equals what grants bring there
    placing       money that a rule tells apart more finely is paid where grants are
    contribution  no funder pays more than it has
    carry         no funder keeps more than it may
    readiness     no site takes part in more joint work than it can absorb
    projects      a project gets all that it asks for or nothing, unless it is divisible
    objective     what each measure is, and what of it may not be given up any more
    and the rows of every rule of the scenario.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from optimizer import aiming, identities
from optimizer.aiming import Aim
from optimizer.rows import RowTable, rows_of, stack, tabulate
from scenarios.ledger import Ledger
from scenarios.problems import ModelError
from scenarios.rules.base import Idle
from scenarios.scenario import Scenario, needs_alone


@dataclass(frozen=True, eq=False)
class Model:
    """A scenario, its ledger, and every row on it; the first `identities` rows are no rule's.

    `aims` are what is made as large as possible, one after the other.
    """

    scenario: Scenario
    ledger: Ledger
    rows: RowTable
    identities: int
    idle: dict[str, tuple[Idle, ...]]
    aims: tuple[Aim, ...]


def build(scenario: Scenario, ledger: Ledger, beside: Sequence[RowTable] = ()) -> Model:
    """Return the model of `scenario`: identities first, then its rules in the order written.

    Rows `beside` them are nobody's rule either, as those that say what is asked of a plan.
    Raises `ModelError` if something compares with what jurisdictions can do alone, and the ledger
    does not tell (see `optimizer.alone.informed`).
    """
    if needs_alone(scenario) and not ledger.alone:
        raise ModelError("the ledger does not tell what jurisdictions can do alone")
    tables = [
        identities.balance(ledger),
        identities.placing(ledger),
        identities.contribution(ledger),
        identities.carry(ledger),
        identities.readiness(scenario, ledger),
        identities.projects(ledger),
        aiming.rows(scenario.objective, ledger),
        *beside,
    ]
    always = sum(len(table) for table in tables)
    idle: dict[str, tuple[Idle, ...]] = {}
    for name, rule in zip(scenario.rule_ids(), scenario.rules, strict=True):
        said = rows_of(rule, ledger)
        tables.append(tabulate(ledger, name, said.rows, said.extras))
        idle[name] = tuple(said.idle)
    rows = stack(tables)
    return Model(scenario, ledger, rows, always, idle, aiming.aims(scenario.objective, rows))
