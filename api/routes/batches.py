"""Batches: one scenario many times, with partial results as they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Final, cast

from fastapi import APIRouter, Response
from sqlalchemy.orm import Session

from api.auth import Analyst, Here, Service, Viewer
from api.ordering import order, setting
from api.problems import Refusal
from api.roles import Caller
from api.routes import shapes, telling
from api.routes.describing import Cursor, Id, Limit, answers
from api.routes.runs import Once, fingerprint, room
from api.store.runs import WAITING, Order, Runs, State
from api.store.tables import BatchRow

router = APIRouter(tags=["batches"])
MOST: Final = 1000
"""Most runs of one batch."""


@router.post(
    "/v1/batches",
    operation_id="add_batch",
    status_code=202,
    responses=answers("not-found", "bad-scenario", "key-used"),
)
def add_batch(
    caller: Analyst,
    here: Here,
    response: Response,
    wish: shapes.BatchWish,
    idempotency_key: Once = None,
) -> shapes.Batch:
    """Ask for a run of every variant at every point of the grid."""
    sha256 = fingerprint(wish)
    with here.store.reading() as session:
        orders = list(_orders(session, caller, here, wish))
    with here.store.writing() as session:
        runs = Runs(session, caller)
        before = None if idempotency_key is None else runs.asked_before(idempotency_key, sha256)
        if before is None:
            batch = _add(here, runs, wish, orders)
            if idempotency_key is not None:
                runs.remember(idempotency_key, sha256, batch.id)
        else:
            batch = runs.get_own(BatchRow, before)
        response.headers["location"] = f"/v1/batches/{batch.id}"
        return _told(runs, batch)


def _orders(
    session: Session, caller: Caller, here: Service, wish: shapes.BatchWish
) -> Iterator[Order]:
    points = list(product(*(wish.grid[path] for path in wish.grid)))
    size = len(points) * len(wish.variants)
    if size > MOST:
        raise Refusal("bad-input", f"{size:,} runs; a batch has at most {MOST:,}", "/grid")
    for variant in wish.variants:
        for point in points:
            changes = [setting(*pair) for pair in zip(wish.grid, point, strict=True)]
            label = ", ".join((variant or "-", *changes))[:200]
            yield order(session, caller, wish, here.settings, variant, changes, label)


def _add(here: Service, runs: Runs, wish: shapes.BatchWish, orders: list[Order]) -> BatchRow:
    room(runs, here, len(orders))
    batch = runs.add_batch(wish.model_dump(mode="json"), orders[0].version, len(orders))
    for place, asked in enumerate(orders):
        here.queue.put(runs.session, runs.add(asked, batch, place))
    return batch


def _told(runs: Runs, batch: BatchRow) -> shapes.Batch:
    states = Counter(cast(State, run.state) for run in runs.of_batch(batch))
    return shapes.Batch(
        id=batch.id,
        scenario=batch.scenario,
        title=telling.title(batch.home),
        analysis=batch.analysis,
        size=batch.size,
        states=dict(states),
        asked=batch.asked,
        by=batch.actor,
        created=batch.created,
    )


@router.get("/v1/batches", operation_id="list_batches", responses=answers())
def list_batches(
    caller: Viewer, here: Here, cursor: Cursor = None, limit: Limit = 50
) -> shapes.Page[shapes.Batch]:
    """Return the batches of the organisation, the newest first."""
    with here.store.reading() as session:
        runs = Runs(session, caller)
        found, after = runs.page(runs.own(BatchRow), BatchRow, cursor, limit)
        return shapes.Page(items=[_told(runs, batch) for batch in found], next=after)


@router.get("/v1/batches/{id}", operation_id="get_batch", responses=answers("not-found"))
def get_batch(caller: Viewer, here: Here, id: Id) -> shapes.Batch:
    """Return how far a batch is."""
    with here.store.reading() as session:
        runs = Runs(session, caller)
        return _told(runs, runs.get_own(BatchRow, id))


@router.get("/v1/batches/{id}/runs", operation_id="list_batch_runs", responses=answers("not-found"))
def list_batch_runs(caller: Viewer, here: Here, id: Id) -> shapes.Page[shapes.Run]:
    """Return all runs of a batch in the order in which they were asked for, done or not."""
    with here.store.reading() as session:
        runs = Runs(session, caller)
        found = runs.of_batch(runs.get_own(BatchRow, id))
        return shapes.Page(items=[telling.run(row, caller) for row in found])


@router.post(
    "/v1/batches/{id}/cancel",
    operation_id="cancel_batch",
    status_code=202,
    responses=answers("not-found"),
)
def cancel_batch(caller: Analyst, here: Here, id: Id) -> shapes.Batch:
    """Ask that every run of a batch ends that has not ended yet."""
    with here.store.writing() as session:
        runs = Runs(session, caller)
        batch = runs.get_own(BatchRow, id)
        for run in runs.of_batch(batch):
            if run.state in WAITING:
                runs.cancel(run)
        return _told(runs, batch)
