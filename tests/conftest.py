"""What every test may use: the minimal scenario, changed as the test needs it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

import scenarios
from optimizer.executors import processors
from scenarios.scenario import Scenario

SERVING = ("service", "page")
LIBRARY = Path(scenarios.__file__).parent / "library"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="accept the answers as they are now")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Test in as many processes as there are processors, up to eight; alone where answers change.

    Stored answers stand in common files, so what accepts them must not run beside itself.
    """
    if config.getoption("--update"):
        return 0
    told = os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS")
    return int(told) if told else min(8, processors())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep together what starts a service: beside each other they would be slow, not wrong."""
    for item in items:
        if item.path.parent.name in SERVING:
            item.add_marker(pytest.mark.xdist_group("service"))


def tree(name: str = "minimal") -> dict[str, Any]:
    """Return a shipped scenario as plain data, to be changed freely."""
    text = (LIBRARY / name / "scenario.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def minimal(*rules: dict[str, Any], **changes: Any) -> Scenario:
    """Return the minimal scenario with these rules instead of its own, and sections replaced."""
    return Scenario.model_validate(tree() | changes | {"rules": list(rules)})
