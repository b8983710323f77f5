"""The rules in plain words: what each costs, where it presses most, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from api import figures, headers
from api.reports import wording
from api.reports.blocks import Block, Chart, Grid, Heading, Section, Sentence
from api.reports.charts.bars import Bars, grouped
from api.reports.dossier import Dossier
from api.reports.recording import blocks
from api.show.rules import RuleSeen, RulesShown
from scenarios.scenario import Scenario
from scenarios.words import Language, Text

LARGEST = 12
"""How many rules are drawn."""


def rules(dossier: Dossier) -> Section:
    """Return the rules of a plan with their prices."""
    parts = list(_priced(dossier)) if dossier.scenario.rules else []
    listed = rules_listed(dossier.scenario, dossier.language, _statuses(dossier))
    title = dossier.say(wording.RULES)
    heading = Heading(dossier.say(wording.ALL_RULES))
    return Section("rules", title, (*parts, heading, *listed))


def _statuses(dossier: Dossier) -> dict[str, str]:
    """Return for each rule whether it binds, has room left, or speaks of nothing."""
    found = dossier.allocation.tables["rules"].groupby("rule", sort=False)["status"].agg(set)
    order = tuple(headers.STATUS)
    first = {str(name): min(told, key=order.index) for name, told in found.items()}
    return {name: dossier.say(headers.STATUS[status]) for name, status in first.items()}


def rules_listed(
    scenario: Scenario, language: Language, statuses: Mapping[str, str] | None = None
) -> Iterator[Block]:
    """Yield every rule: what it says, its source or why it is assumed, and its status in a plan."""
    if not scenario.rules:
        yield Sentence(wording.NO_RULES[language])
        return
    columns: tuple[Text, ...] = (headers.HEADERS["rule"], headers.SAYS, wording.SOURCE)
    rows = []
    for name, rule in zip(scenario.rule_ids(), scenario.rules, strict=True):
        says = rule.note[language] if rule.note else rule.says[language]
        told = [rule.source[language]] if rule.source else []
        if rule.assumption:
            told.append(f"{headers.ASSUMED[language]}: {rule.assumption[language]}")
        source = "\n".join(told) or wording.NO_SOURCE[language]
        status = () if statuses is None else (statuses.get(name, ""),)
        rows.append((f"{name}\n{rule.title[language]}", says, *status, source))
    if statuses is not None:
        columns = (*columns[:2], wording.STATUS, *columns[2:])
    yield Grid(tuple(text[language] for text in columns), tuple(rows), words=len(columns))


def _priced(dossier: Dossier) -> Iterator[Block]:
    shown = RulesShown(dossier.page.voice, dossier.allocation)
    costly = sorted(shown.costly, key=lambda rule: -rule.price)
    yield Sentence(dossier.say(wording.HOW_TO_READ))
    if not costly:
        yield Sentence(dossier.say(wording.NONE_COSTS))
    elif costly[0].price > 0 and not costly[0].by_unit:
        yield Sentence(_instance(dossier, costly[0]))
        yield _chart(dossier, costly)
    yield from blocks(shown.parts())


def _instance(dossier: Dossier, rule: RuleSeen) -> str:
    place = dossier.names.place(rule.where, dossier.language)
    return dossier.say(
        wording.FOR_INSTANCE,
        rule=dossier.said_by(rule.name),
        at=dossier.say(wording.AT, place=place) if place else "",
        money=dossier.one_unit(),
        price=dossier.price(rule.price),
        times=figures.short(figures.fixed(rule.price / max(dossier.mean, 1e-300), 2)),
    )


def _chart(dossier: Dossier, costly: list[RuleSeen]) -> Chart:
    top = [rule for rule in costly if rule.price > 0][:LARGEST]
    prices, write = [rule.price for rule in top], figures.prices_like(rule.price for rule in top)
    names = [dossier.said_by(rule.name) for rule in top]
    first = f"{names[0]} {write(prices[0])}"
    title, about = dossier.say(wording.COSTS), dossier.say(wording.COSTS_ABOUT, first=first)
    series = [(dossier.say(headers.GAIN), prices)]
    picture = grouped(Bars("costs", title, about, names, series, write))
    places = [dossier.names.place(rule.where, dossier.language) for rule in top]
    rows = tuple(zip(names, places, map(write, prices), strict=True))
    columns = tuple(map(dossier.say, (headers.HEADERS["rule"], headers.DEAREST, headers.GAIN)))
    unit = dossier.say(wording.PER_UNIT, unit=dossier.unit)
    return Chart(title, unit, about, picture, Grid(columns, rows, words=2), elsewhere=True)
