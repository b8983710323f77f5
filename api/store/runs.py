"""Runs and batches, as one organisation may see them."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.orm import defer

from api.problems import Refusal
from api.store.engine import now
from api.store.store import Repository
from api.store.tables import (
    BatchRow,
    EventRow,
    FileRow,
    Once,
    Organisation,
    RunRow,
    VersionRow,
    new_id,
)

Priority = Literal["high", "normal", "low"]
State = Literal[
    "queued", "running", "succeeded", "infeasible", "timed-out", "cancelled", "failed"
]  # fmt: skip
WAITING: Final = ("queued", "running")


@dataclass(frozen=True)
class Order:
    """What a run is asked to do."""

    version: VersionRow
    analysis: str
    options: dict[str, Any]
    variant: str | None
    changes: list[str]
    priority: Priority
    seconds: float
    memory: int
    program: bool
    reports: bool = True
    label: str = ""


class Runs(Repository):
    """The runs of an organisation, and those that are shared with it."""

    # --- asking -------------------------------------------------------------------------------

    def add(self, order: Order, batch: BatchRow | None = None, place: int = 0) -> RunRow:
        """Keep what is asked for; the caller puts it in the queue in the same transaction."""
        run = RunRow(
            id=new_id(),
            organisation=self.organisation,
            scenario=order.version.scenario,
            version=order.version.id,
            number=order.version.number,
            batch=None if batch is None else batch.id,
            place=place,
            label=order.label,
            analysis=order.analysis,
            options=order.options,
            variant=order.variant,
            changes=order.changes,
            program=order.program,
            reports=order.reports,
            priority=order.priority,
            seconds=order.seconds,
            memory=order.memory,
            actor=self.caller.actor,
            state="queued",
            told=1,
        )
        self.session.add(run)
        self.session.flush()
        self.session.add(EventRow(run=run.id, number=1, kind="queued", data={"state": "queued"}))
        if batch is None:
            self.note("run-asked", run.id, analysis=order.analysis, scenario=run.scenario)
        return run

    def waiting(self) -> int:
        """Return how many runs of the organisation wait or are at work."""
        query = sa.select(sa.func.count()).select_from(
            self.own(RunRow).where(RunRow.state.in_(WAITING)).subquery()
        )
        return int(self.session.scalar(query) or 0)

    def add_batch(self, asked: dict[str, Any], version: VersionRow, size: int) -> BatchRow:
        """Keep that many runs were asked for together."""
        batch = BatchRow(id=new_id(), organisation=self.organisation, scenario=version.scenario)
        batch.analysis, batch.asked, batch.size = asked["analysis"], asked, size
        batch.actor = self.caller.actor
        self.session.add(batch)
        self.session.flush()
        self.note("batch-asked", batch.id, analysis=batch.analysis, size=size)
        return batch

    def asked_before(self, key: str, sha256: str) -> str | None:
        """Return what was made when this was asked first; refuse the key for something else.

        Two requests with one key at the same time wait for each other at the organisation's row.
        """
        lock = sa.select(Organisation.id).where(Organisation.id == self.organisation)
        self.session.execute(lock.with_for_update(key_share=True))
        once = self.session.get(Once, (self.organisation, key))
        if once is None:
            return None
        if once.sha256 != sha256:
            raise Refusal("key-used")
        return once.subject

    def remember(self, key: str, sha256: str, subject: str) -> None:
        """Remember what was made when something was asked under a key."""
        once = Once(organisation=self.organisation, key=key, sha256=sha256, subject=subject)
        self.session.add(once)

    # --- looking ------------------------------------------------------------------------------

    def find(
        self, filters: dict[str, str | None], after: str | None, limit: int
    ) -> tuple[list[RunRow], str | None]:
        """Return the runs for which these columns have these values, the newest first."""
        query = self.visible(RunRow)
        for name, value in filters.items():
            if value is not None:
                query = query.where(getattr(RunRow, name) == value)
        return self.page(query, RunRow, after, limit)

    def of_batch(self, batch: BatchRow) -> list[RunRow]:
        """Return the runs of a batch in the order in which they were asked for."""
        query = self.own(RunRow).where(RunRow.batch == batch.id)
        return list(self.session.scalars(query.order_by(RunRow.place)))

    def events(self, run: RunRow, after: int) -> list[EventRow]:
        """Return what happened to a run after an event."""
        query = sa.select(EventRow).where(EventRow.run == run.id, EventRow.number > after)
        return list(self.session.scalars(query.order_by(EventRow.number)))

    def files(self, run: RunRow) -> list[FileRow]:
        """Return the forms in which the result of a run was kept, without their content."""
        query = sa.select(FileRow).where(FileRow.run == run.id).order_by(FileRow.name)
        return list(self.session.scalars(query.options(defer(FileRow.packed))))

    def file(self, run: RunRow, names: Sequence[str]) -> tuple[FileRow, bytes]:
        """Return the first form of a result that there is."""
        for name in names:
            row = self.session.get(FileRow, (run.id, name))
            if row is not None:
                return row, zlib.decompress(row.packed)
        raise Refusal("no-result", f"the run is {run.state}, and has no {names[0]}")

    # --- stopping -----------------------------------------------------------------------------

    def cancel(self, run: RunRow) -> bool:
        """Ask that a run ends; one that waits ends at once. Return whether it was still to end."""
        if run.state not in WAITING:
            return False
        waiting = sa.update(RunRow).where(
            RunRow.id == run.id,
            RunRow.organisation == self.organisation,
            RunRow.state == "queued",
        )
        ended = self.session.execute(
            waiting.values(
                state="cancelled", cancelling=True, ended=now(), told=RunRow.told + 1
            ).returning(RunRow.told)
        ).scalar()
        if ended is not None:
            data = {"state": "cancelled"}
            self.session.add(EventRow(run=run.id, number=ended, kind="ended", data=data))
        else:
            self.session.execute(
                sa.update(RunRow)
                .where(RunRow.id == run.id, RunRow.organisation == self.organisation)
                .values(cancelling=True)
            )
        self.note("run-cancelled", run.id)
        self.session.flush()
        self.session.refresh(run)
        return True
