"""Whose place a worker takes: a dead worker's, if there is one, else a new one.

A slot has a stable id, under which the queue knows what its holder was doing. The holder says again
and again that it is alive. Whoever is silent for too long counts as dead, and one on this machine
counts as dead as soon as its process is gone. Two workers never hold one slot: a holder that finds
its slot taken must end at once.
"""

from __future__ import annotations

import os
import secrets
import socket
from datetime import timedelta
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from api.settings import Settings
from api.store.engine import now
from api.store.store import Store
from api.store.tables import Slot

START: Final = 19
"""Which of the fields behind the name in /proc/PID/stat is the moment when a process began."""


class Slots:
    """The slots, as one worker sees them; `mine` is the one that it holds."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store, self._settings = store, settings
        self._token, self._machine, self._process = secrets.token_hex(16), machine(), process()
        self.mine = self._take()

    def _take(self) -> str:
        with self._store.writing() as session:
            slots = _locked(session)
            dead = next((slot for slot in slots if self._is_dead(slot)), None)
            slot = dead or Slot(id=f"worker-{len(slots) + 1}")
            self._hold(slot)
            session.add(slot)
            return slot.id

    def _hold(self, slot: Slot) -> None:
        slot.holder, slot.heard = self._token, now()
        slot.machine, slot.process = self._machine, self._process

    def beat(self) -> bool:
        """Say that this worker is alive; false if its slot has been taken."""
        with self._store.writing() as session:
            held = sa.update(Slot).where(Slot.id == self.mine, Slot.holder == self._token)
            beaten = session.execute(held.values(heard=now()).returning(Slot.id))
            return beaten.scalar() is not None

    def dead(self) -> list[str]:
        """Return the slots whose holders are dead."""
        with self._store.reading() as session:
            slots = session.scalars(sa.select(Slot).where(Slot.id != self.mine))
            return [slot.id for slot in slots if self._is_dead(slot)]

    def release(self) -> None:
        """Give the slot back."""
        with self._store.writing() as session:
            held = sa.update(Slot).where(Slot.id == self.mine, Slot.holder == self._token)
            session.execute(held.values(holder=None))

    def _is_dead(self, slot: Slot) -> bool:
        if slot.holder is None:
            return True
        if slot.machine == self._machine and not _is_alive(slot.process):
            return True
        return slot.heard < now() - timedelta(seconds=self._settings.stale)


def _locked(session: Session) -> list[Slot]:
    """Return all slots; two workers that start at once look one after the other."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("LOCK TABLE worker_slots IN EXCLUSIVE MODE"))
    return list(session.scalars(sa.select(Slot).order_by(Slot.id)))


def machine() -> str:
    """Return what tells this machine from others: host, boot and space of process numbers."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    space = Path("/proc/self/ns/pid")
    parts = (boot.read_text().strip(), str(space.readlink())) if boot.exists() else ("?", "?")
    return "/".join((socket.gethostname(), *parts))


def process() -> str:
    """Return the number of this process and the moment when it began."""
    return f"{os.getpid()}@{_began(os.getpid())}"


def _is_alive(told: str) -> bool:
    """Tell whether a process of this machine is there, and is the same."""
    number, _, began = told.partition("@")
    return _began(int(number)) == began


def _began(number: int) -> str:
    try:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "gone"
    return "gone" if fields[0] == "Z" else fields[START]
