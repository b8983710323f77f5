"""Names for ids: what a scenario calls its cities, stages and funders in each language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Protocol

from api import headers, words
from scenarios.funding import UNIT_NAMES, Money
from scenarios.scenario import Scenario
from scenarios.words import Language, Text

SECTION_OF: Final = {
    "jurisdiction": "jurisdictions",
    "city": "cities",
    "chain": "chains",
    "stage": "stages",
    "instrument": "instruments",
    "project": "projects",
    "funder": "funders",
}
"""The section that declares the ids of a column."""


def named_variant(scenario: Scenario, name: Text | None = None) -> Text:
    """Return the id of a scenario, or another name of it, with the variant that it is, if any."""
    name = name or Text(zh=scenario.id, en=scenario.id)
    if scenario.variant is None:
        return name
    return words.VARIANT.format(scenario=name, variant=scenario.variant)


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def name(self) -> Text | None: ...


class Names:
    """The names of a scenario; an id without a name stands for itself, a funder for its home."""

    def __init__(self, scenario: Scenario) -> None:
        self._several_chains = len(scenario.chains) > 1
        stages = {stage.id: stage.name for chain in scenario.chains for stage in chain.stages}
        self._sections: dict[str, Mapping[str, Text | None]] = {
            "jurisdictions": _by_id(scenario.jurisdictions),
            "cities": _by_id(scenario.cities),
            "chains": _by_id(scenario.chains),
            "stages": stages,
            "instruments": _by_id(scenario.instruments),
        }
        self._sections["projects"] = {part.id: part.title for part in scenario.projects}
        self._sections["funders"] = {
            funder.id: funder.name or self._sections["jurisdictions"].get(funder.jurisdiction or "")
            for funder in scenario.funders
        }

    def of(self, section: str, name: str) -> Text:
        """Return the name of an id of a section, such as `cities`."""
        return self._sections.get(section, {}).get(name) or Text(zh=name, en=name)

    def part(self, name: str) -> Text:
        """Return the name of one part of a row's place: an id of any section, or a bound."""
        for section in self._sections.values():
            found = section.get(name)
            if found is not None:
                return found
        return headers.BOUNDS.get(name, Text(zh=name, en=name))

    def place(self, at: Iterable[str], language: Language) -> str:
        """Return the place of a row in words, for instance `Anhui, floor`."""
        separator = "、" if language == "zh" else ", "
        return separator.join(self.part(name)[language] for name in at)

    def link(self, sites: Sequence[str], language: Language) -> str:
        """Return the sites that a link joins; one stage that they share is said once."""
        if len({site.split("/", 1)[1] for site in sites}) > 1:
            return " – ".join(self.site(site, language) for site in sites)
        cities = [self.of("cities", site.split("/")[0])[language] for site in sites[:-1]]
        return " – ".join([*cities, self.site(sites[-1], language)])

    def site(self, site: str, language: Language) -> str:
        """Return a site in words, for instance `Shanghai · Research`."""
        city, chain, stage = site.split("/")
        words = [self.of("cities", city)[language], self.of("stages", stage)[language]]
        if self._several_chains:
            words.insert(1, self.of("chains", chain)[language])
        return " · ".join(words)


def _by_id(parts: Iterable[_Named]) -> dict[str, Text | None]:
    return {part.id: part.name for part in parts}


def unit_of(money: Money) -> Text:
    """Return the unit of money as people say it, for instance `CNY million` and `百万元`."""
    chinese = "元" if money.currency == "CNY" else f" {money.currency}"
    return Text(zh=f"{UNIT_NAMES[money.unit].zh}{chinese}".strip(), en=money.words.en)


def money_text(amount: str, money: Money) -> Text:
    """Return a written amount with its unit, for instance `CNY 1,200 million`."""
    unit = money.words.en.removeprefix(money.currency)
    return Text(zh=f"{amount} {unit_of(money).zh}", en=f"{money.currency} {amount}{unit}")


def periods_text(periods: tuple[str, ...]) -> Text:
    """Return the periods in words, for instance `2026–2030` and `periods 1–2`."""
    first, last = periods[0], periods[-1]
    span = first if first == last else f"{first}–{last}"
    if all(period.isdecimal() and len(period) == 4 for period in periods):
        return Text(zh=f"{span} 年", en=span)
    return Text(zh=f"第 {span} 期", en=f"period {span}" if first == last else f"periods {span}")


def text_of(value: Any) -> Text:
    """Return a text that a table holds as plain data."""
    return value if isinstance(value, Text) else Text.model_validate(value)
