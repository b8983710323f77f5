"""What can be run, in one list: the solve and every analysis, each with its options.

An analysis is a function of a scenario, its ledger and a course; its further parameters are its
options. They are read from its signature, so that a new analysis is one entry here.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model

from api.reports.dossier import Show
from api.show.analyses import alternatives, diagnose, division, ensemble, frontier, prices
from api.show.analyses.coalition import show as show_coalitions
from optimizer import solve
from optimizer.allocation import Allocation
from optimizer.analyses import coalition
from optimizer.analyses.alternatives import differ
from optimizer.analyses.analysis import Analysis
from optimizer.analyses.cautious import Caution
from optimizer.analyses.clashes import find_clashes
from optimizer.analyses.coalition import Bound, Coalitions
from optimizer.analyses.division import divide
from optimizer.analyses.ensemble import Asking, Ensemble, draw_ensemble
from optimizer.analyses.frontier import draw
from optimizer.analyses.pricelist import price_rules
from optimizer.course import Course
from optimizer.executors import Workers
from scenarios.ledger import Ledger
from scenarios.scenario import Scenario
from scenarios.words import Text

SOLVE: Final = "solve"
Part = Annotated[float, Field(ge=0, le=1)]


class Options(BaseModel):
    """What an analysis may be asked with; it has no options unless its function has."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True)
class Kind:
    """One thing that can be run: its name, what it answers, its function and its options.

    `show` tells its answer in words, for the report; without it the report has its tables.
    """

    name: str
    says: Text
    function: Callable[..., Analysis | Allocation]
    options: type[Options]
    show: Show | None = None

    def document(self) -> dict[str, Any]:
        """Return it as plain data, with the JSON Schema of its options."""
        return {
            "name": self.name,
            "says": self.says.model_dump(),
            "options": self.options.model_json_schema(),
        }


def analysis(
    function: Callable[..., Analysis], says: Text, show: Show | None = None, **narrower: Any
) -> Kind:
    """Return an analysis as it is run by name; its keyword parameters are its options.

    `narrower` are types for options that take less than the function says.
    """
    hints = get_type_hints(function, include_extras=True)
    name: str = hints["return"].name
    fields: dict[str, Any] = {
        parameter.name: (narrower.get(parameter.name, hints[parameter.name]), _default(parameter))
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    }
    options = create_model(f"{name.title()}Options", __base__=Options, **fields)
    return Kind(name, says, function, options, show)


def _default(parameter: inspect.Parameter) -> Any:
    return ... if parameter.default is inspect.Parameter.empty else parameter.default


def _ensemble(
    scenario: Scenario,
    ledger: Ledger,
    course: Course,
    *,
    draws: Annotated[int, Field(ge=1, le=100_000)] = 1000,
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1,
    weight: Part = 0.5,
    tail: Annotated[float, Field(gt=0, le=1)] = 0.1,
    sample: Annotated[int, Field(ge=1, le=1000)] = 100,
) -> Ensemble:
    """Draw in the process of the run alone: other processes would not be bound by its memory."""
    asked = Asking(draws, seed, Caution(weight, tail, sample), Workers(1))
    return draw_ensemble(scenario, ledger, course, asked)


def _coalitions(
    scenario: Scenario,
    ledger: Ledger,
    course: Course,
    *,
    rules: Bound = "kept",
    orders: Annotated[int, Field(ge=1, le=100_000)] = 200,
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1,
) -> Coalitions:
    """Weigh coalitions in the process of the run alone, for the same reason."""
    asked = coalition.Asking(rules, orders, seed, Workers(1))
    return coalition.weigh_coalitions(scenario, ledger, course, asked)


def _t(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


ANALYSES: Final = (
    Kind(SOLVE, _t("最优分配方案", "the best allocation"), solve, Options),
    analysis(
        price_rules,
        _t("每条规则的代价", "what each rule costs, and how far its price holds"),
        prices.show,
    ),
    analysis(
        divide,
        _t("分割的代价", "what division costs: four regimes, and without each rule"),
        division.show,
    ),
    analysis(
        find_clashes,
        _t("规则的冲突与出路", "which rules clash, whose they are, and the ways out"),
        diagnose.show,
        most=Annotated[int, Field(ge=1, le=100)],
    ),
    analysis(
        draw,
        _t("价值与一项界限的取舍", "value against a bound: each point a full allocation"),
        frontier.show,
        points=Annotated[int, Field(ge=2, le=200)],
    ),
    analysis(
        differ,
        _t("几乎同样好的方案", "what else is nearly as good, and plans that differ"),
        alternatives.show,
    ),
    analysis(
        _ensemble,
        _t("收益不确定时的多次抽样", "what many draws of uncertain returns say of the plan"),
        ensemble.show,
    ),
    analysis(
        _coalitions,
        _t(
            "各种联合的价值与分配",
            "what coalitions are worth, and how to share so that nobody leaves",
        ),
        show_coalitions,
    ),
)
"""Everything that can be run, in the order in which it is listed; one entry each."""

BY_NAME: Final = {kind.name: kind for kind in ANALYSES}
