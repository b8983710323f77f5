"""What every test may use: the minimal scenario, changed as the test needs it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import scenarios
from scenarios.scenario import Scenario

LIBRARY = Path(scenarios.__file__).parent / "library"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="accept the answers as they are now")


def tree(name: str = "minimal") -> dict[str, Any]:
    """Return a shipped scenario as plain data, to be changed freely."""
    text = (LIBRARY / name / "scenario.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def minimal(*rules: dict[str, Any], **changes: Any) -> Scenario:
    """Return the minimal scenario with these rules instead of its own, and sections replaced."""
    return Scenario.model_validate(tree() | changes | {"rules": list(rules)})
