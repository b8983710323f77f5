"""The outermost door: what holds for every request, whatever becomes of it inside.

Plain ASGI, because the other kind of middleware holds back events that are to go out one by one.
It gives every request an id, bounds its size and their number, adds the headers that keep pages
safe, counts and logs.
"""

from __future__ import annotations

import re
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import language_of, problem

ID: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
SAFE: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
MOST_CALLERS: Final = 10_000
UNCOUNTED: Final = ("/healthz", "/readyz")
log = structlog.get_logger("deltafund.requests")


@dataclass
class Counts:
    """What was counted since the start, for the metrics."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    seconds: float = 0.0
    at_work: int = 0


@dataclass
class Door:
    """The door in front of the application."""

    app: ASGIApp
    most_bytes: int
    most_a_minute: int
    counts: Counts = field(default_factory=Counts)
    _minute: int = 0
    _asked: Counter[str] = field(default_factory=Counter)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        passage = _Passage(scope, receive, send, self.most_bytes)
        self.counts.at_work += 1
        try:
            refusal = self._refusal(scope)
            if refusal is None:
                await self.app(scope, passage.receive, passage.send)
            else:
                language = language_of(Headers(scope=scope).get("accept-language", ""))
                headers = (
                    {"retry-after": "60"} if refusal == "too-many" else {"connection": "close"}
                )
                answer = problem(refusal, language, headers=headers)
                await answer(scope, receive, passage.send)
        finally:
            self.counts.at_work -= 1
            self._told(scope, passage)

    def _refusal(self, scope: Scope) -> str | None:
        headers = Headers(scope=scope)
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > self.most_bytes:
            return "too-large"
        minute = int(time.monotonic() // 60)
        if minute != self._minute:
            self._minute = minute
            self._asked.clear()
        who = headers.get("authorization") or (scope.get("client") or ("?",))[0]
        if who not in self._asked and len(self._asked) >= MOST_CALLERS:
            return "too-many"  # whoever makes up callers is not to fill the memory
        self._asked[who] += scope["path"] not in UNCOUNTED
        return "too-many" if self._asked[who] > self.most_a_minute else None

    def _told(self, scope: Scope, passage: _Passage) -> None:
        seconds = time.perf_counter() - passage.since
        self.counts.answers[scope["method"], passage.status] += 1
        self.counts.seconds += seconds
        caller = scope.get("deltafund.caller")
        log.info(
            "request",
            request=passage.id,
            method=scope["method"],
            path=scope["path"],
            status=passage.status,
            seconds=round(seconds, 4),
            organisation=caller and caller.organisation,
        )


class _Passage:
    """One request on its way in and out."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
        self._receive, self._send, self._left = receive, send, most
        given = Headers(scope=scope).get("x-request-id", "")
        self.id = given if ID.fullmatch(given) else secrets.token_hex(8)
        self.status, self.since = 0, time.perf_counter()

    async def receive(self) -> Message:
        """Take in a part of the body, as long as it is not too large."""
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise HTTPException(413)
        return message

    async def send(self, message: Message) -> None:
        """Send a part of the answer, its head with the headers that every answer has."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            headers["x-request-id"] = self.id
            for name, value in SAFE.items():
                headers.setdefault(name, value)
            headers.setdefault("cache-control", "no-store")
        await self._send(message)
