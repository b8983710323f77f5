"""Organisations, their keys and sessions: who is asking."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session as Open

from api.problems import Refusal
from api.roles import LOCAL, Caller, Role, hashed, new_secret
from api.store.engine import now
from api.store.store import Repository, Store
from api.store.tables import Key, Organisation, Session, Step, new_id


def add_organisation(session: Open, name: str, names: tuple[str, str]) -> Organisation:
    """Add an organisation; refuse a second one of the same id."""
    if session.get(Organisation, name) is not None:
        raise Refusal("conflict", f"there is an organisation {name} already")
    row = Organisation(id=name, name_zh=names[0], name_en=names[1])
    session.add(row)
    session.flush()
    return row


def ensure_local(store: Store) -> None:
    """Make the organisation of the one person who needs no login."""
    with store.writing() as session:
        if session.get(Organisation, LOCAL) is None:
            add_organisation(session, LOCAL, ("本机", "This machine"))


def caller_of_key(store: Store, secret: str) -> Caller | None:
    """Return who holds a key; nobody, if it is unknown, revoked or too old."""
    with store.reading() as session:
        key = session.scalars(sa.select(Key).where(Key.sha256 == hashed(secret))).first()
        return None if key is None or not _is_valid(key) else _caller(key)


def caller_of_session(store: Store, token: str) -> Caller | None:
    """Return whose session it is; nobody, if it has ended or its key is no longer good."""
    with store.reading() as session:
        query = sa.select(Session).where(Session.sha256 == hashed(token), Session.expires > now())
        row = session.scalars(query).first()
        if row is None:
            return None
        key = None if row.key is None else session.get_one(Key, row.key)
        if key is not None and not _is_valid(key):
            return None
        return Caller(row.organisation, row.name, cast(Role, row.role), row.id)


def _is_valid(key: Key) -> bool:
    return key.revoked is None and (key.expires is None or key.expires > now())


def _caller(key: Key) -> Caller:
    return Caller(key.organisation, key.name, cast(Role, key.role))


class People(Repository):
    """Keys, sessions and the record of one organisation."""

    def add_key(self, name: str, role: Role, expires: datetime | None = None) -> tuple[Key, str]:
        """Make a key; its secret is told once and not kept."""
        secret = new_secret()
        key = Key(id=new_id(), organisation=self.organisation, name=name, role=role)
        key.hint, key.sha256, key.expires = secret[:8], hashed(secret), expires
        self.session.add(key)
        self.session.flush()
        self.note("key-added", key.id, name=name, role=role)
        return key, secret

    def keys(self, after: str | None, limit: int) -> tuple[list[Key], str | None]:
        """Return the keys, the newest first."""
        return self.page(self.own(Key), Key, after, limit)

    def revoke(self, name: str) -> Key:
        """Let a key open nothing from now on; its sessions end with it."""
        key = self.get_own(Key, name)
        if key.revoked is None:
            key.revoked = now()
            self.note("key-revoked", key.id, name=key.name)
        return key

    def begin(self, hours: float, secret: str | None = None) -> str:
        """Begin a session for the caller, whose key is told if it has one; return its token."""
        key = None
        if secret is not None:
            key = self.one(self.own(Key).where(Key.sha256 == hashed(secret))).id
        token, expires = new_secret("dfs_"), now() + timedelta(hours=hours)
        row = Session(id=new_id(), organisation=self.organisation, key=key, expires=expires)
        row.sha256, row.name, row.role = hashed(token), self.caller.actor, self.caller.role
        self.session.add(row)
        self.note("session-begun", row.id)
        return token

    def end(self) -> None:
        """End the session of the caller."""
        if self.caller.session is not None:
            self.session.delete(self.get_own(Session, self.caller.session))
            self.note("session-ended", self.caller.session)

    def record(
        self, subject: str | None, after: int | None, limit: int
    ) -> tuple[list[Step], int | None]:
        """Return what was done in the organisation, the newest first."""
        query = sa.select(Step).where(Step.organisation == self.organisation)
        if subject is not None:
            query = query.where(Step.subject == subject)
        if after is not None:
            query = query.where(Step.number < after)
        found = list(self.session.scalars(query.order_by(Step.number.desc()).limit(limit + 1)))
        return found[:limit], found[limit - 1].number if len(found) > limit else None


@contextmanager
def people_of(store: Store, organisation: str, actor: str) -> Iterator[People]:
    """Give what is needed to manage an organisation from its own machine."""
    with store.writing() as session:
        if session.get(Organisation, organisation) is None:
            raise Refusal("not-found", f"no organisation is called {organisation}")
        yield People(session, Caller(organisation, actor, "admin"))
