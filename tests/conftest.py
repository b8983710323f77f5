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

TOGETHER = ("tests/service/", "tests/page/", "tests/library/")
LONGEST = ("tests/page/", "tests/service/", "tests/library/", "tests/scenarios/test_workbook.py")
LIBRARY = Path(scenarios.__file__).parent / "library"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="accept the answers as they are now")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Test in one process more than there are processors, up to eight; alone where answers change.

    Those that start a service wait most of the time (see below). Stored answers stand in common
    files, so what accepts them must not run beside itself.
    """
    if config.getoption("--update"):
        return 0
    told = os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS")
    return int(told) if told else min(8, processors() + 1)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give out tests by file, and some folders whole, those that take longest first.

    Services beside each other would be slow, not wrong, and what is measured of them of no use.
    The answers of the library are found once in a process.
    """
    if config.getvalue("dist") != "loadscope":
        return None
    config.option.loadscopereorder = False  # it would go by how many tests a file has
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            whole = (folder for folder in TOGETHER if nodeid.startswith(folder))
            return next(whole, nodeid.partition("::")[0])

    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put what takes longest first where several processes share the tests, or it ends alone."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: next(
            (at for at, start in enumerate(LONGEST) if item.nodeid.startswith(start)), len(LONGEST)
        ))  # fmt: skip


def tree(name: str = "minimal") -> dict[str, Any]:
    """Return a shipped scenario as plain data, to be changed freely."""
    text = (LIBRARY / name / "scenario.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def minimal(*rules: dict[str, Any], **changes: Any) -> Scenario:
    """Return the minimal scenario with these rules instead of its own, and sections replaced."""
    return Scenario.model_validate(tree() | changes | {"rules": list(rules)})
