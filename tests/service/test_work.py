"""What a worker keeps of a run holds only as long as its claim: nothing is ended twice."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from api import uploads
from api.jobs.forking import Forks
from api.jobs.supervising import Supervisor
from api.roles import ALONE
from api.settings import Settings
from api.store.people import ensure_local
from api.store.runs import Order, Runs
from api.store.scenarios import Scenarios
from api.store.store import Store
from api.store.tables import EventRow, FileRow, RunRow
from api.store.work import Ending, Work
from tests.service.conftest import MINIMAL
from tests.service.test_killing import new_database


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        store = Store.opened(Settings(data=tmp_path))
        ensure_local(store)
        yield store
        store.close()
        return
    with new_database() as url:
        store = Store.opened(Settings(data=tmp_path, database_url=url))
        ensure_local(store)
        yield store
        store.close()


@pytest.fixture
def asked(store: Store) -> str:
    """Return the id of a run that waits."""
    read = uploads.read(MINIMAL.read_bytes(), "yaml")
    with store.writing() as session:
        scenarios = Scenarios(session, ALONE)
        version = scenarios.version(scenarios.add(read))
        order = Order(version, "solve", {}, None, [], "normal", 60, 512, False)
        return Runs(session, ALONE).add(order).id


def state(store: Store, name: str) -> tuple[str, int, int, int]:
    """Return state, attempts, results, and ends that were told."""
    with store.reading() as session:
        run = session.get_one(RunRow, name)
        files = session.scalar(sa.select(sa.func.count()).where(FileRow.run == name))
        ends = sa.select(sa.func.count()).where(EventRow.run == name, EventRow.kind == "ended")
        return run.state, run.attempts, int(files or 0), int(session.scalar(ends) or 0)


def ending(folder: Path, text: str) -> Ending:
    file = folder / text
    file.write_text(text)
    return Ending("succeeded", value=1.0, files=(("result.json", "application/json", file),))


def test_a_worker_that_was_only_asleep_ends_nothing(
    store: Store, asked: str, tmp_path: Path
) -> None:
    asleep, awake = Work(store, "worker-1"), Work(store, "worker-2")
    first = asleep.take(asked, 3)
    second = awake.take(asked, 3)
    assert first is not None
    assert second is not None
    assert not asleep.is_wanted(first)
    assert awake.is_wanted(second)
    assert not asleep.end(first, ending(tmp_path, "late"))
    assert awake.end(second, ending(tmp_path, "right"))
    assert not awake.end(second, ending(tmp_path, "again"))
    assert state(store, asked) == ("succeeded", 2, 1, 1)
    assert awake.take(asked, 3) is None


def test_a_run_that_takes_workers_down_is_given_up(store: Store, asked: str) -> None:
    for number in range(3):
        assert Work(store, f"worker-{number}").take(asked, 3) is not None
    assert Work(store, "worker-9").take(asked, 3) is None
    assert state(store, asked) == ("failed", 3, 0, 1)
    with store.reading() as session:
        error = session.get_one(RunRow, asked).error
    assert error is not None
    assert error["code"] == "crashed"


def test_what_is_given_back_is_no_crash(store: Store, asked: str) -> None:
    work = Work(store, "worker-1")
    for _ in range(5):
        task = work.take(asked, 3)
        assert task is not None
        work.give_back(task)
    assert state(store, asked)[:2] == ("queued", 0)


def test_a_cancelled_run_is_not_taken(store: Store, asked: str) -> None:
    with store.writing() as session:
        runs = Runs(session, ALONE)
        assert runs.cancel(runs.get(RunRow, asked))
        assert not runs.cancel(runs.get(RunRow, asked))
    assert Work(store, "worker-1").take(asked, 3) is None
    assert state(store, asked) == ("cancelled", 0, 0, 1)


def test_a_run_that_is_to_be_cancelled_when_its_worker_died(store: Store, asked: str) -> None:
    assert Work(store, "worker-1").take(asked, 3) is not None
    with store.writing() as session:
        runs = Runs(session, ALONE)
        assert runs.cancel(runs.get(RunRow, asked))
    assert state(store, asked)[0] == "running"
    assert Work(store, "worker-2").take(asked, 3) is None
    assert state(store, asked) == ("cancelled", 1, 0, 1)


def test_only_a_run_that_nobody_does_is_lost(store: Store, asked: str) -> None:
    work = Work(store, "worker-1")
    assert work.unfinished() == [asked]
    assert work.take(asked, 3) is not None
    work.lost(asked, ["worker-7"], "gone")
    assert state(store, asked)[0] == "running"
    work.lost(asked, ["worker-1"], "gone")
    assert state(store, asked) == ("failed", 1, 0, 1)
    assert work.unfinished() == []


def test_a_process_that_is_killed_is_not_out_of_memory(
    store: Store, asked: str, tmp_path: Path
) -> None:
    """What a run ate itself and what was done to it are told apart."""
    supervisor = Supervisor(Settings(data=tmp_path, poll=0.05), Work(store, "worker-1"))
    thread = threading.Thread(target=supervisor.perform, args=(asked,))
    supervisor._forks = Forks(loaded=())  # so that the run is at its start for a while
    thread.start()
    until = time.monotonic() + 60
    while not supervisor._forks._children and time.monotonic() < until:
        time.sleep(0.01)
    child = supervisor._forks._children[0]
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    thread.join(60)
    supervisor._forks.rest(0)
    assert state(store, asked) == ("failed", 1, 0, 1)
    with store.reading() as session:
        error = session.get_one(RunRow, asked).error
    assert error is not None
    assert error["code"] == "killed"
