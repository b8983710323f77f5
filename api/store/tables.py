"""The tables of the service; every row of an organisation carries its id."""

from __future__ import annotations

import secrets
import time
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from api.store.engine import NAMING, Json, Utc, now


def new_id() -> str:
    """Return an id that nobody can guess; later ones are greater."""
    return f"{time.time_ns() // 1_000:014x}{secrets.token_hex(9)}"


class Base(DeclarativeBase):
    """The root of all tables."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: Utc(), dict[str, Any]: Json, list[str]: Json}


class Keyed(Base):
    """A row with an id of its own and the moment when it was made."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True, default=new_id)
    created: Mapped[datetime] = mapped_column(default=now)


class Owned(Keyed):
    """A row that belongs to an organisation."""

    __abstract__ = True

    organisation: Mapped[str] = mapped_column(sa.ForeignKey("organisations.id"), index=True)


# --- who ------------------------------------------------------------------------------------------


class Organisation(Base):
    """A body that uses the service: a province's department, a ministry, an institute."""

    __tablename__ = "organisations"

    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    name_zh: Mapped[str] = mapped_column(sa.String(200))
    name_en: Mapped[str] = mapped_column(sa.String(200))
    created: Mapped[datetime] = mapped_column(default=now)


class Key(Owned):
    """An API key; only its hash is kept."""

    __tablename__ = "api_keys"

    name: Mapped[str] = mapped_column(sa.String(200))
    role: Mapped[str] = mapped_column(sa.String(16))
    hint: Mapped[str] = mapped_column(sa.String(16))
    sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    expires: Mapped[datetime | None]
    revoked: Mapped[datetime | None]


class Session(Owned):
    """A session of the page, of the holder of a key or of somebody whom a provider knows.

    Only the hash of its token is kept.
    """

    __tablename__ = "sessions"

    key: Mapped[str | None] = mapped_column(sa.ForeignKey("api_keys.id"))
    name: Mapped[str] = mapped_column(sa.String(200))
    role: Mapped[str] = mapped_column(sa.String(16))
    sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    expires: Mapped[datetime]


class Step(Base):
    """One step in the record: who did what, when; rows are only ever added."""

    __tablename__ = "record"

    number: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    at: Mapped[datetime] = mapped_column(default=now)
    organisation: Mapped[str] = mapped_column(sa.String(64), index=True)
    actor: Mapped[str] = mapped_column(sa.String(200))
    action: Mapped[str] = mapped_column(sa.String(64))
    subject: Mapped[str] = mapped_column(sa.String(64), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Share(Base):
    """A scenario or a run that another organisation may read."""

    __tablename__ = "shares"

    subject: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    reader: Mapped[str] = mapped_column(
        sa.ForeignKey("organisations.id"), primary_key=True, index=True
    )
    organisation: Mapped[str] = mapped_column(sa.ForeignKey("organisations.id"))
    jurisdiction: Mapped[str | None] = mapped_column(sa.String(64))
    created: Mapped[datetime] = mapped_column(default=now)


# --- scenarios ------------------------------------------------------------------------------------


class ScenarioRow(Owned):
    """A scenario with its notes; what it says is in its versions."""

    __tablename__ = "scenarios"

    title_zh: Mapped[str] = mapped_column(sa.String(500))
    title_en: Mapped[str] = mapped_column(sa.String(500))
    name: Mapped[str] = mapped_column(sa.String(200))
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    tags: Mapped[list[str]] = mapped_column(default=list)
    searched: Mapped[str] = mapped_column(sa.Text, default="")
    archived: Mapped[bool] = mapped_column(default=False)
    latest: Mapped[int] = mapped_column(default=1)
    row: Mapped[int] = mapped_column(default=1)
    changed: Mapped[datetime] = mapped_column(default=now)

    __mapper_args__ = {"version_id_col": row}


class VersionRow(Owned):
    """A version of a scenario: what was sent, byte by byte, and what it says."""

    __tablename__ = "scenario_versions"
    __table_args__ = (sa.UniqueConstraint("scenario", "number"),)

    scenario: Mapped[str] = mapped_column(sa.ForeignKey("scenarios.id"), index=True)
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64), index=True)
    form: Mapped[str] = mapped_column(sa.String(8))
    source: Mapped[bytes] = mapped_column(sa.LargeBinary)
    document: Mapped[dict[str, Any]] = mapped_column(sa.JSON)  # keeps the order of what it says
    variants: Mapped[list[str]]
    actor: Mapped[str] = mapped_column(sa.String(200))


# --- runs -----------------------------------------------------------------------------------------


class RunRow(Owned):
    """A run: what was asked, how far it is, how it ended."""

    __tablename__ = "runs"
    __table_args__ = (sa.Index("ix_runs_organisation_state", "organisation", "state"),)

    scenario: Mapped[str] = mapped_column(sa.ForeignKey("scenarios.id"), index=True)
    version: Mapped[str] = mapped_column(sa.ForeignKey("scenario_versions.id"))
    number: Mapped[int]
    batch: Mapped[str | None] = mapped_column(sa.ForeignKey("batches.id"), index=True)
    place: Mapped[int] = mapped_column(default=0)
    label: Mapped[str] = mapped_column(sa.String(500), default="")
    analysis: Mapped[str] = mapped_column(sa.String(64))
    options: Mapped[dict[str, Any]]
    variant: Mapped[str | None] = mapped_column(sa.String(200))
    changes: Mapped[list[str]] = mapped_column(default=list)
    program: Mapped[bool] = mapped_column(default=False)
    reports: Mapped[bool] = mapped_column(default=True)
    priority: Mapped[str] = mapped_column(sa.String(8))
    seconds: Mapped[float]
    memory: Mapped[int]
    actor: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[str] = mapped_column(sa.String(16), default="queued")
    cancelling: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    claim: Mapped[str | None] = mapped_column(sa.String(64))
    worker: Mapped[str | None] = mapped_column(sa.String(64))
    started: Mapped[datetime | None]
    ended: Mapped[datetime | None]
    told: Mapped[int] = mapped_column(default=0)
    value: Mapped[float | None]
    bound: Mapped[float | None]
    complete: Mapped[bool | None]
    digest: Mapped[str | None] = mapped_column(sa.String(64))
    error: Mapped[dict[str, Any] | None] = mapped_column(Json)
    provenance: Mapped[dict[str, Any] | None] = mapped_column(Json)
    home: Mapped[ScenarioRow] = relationship(viewonly=True)


class EventRow(Base):
    """One event of a run, numbered from 1."""

    __tablename__ = "run_events"

    run: Mapped[str] = mapped_column(sa.ForeignKey("runs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(default=now)
    kind: Mapped[str] = mapped_column(sa.String(16))
    data: Mapped[dict[str, Any]]


class FileRow(Base):
    """One form of a result: JSON, a workbook, a table, the program; packed with zlib."""

    __tablename__ = "run_files"

    run: Mapped[str] = mapped_column(sa.ForeignKey("runs.id"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    media: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    packed: Mapped[bytes] = mapped_column(sa.LargeBinary)


class BatchRow(Owned):
    """Many runs of one scenario, asked for together."""

    __tablename__ = "batches"

    scenario: Mapped[str] = mapped_column(sa.ForeignKey("scenarios.id"))
    analysis: Mapped[str] = mapped_column(sa.String(64))
    asked: Mapped[dict[str, Any]]
    size: Mapped[int]
    actor: Mapped[str] = mapped_column(sa.String(200))
    home: Mapped[ScenarioRow] = relationship(viewonly=True)


class Once(Base):
    """What a caller has asked once under a key of its own."""

    __tablename__ = "asked_once"

    organisation: Mapped[str] = mapped_column(sa.ForeignKey("organisations.id"), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    subject: Mapped[str] = mapped_column(sa.String(32))
    created: Mapped[datetime] = mapped_column(default=now)


class Slot(Base):
    """A worker's place: who holds it, and when it was last heard of."""

    __tablename__ = "worker_slots"

    id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    holder: Mapped[str | None] = mapped_column(sa.String(64))
    machine: Mapped[str] = mapped_column(sa.String(200))
    process: Mapped[str] = mapped_column(sa.String(64))
    heard: Mapped[datetime]


# --- decisions ------------------------------------------------------------------------------------


class DecisionRow(Owned):
    """An allocation that is put to the jurisdictions."""

    __tablename__ = "decisions"

    run: Mapped[str] = mapped_column(sa.ForeignKey("runs.id"))
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[str] = mapped_column(sa.String(16), default="open")
    row: Mapped[int] = mapped_column(default=1)
    changed: Mapped[datetime] = mapped_column(default=now)
    about: Mapped[RunRow] = relationship(viewonly=True)

    __mapper_args__ = {"version_id_col": row}


class Party(Base):
    """Who speaks for a jurisdiction in a decision, and what it answered last."""

    __tablename__ = "decision_parties"

    decision: Mapped[str] = mapped_column(sa.ForeignKey("decisions.id"), primary_key=True)
    jurisdiction: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    organisation: Mapped[str] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    answer: Mapped[str | None] = mapped_column(sa.String(16))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    answered: Mapped[datetime | None]
