"""What of a shared scenario or run is nobody else's business: a jurisdiction's own rules.

A rule is a jurisdiction's own if it names jurisdictions, funders or cities, and all of them are of
some jurisdictions only. Who reads as one of these sees it; everybody else sees that rules are
hidden, and how many, but neither what they say nor what they cost.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from scenarios.scenario import numbered_ids

SECTIONS: Final = ("jurisdictions", "funders", "cities")


def hidden_rules(document: Mapping[str, Any], reader: str | None) -> frozenset[str]:
    """Return the ids of the rules of a scenario that a reader may not see."""
    rules = document.get("rules", [])
    names = numbered_ids((rule["kind"], rule.get("id")) for rule in rules)
    homes = _homes(document)
    owners = {name: _owners(rule, homes) for name, rule in zip(names, rules, strict=True)}
    return frozenset(name for name, of in owners.items() if of and reader not in of)


def own_rules(document: Mapping[str, Any], jurisdiction: str) -> frozenset[str]:
    """Return the ids of the rules that are a jurisdiction's own."""
    return hidden_rules(document, None) - hidden_rules(document, jurisdiction)


def _homes(document: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the jurisdiction of everything that belongs to one, by section."""
    found = {section: document.get(section) for section in SECTIONS}
    homes = {
        section: {str(part["id"]): str(part.get("jurisdiction")) for part in parts}
        for section, parts in found.items()
        if isinstance(parts, list)
    }
    return homes | {"jurisdictions": {name: name for name in homes.get("jurisdictions", {})}}


def _owners(part: Any, homes: Mapping[str, Mapping[str, str]]) -> frozenset[str]:
    """Return whose a rule is; nobody's, if it speaks of everybody."""
    return frozenset(_named(part, homes))


def _named(part: Any, homes: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    if isinstance(part, list):
        for item in part:
            yield from _named(item, homes)
    if not isinstance(part, Mapping):
        return
    for key, value in part.items():
        if key in SECTIONS and isinstance(value, list | str):
            names = [value] if isinstance(value, str) else value
            yield from (homes.get(key, {}).get(str(name), str(name)) for name in names)
        else:
            yield from _named(value, homes)


def shown_document(document: Mapping[str, Any], hidden: Collection[str]) -> dict[str, Any]:
    """Return a scenario without the rules that are hidden."""
    if not hidden:
        return dict(document)
    rules = document.get("rules", [])
    names = numbered_ids((rule["kind"], rule.get("id")) for rule in rules)
    kept = [rule for name, rule in zip(names, rules, strict=True) if name not in hidden]
    return {**document, "rules": kept}


@dataclass(frozen=True)
class Sight:
    """What of a result somebody may see: rules that are hidden, and rules that are known at all."""

    hidden: frozenset[str]
    known: frozenset[str]

    @classmethod
    def of(cls, document: Mapping[str, Any], reader: str | None) -> Sight:
        """Return what a reader may see of the results of a scenario.

        A rule that a variant or a change has put in is not known, and so it is hidden too.
        """
        rules = document.get("rules", [])
        names = numbered_ids((rule["kind"], rule.get("id")) for rule in rules)
        return cls(hidden_rules(document, reader), frozenset(names))

    def shows(self, rule: str) -> bool:
        """Tell whether a rule may be seen."""
        return rule in self.known and rule not in self.hidden

    def result(self, result: Any) -> Any:
        """Return a result without every part that speaks of a rule that may not be seen."""
        if isinstance(result, Mapping):
            shown = {
                key: None if isinstance(part, Mapping) and self._hides(part) else self.result(part)
                for key, part in result.items()
            }
            scenario = shown.get("input")
            if isinstance(scenario, Mapping):
                shown["input"] = self._scenario(scenario)
            return shown | ({"diagnosis": None} if shown.get("diagnosis") else {})
        if isinstance(result, list):
            return [self.result(part) for part in result if not self._hides(part)]
        return result

    def _scenario(self, scenario: Mapping[str, Any]) -> dict[str, Any]:
        """Return the scenario that a result was found for, without rules that are not shown."""
        rules = scenario.get("rules", [])
        names = numbered_ids((rule["kind"], rule.get("id")) for rule in rules)
        return shown_document(scenario, {name for name in names if not self.shows(name)})

    def _hides(self, part: Any) -> bool:
        if not isinstance(part, Mapping):
            return isinstance(part, str) and part in self.hidden
        rule, path = part.get("rule"), part.get("path", "")
        path = ".".join(map(str, path)) if isinstance(path, list) else str(path)
        if isinstance(rule, str) and not self.shows(rule):
            return True
        about = path.removeprefix("rules.").partition(".")[0]
        return path.startswith("rules.") and not self.shows(about)
