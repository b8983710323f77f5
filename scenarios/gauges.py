"""What a plan may be measured by besides its value: each gauge is an ordinary rule and its bound.

A plan's reading is the tightest bound that it keeps. Asking for a bound is adding the rule, so a
frontier against a gauge is one against the bound of a rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import TypeAdapter, ValidationError

from scenarios.bounds import Bound, find_bound, problem
from scenarios.files.wording import problems_of
from scenarios.problems import ScenarioError
from scenarios.references import declared
from scenarios.rules import AnyRule
from scenarios.scenario import Scenario
from scenarios.words import Text

GaugeName = Literal["gini", "smallest_return", "cross_border_share"]


@dataclass(frozen=True)
class Gauge:
    """A rule that measures: its stanza, asking for nothing, and which number is its bound.

    `at_least` tells whether a higher bound asks for more; else a lower one does.
    """

    title: Text
    says: Text
    stanza: Mapping[str, Any]
    field: str
    at_least: bool


GAUGES: Final[dict[GaugeName, Gauge]] = {
    "gini": Gauge(
        Text(zh="人均资金的基尼系数", en="Gini of money per head"),
        Text(
            zh="各城市人均资金的基尼系数, 0 为人人相同。",
            en="The Gini coefficient of the cities' money per inhabitant; 0 is the same for all.",
        ),
        {"kind": "inequality", "max": 1.0},
        "max",
        at_least=False,
    ),
    "smallest_return": Gauge(
        Text(zh="最低返还比例", en="Smallest return"),
        Text(
            zh="各辖区获得的资金与其出资之比中最小的一个。",
            en="What a jurisdiction receives as a share of what it pays in, where that is least.",
        ),
        {"kind": "jurisdiction_return", "floor": 0.0},
        "floor",
        at_least=True,
    ),
    "cross_border_share": Gauge(
        Text(zh="跨辖区份额", en="Share across borders"),
        Text(
            zh="跨辖区联合项目占全部资金的份额。",
            en="The share of all money that goes to joint work across borders of jurisdictions.",
        ),
        {"kind": "share_limit", "of": {"cross_border": True}, "in": "all", "min": 0.0},
        "min",
        at_least=True,
    ),
}
_RULE: Final[TypeAdapter[Any]] = TypeAdapter(AnyRule)


def gauged(scenario: Scenario, name: GaugeName) -> Bound:
    """Return the bound of a gauge, as a rule that is added to the scenario and asks for nothing.

    Raises `ScenarioError` where the scenario lacks what the rule speaks of.
    """
    stanza = {**GAUGES[name].stanza, "id": _free(scenario, name.replace("_", "-"))}
    known = declared(scenario.model_dump(mode="json", by_alias=True, exclude_none=True))
    try:
        rule = _RULE.validate_python(stanza, context=known)
    except ValidationError as error:
        wrong = problems_of(error, stanza)
        raise ScenarioError([problem(name, each.expected, each.cure) for each in wrong]) from error
    added = scenario.model_copy(update={"rules": (*scenario.rules, rule)})
    return find_bound(added, f"rules.{rule.id}.{GAUGES[name].field}")


def _free(scenario: Scenario, name: str) -> str:
    """Return an id that no rule of the scenario has."""
    taken = scenario.rule_ids()
    while name in taken:
        name += "-gauge"
    return name
