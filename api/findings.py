"""What the checks before solving found, in words, each with the cure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final, get_args

from api import figures, words
from api.names import Names, money_text
from optimizer.analyses.precheck import Finding, precheck
from optimizer.model import build
from scenarios.ledger import Ledger
from scenarios.scenario import Scenario
from scenarios.words import Language, Text

MOST_NAMED: Final = 6
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)


def warnings_of(scenario: Scenario, ledger: Ledger) -> list[dict[str, Any]]:
    """Return what is found as plain data, the worst first; `error` means nothing is feasible."""
    told = _Told(scenario, ledger.available)
    return [told.entry(finding) for finding in precheck(build(scenario, ledger))]


def said_of(scenario: Scenario, available: float, finding: Finding) -> Text:
    """Return a finding in words."""
    return Text.model_validate(_Told(scenario, available).entry(finding)["text"])


class _Told:
    """Findings of one scenario in both languages."""

    def __init__(self, scenario: Scenario, available: float) -> None:
        self.scenario = scenario
        self.names = Names(scenario)
        self.amount = figures.amounts(available)

    def entry(self, finding: Finding) -> dict[str, Any]:
        """Return a finding as plain data; `rows` are all rows concerned, `at` the first of them."""
        text, cure = words.FOUND[finding.check]
        values = self._values(finding)
        rule, at = finding.rows[0] if finding.rows else (None, finding.about[1:])
        return {
            "severity": finding.severity,
            "check": finding.check,
            "rule": rule,
            "at": list(at),
            "rows": [{"rule": name, "at": list(place)} for name, place in finding.rows],
            "text": self._said(text.format(**values), finding).model_dump(),
            "cure": cure.format(**values).model_dump(),
        }

    def _values(self, finding: Finding) -> dict[str, object]:
        first, rest = finding.rows[:1], finding.rows[1:]
        return {
            "rows": self._rows(finding.rows),
            "first": self._rows(first),
            "rest": self._rows(rest),
            "most": self._money(finding.most),
            "asked": self._money(finding.asked),
            "by": self._money(finding.asked - finding.most),
            "least": f"{finding.most:g}",
            "largest": f"{finding.asked:g}",
            "n": finding.count,
            "name": finding.about[0] if finding.about else "",
            "cities": self._list([self.names.of("cities", c) for c in finding.about[1:]]),
        }

    def _said(self, text: Text, finding: Finding) -> Text:
        """Add that a jurisdiction is a single city where rows that clash are about it."""
        if finding.check != "cap-below-floor":
            return text
        named = {name for _, at in finding.rows for name in at}
        count = Counter(city.jurisdiction for city in self.scenario.cities)
        for city in self.scenario.cities:
            home = city.jurisdiction
            if count[home] == 1 and named & {home, city.id}:
                more = words.SINGLE_CITY.format(jurisdiction=self.names.of("jurisdictions", home))
                return Text(zh=f"{text.zh}{more.zh}", en=f"{text.en} {more.en}")
        return text

    def _rows(self, rows: Sequence[tuple[str, tuple[str, ...]]]) -> Text:
        places: dict[str, list[Text]] = {}
        for rule, at in rows:
            places.setdefault(rule, []).append(self._each(self.names.place, at))
        return self._list([self._rule(rule, found) for rule, found in places.items()])

    def _rule(self, rule: str, places: list[Text]) -> Text:
        where = self._list([place for place in places if place.en], words.SEMICOLON)
        return (
            words.WITH.format(rule=f"`{rule}`", at=where)
            if where.en
            else Text(zh=f"`{rule}`", en=f"`{rule}`")
        )

    def _each(self, say: Any, at: tuple[str, ...]) -> Text:
        return Text(zh=say(at, "zh"), en=say(at, "en"))

    def _list(self, parts: list[Text], separator: Text = words.COMMA) -> Text:
        shown = parts[:MOST_NAMED]
        more = ["..."] if len(parts) > MOST_NAMED else []
        zh, en = (
            separator[language].join([*(part[language] for part in shown), *more])
            for language in LANGUAGES
        )
        return Text(zh=zh, en=en)

    def _money(self, amount: float) -> Text:
        return money_text(figures.short(self.amount(amount)), self.scenario.money)
