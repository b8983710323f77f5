"""kill -9 in the middle of 20 runs: none is lost, none is done twice, none is at work for ever."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx2
import pytest
import sqlalchemy as sa

from api.client import Client
from api.settings import Settings
from api.store.engine import make_engine
from tests.service.conftest import MINIMAL

POSTGRES = os.environ.get("DELTAFUND_TEST_POSTGRES")
RUNS = 20
COMMAND = [sys.executable, "-m", "api"]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """Return the address of a new database; none for SQLite."""
    if request.param == "sqlite":
        yield None
        return
    with new_database() as url:
        yield url


@contextmanager
def new_database() -> Iterator[str]:
    """Make a database of its own on the server that tests may use."""
    if not POSTGRES:
        pytest.skip("DELTAFUND_TEST_POSTGRES is not set: no PostgreSQL to test with")
    name = f"deltafund_test_{secrets.token_hex(6)}"
    url = sa.make_url(POSTGRES).set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


class Processes:
    """The processes of a service, started as anybody would start them."""

    def __init__(self, folder: Path, database: str | None) -> None:
        self.folder = folder
        self.environment = os.environ | {
            "DELTAFUND_DATA": str(folder),
            "DELTAFUND_HEARTBEAT": "0.5",
            "DELTAFUND_POLL": "0.05",
        }
        if database is not None:
            self.environment["DELTAFUND_DATABASE_URL"] = database
        self.settings = Settings(data=folder, database_url=database)

    @contextmanager
    def start(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """Start a process and wait until it says that it is there."""
        with (self.folder / "log").open("a") as errors:
            process = subprocess.Popen(
                [*COMMAND, *arguments, "--lang", "en"],
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            assert said, (self.folder / "log").read_text()
            process.said = said  # type: ignore[attr-defined]
            yield process
        finally:
            process.kill()
            process.communicate()

    def serve(self, stack: ExitStack, *more: str) -> tuple[subprocess.Popen[str], Client]:
        """Start the server; return it and a client of it."""
        process = stack.enter_context(self.start("serve", "--port", "0", *more))
        address = process.said.split()[2]  # type: ignore[attr-defined]
        return process, stack.enter_context(Client(address))

    def look(self) -> list[tuple[str, int, int, int]]:
        """Return for each run its state, its attempts, its results, and the ends it was told."""
        engine = make_engine(self.settings)
        with engine.connect().execution_options(reading=True) as connection:
            rows = connection.execute(
                sa.text(
                    "SELECT state, attempts,"
                    " (SELECT count(*) FROM run_files WHERE run = runs.id AND name='result.json'),"
                    " (SELECT count(*) FROM run_events WHERE run = runs.id AND kind='ended')"
                    " FROM runs ORDER BY id"
                )
            ).all()
        engine.dispose()
        return [tuple(row) for row in rows]


def ask(client: Client, runs: int = RUNS) -> list[str]:
    scenario = client.add_scenario(MINIMAL)
    return [asked(client, scenario.id, number) for number in range(runs)]


def asked(client: Client, scenario: str, number: int) -> str:
    """Ask for a run under a key of its own; reports would only make it longer."""
    return client.run(scenario, once=f"run-{number}", reports=False).id


def some_done(client: Client, names: list[str], number: int = 3) -> set[str]:
    """Wait until some runs have ended and some are at work; return those that have ended."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        states = {run.id: run.state for run in client.runs()}
        done = {name for name in names if states[name] == "succeeded"}
        if len(done) >= number and "running" in states.values():
            return done
        time.sleep(0.02)
    raise AssertionError(states)


def all_done(client: Client, names: list[str], seconds: float = 90) -> None:
    for name in names:
        run = client.wait(client.get_run(name), seconds)
        assert run.state == "succeeded", run


def broken_off(processes: Processes) -> None:
    """Make sure that it was in the middle: some runs have ended, and many have not."""
    states = [row[0] for row in processes.look()]
    assert len(states) == RUNS
    assert states.count("succeeded") >= 3
    assert states.count("queued") + states.count("running") >= RUNS // 4, states


def check(processes: Processes, done_before: set[str], names: list[str], once: int) -> None:
    """No run was lost or done twice; at most those at work when it was killed began again."""
    found = dict(zip(sorted(names), processes.look(), strict=True))
    for name, (state, attempts, results, ends) in found.items():
        assert (state, results, ends) == ("succeeded", 1, 1)
        assert attempts == 1 or (attempts == 2 and name not in done_before)
    assert sum(row[1] == 2 for row in found.values()) <= once


def test_kill_the_server(tmp_path: Path, database: str | None) -> None:
    processes = Processes(tmp_path, database)
    with ExitStack() as stack:
        server, client = processes.serve(stack)
        names = ask(client)
        followed = client.events(names[-1])
        seen = [next(followed)]
        done = some_done(client, names)
        server.send_signal(signal.SIGKILL)
        server.wait()
        with suppress(httpx2.TransportError):
            seen += followed
        broken_off(processes)
        with pytest.raises(httpx2.TransportError):
            client.me()
        _, client = processes.serve(stack)
        all_done(client, names)
        assert ask_again(client) == names
        assert seen[-1].kind != "ended"
        seen += client.events(names[-1], after=seen[-1].number)
        assert [event.number for event in seen] == list(range(1, len(seen) + 1))
        assert [event.kind for event in seen].count("ended") == 1
        check(processes, done, names, once=2)


def ask_again(client: Client) -> list[str]:
    """Return the ids that the same keys give: what was asked before the end is known after it."""
    scenario = next(client.scenarios())
    return [asked(client, scenario.id, number) for number in range(RUNS)]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_kill_a_worker(tmp_path: Path, database: str | None) -> None:
    """The runs of a dead worker are taken over by a live one, which no restart is needed for."""
    processes = Processes(tmp_path, database)
    with ExitStack() as stack:
        _, client = processes.serve(stack, "--no-worker")
        workers = [stack.enter_context(processes.start("worker")) for _ in range(2)]
        names = ask(client)
        done = some_done(client, names)
        victim = workers[0].said.split()[0]  # type: ignore[attr-defined]
        workers[0].send_signal(signal.SIGKILL)
        broken_off(processes)
        all_done(client, names)
        check(processes, done, names, once=2)
        assert victim.startswith("worker-")


def test_a_worker_that_is_told_to_stop_gives_its_runs_back(tmp_path: Path) -> None:
    processes = Processes(tmp_path, None)
    with ExitStack() as stack:
        _, client = processes.serve(stack, "--no-worker")
        with processes.start("worker") as worker:
            names = ask(client, 6)
            done = some_done(client, names, 1)
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(20) == 0
            assert "running" not in {run.state for run in client.runs()}
        stack.enter_context(processes.start("worker"))
        all_done(client, names)
        check(processes, done, names, once=0)


def test_a_worker_whose_slot_is_taken_ends(tmp_path: Path) -> None:
    processes = Processes(tmp_path, None)
    with processes.start("worker") as worker:
        engine = make_engine(processes.settings)
        with engine.begin() as connection:
            connection.execute(sa.text("UPDATE worker_slots SET holder = 'somebody else'"))
        engine.dispose()
        assert worker.wait(20) == 75
