"""What differs between two scenarios, in words: one line a part, many alike in one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from api.names import Names
from api.words import COMMA
from scenarios.differences import Difference
from scenarios.references import SECTIONS
from scenarios.words import Language, Text

ALIKE: Final = 4
"""So many changes of one field are told one by one; more of them in one line."""

LONGEST: Final = 120
BESIDE: Final = frozenset({"id", "note", "source", "assumption"})
"""Fields that are left out where a whole part is told."""

RULE: Final = Text(zh="规则", en="rule")
CHANGED: Final = Text(zh="{where}: {before} → {after}", en="{where}: {before} → {after}")
ADDED: Final = Text(zh="{where}: 新增 ({after})", en="{where}: added ({after})")
REMOVED: Final = Text(zh="{where}: 取消 (原为 {before})", en="{where}: removed (it was {before})")
MANY: Final = Text(
    zh="{where}: {n} 处改动, 如 {first}", en="{where}: changed in {n} places, such as {first}"
)
MANY_WHOLE: Final = {
    "added": Text(zh="{where}: 新增 {n} 个, 如 {first}", en="{where}: {n} added, such as {first}"),
    "removed": Text(
        zh="{where}: 取消 {n} 个, 如 {first}", en="{where}: {n} removed, such as {first}"
    ),
}
MANY_NUMBERS: Final = Text(
    zh="{where}: {n} 处改动, {low} 至 {high} 倍; 如 {first}",
    en="{where}: changed in {n} places, to {low} to {high} times as much; such as {first}",
)


def sentences(changes: Sequence[Difference], names: Names, language: Language) -> Iterator[str]:
    """Yield what changed, in the order of the file."""
    groups: dict[tuple[str, ...], list[Difference]] = {}
    for change in changes:
        groups.setdefault(_alike(change), []).append(change)
    teller = _Teller(names, language)
    for alike, group in groups.items():
        if len(group) > ALIKE:
            yield teller.many(alike, group)
        else:
            yield from map(teller.one, group)


def _alike(change: Difference) -> tuple[str, ...]:
    """Return what changes have in common that may be told in one line; rules are told apart."""
    path = change.path
    if path[0] == "rules" or len(path) < 2:
        return (*path, "")
    part = path[1:2] if path[0] in ("strengths", "links") else ()
    if change.what != "changed":
        return (path[0], *part, change.what)
    return (path[0], *part, path[-1]) if len(path) > 2 else path


class _Teller:
    def __init__(self, names: Names, language: Language) -> None:
        self._names, self._language = names, language

    def one(self, change: Difference) -> str:
        """Say one change."""
        text = {"changed": CHANGED, "added": ADDED, "removed": REMOVED}[change.what]
        return text.format(
            where=self._where(change.path),
            before=self._value(change.before),
            after=self._value(change.after),
        )[self._language]

    def many(self, alike: tuple[str, ...], group: list[Difference]) -> str:
        """Say that many parts changed alike; for numbers by how much."""
        first = self.one(group[0])
        if alike[-1] in MANY_WHOLE:
            where = " ".join([self._section(alike[0]), *alike[1:-1]])
            text = MANY_WHOLE[alike[-1]].format(where=where, n=len(group), first=first)
            return text[self._language]
        where = " ".join([self._section(alike[0]), *alike[1:]])
        times = [
            change.after / change.before
            for change in group
            if isinstance(change.before, int | float)
            and isinstance(change.after, int | float)
            and change.before
        ]
        if len(times) == len(group):
            low, high = f"{min(times):.3g}", f"{max(times):.3g}"
            text = MANY_NUMBERS.format(where=where, n=len(group), low=low, high=high, first=first)
        else:
            text = MANY.format(where=where, n=len(group), first=first)
        return text[self._language]

    def _where(self, path: tuple[str, ...]) -> str:
        section, *rest = path
        if section != "rules" and section not in SECTIONS:
            return ".".join(path)
        named = self._names.of(section, rest[0])[self._language] if rest else ""
        first = " ".join(filter(None, [self._section(section), named]))
        return COMMA[self._language].join([first, *rest[1:]])

    def _section(self, section: str) -> str:
        text = RULE if section == "rules" else SECTIONS.get(section)
        return section if text is None else text[self._language]

    def _value(self, value: Any) -> str:
        text = self._said(value)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]} ..."

    def _said(self, value: Any) -> str:
        order = {key: place for place, key in enumerate(value)} if isinstance(value, dict) else {}
        match value:
            case bool():
                return str(value).lower()
            case float():
                return f"{value:.8g}"
            case dict() if set(value) == {"zh", "en"}:
                return str(value[self._language])
            case dict():
                keys = sorted(set(value) - BESIDE, key=lambda key: (key != "kind", order[key]))
                told = [key for key in keys if value[key] not in ({}, [], None)]
                return ", ".join(f"{key} {self._said(value[key])}" for key in told)
            case list() | tuple():
                return ", ".join(map(self._said, value))
        return "-" if value is None else str(value)
