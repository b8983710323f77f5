"""What is of no use any more is taken away: at the start of a service, then once a day.

Keys of requests that were to be done once, sessions that have ended, and what the queue remembers
of runs that it is through with. Scenarios, runs, results, decisions and the record stay for ever.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, Final, cast

import sqlalchemy as sa
import structlog

from api.jobs.queue import Queue
from api.settings import Settings
from api.store.engine import now
from api.store.store import Store
from api.store.tables import Once, Session

DAY: Final = 86_400.0
WAIT: Final = 5.0
log = structlog.get_logger("deltafund.cleaning")


@dataclass(frozen=True)
class Cleaned:
    """How many rows were taken away."""

    asked_once: int
    sessions: int
    queue: int


def clean(store: Store, queue: Queue, settings: Settings) -> Cleaned:
    """Take away what is older than it has to be; may be done by several at once."""
    before = now() - timedelta(days=settings.keep_days)
    with store.writing() as session:
        once = session.execute(sa.delete(Once).where(Once.created < before))
        ended = session.execute(sa.delete(Session).where(Session.expires < now()))
    keys, sessions = (cast(sa.CursorResult[Any], each).rowcount for each in (once, ended))
    return Cleaned(keys, sessions, queue.forget(before))


@contextmanager
def kept_clean(store: Store, queue: Queue, settings: Settings) -> Iterator[None]:
    """Clean now and once a day, beside everything else; what is being done at the end is ended."""
    ended = threading.Event()

    def work() -> None:
        while not ended.is_set():
            try:
                log.info("cleaned", **asdict(clean(store, queue, settings)))
            except Exception as error:  # the database may be away; tomorrow is another day
                log.warning("could not clean", error=str(error)[:200])
            ended.wait(DAY)

    thread = threading.Thread(target=work, name="cleaning", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(WAIT)  # no longer: the database may be away
