"""Whose a rule is: the jurisdiction or the funder that its row speaks of, or everybody's.

A row that names one of them, or a city, is of that one; where its place says nothing, whoever the
stanza names is meant. A funder of a jurisdiction stands for it. Nothing is known of kinds of rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from pydantic import BaseModel

from scenarios.references import sections_of
from scenarios.scenario import Scenario

EVERYBODY: Final = "all"
"""The owner of a rule that speaks of nobody, or of several."""


class Owners:
    """Tells whose the rows of a scenario's rules are."""

    def __init__(self, scenario: Scenario) -> None:
        self._rules = dict(zip(scenario.rule_ids(), scenario.rules, strict=True))
        self._of = {city.id: city.jurisdiction for city in scenario.cities}
        self._of |= {funder.id: funder.jurisdiction or funder.id for funder in scenario.funders}
        self._of |= {jurisdiction.id: jurisdiction.id for jurisdiction in scenario.jurisdictions}

    def of(self, rule: str, at: tuple[str, ...]) -> str:
        """Return the id of the jurisdiction or funder whose the row is, or `EVERYBODY`."""
        named = {self._of[name] for name in at if name in self._of}
        if not named and rule in self._rules:
            named = {self._of[name] for name in _named(self._rules[rule]) if name in self._of}
        return named.pop() if len(named) == 1 else EVERYBODY


WHO: Final = {"jurisdictions", "funders", "cities", "sites"}


def _named(stanza: BaseModel) -> Iterator[str]:
    """Yield the jurisdictions, funders and cities that a stanza names, at any depth."""
    for name, field in type(stanza).model_fields.items():
        value = getattr(stanza, name)
        if isinstance(value, BaseModel):
            yield from _named(value)
        elif sections_of(field) & WHO:
            yield from (reference.partition("/")[0] for reference in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from (part for part in value if isinstance(part, str))
