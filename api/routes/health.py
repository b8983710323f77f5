"""Whether the service is alive, and whether it is ready; for the machines that watch it."""

from __future__ import annotations

import sqlalchemy as sa
from fastapi import APIRouter
from sqlalchemy.exc import SQLAlchemyError

from api.auth import Here
from api.problems import Refusal
from api.routes.describing import answers
from api.store.migrating import newest_revision, revision_of

router = APIRouter(tags=["health"])


@router.get("/healthz", operation_id="is_alive", responses=answers())
def is_alive() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "alive"}


@router.get("/readyz", operation_id="is_ready", responses=answers("not-ready"))
def is_ready(here: Here) -> dict[str, str]:
    """Say that the database answers and is in the form that this version needs."""
    try:
        with here.store.reading() as session:
            session.execute(sa.select(1))
        revision = revision_of(here.store.engine)
    except SQLAlchemyError as error:
        raise Refusal("not-ready", "the database does not answer") from error
    if revision != newest_revision():
        raise Refusal("not-ready", "the database is not in the form that this version needs")
    return {"status": "ready"}
