"""The page that people look at: one document, and the files beside it, all from this package."""

from __future__ import annotations

import gzip
import hashlib
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path as Folder
from typing import Annotated, Final

from fastapi import APIRouter, Header, Path, Response
from fastapi.responses import HTMLResponse

from api.door import POLICY
from api.problems import Refusal

router = APIRouter(include_in_schema=False)
BUILT: Final = Folder(__file__).parents[1] / "static"
MARK: Final = "__NONCE__"
STYLES: Final = "style-src 'self' 'nonce-{nonce}'; style-src-attr 'unsafe-inline'"
"""Style sheets made by the page carry a number that only this answer knows: see decision 10."""
MEDIA: Final = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
KNOWN: Final = r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$"


@dataclass(frozen=True)
class Asset:
    """A file of the page, plain and packed, with what tells it from another version."""

    media: str
    plain: bytes
    packed: bytes
    tag: str


@router.get("/")
def page() -> HTMLResponse:
    """Return the page, with styles allowed by a number that is used once."""
    nonce = secrets.token_urlsafe(16)
    policy = POLICY.replace("style-src 'self'", STYLES.format(nonce=nonce))
    return HTMLResponse(
        _document().replace(MARK, nonce), headers={"content-security-policy": policy}
    )


@cache
def _document() -> str:
    built = BUILT / "index.html"
    if not built.is_file():
        raise Refusal(
            "not-found", "the page is not built: run `npm ci && npm run build` in api/web"
        )
    return built.read_text(encoding="utf-8")


@router.get("/assets/{name}")
def asset(
    name: Annotated[str, Path(pattern=KNOWN, max_length=100)],
    accept_encoding: Annotated[str, Header(max_length=200)] = "",
    if_none_match: Annotated[str | None, Header(max_length=200)] = None,
) -> Response:
    """Return a file of the page; a browser keeps it, and asks whether it is still the same."""
    found = _asset(name)
    headers = {"etag": found.tag, "cache-control": "no-cache", "vary": "accept-encoding"}
    if if_none_match is not None and found.tag in if_none_match:
        return Response(status_code=304, headers=headers)
    packed = "gzip" in accept_encoding.lower()
    headers |= {"content-encoding": "gzip"} if packed else {}
    return Response(
        found.packed if packed else found.plain, media_type=found.media, headers=headers
    )


@cache
def _asset(name: str) -> Asset:
    file = BUILT / "assets" / name
    if not file.is_file():
        raise Refusal("not-found", f"the page has no file {name}")
    plain = file.read_bytes()
    media = MEDIA.get(file.suffix, "application/octet-stream")
    tag = f'"{hashlib.sha256(plain).hexdigest()[:32]}"'
    return Asset(media, plain, gzip.compress(plain, 6, mtime=0), tag)
