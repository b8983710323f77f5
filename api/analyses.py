"""What can be run, in one list: the solve and every analysis, each with its options.

An analysis is a function of a scenario, its ledger and a course; its further parameters are its
options. They are read from its signature, so that a new analysis is one entry here.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, get_type_hints

from pydantic import Field, create_model

from api.gathering import Gathered
from api.given import Options, Others, PlanText, Portions, parts_of, plan_of
from api.overriding import wanted
from api.reports.dossier import Show
from api.routes.shapes import ID
from api.show.analyses import (
    alternatives,
    audit,
    coalition,
    compare,
    diagnose,
    division,
    ensemble,
    frontier,
    prices,
    whatif,
)
from optimizer import solve
from optimizer.allocation import Allocation
from optimizer.analyses.alternatives import check_within, differ
from optimizer.analyses.analysis import Analysis
from optimizer.analyses.cautious import Caution
from optimizer.analyses.clashes import find_clashes
from optimizer.analyses.coalition import Asking as Weighed
from optimizer.analyses.coalition import Coalitions, weigh_coalitions
from optimizer.analyses.comparison import Comparison
from optimizer.analyses.comparison import compare as compare_parts
from optimizer.analyses.division import divide
from optimizer.analyses.ensemble import Asking, Ensemble, draw_ensemble
from optimizer.analyses.frontier import check_asked, draw
from optimizer.analyses.handmade import Audited, audit_plan
from optimizer.analyses.pricelist import price_rules
from optimizer.analyses.whatif import WhatIf, what_if
from optimizer.analyses.wishes import Wish
from optimizer.course import Course
from optimizer.executors import Workers
from scenarios.files.loading import Loaded
from scenarios.ledger import Ledger
from scenarios.scenario import Scenario
from scenarios.words import Text

SOLVE: Final = "solve"
Check = Callable[[Loaded, Any], object]
GIVEN: Final = (Gathered, Workers)
"""What a run gives to an analysis that asks for it, by its type; whoever asks for a run does not.

`gathered` is what a comparison names by ids, `workers` are those of a cluster, or this process
alone: other processes of this machine would not be bound by the run's memory.
"""
Part = Annotated[float, Field(ge=0, le=1)]


@dataclass(frozen=True)
class Kind:
    """One thing that can be run: its name, what it answers, its function and its options.

    `show` tells its answer in words, for the report; without it the report has its tables. `check`
    raises `ScenarioError` for options that the scenario has no place for, before it is run. `takes`
    names what its function is given beside its options: see `GIVEN`.
    """

    name: str
    says: Text
    function: Callable[..., Analysis | Allocation]
    options: type[Options]
    takes: frozenset[str] = frozenset()
    show: Show | None = None
    check: Check | None = None

    def document(self) -> dict[str, Any]:
        """Return it as plain data, with the JSON Schema of its options."""
        return {
            "name": self.name,
            "says": self.says.model_dump(),
            "options": self.options.model_json_schema(),
        }


def analysis(
    function: Callable[..., Analysis],
    says: Text,
    show: Show | None = None,
    check: Check | None = None,
    **narrower: Any,
) -> Kind:
    """Return an analysis as it is run by name; its keyword parameters are its options.

    `narrower` are types for options that take less than the function says.
    """
    hints = get_type_hints(function, include_extras=True)
    name: str = hints["return"].name
    takes = frozenset(key for key, hint in hints.items() if hint in GIVEN)
    fields: dict[str, Any] = {
        parameter.name: (narrower.get(parameter.name, hints[parameter.name]), _default(parameter))
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and parameter.name not in takes
    }
    options = create_model(f"{name.title()}Options", __base__=Options, **fields)
    return Kind(name, says, function, options, takes, show, check)


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
    workers: Workers,
) -> Ensemble:
    """Draw; see `GIVEN` for who does it."""
    asked = Asking(draws, seed, Caution(weight, tail, sample), workers)
    return draw_ensemble(scenario, ledger, course, asked)


def _coalition(
    scenario: Scenario,
    ledger: Ledger,
    course: Course,
    *,
    rules: Literal["kept", "none"] = "kept",
    orders: Annotated[int, Field(ge=2, le=100_000)] = 200,
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1,
    workers: Workers,
) -> Coalitions:
    """Weigh the coalitions; see `GIVEN` for who does it."""
    return weigh_coalitions(scenario, ledger, course, Weighed(rules, orders, seed, workers))


def _what_if(
    scenario: Scenario,
    ledger: Ledger,
    course: Course,
    *,
    locks: tuple[str, ...] = (),
    drops: tuple[str, ...] = (),
) -> WhatIf:
    """Price locks and dropped rules, written as on the command line.

    Raises `ScenarioError` for those that the scenario has no place for.
    """
    held = wanted(scenario, locks, drops)
    return what_if(scenario, ledger, course, Wish(scenario, ledger, drops, held))


def _audit(
    scenario: Scenario,
    ledger: Ledger,
    course: Course,
    *,
    plan: PlanText = "",
    cities: Portions = (),
) -> Audited:
    """Audit a plan as on the command line: its CSV text, or rows of money by city."""
    return audit_plan(scenario, ledger, course, plan_of(plan, cities, scenario, ledger))


def _compare(
    scenario: Scenario,
    ledger: Ledger,
    course: Course,
    *,
    others: Others,
    first: Annotated[str, Field(pattern=ID)] | None = None,
    gathered: Gathered,
) -> Comparison:
    """Compare with the scenario that is asked for, or with the `first` run that is named."""
    return compare_parts(parts_of(gathered, scenario, ledger, scenario.id), course)


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
        lambda loaded, asked: check_asked(
            *(loaded.scenario, loaded.open()), asked.against, asked.low, asked.high
        ),
        points=Annotated[int, Field(ge=2, le=200)],
    ),
    analysis(
        differ,
        _t("几乎同样好的方案", "what else is nearly as good, and plans that differ"),
        alternatives.show,
        lambda loaded, asked: check_within(loaded.scenario, asked.within),
    ),
    analysis(
        _ensemble,
        _t("收益不确定时的多次抽样", "what many draws of uncertain returns say of the plan"),
        ensemble.show,
    ),
    analysis(
        _coalition,
        _t("辖区联盟与退出", "what coalitions of jurisdictions can do, and who would leave"),
        coalition.show,
    ),
    analysis(
        _what_if,
        _t("改动的代价", "what locked amounts and dropped rules cost"),
        whatif.show,
        lambda loaded, asked: wanted(loaded.scenario, asked.locks, asked.drops),
    ),
    analysis(
        _audit,
        _t("手工方案的审查", "what a plan made by hand breaks, and how far it is from the best"),
        audit.show,
        lambda loaded, asked: plan_of(asked.plan, asked.cities, loaded.scenario, loaded.open()),
    ),
    analysis(
        _compare,
        _t("几个方案的比较", "scenarios and answers side by side: what changed, and what it did"),
        compare.show,
    ),
)
"""Everything that can be run, in the order in which it is listed; one entry each."""

BY_NAME: Final = {kind.name: kind for kind in ANALYSES}
