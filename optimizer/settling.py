"""Who pays for what, where it makes no difference to the value: everybody at home first.

The optimum fixes the grants, but often many payments bring them about. Of these the plan takes the
one in which most money stays in the jurisdiction that paid it in, and least is carried over: money
crosses a border only where that is worth something or a rule asks for it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import scipy.sparse as sp

from optimizer.clock import Clock, Stopping
from optimizer.columns import money_lines
from optimizer.model import Model
from optimizer.plan import Plan, left_sides
from optimizer.solver import Outcome, Session
from scenarios.ledger import Floats

WAIT: Final = 0.01
"""What carrying a unit of money counts against keeping one at home."""


def settle(model: Model, plan: Plan, clock: Clock, stop: Stopping) -> Plan:
    """Return the plan with the same grants and payments settled; as it is if the time is up."""
    ledger, rows = model.ledger, model.rows
    lines = money_lines(ledger)
    matrix = sp.csc_array(rows.matrix.tocsc()[:, lines])
    matrix.sort_indices()
    paid = matrix @ plan.money[lines]
    granted = left_sides(model, plan) - paid
    lower = np.where(rows.equality, paid, np.minimum(rows.lower - granted, paid))
    upper = np.where(rows.equality, paid, np.maximum(rows.upper - granted, paid))
    session = Session(ledger.available / 1024)
    most = np.full(len(lines), ledger.available)
    session.load(_preference(model)[lines], most, lower, upper, matrix)
    if session.solve(clock.left, stop) is not Outcome.OPTIMAL:
        return plan
    money = plan.money.copy()
    money[lines] = np.maximum(session.solution().values, 0.0)
    return replace(plan, money=money)


def _preference(model: Model) -> Floats:
    """Return what a unit of money on each line counts: 1 at home, a little against waiting."""
    ledger = model.ledger
    preference = np.zeros(ledger.first_grant)
    home = ledger.payments["home"].astype(str) == ledger.payments["jurisdiction"].astype(str)
    preference[ledger.payments.index[home]] = 1.0
    preference[ledger.first_carry :] = -WAIT
    return preference
