"""What docs/deploy.md and its files say, as plain processes: the same commands and settings."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.client import Client
from api.settings import Settings
from tests.service.conftest import MINIMAL
from tests.service.test_killing import COMMAND, Processes, new_database
from tests.service.test_serving import free_port, run

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"


def known_settings() -> set[str]:
    return {f"DELTAFUND_{name.upper()}" for name in Settings.model_fields}


def test_every_setting_that_is_named_is_one() -> None:
    texts = [path.read_text() for path in (DEPLOY.with_suffix(".md"), *DEPLOY.iterdir())]
    words = " ".join(texts).replace("`", " ").replace("=", " ").replace(":", " ").replace(",", " ")
    named = {word.strip('"$().') for word in words.split() if "DELTAFUND_" in word}
    assert named
    assert named <= known_settings()


def unit() -> tuple[dict[str, str], list[str]]:
    """Return environment and command of the systemd unit."""
    lines = [
        line.partition("=")[::2] for line in (DEPLOY / "deltafund.service").read_text().split("\n")
    ]
    environment = dict(value.partition("=")[::2] for name, value in lines if name == "Environment")
    command = next(value.split() for name, value in lines if name == "ExecStart")
    return environment, command


def test_the_unit_of_systemd_serves(tmp_path: Path) -> None:
    environment, command = unit()
    assert Path(command[0]).name == "deltafund"
    processes = Processes(tmp_path, None)
    given = {"DELTAFUND_DATA": str(tmp_path), "DELTAFUND_METRICS_PORT": free_port()}
    processes.environment |= environment | given
    assert run(tmp_path, "admin", "add-organisation", "anhui").exit_code == 0
    with ExitStack() as stack:
        server = stack.enter_context(processes.start(*command[1:-2], "--port", "0"))
        address = server.said.split()[2]  # type: ignore[attr-defined]
        answer = stack.enter_context(Client(address)).ask("GET", "/readyz")
        assert answer.json() == {"status": "ready"}
        server.terminate()
        assert server.wait(20) == 0


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"])


def test_the_services_of_compose_work_together(tmp_path: Path) -> None:
    services = compose()
    with new_database() as url, ExitStack() as stack:
        processes = Processes(tmp_path, url)
        processes.environment |= {
            name: value
            for name, value in services["api"]["environment"].items()
            if name not in ("DELTAFUND_DATABASE_URL", "DELTAFUND_DATA")
        }
        for words in (("add-organisation", "anhui"), ("add-key", "anhui", "--json")):
            done = subprocess.run([*COMMAND, "admin", *words], env=processes.environment,
                                  capture_output=True, text=True, check=True)  # fmt: skip
        secret = yaml.safe_load(done.stdout)["secret"]
        options = services["api"]["command"][1:-2]
        options[options.index("0.0.0.0")] = "127.0.0.1"
        server = stack.enter_context(processes.start("serve", *options, "--port", "0"))
        for _ in range(services["worker"]["deploy"]["replicas"]):
            stack.enter_context(processes.start(*services["worker"]["command"][:-2]))
        address = server.said.split()[2]  # type: ignore[attr-defined]
        client = stack.enter_context(Client(address, secret))
        scenario = client.add_scenario(MINIMAL)
        run = client.run(scenario.id, reports=False, wait=30)
        assert run.state == "succeeded"
        restore(tmp_path, processes, url, client, run.id)


def restore(tmp_path: Path, processes: Processes, url: str, client: Client, name: str) -> None:
    """Back PostgreSQL up as the page says, and serve the copy."""
    if shutil.which("pg_dump") is None:
        pytest.skip("pg_dump is not installed")
    dump, plain = tmp_path / "deltafund.dump", url.replace("+psycopg", "")
    subprocess.run(["pg_dump", "--format=custom", f"--file={dump}", plain], check=True)
    with new_database() as other, ExitStack() as stack:
        into = f"--dbname={other.replace('+psycopg', '')}"
        subprocess.run(["pg_restore", "--clean", "--if-exists", "--no-owner", into, str(dump)],
                       check=True)  # fmt: skip
        restored = Processes(tmp_path / "restored", other)
        restored.folder.mkdir()
        restored.environment["DELTAFUND_AUTH"] = "keys"
        _, again = restored.serve(stack, "--no-worker")
        key = client._headers["authorization"].removeprefix("Bearer ")
        assert Client(key=key, http=again._http).result(name) == client.result(name)
