"""Runs: ask, wait, follow, cancel, and take the result in any form."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import json
import re
from collections.abc import AsyncIterator
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.auth import Analyst, Here, Planner, Service, Viewer
from api.ordering import order
from api.privacy import Sight
from api.problems import Refusal, language_of
from api.roles import Caller
from api.routes import shapes, telling
from api.routes.shapes import Cursor, Id, Limit, Name, answers
from api.store.runs import WAITING, Runs, State
from api.store.tables import EventRow, FileRow, RunRow, VersionRow
from api.uploads import XLSX
from scenarios.words import Language

router = APIRouter(tags=["runs"])
LONGEST_WAIT: Final = 60.0
HTML: Final = "text/html"
PAGE: Final = {
    "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; frame-ancestors 'self'"
}
"""A report brings its own styles and pictures; it may do nothing else."""
FORMS: Final = {"json": "application/json", "xlsx": XLSX, "html": HTML}
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


# --- results --------------------------------------------------------------------------------------


@router.get(
    "/v1/runs/{id}/result",
    operation_id="get_result",
    response_class=Response,
    responses=answers("not-found", "no-result", "no-such-form")
    | {
        200: {
            "description": "The result, in the form that is accepted",
            "content": {media: {"schema": {"type": "object"} if form == "json"
                                else {"type": "string", "format": "binary"}}
                        for form, media in FORMS.items()},
        },
        304: {"description": "It is known"},
    },
)  # fmt: skip
def get_result(
    caller: Viewer,
    here: Here,
    id: Id,
    form: Literal["json", "xlsx", "html"] | None = None,
    lang: Language | None = None,
    accept: Annotated[str, Header(max_length=200)] = "*/*",
    accept_language: Annotated[str, Header(max_length=200)] = "",
    if_none_match: Annotated[str | None, Header(max_length=200)] = None,
) -> Response:
    """Return the result of a run: JSON, a workbook, or a report. It never changes."""
    wanted = form or _accepted(accept)
    language = lang or language_of(accept_language)
    names = ["result.json"] if wanted == "json" else [f"result.{language}.{wanted}"]
    with here.store.reading() as session:
        runs = Runs(session, caller)
        run = runs.get(RunRow, id)
        there = {file.name for file in runs.files(run)}
        sight = _sight(runs, run)
        if there and (names[0] not in there or (sight is not None and wanted != "json")):
            words = f"the result is not there as {wanted}"
            raise Refusal("no-such-form", words if run.reports else f"{words}: ask with reports")
        file, data = runs.file(run, names)
    tag = file.sha256 if sight is None else f"{file.sha256[:32]}-{caller.organisation}"
    if telling.names(if_none_match, tag):
        return Response(status_code=304, headers={"etag": telling.tag(tag)})
    if sight is not None:
        data = json.dumps(sight.result(json.loads(data)), ensure_ascii=False).encode()
    return _sent(file, data, f"{id}.{wanted}", tag)


def _accepted(accept: str) -> str:
    """Return the first form that is accepted."""
    for part in accept.lower().split(","):
        media = part.partition(";")[0].strip()
        if media in ("*/*", "application/*", ""):
            return "json"
        for form, known in FORMS.items():
            if media == known:
                return form
    raise Refusal("no-such-form", f"there is {', '.join(FORMS.values())}")


def _sight(runs: Runs, run: RunRow) -> Sight | None:
    """Return what the caller may see of a run of somebody else; all of its own."""
    if run.organisation == runs.organisation:
        return None
    version = runs.session.get_one(VersionRow, run.version)
    return Sight.of(version.document, runs.seen_as(run))


def _sent(file: FileRow, data: bytes, name: str, tag: str) -> Response:
    headers = {
        **(PAGE if file.media.startswith(HTML) else {}),
        "etag": telling.tag(tag),
        "cache-control": "private, max-age=31536000, immutable",
        "content-disposition": f'inline; filename="{name}"',
    }
    return Response(data, media_type=file.media, headers=headers)


@router.get("/v1/runs/{id}/files", operation_id="list_files", responses=answers("not-found"))
def list_files(caller: Viewer, here: Here, id: Id) -> shapes.Page[shapes.File]:
    """Return the forms in which the result was kept."""
    with here.store.reading() as session:
        runs = Runs(session, caller)
        found = runs.files(runs.get(RunRow, id))
        files = [
            shapes.File(name=file.name, media=file.media, size=file.size, sha256=file.sha256)
            for file in found
        ]
        return shapes.Page(items=files)


@router.get(
    "/v1/runs/{id}/tables/{table}",
    operation_id="get_table",
    response_class=Response,
    responses=answers("not-found", "no-result")
    | {200: {"description": "The table", "content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def get_table(
    caller: Viewer,
    here: Here,
    id: Id,
    table: Annotated[str, Path(pattern=r"^[a-z_]{1,64}$", examples=["cities"])],
) -> Response:
    """Return a table of the result as CSV."""
    with here.store.reading() as session:
        runs = Runs(session, caller)
        run = runs.get(RunRow, id)
        file, data = runs.file(run, [f"tables/{table}.csv"])
        sight = _sight(runs, run)
    return _sent(file, data if sight is None else _shown(data, sight), f"{table}.csv", file.sha256)


def _shown(data: bytes, sight: Sight) -> bytes:
    """Return a table without the rows that speak of a rule that may not be seen."""
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(sight.result(rows))
    return text.getvalue().encode("utf-8-sig")


@router.get(
    "/v1/runs/{id}/program",
    operation_id="get_program",
    response_class=Response,
    responses=answers("not-found", "no-result")
    | {
        200: {
            "description": "The program",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        }
    },
)
def get_program(caller: Viewer, here: Here, id: Id) -> Response:
    """Return the linear program as an LP file, if the run was to keep it; for its owner only."""
    with here.store.reading() as session:
        runs = Runs(session, caller)
        file, data = runs.file(runs.get_own(RunRow, id), ["program.lp"])
    return _sent(file, data, f"{id}.lp", file.sha256)


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
