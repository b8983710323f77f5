"""The door to the database: SQLite on one machine, PostgreSQL on several, the same tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import sessionmaker
from sqlalchemy.types import TypeDecorator

from api.settings import Settings

NAMING: Final = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
Json: Final = sa.JSON().with_variant(JSONB(), "postgresql")
Sessions = sessionmaker[Any]


class Utc(TypeDecorator[datetime]):
    """A moment in UTC; SQLite drops the zone, so it is put back when read."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Store in UTC; a moment without a zone is a fault of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Read as UTC."""
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


def now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def make_engine(settings: Settings) -> sa.Engine:
    """Return the engine of the database; the data folder is made if it is needed."""
    if not settings.is_sqlite:
        return sa.create_engine(settings.url, pool_size=10, max_overflow=10, pool_pre_ping=True)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = sa.create_engine(settings.url, connect_args={"timeout": 30})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: object) -> None:
    """Set what SQLite forgets between two connections."""
    connection.isolation_level = None  # transactions are begun below
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=30000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    """Begin so that a reader does not block, and a writer waits for its turn from the start."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
