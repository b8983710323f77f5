"""Which sections a report has, in which order: of an allocation, and of an analysis on its own."""

from __future__ import annotations

from collections.abc import Iterator

from api.documents import available
from api.names import named_variant
from api.reports.blocks import Report, Section
from api.reports.dossier import Asked, Dossier
from api.reports.sections.alone import alone
from api.reports.sections.analyses import section
from api.reports.sections.decision import decision
from api.reports.sections.ending import assumptions, provenance, provenance_of, sources
from api.reports.sections.money import money
from api.reports.sections.refusal import refusal
from api.reports.sections.rules import rules, rules_listed
from api.reports.sections.sensitivity import sensitivity
from api.reports.wording import ALL_RULES
from api.show.allocation import fund_text
from scenarios.scenario import Scenario
from scenarios.words import Language

INSIDE = ("prices", "division")
"""Analyses that are told inside a section on a plan, not in one of their own."""


def report(dossier: Dossier) -> Report:
    """Return the report of an allocation."""
    return _titled(dossier.scenario, dossier.language, tuple(_sections(dossier)))


def _sections(dossier: Dossier) -> Iterator[Section]:
    language, plan = dossier.language, dossier.allocation.has_plan
    if plan:
        for part in (decision, money, rules, alone, sensitivity):
            yield part(dossier)
    else:
        yield refusal(dossier)
        yield _rules(dossier.scenario, language)
    for asked in dossier.asked:
        if not plan or asked.analysis.name not in INSIDE:
            yield section(asked, language)
    yield assumptions(dossier.scenario, language)
    yield sources(dossier.scenario, language)
    yield provenance(dossier.allocation, language)


def analysis_report(asked: Asked, language: Language) -> Report:
    """Return the report of an analysis on its own."""
    analysis, scenario = asked.analysis, asked.analysis.scenario
    parts = (
        section(asked, language),
        _rules(scenario, language),
        assumptions(scenario, language),
        sources(scenario, language),
        provenance_of(scenario, analysis.seconds, language),
    )
    return _titled(scenario, language, parts)


def _rules(scenario: Scenario, language: Language) -> Section:
    return Section("rules", ALL_RULES[language], tuple(rules_listed(scenario, language)))


def _titled(scenario: Scenario, language: Language, parts: tuple[Section, ...]) -> Report:
    title = named_variant(scenario, scenario.title)[language]
    return Report(title, fund_text(scenario, available(scenario))[language], parts)
