"""Who is asking: a key, the session of a page, or the one person of this machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from api.jobs.queue import Queue
from api.problems import Refusal
from api.roles import ALONE, Caller, Role
from api.settings import Settings, is_loopback
from api.store.people import caller_of_key, caller_of_session
from api.store.store import Store

COOKIE: Final = "deltafund_session"
SAFE: Final = ("GET", "HEAD", "OPTIONS")
HERE: Final = ("testserver",)
"""What tests call this machine, beside its own names."""

bearer = HTTPBearer(auto_error=False, scheme_name="key", description="An API key: `Bearer dfk_...`")
cookie = APIKeyCookie(
    name=COOKIE, auto_error=False, scheme_name="session", description="The session of a page."
)


@dataclass(frozen=True)
class Service:
    """What every route may use."""

    settings: Settings
    store: Store
    queue: Queue


def service_of(request: Request) -> Service:
    """Return what every route may use."""
    service: Service = request.app.state.service
    return service


Here = Annotated[Service, Depends(service_of)]


def caller_of(
    request: Request,
    here: Here,
    key: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
    session: Annotated[str | None, Security(cookie)],
) -> Caller:
    """Return who is asking, or refuse to answer a stranger."""
    if here.settings.auth == "local":
        _only_here(request)
        return ALONE
    if key is not None:
        found = caller_of_key(here.store, key.credentials)
    elif session is not None:
        same_origin(request)
        found = caller_of_session(here.store, session)
    else:
        found = None
    if found is None:
        raise Refusal("no-key", WWW_Authenticate="Bearer")
    request.scope["deltafund.caller"] = found
    return found


def _only_here(request: Request) -> None:
    """Refuse what a page from elsewhere makes a browser of this machine ask."""
    host = request.url.hostname or ""
    if not is_loopback(host) and host not in HERE:
        raise Refusal("bad-host")
    same_origin(request)


def same_origin(request: Request) -> None:
    """Refuse changes that a page of another site asks for."""
    origin = request.headers.get("origin")
    if request.method in SAFE or origin is None:
        return
    if urlsplit(origin).netloc != request.headers.get("host"):
        raise Refusal("other-origin")


def needs(role: Role) -> Callable[[Caller], Caller]:
    """Return what lets a caller through who has this role or a higher one."""

    def check(caller: Annotated[Caller, Depends(caller_of)]) -> Caller:
        if not caller.may(role):
            raise Refusal("not-allowed", f"this needs the role {role}; the key has {caller.role}")
        return caller

    return check


Viewer = Annotated[Caller, Depends(needs("viewer"))]
Analyst = Annotated[Caller, Depends(needs("analyst"))]
Planner = Annotated[Caller, Depends(needs("planner"))]
Admin = Annotated[Caller, Depends(needs("admin"))]
