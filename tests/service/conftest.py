"""A service with two organisations in this process, a worker in another, and clients of it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog
from fastapi.testclient import TestClient

import scenarios
from api.app import Application, create_app
from api.auth import Service
from api.client import Client
from api.jobs.queue import Queue
from api.roles import ROLES, Role
from api.settings import Settings
from api.store.people import add_organisation, people_of
from api.store.store import Store

LIBRARY = Path(scenarios.__file__).parent / "library"
MINIMAL = LIBRARY / "minimal" / "scenario.yaml"
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
ORGANISATIONS = ("north", "south")


@dataclass(frozen=True)
class Served:
    """A service in this process, and the secret of a key for every organisation and role."""

    service: Service
    app: Application
    keys: dict[tuple[str, str], str]

    def http(self) -> TestClient:
        return TestClient(self.app, raise_server_exceptions=False)

    def client(self, organisation: str = "north", role: Role = "admin") -> Client:
        return Client(key=self.keys[organisation, role], http=self.http())


def serving(settings: Settings) -> Served:
    """Open a service with two organisations, each with a key for every role."""
    store = Store.opened(settings)
    keys = {}
    for organisation in ORGANISATIONS:
        with store.writing() as session:
            add_organisation(session, organisation, (organisation, organisation))
        for role in ROLES:
            with people_of(store, organisation, "test") as people:
                keys[organisation, role] = people.add_key(role, role)[1]
    service = Service(settings, store, Queue(settings))
    return Served(service, create_app(service), keys)


@contextmanager
def working(settings: Settings) -> Iterator[None]:
    """Let a worker work; not in this process, in which nothing is to happen by chance."""
    told = {"DELTAFUND_DATA": settings.data, "DELTAFUND_POLL": settings.poll}
    worker = subprocess.Popen(
        [sys.executable, "-m", "api", "worker"],
        env=os.environ | {name: str(value) for name, value in told.items()},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline()
    try:
        yield
    finally:
        worker.terminate()
        worker.communicate(timeout=30)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve with keys, and with a worker in a process of its own."""
    settings = Settings(
        data=tmp_path_factory.mktemp("service"),
        auth="keys",
        poll=0.05,
        requests_per_minute=100_000,
        run_memory=1024,
    )
    served = serving(settings)
    with working(settings):
        yield served
    served.service.queue.close()
    served.service.store.close()


@pytest.fixture(scope="session")
def north(served: Served) -> Client:
    return served.client("north")


@pytest.fixture(scope="session")
def south(served: Served) -> Client:
    return served.client("south")


@pytest.fixture(scope="session")
def minimal(north: Client) -> str:
    """Return the id of the minimal scenario of the north."""
    return north.add_scenario(MINIMAL).id


@pytest.fixture(scope="session")
def solved(north: Client, minimal: str) -> str:
    """Return the id of a run of the north that solved the minimal scenario."""
    run = north.wait(north.run(minimal, program=True), 60)
    assert run.state == "succeeded"
    return run.id


def code_of(answer: Any) -> str:
    """Return the code of a problem, after a look at its form."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    told = answer.json()
    assert told["status"] == answer.status_code
    return str(told["code"])
