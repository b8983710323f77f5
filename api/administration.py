"""`deltafund admin`: organisations, keys, and a backup, from the machine of the service."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from api import words
from api.jobs.queue import Queue
from api.problems import Refusal
from api.roles import Caller, Role
from api.serving import settings_of
from api.store.cleaning import clean
from api.store.people import People, add_organisation, people_of
from api.store.store import Store
from api.store.tables import Key, Organisation
from api.voice import Voice
from scenarios.problems import Problem, ScenarioError
from scenarios.words import Text

ADMIN = "deltafund admin"
"""How the record calls whoever does something from the machine of the service."""


def add(voice: Voice, name: str, zh: str | None, en: str | None) -> int:
    """Add an organisation."""
    with _store() as store, store.writing() as session:
        add_organisation(session, name, (zh or en or name, en or zh or name))
        People(session, Caller(name, ADMIN, "admin")).note("organisation-added", name)
    _tell(voice, {"organisation": name}, lambda: voice.say(words.ORGANISATION_ADDED, name=name))
    return 0


def list_all(voice: Voice) -> int:
    """List organisations and their keys."""
    with _store() as store, store.reading() as session:
        keys = list(session.scalars(sa.select(Key).order_by(Key.organisation, Key.id)))
        told: list[dict[str, Any]] = [
            {
                "organisation": row.id,
                "name": {"zh": row.name_zh, "en": row.name_en},
                "keys": [_told(key) for key in keys if key.organisation == row.id],
            }
            for row in session.scalars(sa.select(Organisation).order_by(Organisation.id))
        ]
    if voice.json:
        voice.document({"schema": "deltafund/organisations/1", "organisations": told})
        return 0
    for each in told:
        voice.out.print(f"{each['organisation']}  {each['name'][voice.language]}", highlight=False)
        for key in each["keys"]:
            state = "revoked" if key["revoked"] else key["role"]
            voice.out.print(f"  {key['id']}  {state}  {key['name']}", highlight=False)
    return 0


def _told(key: Key) -> dict[str, object]:
    revoked = key.revoked is not None
    return {"id": key.id, "name": key.name, "role": key.role, "revoked": revoked}


def add_key(voice: Voice, organisation: str, name: str, role: Role) -> int:
    """Make a key for an organisation; its secret is told once."""
    with _store() as store, people_of(store, organisation, ADMIN) as people:
        row, secret = people.add_key(name, role)
        told: dict[str, object] = {"id": row.id, "role": role, "secret": secret}
    _tell(voice, told, lambda: voice.say(words.KEY_ADDED, **told))
    return 0


def revoke(voice: Voice, organisation: str, key: str) -> int:
    """Let a key open nothing from now on."""
    with _store() as store, people_of(store, organisation, ADMIN) as people:
        people.revoke(key)
    _tell(voice, {"id": key, "revoked": True}, lambda: voice.say(words.KEY_REVOKED, id=key))
    return 0


def backup(voice: Voice, file: Path) -> int:
    """Copy the SQLite database while the service runs; the copy is whole."""
    settings = settings_of()
    if not settings.is_sqlite:
        _refuse("PostgreSQL", words.ONLY_SQLITE, words.USE_PG_DUMP)
    origin = settings.data / "deltafund.sqlite"
    if not origin.exists() or file.exists():
        found = file if file.exists() else origin
        _refuse(str(found), words.WRITABLE_FILE, words.CHECK_PATH)
    with closing(sqlite3.connect(origin)) as source, closing(sqlite3.connect(file)) as copy:
        source.backup(copy)
    _tell(voice, {"file": str(file)}, lambda: voice.say(words.BACKED_UP, file=file))
    return 0


def tidy(voice: Voice) -> int:
    """Take away what is of no use any more, as the service does at its start and once a day."""
    settings = settings_of()
    with _store() as store, closing(Queue(settings)) as queue:
        told: dict[str, object] = dict(asdict(clean(store, queue, settings)))
    _tell(voice, told, lambda: voice.say(words.CLEANED, **told))
    return 0


def _refuse(found: str, expected: Text, cure: Text) -> None:
    raise ScenarioError([Problem((), found, expected, cure)])


def _tell(voice: Voice, told: dict[str, object], say: Callable[[], None]) -> None:
    if voice.json:
        voice.document(told)
    else:
        say()


@contextmanager
def _store() -> Iterator[Store]:
    """Give the store; what is refused is told as every other problem is."""
    store = Store.opened(settings_of())
    try:
        yield store
    except Refusal as error:
        _refuse(error.detail or error.code, words.NOT_ALLOWED, words.SAY_OTHERWISE)
    finally:
        store.close()
