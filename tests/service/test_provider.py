"""Logging in at an OpenID provider: a right word opens, every wrong one does not."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi.testclient import TestClient
from joserfc import jwk, jwt

from api.app import create_app
from api.auth import Service
from api.jobs.queue import Queue
from api.provider import Provider
from api.settings import Settings
from api.store.people import add_organisation
from api.store.store import Store
from tests.service.conftest import code_of

ISSUER = "https://login.example"
KEY = jwk.RSAKey.generate_key(2048, {"kid": "one"})
OTHER = jwk.RSAKey.generate_key(2048, {"kid": "one"})
Change = Callable[[dict[str, Any]], dict[str, Any]]


class Fake:
    """A provider that lets somebody in; `change` changes its word, `key` signs it."""

    def __init__(self) -> None:
        self.key, self.change = KEY, dict
        self.challenge = self.nonce = ""

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path
        if path == "/.well-known/openid-configuration":
            names = {
                "authorization_endpoint": "/in",
                "token_endpoint": "/token",
                "jwks_uri": "/keys",
            }
            return httpx2.Response(
                200, json={"issuer": ISSUER} | {key: ISSUER + at for key, at in names.items()}
            )
        if path == "/keys":
            return httpx2.Response(200, json={"keys": [KEY.as_dict(private=False)]})
        return self.token(parse_qs(request.content.decode()), request.headers["authorization"])

    def token(self, asked: dict[str, list[str]], auth: str) -> httpx2.Response:
        digest = hashlib.sha256(asked["code_verifier"][0].encode()).digest()
        right = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == self.challenge
        if asked["code"] != ["good"] or not right or base64.b64decode(auth[6:]) != b"us:secret":
            return httpx2.Response(400, json={"error": "invalid_grant"})
        claims = {"iss": ISSUER, "aud": "us", "sub": "1", "exp": time.time() + 60}
        claims |= {"nonce": self.nonce, "email": "li@anhui.example"}
        claims |= {"role": "planner", "organisation": "anhui"}
        word = jwt.encode({"alg": "RS256", "kid": "one"}, self.change(claims), self.key)
        return httpx2.Response(200, json={"id_token": word})


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def http(tmp_path: Path, fake: Fake) -> Iterator[TestClient]:
    settings = Settings(data=tmp_path, auth="keys", oidc_issuer=ISSUER, oidc_client="us",
                        oidc_secret="secret", oidc_address="http://testserver")  # fmt: skip
    store = Store.opened(settings)
    with store.writing() as session:
        add_organisation(session, "anhui", ("安徽", "Anhui"))
    queue = Queue(settings)
    app = create_app(Service(settings, store, queue))
    transport = httpx2.MockTransport(fake.answer)
    app.state.provider = Provider(settings, httpx2.Client(transport=transport))
    yield TestClient(app, raise_server_exceptions=False, follow_redirects=False)
    queue.close()
    store.close()


def there(http: TestClient, fake: Fake) -> str:
    """Go to the provider; return the state with which it sends the browser back."""
    answer = http.get("/v1/oidc/login")
    assert answer.status_code == 303
    assert "HttpOnly" in answer.headers["set-cookie"]
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert asked["redirect_uri"] == ["http://testserver/v1/oidc/callback"]
    fake.challenge, fake.nonce = asked["code_challenge"][0], asked["nonce"][0]
    return asked["state"][0]


def back(http: TestClient, state: str, code: str = "good") -> Any:
    return http.get("/v1/oidc/callback", params={"code": code, "state": state})


def test_whoever_the_provider_knows_has_a_session(http: TestClient, fake: Fake) -> None:
    answer = back(http, there(http, fake))
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert http.get("/v1/me").json() == {
        "organisation": "anhui", "name": "li@anhui.example", "role": "planner"
    }  # fmt: skip
    assert http.delete("/v1/session").status_code == 204
    assert http.get("/v1/me").status_code == 401


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda claims: claims | {"iss": "https://evil.example"}, 401),
        (lambda claims: claims | {"aud": "others"}, 401),
        (lambda claims: claims | {"exp": time.time() - 600}, 401),
        (lambda claims: claims | {"nonce": "of another login"}, 401),
        (lambda claims: {key: part for key, part in claims.items() if key != "nonce"}, 401),
        (lambda claims: claims | {"organisation": "hunan"}, 403),
        (lambda claims: claims | {"role": "emperor"}, 403),
        (lambda claims: {key: part for key, part in claims.items() if key != "role"}, 403),
    ],
)
def test_a_wrong_word_opens_nothing(
    http: TestClient, fake: Fake, change: Change, status: int
) -> None:
    fake.change = change  # type: ignore[assignment]
    answer = back(http, there(http, fake))
    assert answer.status_code == status, answer.text
    assert code_of(answer) == {401: "no-key", 403: "not-allowed"}[status]
    assert http.get("/v1/me").status_code == 401


def test_somebody_elses_signature(http: TestClient, fake: Fake) -> None:
    fake.key = OTHER
    answer = back(http, there(http, fake))
    assert (answer.status_code, code_of(answer)) == (401, "no-key")


def test_a_code_that_was_not_given(http: TestClient, fake: Fake) -> None:
    answer = back(http, there(http, fake), "bad")
    assert (answer.status_code, code_of(answer)) == (401, "no-key")


def test_the_way_back_of_another_browser(http: TestClient, fake: Fake) -> None:
    there(http, fake)
    answer = back(http, "another state")
    assert (answer.status_code, code_of(answer)) == (400, "bad-request")
    http.cookies.clear()
    answer = back(http, "another state")
    assert (answer.status_code, code_of(answer)) == (400, "bad-request")


def test_half_a_provider_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="DELTAFUND_OIDC_CLIENT"):
        Settings(data=tmp_path, auth="keys", oidc_issuer=ISSUER)
