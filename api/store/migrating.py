"""Bring the database to the form that this version of the service needs, once, whoever comes first.

Several processes may start at once: on PostgreSQL they wait for each other at an advisory lock, on
SQLite at a lock on a file beside the database. The lock is the session's, not a transaction's, and
whoever waits for it asks again and again: the queue makes its indexes concurrently, which waits for
every transaction that is open, also for one that waits for the lock itself.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from dbos import DBOS

from api.settings import Settings
from api.store.tables import Base

AGAIN: Final = 0.2
"""Seconds between two looks whether the lock is free."""
LOCK: Final = 0x64656C7461  # a number of our own among the advisory locks
FOLDER: Final = Path(__file__).with_name("migrations")


def config_for(connection: sa.Connection) -> Config:
    """Return how Alembic works on a connection; it leaves the tables of the queue alone."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["include_name"] = lambda name, kind, parents: (
        kind != "table" or name in Base.metadata.tables
    )
    return config


def migrate(engine: sa.Engine, settings: Settings) -> None:
    """Bring our tables and those of the queue up to date, under a lock."""
    with _alone(engine, settings):
        with engine.begin() as connection:
            command.upgrade(config_for(connection), "head")
        DBOS.migrate(settings.url)


@contextmanager
def _alone(engine: sa.Engine, settings: Settings) -> Iterator[None]:
    """Hold the lock under which migrations run."""
    if settings.is_sqlite:
        with (settings.data / "migrating.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(LOCK))):
            time.sleep(AGAIN)
        try:
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(LOCK)))


def revision_of(engine: sa.Engine) -> str | None:
    """Return the revision that the database is in."""
    with engine.connect() as connection:
        options = {"version_table": "schema_version"}
        return MigrationContext.configure(connection, opts=options).get_current_revision()


def newest_revision() -> str | None:
    """Return the revision that this version of the service needs."""
    return ScriptDirectory(str(FOLDER)).get_current_head()
