"""Many solves on any executor: the same results in any order, whatever breaks on the way."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer import cluster
from optimizer.cluster import ClusterError
from optimizer.course import Course, Step
from optimizer.executors import Workers
from optimizer.kept import Kept
from optimizer.sweep import TRIES, Swept, sweep
from scenarios.problems import ScenarioError
from tests.optimizer.jobs import Squares

ROOT = Path(__file__).parents[2]
HERE, TWO = Workers(1), Workers(2)


def items(*numbers: int) -> dict[str, int]:
    return {str(number): number for number in numbers}


def swept(
    numbers: range, workers: Workers = HERE, job: Squares | None = None, **more: Any
) -> Swept:
    return sweep(job or Squares(), items(*numbers), Course(), workers, **more)


@settings(max_examples=30, derandomize=True, deadline=None, database=None)
@given(st.integers(0, 40), st.integers(1, 50))
def test_a_result_depends_on_its_item_alone(count: int, chunk: int) -> None:
    found = swept(range(count), chunk=chunk)
    assert found.results == swept(range(count)).results
    assert list(found.results) == list(items(*range(count)))


def test_two_processes_find_what_one_does() -> None:
    assert swept(range(23), TWO, chunk=4).results == swept(range(23)).results


def test_what_goes_wrong_with_an_item_is_told_of_it_alone() -> None:
    found = sweep(Squares(), items(3, -1, 4), Course(), HERE, chunk=3)
    assert list(found.results) == ["3", "4"]
    assert found.failures["-1"].kind == "ValueError"
    assert "below nothing" in found.failures["-1"].message


def test_a_worker_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    job = Squares(once=str(tmp_path / "died"), deadly=7)
    found = swept(range(20), TWO, job, chunk=3)
    assert (tmp_path / "died").exists()
    assert found.results == swept(range(20)).results
    assert not found.failures


def test_an_item_that_kills_every_worker_is_given_up_and_the_others_are_done() -> None:
    found = swept(range(9), TWO, Squares(deadly=4), chunk=2)
    assert set(found.failures) == {"4"}
    assert found.failures["4"].kind == "WorkerDied"
    assert len(found.results) == 8
    assert TRIES == 3


def test_only_what_is_missing_is_done_again(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "question")
    first = swept(range(6), kept=kept, chunk=2)
    assert len(kept.path.read_text(encoding="utf-8").splitlines()) == 3
    deadly = Squares(deadly=3)  # would kill this process if it were asked
    again = swept(range(8), job=deadly, kept=Kept(tmp_path, "question"))
    assert again.found == 6
    assert again.results == swept(range(8)).results
    assert first.results.items() <= again.results.items()


def test_a_line_that_was_cut_off_is_passed_over_and_swallows_nothing(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "question")
    swept(range(4), kept=kept, chunk=2)
    text = kept.path.read_text(encoding="utf-8")
    kept.path.write_text(text[:-9], encoding="utf-8")
    again = swept(range(6), kept=kept, chunk=2)
    assert again.found == 2
    assert set(kept.read()) == set(items(*range(6)))
    assert again.results == swept(range(6)).results


def test_another_question_has_another_file(tmp_path: Path) -> None:
    Kept(tmp_path, "question").add({"1": {"square": 1}})
    assert Kept(tmp_path, "other").read() == {}


def test_failures_are_not_kept(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "question")
    sweep(Squares(), items(-1, 2), Course(), HERE, kept=kept, chunk=2)
    assert list(kept.read()) == ["2"]


@pytest.mark.parametrize("workers", [HERE, TWO], ids=["here", "processes"])
def test_stopped_early_it_gives_what_is_finished(workers: Workers) -> None:
    course = Course()

    def tell(step: Step) -> None:
        if step.done >= 2:
            course.stop.set()

    course = Course(tell)
    found = sweep(Squares(wait=0.05), items(*range(200)), course, workers)
    assert 2 <= len(found.results) < 200
    assert found.results.items() <= swept(range(200)).results.items()


def test_when_the_time_is_up_it_gives_what_is_finished() -> None:
    found = sweep(Squares(wait=0.05), items(*range(200)), Course(seconds=0.3), HERE)
    assert 1 <= len(found.results) < 20


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs PR_SET_PDEATHSIG")
def test_workers_do_not_outlive_who_started_them(tmp_path: Path) -> None:
    program = (
        "from optimizer.course import Course\nfrom optimizer.executors import Workers\n"
        "from optimizer.sweep import sweep\nfrom tests.optimizer.jobs import Squares\n"
        "if __name__ == '__main__':\n"
        "    tell = lambda step: print(step.done, flush=True)\n"
        "    sweep(Squares(wait=0.2), {str(n): n for n in range(500)}, Course(tell), Workers(2))\n"
    )
    file = tmp_path / "program.py"
    file.write_text(program, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, str(file)], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        while process.stdout.readline().strip() in ("0", ""):
            pass  # until a worker has finished something
        children = _children(process.pid)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert children
    deadline = time.monotonic() + 10
    while any(map(_alive, children)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(_alive, children))


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def _alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return (
        status.exists() and status.read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    )


def test_dask_that_is_not_installed_is_said_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ScenarioError, match=r"deltafund\[dask\]"):
        swept(range(2), Workers(scheduler="tcp://127.0.0.1:9"))


@pytest.mark.filterwarnings("default")
def test_a_dask_cluster_finds_what_one_process_does() -> None:
    distributed = pytest.importorskip("distributed")
    importlib.import_module("distributed.deploy.local")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True
    ) as cluster:
        found = swept(range(23), Workers(scheduler=cluster.scheduler_address), chunk=4)
    assert found.results == swept(range(23)).results


@contextmanager
def a_cluster(workers: int) -> Iterator[str]:
    """Start a cluster in threads of this process; return the address of its scheduler."""
    distributed = pytest.importorskip("distributed", reason="the extra dask is not installed")
    importlib.import_module("distributed.deploy.local")
    with distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, dashboard_address=None, processes=False,
        protocol="tcp",
    ) as found:  # fmt: skip
        yield found.scheduler_address


@pytest.mark.filterwarnings("default")
def test_a_cluster_in_which_nobody_works_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECT", 0.3)
    with a_cluster(0) as address, pytest.raises(ClusterError) as refused:
        Workers(scheduler=address).open()
    assert "dask worker" in refused.value.problems[0].expected.en


@pytest.mark.filterwarnings("default")
def test_workers_of_other_versions_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the worker tells is what it is; here it is asked by somebody of another version."""
    theirs = cluster.versions()
    with a_cluster(1) as address:
        Workers(scheduler=address).open().shutdown()
        mine = iter([{**theirs, "deltafund": "0.0.1"}])
        monkeypatch.setattr(cluster, "mine", lambda: next(mine))
        with pytest.raises(ClusterError) as refused:
            Workers(scheduler=address).open()
    problem = refused.value.problems[0]
    assert f"deltafund {theirs['deltafund']}" in problem.found
    assert "deltafund 0.0.1" in problem.expected.en


def test_a_scheduler_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="the extra dask is not installed")
    monkeypatch.setattr(cluster, "CONNECT", 0.3)
    with pytest.raises(ClusterError, match="dask scheduler"):
        Workers(scheduler="tcp://127.0.0.1:9").open()
