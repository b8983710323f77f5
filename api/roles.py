"""Who may do what: viewer < analyst < planner < admin, and who is asking."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Final, Literal

Role = Literal["viewer", "analyst", "planner", "admin"]
ROLES: Final[tuple[Role, ...]] = ("viewer", "analyst", "planner", "admin")
"""viewer reads; analyst also submits and runs; planner also shares and decides; admin also keys."""

PREFIX: Final = "dfk_"
LOCAL: Final = "local"
"""The organisation of the one person who uses the service without a login."""


@dataclass(frozen=True)
class Caller:
    """Who is asking: an organisation, a name for the record, and a role."""

    organisation: str
    actor: str
    role: Role
    session: str | None = None

    def may(self, role: Role) -> bool:
        """Tell whether the caller has this role or a higher one."""
        return ROLES.index(self.role) >= ROLES.index(role)


ALONE: Final = Caller(LOCAL, LOCAL, "admin")


def new_secret(prefix: str = PREFIX) -> str:
    """Return a secret of 32 random bytes."""
    return prefix + secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """Return what is kept of a secret; it is random, so one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
