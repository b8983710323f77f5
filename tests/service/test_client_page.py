"""The example of the README, run against a service."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from api.client import Client
from tests.service.test_killing import Processes


def test_the_example_of_the_readme(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ExitStack() as stack:
        _, local = Processes(tmp_path, None).serve(stack)
        address = str(local._http.base_url)
        with Client(address) as client:
            scenario = client.add_scenario({"extends": "minimal", "funders.north.contribution": 60})
            run = client.wait(client.run(scenario.id))
            print(client.result(run.id)["value"])
    assert float(capsys.readouterr().out) > 490.2
