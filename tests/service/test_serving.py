"""`deltafund serve`, `worker` and `admin` as people start them: small, and closed."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from typer.testing import CliRunner, Result

from api.cli import app
from api.client import Client, ServiceError
from api.jobs.slots import Slots
from api.settings import Settings
from api.store.engine import make_engine
from api.store.migrating import newest_revision, revision_of
from api.store.store import Store
from api.store.tables import Base
from tests.service.conftest import MINIMAL
from tests.service.test_killing import COMMAND, Processes, new_database

SMALL = 250


def run(folder: Path, *arguments: str) -> Result:
    """Run the command line in this process, with its data in a folder."""
    variables = {"DELTAFUND_DATA": str(folder), "LANG": "C.UTF-8", "LC_ALL": None}
    return CliRunner().invoke(app, arguments, env=variables)


def free_port() -> str:
    """Return a port that nobody listens on; who asks for it at once gets it."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return str(sock.getsockname()[1])


def test_it_is_there_and_small(tmp_path: Path) -> None:
    processes = Processes(tmp_path, None)
    with ExitStack() as stack:
        server, client = processes.serve(stack)
        assert client.me().organisation == "local"
        time.sleep(0.5)
        status = Path(f"/proc/{server.pid}/status").read_text()
        assert int(status.partition("VmRSS:")[2].split()[0]) / 1024 < SMALL


def test_without_a_login_only_this_machine_is_served(tmp_path: Path) -> None:
    for lang, words in (("en", "only this machine may be served"), ("zh", "办法")):
        ended = run(tmp_path, "serve", "--host", "0.0.0.0", "--lang", lang)
        assert ended.exit_code == 2
        assert words in ended.stderr


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    processes = Processes(tmp_path, None)
    with ExitStack() as stack:
        _, client = processes.serve(stack)
        port = str(client._http.base_url.port)
        command = [*COMMAND, "serve", "--port", port, "--lang", "en"]
        ended = subprocess.run(
            command, env=processes.environment, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 2
        assert port in ended.stderr
        assert "--port" in ended.stderr


def test_keys_are_made_on_the_machine_of_the_service(tmp_path: Path) -> None:
    added = run(tmp_path, "admin", "add-organisation", "anhui", "--zh", "安徽省", "--en", "Anhui")
    assert (added.exit_code, "anhui" in added.stdout) == (0, True)
    assert run(tmp_path, "admin", "add-organisation", "anhui").exit_code == 2
    assert run(tmp_path, "admin", "add-key", "hunan").exit_code == 2
    made = run(tmp_path, "admin", "add-key", "anhui", "--role", "planner", "--json")
    key = json.loads(made.stdout)
    listed = json.loads(run(tmp_path, "admin", "organisations", "--json").stdout)
    assert [part["role"] for part in listed["organisations"][0]["keys"]] == ["planner"]
    assert "安徽省" in run(tmp_path, "admin", "organisations", "--lang", "zh").stdout
    processes = Processes(tmp_path, None)
    processes.environment["DELTAFUND_AUTH"] = "keys"
    with ExitStack() as stack:
        _, stranger = processes.serve(stack, "--no-worker")
        client = Client(key=key["secret"], http=stranger._http)
        assert client.me().organisation == "anhui"
        with pytest.raises(ServiceError):
            stranger.me()
        assert run(tmp_path, "admin", "revoke-key", "anhui", key["id"]).exit_code == 0
        with pytest.raises(ServiceError):
            client.me()


def test_a_backup_of_a_service_at_work_can_be_served(tmp_path: Path) -> None:
    processes = Processes(tmp_path, None)
    with ExitStack() as stack:
        _, client = processes.serve(stack)
        scenario = client.add_scenario(MINIMAL)
        solved = client.run(scenario.id, reports=False, wait=30)
        waits = client.run(scenario.id, priority="low", reports=False)
        copy = tmp_path / "copy.sqlite"
        assert run(tmp_path, "admin", "backup", str(copy)).exit_code == 0
        assert run(tmp_path, "admin", "backup", str(copy)).exit_code == 2
    restored = Processes(tmp_path / "restored", None)
    restored.folder.mkdir()
    shutil.move(copy, restored.folder / "deltafund.sqlite")
    with ExitStack() as stack:
        _, client = restored.serve(stack)
        assert client.result(solved.id)["value"] == solved.value
        assert client.wait(client.get_run(waits.id), 60).state == "succeeded"


def test_figures_for_machines(tmp_path: Path) -> None:
    processes = Processes(tmp_path, None)
    with httpx2.Client() as other:
        free = processes.environment["DELTAFUND_METRICS_PORT"] = free_port()
        with ExitStack() as stack:
            _, client = processes.serve(stack)
            client.me()
            told, until = "", time.monotonic() + 20  # a request is counted after its answer
            while "deltafund_requests_total{" not in told and time.monotonic() < until:
                told = other.get(f"http://127.0.0.1:{free}/metrics").text
            assert 'deltafund_requests_total{method="GET",status="200"} 1' in told
            assert "deltafund_workers 1" in told
            assert other.get(f"http://127.0.0.1:{free}/").status_code == 404


def test_it_ends_in_good_order_and_logs(tmp_path: Path) -> None:
    processes = Processes(tmp_path, None)
    with ExitStack() as stack:
        server, client = processes.serve(stack)
        run_id = client.run(client.add_scenario(MINIMAL).id, reports=False, wait=30).id
        server.terminate()
        assert server.wait(20) == 0
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    started = next(line for line in lines if line["event"] == "run started")
    assert (started["run"], started["organisation"]) == (run_id, "local")
    assert {"request", "method", "path", "status", "seconds"} <= set(
        next(line for line in lines if line["event"] == "request")
    )
    assert lines[-1]["event"] == "stopped"


def test_the_command_line_does_not_wait_for_the_service(tmp_path: Path) -> None:
    heavy = "sqlalchemy dbos fastapi uvicorn alembic structlog pydantic_settings"
    code = (
        "import sys; sys.argv = ['deltafund', 'solve', 'minimal', '--json']\n"
        "from api import cli\n"
        "try: cli.app(prog_name='deltafund', standalone_mode=True)\n"
        "except SystemExit: pass\n"
        f"print([name for name in {heavy.split()} if name in sys.modules], file=sys.stderr)"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert ended.stderr.strip() == "[]"
    assert json.loads(ended.stdout)["status"] == "optimal"


# --- the database ---------------------------------------------------------------------------------


def differences(settings: Settings) -> list[object]:
    """Return how the migrated database differs from the tables in the code."""
    store = Store.opened(settings)
    try:
        assert revision_of(store.engine) == newest_revision()
        with store.engine.connect() as connection:
            context = MigrationContext.configure(
                connection,
                opts={
                    "version_table": "schema_version",
                    "compare_type": True,
                    "include_name": lambda name, kind, _: (
                        kind != "table" or name in Base.metadata.tables
                    ),
                },
            )
            return list(compare_metadata(context, Base.metadata))
    finally:
        store.close()


def test_migrations_lead_to_the_tables_on_sqlite(tmp_path: Path) -> None:
    assert differences(Settings(data=tmp_path)) == []


def test_migrations_lead_to_the_tables_on_postgresql(tmp_path: Path) -> None:
    with new_database() as url:
        assert differences(Settings(data=tmp_path, database_url=url)) == []


def test_several_may_start_at_once(tmp_path: Path) -> None:
    code = (
        "from api.settings import Settings; from api.store.store import Store; "
        "Store.opened(Settings()).close()"
    )
    with new_database() as url:
        variables = os.environ | {"DELTAFUND_DATABASE_URL": url, "DELTAFUND_DATA": str(tmp_path)}
        started = [subprocess.Popen([sys.executable, "-c", code], env=variables) for _ in range(3)]
        assert [process.wait(60) for process in started] == [0, 0, 0]


def test_sqlite_is_set_up_for_many(tmp_path: Path) -> None:
    engine = make_engine(Settings(data=tmp_path))
    with engine.connect() as connection:
        found = {
            name: connection.execute(sa.text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    assert found == {
        "journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 30000
    }  # fmt: skip


def test_slots_of_the_living_and_of_the_dead(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    store = Store.opened(settings)
    first, second = Slots(store, settings), Slots(store, settings)
    assert (first.mine, second.mine) == ("worker-1", "worker-2")
    assert first.dead() == []
    with store.writing() as session:
        session.execute(sa.text("UPDATE worker_slots SET process='1@0' WHERE id='worker-2'"))
    assert first.dead() == ["worker-2"]
    third = Slots(store, settings)
    assert third.mine == "worker-2"
    assert not second.beat()
    assert third.beat()
    with store.writing() as session:
        session.execute(
            sa.text("UPDATE worker_slots SET machine='x', heard='2020-01-01 00:00:00.000000'")
        )
    assert first.dead() == ["worker-2"]
    third.release()
    store.close()
