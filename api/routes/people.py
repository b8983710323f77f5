"""Who is asking, keys, sessions, and the record of what was done."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.auth import COOKIE, Admin, Here, Viewer, same_origin
from api.problems import Refusal
from api.roles import Caller
from api.routes import shapes, telling
from api.routes.describing import Cursor, Id, Limit, Numbered, answers
from api.settings import Settings
from api.store.people import People, caller_of_key

router = APIRouter(tags=["people"])


@router.get("/v1/me", operation_id="get_me", responses=answers())
def get_me(caller: Viewer) -> shapes.Me:
    """Return who is asking."""
    return _me(caller)


def _me(caller: Caller) -> shapes.Me:
    return shapes.Me(organisation=caller.organisation, name=caller.actor, role=caller.role)


@router.post("/v1/session", operation_id="begin_session", responses=answers("conflict"))
def begin_session(
    here: Here, request: Request, response: Response, wish: shapes.Login
) -> shapes.Me:
    """Begin a session with a key; a page sends its cookie from then on."""
    same_origin(request)
    if here.settings.auth == "local":
        raise Refusal("conflict", "nobody needs to log in here")
    caller = caller_of_key(here.store, wish.key)
    if caller is None:
        raise Refusal("no-key", WWW_Authenticate="Bearer")
    hours = here.settings.session_hours
    with here.store.writing() as session:
        token = People(session, caller).begin(hours, wish.key)
    send_session(response, here.settings, token)
    return _me(caller)


def send_session(response: Response, settings: Settings, token: str) -> None:
    """Give a browser the cookie of a session, which no script and no other site can use."""
    age = int(settings.session_hours * 3600)
    secure = settings.secure_cookies
    response.set_cookie(COOKIE, token, age, httponly=True, secure=secure, samesite="strict")


@router.delete("/v1/session", operation_id="end_session", status_code=204, responses=answers())
def end_session(caller: Viewer, here: Here, response: Response) -> None:
    """End the session."""
    with here.store.writing() as session:
        People(session, caller).end()
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


@router.get("/v1/keys", operation_id="list_keys", responses=answers())
def list_keys(
    caller: Admin, here: Here, cursor: Cursor = None, limit: Limit = 50
) -> shapes.Page[shapes.Key]:
    """Return the keys of the organisation, without their secrets."""
    with here.store.reading() as session:
        found, after = People(session, caller).keys(cursor, limit)
        return shapes.Page(items=[telling.key(row) for row in found], next=after)


@router.post("/v1/keys", operation_id="add_key", status_code=201, responses=answers())
def add_key(caller: Admin, here: Here, wish: shapes.KeyWish) -> shapes.Key:
    """Make a key; its secret is told this once."""
    if wish.expires is not None and wish.expires.tzinfo is None:
        raise Refusal("bad-input", "tell the time zone, too", "/expires")
    with here.store.writing() as session:
        row, secret = People(session, caller).add_key(wish.name, wish.role, wish.expires)
        return telling.key(row, secret)


@router.delete("/v1/keys/{id}", operation_id="revoke_key", responses=answers("not-found"))
def revoke_key(caller: Admin, here: Here, id: Id) -> shapes.Key:
    """Let a key open nothing from now on."""
    with here.store.writing() as session:
        return telling.key(People(session, caller).revoke(id))


@router.get("/v1/record", operation_id="list_record", responses=answers())
def list_record(
    caller: Admin,
    here: Here,
    subject: Annotated[str | None, Query(max_length=64)] = None,
    cursor: Numbered = None,
    limit: Limit = 50,
) -> shapes.Page[shapes.Step]:
    """Return what was done in the organisation, the newest first; nobody can change it."""
    with here.store.reading() as session:
        found, after = People(session, caller).record(subject, cursor, limit)
        return shapes.Page(items=[telling.step(row) for row in found], next=after)
