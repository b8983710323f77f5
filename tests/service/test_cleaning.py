"""What is of no use any more is taken away, and nothing else."""

from __future__ import annotations

import json
import threading
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from api import uploads
from api.cli import app
from api.jobs.queue import THROUGH, Queue
from api.roles import ALONE
from api.settings import Settings
from api.store.cleaning import Cleaned, clean, kept_clean
from api.store.engine import now
from api.store.people import People
from api.store.runs import Order, Runs
from api.store.scenarios import Scenarios
from api.store.store import Store
from api.store.tables import Once, RunRow, Session
from tests.service.conftest import MINIMAL
from tests.service.test_work import store

__all__ = ["store"]
ALWAYS, NEVER = {"keep_days": 1e-9}, {"keep_days": 30.0}


@pytest.fixture
def queue(store: Store, tmp_path: Path) -> Queue:
    url = store.engine.url.render_as_string(hide_password=False)
    sqlite = store.engine.dialect.name == "sqlite"
    return Queue(Settings(data=tmp_path, database_url=None if sqlite else url))


def asked(store: Store, queue: Queue, key: str) -> str:
    """Ask for a run under a key."""
    read = uploads.read(MINIMAL.read_bytes(), "yaml")
    with store.writing() as session:
        scenarios, runs = Scenarios(session, ALONE), Runs(session, ALONE)
        version = scenarios.version(scenarios.add(read))
        run = runs.add(Order(version, "solve", {}, None, [], "normal", 60, 512, False))
        queue.put(session, run)
        runs.remember(key, "0" * 64, run.id)
        return run.id


def counts(store: Store) -> tuple[int, ...]:
    with store.reading() as session:
        each = [sa.select(sa.func.count()).select_from(kind) for kind in (Once, Session, RunRow)]
        return tuple(int(session.scalar(query) or 0) for query in each)


def test_only_what_is_over_and_old_is_taken_away(
    store: Store, queue: Queue, tmp_path: Path
) -> None:
    with closing(queue):
        over, waits = asked(store, queue, "one"), asked(store, queue, "two")
        queue._client.cancel_workflow(over)
        with store.writing() as session:
            People(session, ALONE).begin(12)
            People(session, ALONE).begin(12)
            first = session.scalars(sa.select(Session).order_by(Session.id)).first()
            assert first is not None
            first.expires = now() - timedelta(seconds=1)
        time.sleep(0.01)
        assert clean(store, queue, Settings(data=tmp_path, **NEVER)) == Cleaned(0, 1, 0)
        assert set(queue.ended([over, waits])) == {over}
        assert clean(store, queue, Settings(data=tmp_path, **ALWAYS)) == Cleaned(2, 0, 1)
        assert queue.ended([over, waits]) == {}
        assert [each.workflow_id for each in queue._client.list_workflows()] == [waits]
        assert counts(store) == (0, 1, 2)
        assert clean(store, queue, Settings(data=tmp_path, **ALWAYS)) == Cleaned(0, 0, 0)
        assert len(THROUGH) == 4


def test_it_is_done_at_the_start(store: Store, queue: Queue, tmp_path: Path) -> None:
    with closing(queue):
        asked(store, queue, "one")
        with kept_clean(store, queue, Settings(data=tmp_path, **ALWAYS)):
            until = time.monotonic() + 20
            while counts(store)[0] and time.monotonic() < until:
                time.sleep(0.02)
        assert "cleaning" not in {thread.name for thread in threading.enumerate()}
        assert counts(store)[0] == 0


def test_it_is_done_by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELTAFUND_DATA", str(tmp_path))
    told = CliRunner().invoke(app, ["admin", "clean", "--json"])
    assert json.loads(told.stdout) == {"asked_once": 0, "sessions": 0, "queue": 0}
    for lang, words in (("zh", "已清除"), ("en", "Taken away")):
        assert words in CliRunner().invoke(app, ["admin", "clean", "--lang", lang]).stdout
