"""Logging in at an OpenID provider: the authorization code flow, with PKCE, state and nonce.

The browser keeps what binds its way out to its way back. The provider's word is taken only if its
signature, issuer, audience, time and nonce are right.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast
from urllib.parse import urlencode

import httpx2

from api.problems import Refusal
from api.roles import ROLES, Caller, Role
from api.settings import Settings

try:
    from joserfc import jwk, jwt
    from joserfc.errors import JoseError
except ImportError as missing:  # an extra that most do not need
    MISSING: ImportError | None = missing
else:
    MISSING = None

BACK: Final = "/v1/oidc/callback"
SECONDS: Final = 10.0
ALGORITHMS: Final = ("RS256", "PS256", "ES256")


@dataclass(frozen=True)
class Flow:
    """What binds a browser's way back from the provider to its way there."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Flow:
        """Return a new one, which nobody can guess."""
        return cls(*(secrets.token_urlsafe(32) for _ in range(3)))

    @classmethod
    def read(cls, cookie: str | None) -> Flow:
        """Return the one that a browser has kept."""
        parts = (cookie or "").split(".")
        if len(parts) != 3:
            raise Refusal("bad-request", "begin at /v1/oidc/login")
        return cls(*parts)

    @property
    def cookie(self) -> str:
        """The form in which a browser keeps it."""
        return f"{self.state}.{self.nonce}.{self.verifier}"

    @property
    def challenge(self) -> str:
        """What the provider is told of the verifier."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class Provider:
    """The provider at which people log in."""

    def __init__(self, settings: Settings, http: httpx2.Client | None = None) -> None:
        if MISSING is not None:
            raise RuntimeError("logging in at a provider needs: pip install 'deltafund[oidc]'")
        self._settings = settings
        self.http = http or httpx2.Client(timeout=SECONDS)
        self._issuer = str(settings.oidc_issuer).rstrip("/")
        self.back = settings.oidc_address.rstrip("/") + BACK

    @cached_property
    def _addresses(self) -> dict[str, Any]:
        found = self._asked("GET", f"{self._issuer}/.well-known/openid-configuration")
        if str(found.get("issuer", "")).rstrip("/") != self._issuer:
            raise Refusal("not-ready", "the provider calls itself otherwise")
        return found

    def way(self, flow: Flow) -> str:
        """Return where a browser is sent to log in."""
        asked = {
            "response_type": "code",
            "client_id": self._settings.oidc_client,
            "redirect_uri": self.back,
            "scope": "openid profile email",
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": flow.challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._addresses['authorization_endpoint']}?{urlencode(asked)}"

    def caller(self, code: str, flow: Flow) -> Caller:
        """Return who has logged in, by the code that the provider gave the browser."""
        secret = self._settings.oidc_secret.get_secret_value()
        given = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.back,
            "code_verifier": flow.verifier,
        }
        auth = (self._settings.oidc_client, secret)
        answer = self._asked("POST", self._addresses["token_endpoint"], data=given, auth=auth)
        return self._of(self._claims(str(answer.get("id_token", "")), flow))

    def _claims(self, token: str, flow: Flow) -> dict[str, Any]:
        """Return what the provider says, if it is the provider who says it, to us, and now."""
        keys = jwk.KeySet.import_key_set(cast(Any, self._asked("GET", self._addresses["jwks_uri"])))
        known = jwt.JWTClaimsRegistry(
            leeway=60,
            iss={"essential": True, "value": self._addresses["issuer"]},
            aud={"essential": True, "value": self._settings.oidc_client},
            exp={"essential": True},
            nonce={"essential": True, "value": flow.nonce},
        )
        try:
            claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
            known.validate(claims)
        except (JoseError, ValueError) as error:
            raise Refusal("no-key", f"the provider's word does not hold: {error}") from error
        return dict(claims)

    def _of(self, claims: dict[str, Any]) -> Caller:
        organisation = claims.get(self._settings.oidc_organisation)
        role = claims.get(self._settings.oidc_role)
        if not isinstance(organisation, str) or role not in ROLES:
            raise Refusal("not-allowed", "the provider tells no organisation and role")
        name = claims.get("email") or claims.get("name") or claims["sub"]
        return Caller(organisation, str(name)[:200], cast(Role, role))

    def _asked(self, method: str, address: str, **more: Any) -> dict[str, Any]:
        try:
            answer = self.http.request(method, address, **more)
            answer.raise_for_status()
            return dict(answer.json())
        except (httpx2.HTTPError, ValueError) as error:
            code = "no-key" if method == "POST" else "not-ready"
            raise Refusal(code, f"the provider does not answer: {error}"[:200]) from error
