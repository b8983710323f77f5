"""Scenarios on the screen: the shipped ones in a list, and what one of them holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text as Styled

from api import figures, headers, words
from api.names import Names, money_text, named_variant, periods_text, text_of
from api.show.grid import grid, heading
from scenarios.funding import Money
from scenarios.scenario import Scenario
from scenarios.words import Language

MOST_ASSUMPTIONS: Final = 12
MOST_IDLE: Final = 3
MOST_WARNINGS: Final = 12


def list_parts(document: dict[str, Any], language: Language) -> RenderableType:
    """Return the shipped scenarios as a table, and the templates with what they can make."""
    columns = (headers.SCENARIO, headers.TITLE, headers.FUNDS, headers.CITIES)
    rows = [
        [
            about["id"],
            text_of(about["title"])[language],
            _funds(about["money"], language),
            f"{about['cities']:,}",
        ]
        for about in document["scenarios"]
    ]
    rows += [_template(about, language) for about in document["templates"]]
    return grid([text[language] for text in columns], rows, words=2)


def _template(about: dict[str, Any], language: Language) -> list[str]:
    """Return the row of a template: from how many cities to how many."""
    cities = "–".join(f"{end:,}" for end in about["cities"])
    return [about["id"], text_of(about["title"])[language], "", cities]


def _funds(money: dict[str, Any], language: Language) -> str:
    unit = Money(currency=money["currency"], unit=money["unit"])
    return money_text(f"{money['available']:,.10g}", unit)[language]


def checked_parts(
    scenario: Scenario, document: dict[str, Any], language: Language
) -> Iterator[RenderableType]:
    """Yield what a scenario holds: the fund, the activities, the rules, the assumptions."""
    name = named_variant(scenario)[language]
    yield Styled(f"{scenario.title[language]} ({name})", style="bold")
    yield grid(("", ""), _counts(scenario, document, language))
    yield heading(words.RULES[language])
    yield _rules(scenario, document["rules"], language)
    yield from _inactive(scenario, document["rules"], language)
    yield from _variants(document["scenario"]["variants"], language)
    yield from _assumptions(document["assumptions"], language)
    yield from _warnings(document["warnings"], language)
    if all(found["severity"] != "error" for found in document["warnings"]):
        yield ""
        yield words.SOUND[language]


def _counts(
    scenario: Scenario, document: dict[str, Any], language: Language
) -> Iterator[tuple[str, str]]:
    about = document["scenario"]
    numbers = {
        headers.JURISDICTIONS: about["jurisdictions"],
        headers.CITIES: about["cities"],
        headers.SITES: document["sites"],
        headers.SHEETS["instruments"]: document["instruments"],
        headers.JOINT: document["joint_activities"],
        headers.SINGLE: document["site_activities"],
        headers.PROJECTS: document["projects"],
        headers.GRANTS: document["grants_possible"],
        headers.FUNDERS: about["funders"],
    }
    yield headers.PERIODS[language], periods_text(scenario.periods)[language]
    yield headers.FUNDS[language], _funds(about["money"], language)
    if not document["projects"]:
        del numbers[headers.PROJECTS]
    for name, number in numbers.items():
        yield name[language], f"{number:,}"


def _rules(scenario: Scenario, listed: list[dict[str, Any]], language: Language) -> RenderableType:
    columns = (headers.HEADERS["rule"], headers.SAYS, headers.ROWS, headers.IDLE)
    rows = [
        [
            found["rule"],
            (rule.note or rule.title)[language],
            f"{found['rows']:,}",
            f"{len(found['inactive']):,}" if found["inactive"] else "",
        ]
        for found, rule in zip(listed, scenario.rules, strict=True)
    ]
    return grid([text[language] for text in columns], rows, words=2)


def _inactive(
    scenario: Scenario, listed: list[dict[str, Any]], language: Language
) -> Iterator[str]:
    """Yield why rows of a rule are left out, the first of many."""
    names = Names(scenario)
    for found in listed:
        for part in found["inactive"][:MOST_IDLE]:
            at = names.place(part["at"], language) or "-"
            reason = text_of(part["reason"])
            said = words.IDLE.format(rule=found["rule"], at=at, reason=reason)
            yield f"  {said[language]}"


def _variants(listed: list[dict[str, Any]], language: Language) -> Iterator[RenderableType]:
    if listed:
        yield heading(words.VARIANTS[language])
        rows = [[part["id"], text_of(part["title"] or "")[language]] for part in listed]
        yield grid(("", ""), rows, words=2)


def _assumptions(listed: list[dict[str, Any]], language: Language) -> Iterator[RenderableType]:
    if not listed:
        return
    yield heading(words.ASSUMPTIONS.format(n=len(listed))[language])
    for part in listed[:MOST_ASSUMPTIONS]:
        said = Styled.assemble((part["path"], "bold"), f": {text_of(part['why'])[language]}")
        yield Padding(said, (0, 0, 0, 2), expand=False)
    rest = len(listed) - MOST_ASSUMPTIONS
    if rest > 0:
        yield f"  {words.AND_MORE.format(n=figures.fixed(rest, 0))[language]}"


def _warnings(listed: list[dict[str, Any]], language: Language) -> Iterator[RenderableType]:
    """Yield what the checks before solving found, the first of many."""
    if not listed:
        return
    yield heading(words.FINDINGS[language])
    for found in listed[:MOST_WARNINGS]:
        said = words.FINDING.format(text=text_of(found["text"]), cure=text_of(found["cure"]))
        severity = words.SEVERITY[found["severity"]][language]
        line = Styled.assemble((severity, "bold"), f": {said[language]}")
        yield Padding(line, (0, 0, 0, 2), expand=False)
    rest = len(listed) - MOST_WARNINGS
    if rest > 0:
        yield f"  {words.AND_MORE.format(n=figures.fixed(rest, 0))[language]}"
