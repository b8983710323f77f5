"""Scenarios and their versions, as one organisation may see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from api.problems import Refusal
from api.store.engine import now
from api.store.store import Repository
from api.store.tables import ScenarioRow, VersionRow, new_id


@dataclass(frozen=True)
class Read:
    """A scenario that was sent and is right: what was sent, and what it says."""

    form: str
    source: bytes
    name: str
    titles: tuple[str, str]
    digest: str
    document: dict[str, Any]
    variants: list[str]


@dataclass(frozen=True)
class Wanted:
    """Which scenarios are looked for."""

    text: str | None = None
    tag: str | None = None
    archived: bool = False


class Scenarios(Repository):
    """The scenarios of an organisation, and those that are shared with it."""

    def add(self, read: Read, tags: Iterable[str] = (), notes: str = "") -> ScenarioRow:
        """Keep a scenario as its first version."""
        row = ScenarioRow(id=new_id(), organisation=self.organisation)
        row.tags, row.notes, row.latest = sorted(set(tags)), notes, 1
        row.archived = False
        _describe(row, read)
        self.session.add(row)
        self.session.flush()
        self._add_version(row, read)
        self.note("scenario-added", row.id, digest=read.digest)
        return row

    def add_version(self, row: ScenarioRow, read: Read) -> VersionRow:
        """Keep a further version; the same content as the latest is no new version."""
        latest = self.version(row, row.latest)
        if latest.digest == read.digest and latest.source == read.source:
            return latest
        row.latest += 1
        row.changed = now()
        _describe(row, read)
        version = self._add_version(row, read)
        self.note("version-added", row.id, number=row.latest, digest=read.digest)
        return version

    def _add_version(self, row: ScenarioRow, read: Read) -> VersionRow:
        version = VersionRow(
            id=new_id(),
            organisation=self.organisation,
            scenario=row.id,
            number=row.latest,
            digest=read.digest,
            form=read.form,
            source=read.source,
            document=read.document,
            variants=read.variants,
            actor=self.caller.actor,
        )
        self.session.add(version)
        self.session.flush()
        return version

    def change(self, row: ScenarioRow, changes: dict[str, Any]) -> None:
        """Change tags, notes, or whether it is put away."""
        if "tags" in changes:
            changes["tags"] = sorted(set(changes["tags"]))
        for name, value in changes.items():
            setattr(row, name, value)
        row.changed = now()
        row.searched = _searched(row)
        self.note("scenario-changed", row.id, **changes)

    def find(
        self, wanted: Wanted, after: str | None, limit: int
    ) -> tuple[list[ScenarioRow], str | None]:
        """Return the scenarios that are looked for, the newest first."""
        query = self.visible(ScenarioRow).where(ScenarioRow.archived == wanted.archived)
        if wanted.text:
            query = query.where(ScenarioRow.searched.contains(wanted.text.lower(), autoescape=True))
        if wanted.tag:
            marked = f"\n#{wanted.tag.lower()}\n"
            query = query.where(ScenarioRow.searched.contains(marked, autoescape=True))
        return self.page(query, ScenarioRow, after, limit)

    def version(self, row: ScenarioRow, number: int | None = None) -> VersionRow:
        """Return a version of a scenario that the organisation may see; the latest by default."""
        wanted = row.latest if number is None else number
        query = sa.select(VersionRow).where(
            VersionRow.scenario == row.id,
            VersionRow.organisation == row.organisation,
            VersionRow.number == wanted,
        )
        found = self.session.scalars(query).first()
        if found is None:
            raise Refusal("not-found", f"the scenario has no version {wanted}")
        return found

    def versions(
        self, row: ScenarioRow, after: int | None, limit: int
    ) -> tuple[list[VersionRow], int | None]:
        """Return the versions of a scenario, the newest first."""
        query = sa.select(VersionRow).where(
            VersionRow.scenario == row.id, VersionRow.organisation == row.organisation
        )
        if after is not None:
            query = query.where(VersionRow.number < after)
        found = list(
            self.session.scalars(query.order_by(VersionRow.number.desc()).limit(limit + 1))
        )
        return found[:limit], found[limit - 1].number if len(found) > limit else None


def _describe(row: ScenarioRow, read: Read) -> None:
    """Let the row say what the latest version is called."""
    row.name = read.name[:200]
    row.title_zh, row.title_en = (title[:500] for title in read.titles)
    row.searched = _searched(row)


def _searched(row: ScenarioRow) -> str:
    """Return the text in which words and tags are looked for."""
    tags = "\n".join(f"#{tag}" for tag in row.tags)
    return f"{row.name}\n{row.title_zh}\n{row.title_en}\n{row.notes}\n{tags}\n".lower()
