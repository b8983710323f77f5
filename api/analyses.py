"""What can be run, in one list: the solve and every analysis, each with its options.

An analysis is a function of a scenario, its ledger and a course; its further parameters are its
options. They are read from its signature, so that a new analysis is one line here.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, get_type_hints

from pydantic import BaseModel, ConfigDict, create_model

from optimizer import solve
from optimizer.allocation import Allocation
from optimizer.analyses.alternatives import differ
from optimizer.analyses.analysis import Analysis
from optimizer.analyses.division import divide
from optimizer.analyses.frontier import draw
from optimizer.analyses.pricelist import price_rules
from scenarios.words import Text

SOLVE: Final = "solve"


class Options(BaseModel):
    """What an analysis may be asked with; it has no options unless its function has."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True)
class Kind:
    """One thing that can be run: its name, what it answers, its function and its options."""

    name: str
    says: Text
    function: Callable[..., Analysis | Allocation]
    options: type[Options]

    def document(self) -> dict[str, Any]:
        """Return it as plain data, with the JSON Schema of its options."""
        return {
            "name": self.name,
            "says": self.says.model_dump(),
            "options": self.options.model_json_schema(),
        }


def analysis(function: Callable[..., Analysis], zh: str, en: str) -> Kind:
    """Return an analysis as it is run by name; its keyword parameters are its options."""
    hints = get_type_hints(function, include_extras=True)
    name: str = hints["return"].name
    fields: dict[str, Any] = {
        parameter.name: (hints[parameter.name], _default(parameter))
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }
    options = create_model(f"{name.title()}Options", __base__=Options, **fields)
    return Kind(name, Text(zh=zh, en=en), function, options)


def _default(parameter: inspect.Parameter) -> Any:
    return ... if parameter.default is inspect.Parameter.empty else parameter.default


ANALYSES: Final = (
    Kind(SOLVE, Text(zh="最优分配方案", en="the best allocation"), solve, Options),
    analysis(price_rules, "每条规则的代价", "what each rule costs, and how far its price holds"),
    analysis(divide, "分割的代价", "what division costs: four regimes, and without each rule"),
    analysis(draw, "价值与限额的权衡", "value against the bound of a rule, or a measure"),
    analysis(differ, "几乎同样好的方案", "what else is nearly as good, and plans that differ"),
)
"""Everything that can be run, in the order in which it is listed; one line each."""

BY_NAME: Final = {kind.name: kind for kind in ANALYSES}
