"""The answers as plain data: what `--json` prints and what the HTTP door sends."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from importlib import metadata
from typing import Any, Final

from pydantic import BaseModel

from optimizer.allocation import assumed
from scenarios.chain import Chain
from scenarios.fields import fields_of
from scenarios.files.library import shipped
from scenarios.files.loading import Loaded, read_scenario
from scenarios.files.shape import did_you_mean
from scenarios.ledger import Ledger
from scenarios.national import ABOUT
from scenarios.problems import Problem, ScenarioError
from scenarios.rules import RULES
from scenarios.rules.base import Idle, Row, Rule
from scenarios.scenario import Scenario
from scenarios.words import Text

COMMON_FIELDS: Final = frozenset({"kind", "id", "note", "source", "assumption"})
"""What every rule has; not told again for each kind."""
FIRST: Final = 6
"""So many rows of a rule are told as examples."""


def problems_document(problems: Iterable[Problem]) -> dict[str, Any]:
    """Return everything that is wrong with the input."""
    listed = [problem.as_json() | {"path": problem.path} for problem in problems]
    return {"schema": "deltafund/problems/1", "problems": listed}


# --- scenarios ------------------------------------------------------------------------------------


def scenarios_document() -> dict[str, Any]:
    """Return what the shipped scenarios are about, and the templates that make others."""
    listed = [_about(read_scenario(name)) for name in shipped()]
    return {"schema": "deltafund/scenarios/1", "scenarios": listed, "templates": [ABOUT]}


def _about(loaded: Loaded) -> dict[str, Any]:
    scenario = loaded.scenario
    money = scenario.money
    return {
        "id": scenario.id,
        "variant": scenario.variant,
        "title": scenario.title.model_dump(),
        "description": scenario.description and scenario.description.model_dump(),
        "jurisdictions": len(scenario.jurisdictions),
        "cities": len(scenario.cities),
        "chains": [_named(chain) for chain in scenario.chains],
        "periods": list(scenario.periods),
        "funders": len(scenario.funders),
        "money": {"currency": money.currency, "unit": money.unit, "available": available(scenario)},
        "digest": scenario.digest,
        "variants": [
            {"id": name, "title": each.title and each.title.model_dump()}
            for name, each in loaded.variants.items()
        ],
    }


def _named(chain: Chain) -> dict[str, Any]:
    return {"id": chain.id, "name": chain.name and chain.name.model_dump()}


def available(scenario: Scenario) -> float:
    """Return all money of all funders over all periods, in the scenario's unit."""
    return sum(sum(funder.contributions(scenario.periods)) for funder in scenario.funders)


def check_document(loaded: Loaded, ledger: Ledger) -> dict[str, Any]:
    """Return what a scenario holds; the ledger tells what jurisdictions do alone, if asked for."""
    scenario = loaded.scenario
    links = sum(len(pool) for pool in ledger.pools if pool.instrument.joint)
    named = zip(scenario.rule_ids(), scenario.rules, strict=True)
    return {
        "schema": "deltafund/check/1",
        "scenario": _about(loaded),
        "sites": len(ledger.sites),
        "instruments": len(scenario.instruments),
        "joint_activities": links,
        "site_activities": ledger.activities - links - len(ledger.projects),
        "projects": len(ledger.projects),
        "grants_possible": ledger.activities * ledger.horizon,
        "rules": [_checked_rule(name, rule, ledger) for name, rule in named],
        "assumptions": assumed(scenario),
    }


def _checked_rule(name: str, rule: Rule, ledger: Ledger) -> dict[str, Any]:
    found = list(rule.rows(ledger))
    idle = [part for part in found if isinstance(part, Idle)]
    rows = [part for part in found if isinstance(part, Row)]
    return {
        "rule": name,
        "kind": rule.kind_name(),
        "rows": len(rows),
        "first": [_row(part) for part in rows if not part.ties][:FIRST],
        "inactive": [{"at": list(part.at), "reason": part.reason.model_dump()} for part in idle],
    }


def _row(row: Row) -> dict[str, Any]:
    """Return what a row asks for: of how many lines of the ledger the sum, and against what."""
    lines, rhs = len(row.lines) + len(row.extras), float(row.rhs)
    return {"at": list(row.at), "of": row.of, "lines": lines, "sense": row.sense, "rhs": rhs}


# --- rules ----------------------------------------------------------------------------------------


def rules_document(kind: str | None = None) -> dict[str, Any]:
    """Return the catalogue of rules, or one kind of it; raises `ScenarioError` if there is none."""
    kinds = RULES if kind is None else {kind: rule_of_kind(kind)}
    return {
        "schema": "deltafund/rules/1",
        "rules": [_rule_entry(name, rule) for name, rule in kinds.items()],
    }


def rule_of_kind(kind: str) -> type[Rule]:
    """Return the rule of this kind; raises `ScenarioError` if there is none."""
    rule = RULES.get(kind)
    if rule is None:
        listed = ", ".join(RULES)
        expected = Text(zh=f"以下种类之一: {listed}", en=f"one of these kinds: {listed}")
        cure = did_you_mean(kind, RULES, Text(zh="从中选择一个", en="choose one of these"))
        raise ScenarioError([Problem(("kind",), kind[:80], expected, cure)])
    return rule


def _rule_entry(name: str, rule: type[Rule]) -> dict[str, Any]:
    return {
        "kind": name,
        "title": rule.title.model_dump(),
        "says": rule.says.model_dump(),
        "description": inspect.getdoc(rule),
        "fields": _fields(rule),
        "formula": rule.formula,
        "price_means": rule.price_means.model_dump(),
        "example": rule.example,
    }


def _fields(rule: type[Rule]) -> list[dict[str, Any]]:
    return [
        {
            "name": field.name,
            "type": field.type.replace("`", ""),
            "required": field.required,
            "default": _said(field.default),
            "description": field.meaning or None,
        }
        for field in fields_of(rule)
        if field.name not in COMMON_FIELDS
    ]


def _said(default: Any) -> Any:
    """Return a default as plain data; a selection of everything says nothing."""
    if isinstance(default, BaseModel):
        return default.model_dump(mode="json", exclude_none=True)
    return list(default) if isinstance(default, tuple) else default


# --- versions -------------------------------------------------------------------------------------


def versions_document() -> dict[str, Any]:
    """Return the versions of what is at work; null where a package has none."""
    names = ("deltafund", "highspy", "pulp", "pandas", "pydantic")
    return {"schema": "deltafund/versions/1", **{name: version_of(name) for name in names}}


def version_of(package: str) -> str | None:
    """Return the version of an installed package; none where it runs from its source."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
