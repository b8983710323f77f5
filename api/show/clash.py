"""Why no allocation can keep all rules, and the least that would have to give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text as Styled

from api import figures, headers, words
from api.names import Names, money_text
from api.show.allocation import Page
from api.voice import Voice
from optimizer.allocation import Allocation
from optimizer.analyses.diagnosis import Clashing, Diagnosis, Loosening
from optimizer.rows import Unit
from scenarios.scenario import Scenario
from scenarios.words import Language, Text

MOST_PLACES = 6
MOST_STEPS = 12


def show_clash(voice: Voice, allocation: Allocation) -> None:
    """Print which rules clash, and the cheapest way out."""
    voice.show(*Page(voice, allocation).fund())
    voice.show("", Styled(voice.words(words.INFEASIBLE), style="bold"))
    voice.show(*clash_parts(allocation, voice.language))


def clash_parts(allocation: Allocation, language: Language) -> Iterator[RenderableType]:
    """Yield the sentences about a clash."""
    if allocation.diagnosis is None:
        yield words.CLASH_UNKNOWN[language]
        return
    told = _Told(allocation.scenario, allocation.available, language)
    yield told.clash(allocation.diagnosis)
    yield told.loosening(allocation.diagnosis)
    yield from told.single_cities(allocation.diagnosis)


class _Told:
    """A diagnosis in words of the domain, in one language."""

    def __init__(self, scenario: Scenario, available: float, language: Language) -> None:
        self.scenario = scenario
        self.language = language
        self.names = Names(scenario)
        self.amount = figures.amounts(available)
        self.rules = dict(zip(scenario.rule_ids(), scenario.rules, strict=True))

    def _(self, text: Text, **values: object) -> str:
        return text.format(**values)[self.language]

    def clash(self, diagnosis: Diagnosis) -> str:
        """Return which rules clash, each with the places that take part."""
        listed = [self._clashing(part) for part in diagnosis.clash]
        text = words.CLASH if len(listed) > 1 else words.CLASH_ONE
        return self._(text, rules=self._joined(listed))

    def _clashing(self, part: Clashing) -> str:
        places = [place for place in map(self._place, part.at) if place]
        if len(places) > MOST_PLACES:
            places = [*places[:MOST_PLACES], "..."]
        return self._rule(part.rule, self._(words.SEMICOLON).join(places))

    def _place(self, at: tuple[str, ...]) -> str:
        """Return a place in words; that it is an upper or lower bound is said elsewhere."""
        is_bound = len(at) == 1 and at[0] in headers.BOUNDS
        return "" if is_bound else self.names.place(at, self.language)

    def _rule(self, name: str, at: str) -> str:
        return self._(words.WITH, rule=f"`{name}`", at=at) if at else f"`{name}`"

    def loosening(self, diagnosis: Diagnosis) -> str:
        """Return the least total loosening, largest step first."""
        if not diagnosis.loosening:
            return words.NO_WAY_OUT[self.language]
        steps = sorted(diagnosis.loosening, key=lambda part: -part.by)
        told = [self._step(part) for part in steps[:MOST_STEPS]]
        if len(steps) > MOST_STEPS:
            told.append("...")
        text = words.LOOSEN if diagnosis.is_least else words.LOOSEN_FOUND
        sentence = self._(text, steps=self._joined(told))
        if len(steps) == 1:
            return sentence
        total = self._(words.LOOSEN_TOTAL, amount=self._money(diagnosis.total))
        return f"{sentence} {total}"

    def _step(self, part: Loosening) -> str:
        """Say a step; a limit of 0 is one on a difference, which is missed or exceeded."""
        rule = self._rule(part.rule, self._place(part.at))
        if abs(part.limit) > 1e-9:
            text = words.LOWER if part.sense == ">=" else words.RAISE
        else:
            text = words.MISS if part.sense == ">=" else words.EXCEED
        by, limit = (self._counted(part.unit, amount) for amount in (part.by, part.limit))
        return self._(text, rule=rule, by=by, limit=limit)

    def _counted(self, unit: Unit, amount: float) -> str | Text:
        """Return an amount in its unit: money, points, or a number of something."""
        if unit == "points":
            return words.POINTS.format(number=figures.short(figures.amounts(amount)(amount)))
        return self._money(amount) if unit == "money" else f"{amount:g}"

    def _money(self, amount: float) -> Text:
        return money_text(figures.short(self.amount(amount)), self.scenario.money)

    def single_cities(self, diagnosis: Diagnosis) -> Iterator[str]:
        """Yield that a jurisdiction is one city where rules about both of them clash."""
        cities = Counter(city.jurisdiction for city in self.scenario.cities)
        only = {c.jurisdiction: c.id for c in self.scenario.cities if cities[c.jurisdiction] == 1}
        about = [self._places(part) for part in diagnosis.clash]
        for jurisdiction, city in only.items():
            if sum(bool({jurisdiction, city} & places) for places in about) > 1:
                name = self.names.of("jurisdictions", jurisdiction)
                yield self._(words.SINGLE_CITY, jurisdiction=name)

    def _places(self, part: Clashing) -> set[str]:
        """Return the ids of cities and jurisdictions that a clashing rule is about."""
        rule = self.rules[part.rule]
        chosen = [selection.given for _, selection in rule.selections()]
        named = [given.get(key) or () for given in chosen for key in ("cities", "jurisdictions")]
        return {name for at in part.at for name in at}.union(
            *(set(names) for names in named if isinstance(names, tuple))
        )

    def _joined(self, parts: Sequence[str]) -> str:
        if len(parts) < 2:
            return "".join(parts)
        *first, last = parts
        comma = words.COMMA[self.language]
        return f"{comma.join(first)}{words.AND[self.language]}{last}"
