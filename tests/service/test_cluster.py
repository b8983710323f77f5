"""Runs whose sweeps are done by the workers of a Dask cluster."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api import uploads
from api.jobs.supervising import Supervisor
from api.roles import ALONE
from api.settings import Settings
from api.store.people import ensure_local
from api.store.runs import Order, Runs
from api.store.scenarios import Scenarios
from api.store.store import Store
from api.store.tables import FileRow, RunRow
from api.store.work import Work
from tests.optimizer.test_sweep import a_cluster
from tests.service.conftest import MINIMAL

pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with a_cluster(1) as found:
        yield found


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store.opened(Settings(data=tmp_path_factory.mktemp("cluster")))
    ensure_local(store)
    yield store
    store.close()


def done(
    store: Store, folder: Path, scheduler: str | None, analysis: str, options: dict[str, Any]
) -> tuple[RunRow, dict[str, Any]]:
    """Do a run as a worker does, as one of a batch; return how it ended, and its result."""
    read = uploads.read(MINIMAL.read_bytes(), "yaml")
    with store.writing() as session:
        scenarios, runs = Scenarios(session, ALONE), Runs(session, ALONE)
        version = scenarios.version(scenarios.add(read))
        order = Order(version, analysis, options, None, [], "normal", 60, 2048, False, False)
        batch = runs.add_batch({"analysis": analysis}, version, 1)
        name = runs.add(order, batch).id
    settings = Settings(data=folder, scheduler=scheduler, poll=0.05)
    Supervisor(settings, Work(store, "worker-1")).perform(name)
    with store.reading() as session:
        file = session.get(FileRow, (name, "result.json"))
        result = {} if file is None else json.loads(zlib.decompress(file.packed))
        return session.get_one(RunRow, name), result


DRAWS = {"draws": 6, "seed": 1, "weight": 0.5, "tail": 0.5, "sample": 2}


@pytest.mark.parametrize(("analysis", "options"), [("solve", {}), ("ensemble", DRAWS)])
def test_a_cluster_finds_what_the_worker_does(
    store: Store, tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch,
    analysis: str, options: dict[str, Any],
) -> None:  # fmt: skip
    """The cluster is in this process, so it can be seen that its threads were at work."""
    from distributed import Worker

    seen: list[str] = []
    begun = Worker.execute

    async def execute(self: Worker, key: str, **more: Any) -> Any:
        seen.append(key)
        return await begun(self, key, **more)

    monkeypatch.setattr(Worker, "execute", execute)
    run, there = done(store, tmp_path, address, analysis, options)
    assert (run.state, run.error, run.complete) == ("succeeded", None, True)
    assert seen
    monkeypatch.undo()
    _, here = done(store, tmp_path, None, analysis, options)
    for result in (there, here):
        for name in ("seconds", "solver"):
            result.pop(name, None)
    assert there == here


def test_a_cluster_that_is_not_there_is_the_end_of_the_run(store: Store, tmp_path: Path) -> None:
    """An address of no known form is refused at once; one that is silent takes ten seconds."""
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    run, _ = done(store, tmp_path, "nowhere://127.0.0.1:9", "ensemble", DRAWS)
    assert run.state == "failed"
    assert run.error is not None
    assert run.error["code"] == "no-cluster"
    assert "127.0.0.1:9" in run.error["detail"]
