"""What one asks of a plan or of a model; no analysis knows a rule by its name.

    price_rules(scenario)           what each rule costs, how far its price holds
    divide(scenario)                what division costs: four regimes, and without each rule
    audit_allocation(answer, ledger)
                                    whether a plan keeps all rules, without a solver

They are fetched when first asked for: the modules of the solve need some of their neighbours.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from optimizer.analyses.audit import audit_allocation
    from optimizer.analyses.division import divide
    from optimizer.analyses.pricelist import price_rules

__all__ = ["audit_allocation", "divide", "price_rules"]

_HOMES: Final = {"audit_allocation": "audit", "divide": "division", "price_rules": "pricelist"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = importlib.import_module(f"{__name__}.{_HOMES[name]}")
    return getattr(module, name)
