"""What a worker keeps of a run: that it has taken it, what it heard, and how it ended.

A worker takes a run by writing a claim of its own on it. Whatever it writes later holds only as
long as the claim does, so a worker that was thought dead and comes back cannot end a run twice.
"""

from __future__ import annotations

import hashlib
import secrets
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.gathering import COMPARE, Gathered, gather
from api.problems import Refusal
from api.roles import Caller
from api.store.engine import now
from api.store.runs import WAITING
from api.store.store import Store
from api.store.tables import EventRow, FileRow, RunRow, VersionRow

ENDED: Final = ("succeeded", "infeasible", "timed-out", "cancelled", "failed")


@dataclass(frozen=True)
class Task:
    """A run that a worker has taken: what is to be done, and by which claim it is held."""

    run: RunRow
    form: str
    source: bytes
    claim: str
    gathered: Gathered | None = None


@dataclass(frozen=True)
class Ending:
    """How a run ended, and the files that hold its result."""

    state: str
    error: dict[str, Any] | None = None
    value: float | None = None
    bound: float | None = None
    complete: bool | None = None
    digest: str | None = None
    provenance: dict[str, Any] | None = None
    files: tuple[tuple[str, str, Path], ...] = ()
    """Name, media type and place of each file."""


class Work:
    """The runs, as a worker sees them."""

    def __init__(self, store: Store, worker: str) -> None:
        self._store, self.worker = store, worker

    def take(self, name: str, crashes: int) -> Task | None:
        """Take a run; nothing, if it has ended or has taken too many workers down with it."""
        claim = secrets.token_hex(16)
        with self._store.writing() as session:
            run = session.get(RunRow, name, with_for_update=True)
            if run is None or run.state not in WAITING:
                return None
            if run.cancelling:
                _end(session, run, Ending("cancelled"))
                return None
            if run.attempts >= crashes:
                words = f"the worker died {run.attempts} times while it was at this run"
                _end(session, run, Ending("failed", {"code": "crashed", "detail": words}))
                return None
            try:
                gathered = _gathered(session, run)
            except Refusal as refusal:
                told = {"code": refusal.code, "detail": refusal.detail}
                _end(session, run, Ending("failed", told))
                return None
            again = run.attempts > 0
            run.state, run.claim, run.worker = "running", claim, self.worker
            run.attempts, run.started = run.attempts + 1, now()
            data = {"state": "running", "attempt": run.attempts}
            _tell(session, run, "restarted" if again else "started", data)
            version = session.get_one(VersionRow, run.version)
            return Task(run, version.form, version.source, claim, gathered)

    def is_wanted(self, task: Task) -> bool:
        """Tell whether nobody has asked that the run ends; false also if it is ours no more."""
        with self._store.reading() as session:
            query = sa.select(RunRow.cancelling).where(
                RunRow.id == task.run.id, RunRow.claim == task.claim, RunRow.state == "running"
            )
            return session.scalar(query) is False

    def tell(self, task: Task, data: dict[str, Any]) -> None:
        """Tell how far the run is."""
        with self._store.writing() as session:
            run = _held(session, task)
            if run is not None:
                _tell(session, run, "progress", data)

    def end(self, task: Task, ending: Ending) -> bool:
        """Keep how the run ended, all of it or nothing; false if it is ours no more."""
        packed = [_packed(task.run.id, *file) for file in ending.files]
        with self._store.writing() as session:
            run = _held(session, task)
            if run is None:
                return False
            session.add_all(packed)
            _end(session, run, ending)
            return True

    def give_back(self, task: Task) -> None:
        """Let the run wait again, because the worker is to stop; that is no crash."""
        with self._store.writing() as session:
            run = _held(session, task)
            if run is not None:
                run.state, run.claim, run.worker, run.started = "queued", None, None, None
                run.attempts -= 1
                _tell(session, run, "queued", {"state": "queued"})

    def unfinished(self) -> list[str]:
        """Return the ids of all runs that wait or are at work."""
        with self._store.reading() as session:
            return list(session.scalars(sa.select(RunRow.id).where(RunRow.state.in_(WAITING))))

    def lost(self, name: str, dead: Sequence[str], detail: str) -> None:
        """End a run that nobody will do any more: it waits, or its worker is dead."""
        with self._store.writing() as session:
            run = session.get(RunRow, name, with_for_update=True)
            if run is None or run.state not in WAITING:
                return
            if run.state == "queued" or run.worker in dead:
                _end(session, run, Ending("failed", {"code": "lost", "detail": detail}))


def _gathered(session: Session, run: RunRow) -> Gathered | None:
    """Return what a comparison is about, as whoever asked for it may see it now."""
    if run.analysis != COMPARE:
        return None
    return gather(session, Caller(run.organisation, run.actor, "viewer"), run.options)


def _held(session: Session, task: Task) -> RunRow | None:
    """Return the run, if it is still held by the claim of the task."""
    run = session.get(RunRow, task.run.id, with_for_update=True)
    return run if run is not None and run.claim == task.claim and run.state == "running" else None


def _tell(session: Session, run: RunRow, kind: str, data: dict[str, Any]) -> None:
    run.told += 1
    session.add(EventRow(run=run.id, number=run.told, kind=kind, data=data))


def _end(session: Session, run: RunRow, ending: Ending) -> None:
    run.state, run.error, run.ended = ending.state, ending.error, now()
    run.value, run.bound, run.complete = ending.value, ending.bound, ending.complete
    run.digest, run.provenance, run.claim = ending.digest, ending.provenance, None
    _tell(session, run, "ended", {"state": ending.state, "error": ending.error})


def _packed(run: str, name: str, media: str, path: Path) -> FileRow:
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    packed = zlib.compress(data, 6)
    return FileRow(run=run, name=name, media=media, size=len(data), sha256=sha256, packed=packed)
