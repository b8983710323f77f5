"""Runs: ask, wait, follow, cancel, and take the result in any form."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.auth import Analyst, Here, Planner, Service, Viewer
from api.ordering import order
from api.problems import Refusal
from api.roles import Caller
from api.routes import shapes, telling
from api.routes.describing import Cursor, Id, Limit, Name, answers
from api.store.runs import WAITING, Runs, State
from api.store.tables import EventRow, RunRow

router = APIRouter(tags=["runs"])
LONGEST_WAIT: Final = 60.0
Once = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[!-~]+$",
        description="the same key with the same request gives the same run",
    ),
]
Prefer = Annotated[
    str | None,
    Header(max_length=200, description="`wait=10`: answer when the run has ended, in 10 s at most"),
]


# --- asking ---------------------------------------------------------------------------------------


@router.post(
    "/v1/runs",
    operation_id="add_run",
    status_code=202,
    responses=answers("not-found", "bad-scenario", "key-used")
    | {200: {"model": shapes.Run, "description": "It has ended within the time to wait"}},
)
async def add_run(
    caller: Analyst,
    here: Here,
    response: Response,
    wish: shapes.RunWish,
    idempotency_key: Once = None,
    prefer: Prefer = None,
) -> shapes.Run:
    """Ask for a run; it is done in its turn, whatever breaks in between."""
    run = await asyncio.to_thread(_add, here, caller, wish, idempotency_key)
    response.headers["location"] = f"/v1/runs/{run.id}"
    seconds = wanted_wait(prefer)
    if seconds:
        response.headers["preference-applied"] = f"wait={seconds:g}"
        run = await _ended(here, caller, run, seconds)
        if run.state not in WAITING:
            response.status_code = 200
    return run


def _add(here: Service, caller: Caller, wish: shapes.RunWish, key: str | None) -> shapes.Run:
    sha256 = fingerprint(wish)
    with here.store.reading() as session:
        asked = order(session, caller, wish, here.settings, wish.variant, wish.changes, wish.label)
    with here.store.writing() as session:
        runs = Runs(session, caller)
        before = None if key is None else runs.asked_before(key, sha256)
        if before is not None:
            return telling.run(runs.get_own(RunRow, before), caller)
        room(runs, here, 1)
        run = runs.add(asked)
        here.queue.put(session, run)
        if key is not None:
            runs.remember(key, sha256, run.id)
        return telling.run(run, caller)


def fingerprint(wish: shapes.Shape) -> str:
    """Return what tells one request from another."""
    text = json.dumps(wish.model_dump(mode="json"), sort_keys=True)
    return hashlib.sha256(f"{type(wish).__name__}:{text}".encode()).hexdigest()


def room(runs: Runs, here: Service, more: int) -> None:
    """Refuse what would make too much wait."""
    if runs.waiting() + more > here.settings.most_waiting:
        words = f"at most {here.settings.most_waiting} runs of an organisation may wait"
        raise Refusal("too-many", words, retry_after="60")


def wanted_wait(prefer: str | None) -> float:
    """Return how many seconds the caller would wait."""
    found = re.search(r"\bwait=(\d{1,6})\b", prefer or "")
    return min(float(found[1]), LONGEST_WAIT) if found else 0.0


async def _ended(here: Service, caller: Caller, run: shapes.Run, seconds: float) -> shapes.Run:
    """Wait until the run has ended, or the time is up."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while run.state in WAITING and loop.time() < until:
        await asyncio.sleep(min(here.settings.poll, max(until - loop.time(), 0.01)))
        run = await asyncio.to_thread(_told, here, caller, run.id)
    return run


def _told(here: Service, caller: Caller, name: str) -> shapes.Run:
    with here.store.reading() as session:
        return telling.run(Runs(session, caller).get(RunRow, name), caller)


# --- looking --------------------------------------------------------------------------------------


@router.get("/v1/runs", operation_id="list_runs", responses=answers())
def list_runs(
    caller: Viewer,
    here: Here,
    state: State | None = None,
    scenario: Annotated[str | None, Query(pattern=shapes.ID)] = None,
    analysis: Annotated[str | None, Query(max_length=64)] = None,
    batch: Annotated[str | None, Query(pattern=shapes.ID)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> shapes.Page[shapes.Run]:
    """Return the runs of the organisation and those shared with it, the newest first."""
    filters = {"state": state, "scenario": scenario, "analysis": analysis, "batch": batch}
    with here.store.reading() as session:
        found, after = Runs(session, caller).find(filters, cursor, limit)
        return shapes.Page(items=[telling.run(row, caller) for row in found], next=after)


@router.get("/v1/runs/{id}", operation_id="get_run", responses=answers("not-found"))
def get_run(caller: Viewer, here: Here, response: Response, id: Id) -> shapes.Run:
    """Return how far a run is, or how it ended."""
    run = _told(here, caller, id)
    telling.tagged(response, f"{run.state}-{run.attempts}-{run.cancelling:d}")
    return run


@router.post(
    "/v1/runs/{id}/cancel",
    operation_id="cancel_run",
    status_code=202,
    responses=answers("not-found", "conflict"),
)
def cancel_run(caller: Analyst, here: Here, id: Id) -> shapes.Run:
    """Ask that a run ends; it does so within a second."""
    with here.store.writing() as session:
        runs = Runs(session, caller)
        run = runs.get_own(RunRow, id)
        if not runs.cancel(run) and run.state != "cancelled":
            raise Refusal("conflict", f"the run has ended: {run.state}")
        return telling.run(run, caller)


# --- following ------------------------------------------------------------------------------------


def _seen(caller: Viewer, here: Here, id: Id) -> RunRow:
    with here.store.reading() as session:
        return Runs(session, caller).get(RunRow, id)


LastEvent = Annotated[
    int | None,
    Header(alias="Last-Event-ID", ge=0, le=2**31 - 1, description="the last event that was seen"),
]


@router.get(
    "/v1/runs/{id}/events",
    operation_id="follow_run",
    response_class=EventSourceResponse,
    responses=answers("not-found"),
)
async def follow_run(
    caller: Viewer,
    here: Here,
    request: Request,
    run: Annotated[RunRow, Depends(_seen)],
    last_event_id: LastEvent = None,
) -> AsyncIterator[ServerSentEvent]:
    """Tell what happens to a run as it happens, each event once, until it has ended."""
    last, mine = last_event_id or 0, run.organisation == caller.organisation
    while not await request.is_disconnected():
        for event in await asyncio.to_thread(_events, here, caller, run, last):
            last = event.number
            data = event.data if mine else {"state": event.data.get("state")}
            told = {"number": last, "at": event.at.isoformat(), **data}
            yield ServerSentEvent(data=told, event=event.kind, id=str(last), retry=1000)
            if event.kind == "ended":
                return
        await asyncio.sleep(here.settings.poll)


def _events(here: Service, caller: Caller, run: RunRow, last: int) -> list[EventRow]:
    with here.store.reading() as session:
        return Runs(session, caller).events(run, last)


# --- sharing --------------------------------------------------------------------------------------


@router.get("/v1/runs/{id}/shares", operation_id="list_run_shares", responses=answers("not-found"))
def list_run_shares(caller: Viewer, here: Here, id: Id) -> shapes.Page[shapes.Share]:
    """Return with whom a run is shared."""
    with here.store.reading() as session:
        runs = Runs(session, caller)
        readers = runs.readers(runs.get_own(RunRow, id))
        return shapes.Page(items=[telling.share(row) for row in readers])


@router.put(
    "/v1/runs/{id}/shares/{reader}",
    operation_id="share_run",
    status_code=204,
    responses=answers("not-found"),
)
def share_run(caller: Planner, here: Here, id: Id, reader: Name, wish: shapes.ShareWish) -> None:
    """Let an organisation read a run and its result, without the rules that are others' own."""
    with here.store.writing() as session:
        runs = Runs(session, caller)
        runs.share(runs.get_own(RunRow, id), reader, wish.jurisdiction)


@router.delete(
    "/v1/runs/{id}/shares/{reader}",
    operation_id="unshare_run",
    status_code=204,
    responses=answers("not-found"),
)
def unshare_run(caller: Planner, here: Here, id: Id, reader: Name) -> None:
    """Take the right to read a run away."""
    with here.store.writing() as session:
        runs = Runs(session, caller)
        runs.unshare(runs.get_own(RunRow, id), reader)
