"""What an answer is, how sure, and of what scenario: the same lines in every form of report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from api import headers, words
from api.documents import version_of
from api.names import unit_of
from api.show.clash import clash_parts
from optimizer.allocation import Allocation
from scenarios.scenario import Scenario
from scenarios.words import Language

CLASH: Final = ("clash", "loosening")
MONEY: Final = frozenset({"available", "spent", "unspent"})


class Line(NamedTuple):
    """A line of a summary; `form` is text, money, share or whole."""

    label: str
    value: Any
    form: str


def summary(allocation: Allocation, language: Language) -> Iterator[Line]:
    """Yield what the answer is, how sure it is, and what it was found with."""
    for key, value, form in _answered(allocation, language):
        yield Line(label(key, allocation.scenario, language), value, form)


def scenario_summary(scenario: Scenario, language: Language, name: str = "") -> Iterator[Line]:
    """Yield of which scenario an answer is, where it is no allocation.

    `name` is what the scenario is called where there are several of them.
    """
    about = (*_named(scenario), *_rests_on(scenario), ("asked_gap", scenario.options.gap, "share"))
    for key, value, form in about:
        said = label(key, scenario, language)
        yield Line(f"{said} ({name})" if name else said, value, form)


def label(key: str, scenario: Scenario, language: Language) -> str:
    """Return what a line is called, money with its unit."""
    text = headers.SUMMARY[key]
    if key in MONEY:
        text = headers.IN_UNIT.format(name=text, unit=unit_of(scenario.money))
    return text[language]


def _answered(answer: Allocation, language: Language) -> Iterator[tuple[str, Any, str]]:
    yield from _named(answer.scenario)
    yield "status", words.STATUS[answer.status][language], "text"
    if answer.stopped_by is not None:
        yield "stopped_by", words.STOPPED_BY[answer.stopped_by][language], "text"
    yield from _clash(answer, language) if answer.status == "infeasible" else _worth(answer)
    yield from _rests_on(answer.scenario)
    yield "deltafund", made_with(language), "text"
    solver = answer.solver
    yield "solver", f"{solver['name']} {solver['version']}, {solver['model']}", "text"


def _named(scenario: Scenario) -> Iterator[tuple[str, Any, str]]:
    yield "title_zh", scenario.title.zh, "text"
    yield "title_en", scenario.title.en, "text"
    yield "scenario", scenario.id, "text"
    if scenario.variant is not None:
        yield "variant", scenario.variant, "text"


def _rests_on(scenario: Scenario) -> Iterator[tuple[str, Any, str]]:
    yield "assumptions", len(scenario.assumptions()), "whole"
    yield "digest", scenario.digest, "text"


def made_with(language: Language) -> str:
    """Return which version of deltafund is at work."""
    return version_of("deltafund") or words.FROM_SOURCE[language]


def solver_text() -> str:
    """Return which solver and which modelling library are at work."""
    return f"HiGHS {version_of('highspy')}, PuLP {version_of('pulp')}"


def _worth(answer: Allocation) -> Iterator[tuple[str, Any, str]]:
    yield "value", answer.value, "money"
    yield "bound", answer.bound, "money"
    yield "gap", answer.gap, "share"
    yield "available", answer.available, "money"
    yield "spent", answer.spent, "money"
    yield "unspent", answer.available - answer.spent, "money"
    yield "joint", answer.value_shares.get("joint"), "share"
    yield "cross_border", answer.value_shares.get("cross_border"), "share"


def _clash(answer: Allocation, language: Language) -> Iterator[tuple[str, Any, str]]:
    told = map(str, clash_parts(answer, language))
    yield from ((key, said, "text") for key, said in zip(CLASH, told, strict=False))
