"""Changes on top of a scenario: one language for files that extend, for variants and for `--set`.

A body of changes is written like a scenario that says only what differs:

    mappings       are changed key by key; one of another `kind` takes the place of the old one
    records        (`RECORDS`) are changed by their id; one that is whole and not there yet is added
    all else       takes the place of what was there: numbers, texts, lists such as `periods`, and
                   any list that is empty or read from a table
    null           takes a field away
    a.path: value  a key with dots names items by their ids, as `--set` does, and sets what it leads
                   to; null takes it away, also an item of a list

Whatever is changed or taken away must be there, so that a misspelt name is never passed over. The
work is done on plain data before it is validated; every part keeps the place where it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from scenarios.files import shape
from scenarios.files.consistency import site_of
from scenarios.files.source import (
    Source,
    as_number,
    find,
    inside,
    item_name,
    names_in,
)
from scenarios.files.spots import Origin
from scenarios.problems import Loc, Problem
from scenarios.references import declared, own_id
from scenarios.words import Text

BY_ID: Final = ("jurisdictions", "cities", "chains", "funders", "instruments", "rules")
SITES: Final[Loc] = ("strengths", "sites")
LINKS: Final[Loc] = ("links", "known")
MOST_TOLD: Final = 100
INDICATORS: Final[Loc] = ("indicators",)
RECORDS: Final = frozenset({*((section,) for section in BY_ID), SITES, LINKS})
"""The lists that are changed record by record; known strengths and links by the sites they name."""


class Changer:
    """Changes the tree of a source and notes where each change was written.

    Items of lists are taken out when all changes are made (`finish`), so that numbers and the ids
    that rules get by their order mean the same from the first change to the last.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self._leaving: dict[Loc, set[int]] = {}
        self._numbers: dict[Loc, dict[str | None, int]] = {}

    def body(self, body: dict[str, Any], origin: Origin) -> None:
        """Make all changes of a body."""
        for key, value in body.items():
            if "." in key:
                self.set(key.split("."), value, origin.within(key))
            else:
                self._entry((), key, value, origin.within(key))

    def finish(self) -> list[Problem]:
        """Take out what is to leave; return everything that was wrong with the changes."""
        for loc, numbers in self._leaving.items():
            self.source.take_out(loc, numbers)
        self._leaving, self._numbers = {}, {}
        return self.problems

    # --- a path -----------------------------------------------------------------------------------

    def set(self, path: Sequence[str], value: Any, origin: Origin) -> None:
        """Set what the path leads to; an optional stanza on the way is begun if it is not there."""
        tree = part = self.source.tree
        loc: Loc = ()
        for name in path[:-1]:
            key = self._find(part, name, loc)
            if key is None:
                is_field = isinstance(part, dict) and loc != INDICATORS
                if not is_field or not shape.takes_entries(tree, (*loc, name)):
                    self._no_such(loc, part, name, origin)
                    return
                part[name], key = {}, name
            part, loc = inside(part, key), (*loc, key)
            if loc in self.source.unread:
                return
        key = self._find(part, path[-1], loc)
        if key is not None:
            self._set(part, (*loc, key), value, origin)
        elif isinstance(part, dict) and (value is not None or self._is_field(loc, path[-1])):
            self._set(part, (*loc, path[-1]), value, origin)
        elif loc in RECORDS and isinstance(value, dict) and isinstance(part, list):
            self._records(loc, [{"id": path[-1], **value}], origin)
        else:
            self._no_such(loc, part, path[-1], origin)

    def _find(self, part: Any, name: str, loc: Loc) -> str | int | None:
        """Return the key or number of what is called `name`, unless it is leaving."""
        key: str | int | None
        if isinstance(part, list):
            if loc not in self._numbers:  # known for the next change: there may be many
                named = reversed(list(enumerate(names_in(part, loc))))
                self._numbers[loc] = {own: number for number, own in named}
            key = self._numbers[loc].get(name)
            key = as_number(name, part) if key is None else key
        else:
            key = find(part, name, loc)
        return None if key in self._leaving.get(loc, ()) else key

    def _is_field(self, loc: Loc, name: str) -> bool:
        return name in shape.fields(shape.model_at(self.source.tree, loc))

    def _set(self, holder: Any, loc: Loc, value: Any, origin: Origin) -> None:
        """Put a value at `loc`, or take away what is there."""
        key = loc[-1]
        old = inside(holder, key)
        self.source.unread.discard(loc)
        if value is None and isinstance(holder, list):
            self._leaving.setdefault(loc[:-1], set()).add(int(key))
            return
        self._numbers.pop(loc[: -2 if key in ("id", "kind") else -1], None)
        if isinstance(old, dict | list) or loc in self.source.changes:
            self.source.forget(loc)
            self._numbers = {}
        if value is None:
            holder.pop(key, None)
        else:
            is_record = isinstance(old, dict) and isinstance(value, dict) and loc[:-1] in RECORDS
            own = {"id": old["id"]} if is_record and "id" in old else {}
            holder[key] = own | value if own else value
        self._note(loc, value, origin)
        self._touch(loc, origin)

    def _touch(self, loc: Loc, origin: Origin) -> None:
        """Note that the stanzas around `loc` are changed: what no longer fits there came by this.

        A row of a table stays one, because its other cells are known by it.
        """
        part = self.source.tree
        for length, key in enumerate(loc[:-1], start=1):
            part = part[key]
            if isinstance(part, dict) and self.source.row(loc[:length]) is None:
                self.source.changes[loc[:length]] = origin

    def _note(self, loc: Loc, value: Any, origin: Origin) -> None:
        """Note where each part of a new value is written."""
        self.source.changes[loc] = origin
        entries: Iterable[tuple[str | int, Any]] = ()
        if isinstance(value, dict):
            entries = value.items()
        elif isinstance(value, list):
            entries = enumerate(value)
        for key, part in entries:
            self._note((*loc, key), part, origin.within(key))

    # --- a part of a body -------------------------------------------------------------------------

    def _entry(self, loc: Loc, name: str, value: Any, origin: Origin) -> None:
        """Change what a mapping has under `name`, or give it something new."""
        holder, at = self._part(loc), (*loc, name)
        if at in self.source.unread and not is_table(value):
            return  # the table that it would change is a problem already
        old = holder.get(name)
        if name not in holder and not self._may_be_new(loc, name, value):
            self._no_such(loc, holder, name, origin)
        elif isinstance(value, dict) and isinstance(old, dict) and not _of_another_kind(old, value):
            for key, part in value.items():
                self._entry(at, key, part, origin.within(key))
        elif isinstance(old, list) and at in RECORDS and _are_records(value):
            self._records(at, value, origin)
        else:
            self._set(holder, at, value, origin)

    def _part(self, loc: Loc) -> Any:
        part = self.source.tree
        for key in loc:
            part = part[key]
        return part

    def _may_be_new(self, loc: Loc, name: str, value: Any) -> bool:
        """Tell whether a mapping may get this entry; unknown fields are told of when validated."""
        if value is None:
            return self._is_field(loc, name)
        if loc != INDICATORS:
            return True
        return isinstance(value, dict) and self._lacking((*loc, name), value) == []

    def _lacking(self, loc: Loc, record: dict[str, Any]) -> list[str]:
        needed = shape.needed(self.source.tree, loc)
        return [name for name in needed if name not in record]

    def _records(self, loc: Loc, records: list[dict[str, Any]], origin: Origin) -> None:
        """Change records by their id, and add those that are new."""
        items = self._part(loc)
        leaving = self._leaving.get(loc, ())
        ids = self._identities(items, loc) if loc in (SITES, LINKS) else names_in(items, loc)
        known = {name: number for number, name in enumerate(ids) if number not in leaving}
        needed = shape.needed(self.source.tree, (*loc, len(items)))
        seen: set[str | None] = set()
        for number, name in enumerate(self._identities(records, loc)):
            record, here = records[number], origin.within(number)
            if name is not None and name in known and name not in seen:
                self._record((*loc, known[name]), record, here)
            elif name is None or name in seen or all(field in record for field in needed):
                items.append(record)
                self._numbers.pop(loc, None)
                self._note((*loc, len(items) - 1), record, here)
            else:
                lacking = [field for field in needed if field not in record]
                self._no_such(loc, items, name, here, lacking)
            seen.add(name)

    def _identities(self, records: Sequence[Any], loc: Loc) -> list[str | None]:
        """Return by what each record of a list is known, or None where it says nothing of it."""
        if loc not in (SITES, LINKS):
            return [own_id(record) if isinstance(record, dict) else None for record in records]
        ends = ("",) if loc == SITES else ("_a", "_b")
        known = declared(self.source.tree, self.source.unread)
        named = ([site_of(record, end, known) for end in ends] for record in records)
        return [" - ".join(sorted(filter(None, names))) if all(names) else None for names in named]

    def _record(self, loc: Loc, record: dict[str, Any], origin: Origin) -> None:
        """Change one record; its id is left as it is, also where a rule has none of its own."""
        items = self._part(loc[:-1])
        old = items[loc[-1]]
        if _of_another_kind(old, record):
            self._set(items, loc, record, origin)
            return
        for key, value in record.items():
            if key != "id":
                self._entry(loc, key, value, origin.within(key))

    # --- what is not there ------------------------------------------------------------------------

    def _no_such(
        self, loc: Loc, part: Any, name: str, origin: Origin, lacking: Sequence[str] = ()
    ) -> None:
        """Note that there is nothing of this name to be changed; enough is enough."""
        if len(self.problems) >= MOST_TOLD:
            return
        names = list(dict.fromkeys(self._names(part, loc)))
        listed = ", ".join(names[:40]) + (" ..." if len(names) > 40 else "") or "-"
        at = ".".join(str(key) for key in loc) or self.source.name or "."
        expected = Text(zh=f"{at} 中的 {listed}", en=f"a part of {at}: {listed}")
        fields = ", ".join(lacking)
        add = Text(
            zh=f"更正名称; 若要新增, 请写全: {fields}",
            en=f"correct the name, or, to add it, write it whole: {fields}",
        )
        cure = shape.did_you_mean(name, names, add if lacking else CORRECT)
        self.source.changes[(*loc, name)] = origin
        self.problems.append(Problem((*loc, name), name, expected, cure, str(origin)))

    def _names(self, part: Any, loc: Loc) -> Iterable[str]:
        if isinstance(part, dict):
            return [*part, *shape.fields(shape.model_at(self.source.tree, loc))]
        if not isinstance(part, list):
            return []
        if loc in (SITES, LINKS):
            return filter(None, self._identities(part, loc))
        named = (item_name(part, number, loc) or own_id(item) for number, item in enumerate(part))
        return [name for name in named if name is not None]


def is_table(value: Any) -> bool:
    """Tell whether a value says that a list is to be read from a table."""
    return isinstance(value, dict) and isinstance(value.get("table"), str)


def _are_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _of_another_kind(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Tell whether a mapping says that it is of another `kind` than the one it is to change."""
    return "kind" in new and new["kind"] != old.get("kind")


CORRECT: Final = Text(zh="更正路径", en="correct the path")
