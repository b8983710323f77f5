"""Reading and writing: a session for each, and the repository that every query goes through."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, sessionmaker

from api.problems import Refusal
from api.roles import Caller
from api.settings import Settings
from api.store.engine import make_engine
from api.store.migrating import migrate
from api.store.tables import Organisation, Owned, Share, Step

K = TypeVar("K", bound=Owned)


class Store:
    """The database, opened once by each process."""

    def __init__(self, settings: Settings) -> None:
        self.engine = make_engine(settings)
        self._make = sessionmaker(self.engine, expire_on_commit=False)

    @classmethod
    def opened(cls, settings: Settings) -> Store:
        """Return the store, brought up to date."""
        store = cls(settings)
        migrate(store.engine, settings)
        return store

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that only reads."""
        with self._make() as session:
            session.connection(execution_options={"reading": True})
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that is committed at the end, or not at all."""
        with self._make.begin() as session:
            yield session

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


class Repository:
    """What one organisation may see and change: its id is in every query."""

    def __init__(self, session: Session, caller: Caller) -> None:
        self.session, self.caller = session, caller

    @property
    def organisation(self) -> str:
        """The organisation that is asking."""
        return self.caller.organisation

    def own(self, kind: type[K]) -> sa.Select[K]:
        """Return the query for rows of the organisation."""
        return sa.select(kind).where(kind.organisation == self.organisation)

    def visible(self, kind: type[K]) -> sa.Select[K]:
        """Return the query for rows of the organisation and those that are shared with it."""
        shared = sa.select(Share.subject).where(Share.reader == self.organisation)
        return sa.select(kind).where(
            sa.or_(kind.organisation == self.organisation, kind.id.in_(shared))
        )

    def one(self, query: sa.Select[K]) -> K:
        """Return the row, or refuse: whoever may not see it is told that it is not there."""
        found = self.session.scalars(query).first()
        if found is None:
            raise Refusal("not-found")
        return found

    def get_own(self, kind: type[K], name: str) -> K:
        """Return a row of the organisation."""
        return self.one(self.own(kind).where(kind.id == name))

    def get(self, kind: type[K], name: str) -> K:
        """Return a row that the organisation may see."""
        return self.one(self.visible(kind).where(kind.id == name))

    def page(
        self, query: sa.Select[K], kind: type[K], after: str | None, limit: int
    ) -> tuple[list[K], str | None]:
        """Return the newest rows after `after`, and where the next page begins, if there is one."""
        if after is not None:
            query = query.where(kind.id < after)
        found = list(self.session.scalars(query.order_by(kind.id.desc()).limit(limit + 1)))
        return found[:limit], found[limit - 1].id if len(found) > limit else None

    def note(self, action: str, subject: str, **details: Any) -> None:
        """Add a step to the record."""
        step = Step(
            organisation=self.organisation,
            actor=self.caller.actor,
            action=action,
            subject=subject,
            details=details,
        )
        self.session.add(step)

    # --- sharing ------------------------------------------------------------------------------

    def share(self, row: Owned, reader: str, jurisdiction: str | None) -> None:
        """Let another organisation read a row; its jurisdiction tells which rules are its own."""
        known = self.session.get(Organisation, reader)
        if known is None or reader == self.organisation:
            raise Refusal("not-found", f"no other organisation is called {reader}")
        share = Share(subject=row.id, reader=reader, organisation=self.organisation)
        share.jurisdiction = jurisdiction
        self.session.merge(share)
        self.note("shared", row.id, reader=reader, jurisdiction=jurisdiction)

    def unshare(self, row: Owned, reader: str) -> None:
        """Take the right to read away."""
        share = self.session.get(Share, (row.id, reader))
        if share is None or share.organisation != self.organisation:
            raise Refusal("not-found")
        self.session.delete(share)
        self.note("unshared", row.id, reader=reader)

    def readers(self, row: Owned) -> list[Share]:
        """Return with whom a row is shared."""
        query = sa.select(Share).where(
            Share.subject == row.id, Share.organisation == self.organisation
        )
        return list(self.session.scalars(query.order_by(Share.reader)))

    def seen_as(self, row: Owned) -> str | None:
        """Return the jurisdiction as which the organisation reads a row of another one."""
        share = self.session.get(Share, (row.id, self.organisation))
        return None if share is None else share.jurisdiction
