"""How the service is set up: every setting is an environment variable `DELTAFUND_...`.

Without any the service runs for one person on this machine: SQLite in a data folder, no login,
and nobody but this machine can reach it.
"""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Seconds = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]


def data_folder() -> Path:
    """Return where the service keeps its data unless it is told otherwise."""
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser() / "deltafund"


class Settings(BaseSettings):
    """All settings; what is unset has the value that suits one person on one machine."""

    model_config = SettingsConfigDict(env_prefix="DELTAFUND_", extra="ignore", frozen=True)

    data: Path = Field(default_factory=data_folder, description="folder of the data")
    database_url: SecretStr | None = Field(
        None, description="postgresql://...; without it SQLite in the data folder"
    )
    host: str = Field("127.0.0.1", description="address to listen on")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(8765, description="port to listen on")
    metrics_port: Annotated[int, Field(ge=1, le=65535)] | None = Field(
        None, description="port of /metrics on 127.0.0.1; without it there are none"
    )
    auth: Literal["local", "keys"] = Field(
        "local", description="local: one person, no login; keys: everybody needs a key or a session"
    )
    secure_cookies: bool = Field(
        False, description="send session cookies over https only; set it behind a TLS proxy"
    )
    session_hours: Annotated[float, Field(gt=0)] = Field(12, description="how long a session lasts")
    oidc_issuer: str | None = Field(None, description="address of an OpenID provider to log in at")
    oidc_client: str = Field("", description="the service's name at the provider")
    oidc_secret: SecretStr = Field(SecretStr(""), description="its secret there")
    oidc_address: str = Field("", description="address at which browsers reach this service")
    oidc_organisation: str = Field("organisation", description="claim with the organisation's id")
    oidc_role: str = Field("role", description="claim with the role; whoever has none is refused")
    worker: bool = Field(True, description="do runs in the process that serves, too")
    scheduler: Annotated[str, Field(pattern=r"^[a-z]+://\S+$")] | None = Field(
        None, description="address of a Dask scheduler whose workers do sweeps: tcp://..."
    )

    runs_at_once: Count = Field(2, description="runs at once in one worker")
    runs_per_organisation: Count = Field(2, description="runs at once of one organisation, in all")
    run_seconds: Seconds = Field(60.0, description="time of a run that asks for none")
    most_run_seconds: Seconds = Field(3600.0, description="most time that a run may ask for")
    run_memory: Count = Field(2048, description="memory of a run that asks for none, MB")
    most_run_memory: Count = Field(8192, description="most memory that a run may ask for, MB")
    crashes: Count = Field(3, description="so often may a run take its worker down with it")
    most_waiting: Count = Field(5000, description="most runs of one organisation that wait")

    most_bytes: Count = Field(16 * 2**20, description="most bytes of a request")
    requests_per_minute: Count = Field(
        6000, description="most requests of one key or address in a minute"
    )
    keep_days: Annotated[float, Field(gt=0)] = Field(
        30, description="so long are idempotency keys and the queue's memory of ended runs kept"
    )
    heartbeat: Seconds = Field(5.0, description="how often a worker says that it is alive")
    stale: Seconds = Field(60.0, description="a worker that was silent so long counts as dead")
    poll: Seconds = Field(0.2, description="how often queue and running work are looked at")

    @model_validator(mode="after")
    def _closed(self) -> Self:
        """Refuse to be reached from elsewhere without a login."""
        if self.auth == "local" and not is_loopback(self.host):
            raise ValueError(
                f"without a login only this machine may be served, but host is {self.host}: set "
                "DELTAFUND_AUTH=keys (and make a key with deltafund admin), or host 127.0.0.1"
            )
        return self

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Refuse half of what logging in at a provider needs."""
        if self.oidc_issuer is not None:
            given = (self.oidc_client, self.oidc_secret.get_secret_value(), self.oidc_address)
            if self.auth != "keys" or not all(given):
                raise ValueError(
                    "to log in at a provider set DELTAFUND_AUTH=keys, DELTAFUND_OIDC_CLIENT, "
                    "DELTAFUND_OIDC_SECRET and DELTAFUND_OIDC_ADDRESS, too"
                )
        return self

    @property
    def url(self) -> str:
        """The address of the database, as SQLAlchemy and DBOS take it."""
        if self.database_url is None:
            return f"sqlite:///{self.data.absolute() / 'deltafund.sqlite'}"
        url = self.database_url.get_secret_value()
        scheme, _, rest = url.partition("://")
        postgres = scheme in ("postgres", "postgresql")
        return f"postgresql+psycopg://{rest}" if postgres else url

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file on this machine."""
        return self.url.startswith("sqlite")


def is_loopback(host: str) -> bool:
    """Tell whether an address can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
