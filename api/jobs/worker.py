"""A worker: takes runs out of the queue, does them, and takes over from workers that died.

The queue's engine does again what a worker of the same slot was doing when it died, but nobody else
does. So every worker looks again and again for dead slots, and puts their work back into the queue.
"""

from __future__ import annotations

import logging
import os
import threading
from typing import Final

import structlog
from dbos import DBOS, DBOSConfig
from dbos._serialization import DBOSPortableJSON

from api.jobs.queue import NAME, QUEUE, VERSION, WORKFLOW, Queue
from api.jobs.slots import Slots
from api.jobs.supervising import Supervisor
from api.settings import Settings
from api.store.store import Store
from api.store.work import Work

TAKEN: Final = 75
"""The exit code of a worker that was thought dead, and whose slot another one holds."""
MOST_LOOKED_AT: Final = 500
log = structlog.get_logger("deltafund.worker")
_at_work: list[Supervisor] = []
"""The supervisor of this process, where it works; the queue calls a function, not an object."""


@DBOS.workflow(name=WORKFLOW, max_recovery_attempts=None)
def _perform(name: str) -> str | None:
    """Do a run. Restarts are counted with the run, which tells planned ones from crashes."""
    return _at_work[0].perform(name)


def _speak_through_ours(logger: logging.Logger) -> None:
    """Let the queue's words go the way of all others, as JSON where they are."""
    logger.handlers.clear()
    logger.propagate = True


class Worker:
    """The worker of this process."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._settings = settings
        self.slots = Slots(store, settings)
        self._work = Work(store, self.slots.mine)
        self._queue = Queue(settings)
        self.supervisor = Supervisor(settings, self._work)
        self._ended = threading.Event()

    def start(self) -> None:
        """Begin to work."""
        _at_work[:] = [self.supervisor]
        settings = self._settings
        config: DBOSConfig = {
            "name": NAME,
            "system_database_url": settings.url,
            "serializer": DBOSPortableJSON,
            "application_version": VERSION,
            "executor_id": self.slots.mine,
            "log_level": "WARNING",
            "run_migrations": False,
            "scheduler_polling_interval_sec": 3600.0,
        }
        DBOS(config=config)
        _speak_through_ours(logging.getLogger("dbos"))
        DBOS.launch()
        DBOS.register_queue(
            QUEUE,
            worker_concurrency=settings.runs_at_once,
            partition_concurrency=settings.runs_per_organisation,
            polling_interval_sec=settings.poll,
            on_conflict="always_update",
        )
        for job in (self._beat, self._adopt):
            threading.Thread(target=job, name=job.__name__, daemon=True).start()
        log.info("worker started", worker=self.slots.mine)

    def stop(self) -> None:
        """Stop working: what is at work is given back, for this worker or another one."""
        self._ended.set()
        self.supervisor.leaving.set()
        self.supervisor.wait()
        DBOS.destroy()
        self._queue.close()
        self.slots.release()
        log.info("worker stopped", worker=self.slots.mine)

    # --- threads ------------------------------------------------------------------------------

    def _beat(self) -> None:
        """Say again and again that this worker is alive; end at once if its slot was taken."""
        while not self._ended.wait(self._settings.heartbeat):
            try:
                held = self.slots.beat()
            except Exception as error:  # the database may be away for a while
                log.warning("no heartbeat", error=str(error)[:200])
                continue
            if not held and not self._ended.is_set():
                log.error("another worker holds this slot", worker=self.slots.mine)
                os._exit(TAKEN)

    def _adopt(self) -> None:
        """Put the work of dead workers back into the queue, again and again."""
        while not self._ended.wait(self._settings.heartbeat):
            try:
                self.look_after_others()
                self.supervisor.rest()
            except Exception as error:  # likewise: it tries again at the next beat
                log.warning("could not look after others", error=str(error)[:200])

    def look_after_others(self) -> None:
        """Put the work of dead workers back into the queue, and end runs that the queue lost."""
        dead = self.slots.dead()
        if dead:
            for handle in DBOS._recover_pending_workflows(dead):
                log.info("run taken over", run=handle.get_workflow_id(), dead=dead)
        waiting = self._work.unfinished()[:MOST_LOOKED_AT]
        for name, status in (self._queue.ended(waiting) if waiting else {}).items():
            self._work.lost(name, dead, f"the queue is through with the run ({status})")
