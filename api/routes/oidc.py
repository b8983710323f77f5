"""Logging in at an OpenID provider, where one is set up."""

from __future__ import annotations

import hmac
from typing import Annotated, Any, Final

from fastapi import APIRouter, Cookie, Query, Request
from fastapi.responses import RedirectResponse

from api.auth import Here
from api.problems import Refusal
from api.provider import BACK, Flow, Provider
from api.routes.describing import answers
from api.routes.people import send_session
from api.store.people import People
from api.store.tables import Organisation

router = APIRouter(tags=["people"])
COOKIE: Final = "deltafund_login"
MINUTES: Final = 10
SENT: Final[dict[int | str, dict[str, Any]]] = {303: {"description": "To the provider, or back"}}


@router.get(
    "/v1/oidc/login",
    operation_id="log_in",
    status_code=303,
    response_class=RedirectResponse,
    responses=answers("not-ready") | SENT,
)
def log_in(here: Here, request: Request) -> RedirectResponse:
    """Send a browser to the provider."""
    provider: Provider = request.app.state.provider
    flow = Flow.new()
    answer = RedirectResponse(provider.way(flow), 303)
    secure = here.settings.secure_cookies
    answer.set_cookie(
        COOKIE, flow.cookie, MINUTES * 60, path=BACK, httponly=True, secure=secure, samesite="lax"
    )
    return answer


@router.get(
    BACK,
    operation_id="come_back",
    status_code=303,
    response_class=RedirectResponse,
    responses=answers("bad-request", "not-ready") | SENT,
)
def come_back(
    here: Here,
    request: Request,
    code: Annotated[str, Query(max_length=4000)],
    state: Annotated[str, Query(max_length=200)],
    kept: Annotated[str | None, Cookie(alias=COOKIE, max_length=400)] = None,
) -> RedirectResponse:
    """Begin a session for whom the provider knows."""
    provider: Provider = request.app.state.provider
    flow = Flow.read(kept)
    if not hmac.compare_digest(flow.state.encode(), state.encode()):
        raise Refusal("bad-request", "this is not the way back of this browser")
    caller = provider.caller(code, flow)
    with here.store.writing() as session:
        if session.get(Organisation, caller.organisation) is None:
            raise Refusal("not-allowed", f"no organisation is called {caller.organisation}"[:200])
        token = People(session, caller).begin(here.settings.session_hours)
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(COOKIE, path=BACK)
    send_session(answer, here.settings, token)
    return answer
