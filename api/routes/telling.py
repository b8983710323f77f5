"""From rows of the database to what the routes give."""

from __future__ import annotations

from typing import Any, cast

from fastapi import Response

from api.problems import Refusal
from api.roles import Caller, Role
from api.routes import shapes
from api.store import tables
from api.store.runs import Priority, State


def scenario(row: tables.ScenarioRow) -> shapes.Scenario:
    """Tell of a scenario."""
    return shapes.Scenario(
        id=row.id,
        name=row.name,
        title=title(row),
        tags=row.tags,
        notes=row.notes,
        archived=row.archived,
        versions=row.latest,
        owner=row.organisation,
        created=row.created,
        changed=row.changed,
    )


def version(row: tables.VersionRow) -> shapes.Version:
    """Tell of a version."""
    return shapes.Version(
        scenario=row.scenario,
        number=row.number,
        digest=row.digest,
        form=row.form,
        variants=row.variants,
        by=row.actor,
        created=row.created,
    )


def title(row: tables.ScenarioRow) -> shapes.Title:
    """Tell what a scenario is called."""
    return shapes.Title(zh=row.title_zh, en=row.title_en)


def run(row: tables.RunRow, caller: Caller) -> shapes.Run:
    """Tell of a run; with which changes and options is for its owner only."""
    mine = row.organisation == caller.organisation
    return shapes.Run(
        id=row.id,
        scenario=row.scenario,
        title=title(row.home),
        version=row.number,
        batch=row.batch,
        label=row.label if mine else "",
        analysis=row.analysis,
        options=row.options if mine else {},
        variant=row.variant,
        changes=row.changes if mine else [],
        priority=cast(Priority, row.priority),
        seconds=row.seconds,
        megabytes=row.memory,
        owner=row.organisation,
        by=row.actor if mine else "",
        state=cast(State, row.state),
        cancelling=row.cancelling,
        attempts=row.attempts,
        created=row.created,
        started=row.started,
        ended=row.ended,
        value=row.value,
        bound=row.bound,
        complete=row.complete,
        digest=row.digest,
        error=row.error if mine or row.error is None else {"code": row.error.get("code")},
        provenance=row.provenance if mine else None,
    )


def key(row: tables.Key, secret: str | None = None) -> shapes.Key:
    """Tell of a key."""
    return shapes.Key(
        id=row.id,
        name=row.name,
        role=cast(Role, row.role),
        hint=row.hint,
        created=row.created,
        expires=row.expires,
        revoked=row.revoked,
        secret=secret,
    )


def step(row: tables.Step) -> shapes.Step:
    """Tell of a step in the record."""
    return shapes.Step(
        number=row.number,
        at=row.at,
        organisation=row.organisation,
        by=row.actor,
        action=row.action,
        subject=row.subject,
        details=row.details,
    )


def share(row: tables.Share) -> shapes.Share:
    """Tell with whom something is shared."""
    return shapes.Share(reader=row.reader, jurisdiction=row.jurisdiction)


# --- entity tags ----------------------------------------------------------------------------------


def tag(value: Any) -> str:
    """Return the entity tag of a state of something."""
    return f'"{value}"'


def tagged(response: Response, value: Any) -> None:
    """Send the entity tag."""
    response.headers["etag"] = tag(value)


def names(given: str | None, value: Any) -> bool:
    """Tell whether a list of entity tags names a state of something."""
    tags = [part.strip().removeprefix("W/") for part in (given or "").split(",")]
    return "*" in tags or tag(value) in tags


def expect(given: str | None, value: Any) -> None:
    """Refuse a change by somebody who has not seen the present state."""
    if given is None:
        raise Refusal("no-if-match", "send the ETag of what you have seen as If-Match")
    if not names(given, value):
        raise Refusal("changed", f"it is {tag(value)} now")
