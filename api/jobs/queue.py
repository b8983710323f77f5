"""The durable queue: what is put in is done once, whatever dies in between.

DBOS keeps the queue in the database of the service, so a run and its place in the queue are written
in one transaction. It carries ids only; what is asked and what came of it are in our own tables.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from dbos import DBOSClient
from dbos._serialization import DBOSPortableJSON
from sqlalchemy.orm import Session

from api.settings import Settings
from api.store.tables import RunRow

NAME: Final = "deltafund"
QUEUE: Final = "runs"
WORKFLOW: Final = "run"
VERSION: Final = "1"
"""The version of what the queue holds; with another one, work that waits would be stranded."""
THROUGH: Final = ["ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED", "SUCCESS"]
"""What the queue calls a run that it will not look at again."""
MOST: Final = 500
"""How many runs are forgotten at once."""
PRIORITIES: Final = {"high": 1, "normal": 10, "low": 100}


class Queue:
    """Puts runs into the queue, and tells what became of them there."""

    def __init__(self, settings: Settings) -> None:
        self._client = DBOSClient(
            system_database_url=settings.url,
            serializer=DBOSPortableJSON,
            system_database_pool_size=2,
            application_name=NAME,
        )

    def put(self, session: Session, run: RunRow) -> None:
        """Put a run into the queue, in the transaction of the session."""
        self._client.enqueue_in_transaction(
            session,
            {
                "workflow_name": WORKFLOW,
                "queue_name": QUEUE,
                "workflow_id": run.id,
                "app_version": VERSION,
                "priority": PRIORITIES[run.priority],
                "queue_partition_key": run.organisation,
            },
            run.id,
        )

    def ended(self, names: list[str]) -> dict[str, str]:
        """Return those of the runs that the queue is through with, and how."""
        found = self._client.list_workflows(
            workflow_ids=names, status=THROUGH, load_input=False, load_output=False
        )
        return {each.workflow_id: each.status for each in found}

    def forget(self, before: datetime) -> int:
        """Forget the runs that the queue was through with before a moment; return how many."""
        count, until = 0, before.isoformat()
        while True:
            found = self._client.list_workflows(
                status=THROUGH, completed_before=until, limit=MOST, load_input=False,
                load_output=False
            )  # fmt: skip
            if not found:
                return count
            self._client.delete_workflows([each.workflow_id for each in found])
            count += len(found)

    def close(self) -> None:
        """Close all connections."""
        self._client.destroy()
