"""Results of runs, in every form; of somebody else's only what its reader may see."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Header, Path, Response

from api.auth import Here, Viewer
from api.privacy import Sight, shown_document
from api.problems import Refusal, language_of
from api.routes import shapes, telling
from api.routes.describing import VARY, Id, IfNoneMatch, answers
from api.store.runs import Runs
from api.store.tables import FileRow, RunRow, VersionRow
from api.uploads import XLSX, reread
from scenarios.files.dumping import plain
from scenarios.words import Language

router = APIRouter(tags=["runs"])
HTML: Final = "text/html"
PAGE: Final = {
    "content-security-policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; frame-ancestors 'self'"
}
"""A report brings its own styles and pictures; it may do nothing else."""
FORMS: Final = {"json": "application/json", "xlsx": XLSX, "html": HTML}


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
    if_none_match: IfNoneMatch = None,
) -> Response:
    """Return the result of a run: JSON, a workbook, or a report. It never changes."""
    wanted = form or _accepted(accept)
    language = lang or language_of(accept_language)
    names = ["result.json"] if wanted == "json" else [f"result.{language}.{wanted}"]
    with here.store.reading() as session:
        runs = Runs(session, caller)
        run = runs.get(RunRow, id)
        there = {file.name for file in runs.files(run)}
        sight = sight_of(runs, run)
        if there and (names[0] not in there or (sight is not None and wanted != "json")):
            words = f"the result is not there as {wanted}"
            raise Refusal("no-such-form", words if run.reports else f"{words}: ask with reports")
        file, data = runs.file(run, names)
    if sight is not None:
        data = json.dumps(sight.result(json.loads(data)), ensure_ascii=False).encode()
    answer = _sent(file, data, f"{id}.{wanted}", mine=sight is None)
    answer.headers["vary"] = VARY
    return _if_new(answer, if_none_match)


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


def sight_of(runs: Runs, run: RunRow) -> Sight | None:
    """Return what the caller may see of a run of somebody else; all of its own."""
    if run.organisation == runs.organisation:
        return None
    version = runs.session.get_one(VersionRow, run.version)
    return Sight.of(version.document, runs.seen_as(run))


def _sent(file: FileRow, data: bytes, name: str, *, mine: bool) -> Response:
    """Return a form of a result; of somebody else's there may be more or less to see tomorrow."""
    headers = {
        **(PAGE if file.media.startswith(HTML) else {}),
        "etag": telling.tag(file.sha256 if mine else hashlib.sha256(data).hexdigest()),
        "cache-control": "private, max-age=31536000, immutable" if mine else "private, no-cache",
        "content-disposition": f'inline; filename="{name}"',
    }
    return Response(data, media_type=file.media, headers=headers)


def _if_new(answer: Response, known: str | None) -> Response:
    """Return the answer, or only that it is known."""
    tag = answer.headers["etag"]
    if not telling.names(known, tag.strip('"')):
        return answer
    kept = {name: answer.headers[name] for name in ("etag", "cache-control", "vary")}
    return Response(status_code=304, headers=kept)


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
    "/v1/runs/{id}/scenario", operation_id="get_run_scenario", responses=answers("not-found")
)
def get_run_scenario(caller: Viewer, here: Here, id: Id) -> dict[str, Any]:
    """Return the scenario that a run was asked with, as its reader may see it, changes made."""
    with here.store.reading() as session:
        runs = Runs(session, caller)
        return asked_with(runs, runs.get(RunRow, id))


def asked_with(desk: Runs, row: RunRow) -> dict[str, Any]:
    """Return what a run was asked with; of somebody else's what its reader may see."""
    version = desk.session.get_one(VersionRow, row.version)
    if row.organisation != desk.organisation:
        return shown_document(
            version.document, Sight.of(version.document, desk.seen_as(row)).hidden
        )
    if row.variant is None and not row.changes:
        return version.document
    loaded = reread(version.source, version.form, row.variant, row.changes)
    return plain(loaded.scenario)


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
        sight = sight_of(runs, run)
    shown = data if sight is None else _shown(data, sight)
    return _sent(file, shown, f"{table}.csv", mine=sight is None)


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
    return _sent(file, data, f"{id}.lp", mine=True)
