"""No plan: which rules clash in words, what would have to give, and what everybody pays in."""

from __future__ import annotations

from collections.abc import Iterator

from api import words
from api.names import Names
from api.reports import wording
from api.reports.blocks import Block, Grid, Heading, Section, Sentence
from api.reports.dossier import Dossier
from api.reports.recording import blocks
from api.show.clash import clash_parts


def refusal(dossier: Dossier) -> Section:
    """Return why there is no plan."""
    clash = dossier.allocation.status == "infeasible"
    title = dossier.say(wording.CLASH if clash else wording.NO_PLAN)
    found = _clash(dossier) if clash else _stopped(dossier)
    return Section("decision", title, (*found, *_paid(dossier)))


def _clash(dossier: Dossier) -> Iterator[Block]:
    yield Sentence(dossier.say(words.INFEASIBLE), strong=True)
    yield from blocks(clash_parts(dossier.allocation, dossier.language))
    diagnosis = dossier.allocation.diagnosis
    if diagnosis is None:
        return
    rules = dict(zip(dossier.scenario.rule_ids(), dossier.scenario.rules, strict=True))
    names = Names(dossier.scenario)
    yield Heading(dossier.say(wording.CLASHING))
    rows = []
    for part in diagnosis.clash:
        rule = rules[part.rule]
        says = (rule.note or rule.says)[dossier.language]
        places = [names.place(at, dossier.language) for at in part.at]
        where = dossier.say(words.SEMICOLON).join(place for place in places if place)
        reason = rule.source or rule.assumption
        rows.append((part.rule, says, where, reason[dossier.language] if reason else ""))
    columns = tuple(map(dossier.say, wording.CLASH_COLUMNS))
    yield Grid(columns, tuple(rows), words=4)


def _stopped(dossier: Dossier) -> Iterator[Block]:
    answer, why = dossier.allocation, words.INTERRUPTED
    if answer.status == "timeout":
        why = words.TIMEOUT
    elif answer.stopped_by == "precision":
        why = words.NO_PLAN_FOUND
    yield Sentence(dossier.say(why), strong=True)


def _paid(dossier: Dossier) -> Iterator[Block]:
    """Yield what each funder pays in by period, which holds whatever is decided."""
    scenario, page = dossier.scenario, dossier.page
    yield Heading(f"{dossier.say(wording.PAID)} ({dossier.unit})")
    rows, whole = [], []
    for funder in scenario.funders:
        amounts = list(funder.contributions(scenario.periods))
        whole.append([*amounts, sum(amounts)])
        rows.append((dossier.name("funders", funder.id), *map(page.amount, whole[-1])))
    total = (
        dossier.say(words.TOTAL),
        *(page.amount(sum(part)) for part in zip(*whole, strict=True)),
    )
    columns = (*page.headers("funder"), *scenario.periods, dossier.say(words.TOTAL))
    yield Grid(columns, (*rows, total), total=True)
