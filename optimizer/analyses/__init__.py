"""What one asks of a plan or of a model; no analysis knows a rule by its name.

    price_rules(scenario)           what each rule costs, how far its price holds
    divide(scenario)                what division costs: four regimes, and without each rule
    find_clashes(scenario)          which rules clash, whose they are, and the ways out
    draw(scenario, against=PATH)    the frontier of value against a bound or a measure
    differ(scenario, within=0.01)   what else is nearly as good, and plans that differ
    draw_ensemble(scenario)         whether the plan survives other returns
    weigh_coalitions(scenario)      who could do better by leaving, and how to share
    audit_allocation(answer, ledger)
                                    whether a plan keeps all rules, without a solver

They are fetched when first asked for: the modules of the solve need some of their neighbours.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from optimizer.analyses.alternatives import differ
    from optimizer.analyses.audit import audit_allocation
    from optimizer.analyses.clashes import find_clashes
    from optimizer.analyses.coalition import weigh_coalitions
    from optimizer.analyses.division import divide
    from optimizer.analyses.ensemble import draw_ensemble
    from optimizer.analyses.frontier import draw
    from optimizer.analyses.pricelist import price_rules

__all__ = [
    "audit_allocation",
    "differ",
    "divide",
    "draw",
    "draw_ensemble",
    "find_clashes",
    "price_rules",
    "weigh_coalitions",
]

_HOMES: Final = {
    "audit_allocation": "audit",
    "differ": "alternatives",
    "divide": "division",
    "draw": "frontier",
    "draw_ensemble": "ensemble",
    "find_clashes": "clashes",
    "price_rules": "pricelist",
    "weigh_coalitions": "coalition",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = importlib.import_module(f"{__name__}.{_HOMES[name]}")
    return getattr(module, name)
