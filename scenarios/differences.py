"""What differs between two scenarios, part by part: the records of a list are known by their ids.

Where a list has no ids (strengths, links, partners) its records are known by the names in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

from scenarios.scenario import Scenario

Path = tuple[str, ...]
What = Literal["changed", "added", "removed"]
HEAD: Final = frozenset({"id", "title", "description"})
"""What names a scenario and changes nothing in it."""


@dataclass(frozen=True)
class Difference:
    """A part that differs: where, and what stands there before and after; None for nothing.

    `path` begins with the section; an item of a list is told by its id.
    """

    path: Path
    before: Any
    after: Any

    @property
    def what(self) -> What:
        """Whether the part was changed, added or removed."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


def differences(one: Scenario, other: Scenario) -> tuple[Difference, ...]:
    """Return what differs, in the order of the file."""
    trees = [scenario.tree for scenario in (one, other)]
    for tree, scenario in zip(trees, (one, other), strict=True):
        ids = scenario.rule_ids()
        tree["rules"] = [
            {**rule, "id": name} for rule, name in zip(tree.get("rules", []), ids, strict=True)
        ]
    before, after = ({k: v for k, v in tree.items() if k not in HEAD} for tree in trees)
    return tuple(_within((), before, after))


def _within(path: Path, before: Any, after: Any) -> Iterator[Difference]:
    """Yield the smallest parts that differ."""
    if before == after:
        return
    parts = [_named(part) for part in (before, after)]
    if parts[0] is None or parts[1] is None or _another_kind(before, after):
        yield Difference(path, before, after)
        return
    for name in dict.fromkeys([*parts[0], *parts[1]]):
        yield from _within((*path, name), parts[0].get(name), parts[1].get(name))


def _another_kind(before: Any, after: Any) -> bool:
    """Tell whether two mappings are of another `kind`: then they are compared as a whole."""
    kinds = [part.get("kind") if isinstance(part, dict) else None for part in (before, after)]
    return kinds[0] != kinds[1]


def _named(part: Any) -> dict[str, Any] | None:
    """Return the parts of a mapping, or of a list of records, by name; None for anything else."""
    if isinstance(part, dict):
        return part
    if not (isinstance(part, list) and part and all(isinstance(item, dict) for item in part)):
        return {} if part == [] else None
    seen: Counter[str] = Counter()
    named: dict[str, Any] = {}
    for item in part:
        name = str(item["id"]) if "id" in item else _by_names(item)
        seen[name] += 1
        named[name if seen[name] == 1 else f"{name} ({seen[name]})"] = item
    return named


def _by_names(item: dict[str, Any]) -> str:
    """Return what a record without an id is known by: the names of what it joins."""
    return " ".join(str(value) for value in item.values() if isinstance(value, str))
