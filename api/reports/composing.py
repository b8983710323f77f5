"""Which sections a report has, in which order: of an allocation, an analysis, or a batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from api.documents import available
from api.names import named_variant
from api.reports import wording
from api.reports.blocks import Report, Section
from api.reports.dossier import Asked, Dossier
from api.reports.sections.alone import alone
from api.reports.sections.analyses import batch_section, section
from api.reports.sections.decision import decision
from api.reports.sections.ending import assumptions, provenance, provenance_of, runs_of, sources
from api.reports.sections.money import money
from api.reports.sections.refusal import refusal
from api.reports.sections.rules import rules, rules_listed
from api.reports.sections.sensitivity import sensitivity
from api.show.allocation import fund_text
from api.show.analyses.compare import letter
from optimizer.analyses.analysis import Analysis
from optimizer.analyses.batch import Batch
from optimizer.analyses.comparison import Comparison
from optimizer.analyses.whatif import WhatIf
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
    inputs = {"": dossier.scenario}
    yield assumptions(inputs, language)
    yield sources(inputs, language)
    yield provenance(dossier.allocation, language)


def analysis_report(asked: Asked, language: Language) -> Report:
    """Return the report of an analysis on its own."""
    analysis, scenario = asked.analysis, asked.analysis.scenario
    inputs = inputs_of(analysis, language)
    parts = (
        section(asked, language),
        _rules(scenario, language, next(iter(inputs))),
        assumptions(inputs, language),
        sources(inputs, language),
        provenance_of(inputs, analysis.seconds, language),
    )
    return _titled(scenario, language, parts)


def inputs_of(analysis: Analysis, language: Language) -> Mapping[str, Scenario]:
    """Return the scenarios that an analysis is about, by what its page calls them."""
    if isinstance(analysis, Comparison):
        return {letter(number): found for number, found in enumerate(analysis.scenarios)}
    if isinstance(analysis, WhatIf) and analysis.settings:
        changed, before = analysis.scenario, analysis.base
        return {wording.CHANGED[language]: changed, wording.UNCHANGED[language]: before}
    return {"": analysis.scenario}


def batch_report(batch: Batch, language: Language) -> Report:
    """Return the report of a batch: its rows, and what the scenarios rest on."""
    inputs = _called(batch.scenarios)
    parts = (
        batch_section(batch, language),
        assumptions(inputs, language),
        sources(inputs, language),
        runs_of(batch, language),
    )
    if len(batch.scenarios) == 1:
        return _titled(batch.scenarios[0], language, parts)
    return Report(wording.BATCH[language], ", ".join(inputs), parts)


def _called(listed: Sequence[Scenario]) -> Mapping[str, Scenario]:
    """Return scenarios by what each is asked for as; its digest tells two of one id apart."""
    named = [f"{each.id}:{each.variant}" if each.variant else each.id for each in listed]
    return {
        name if named.count(name) == 1 else f"{name} ({each.digest[:8]})": each
        for name, each in zip(named, listed, strict=True)
    }


def _rules(scenario: Scenario, language: Language, label: str = "") -> Section:
    title = wording.ALL_RULES[language] + (f" ({label})" if label else "")
    return Section("rules", title, tuple(rules_listed(scenario, language)))


def _titled(scenario: Scenario, language: Language, parts: tuple[Section, ...]) -> Report:
    title = named_variant(scenario, scenario.title)[language]
    return Report(title, fund_text(scenario, available(scenario))[language], parts)
