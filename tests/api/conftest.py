"""Running the command line in this process, and one answer to look at."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import scenarios
from api.cli import app
from optimizer import Allocation, solve

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def run() -> Run:
    """Run the command line with these arguments."""
    return lambda *arguments: CliRunner().invoke(app, [str(part) for part in arguments])


@pytest.fixture(scope="session")
def answer() -> Allocation:
    """Solve the minimal scenario."""
    return solve(scenarios.load("minimal"))


@pytest.fixture(scope="session")
def clash() -> Allocation:
    """Solve a clash: the north is to get back four fifths, and its cities next to nothing."""
    return solve(scenarios.load_tree(clashing()))


def clashing() -> dict[str, Any]:
    """Return a scenario in which one city is a jurisdiction, and a floor and a cap clash."""
    tree = scenarios.load("minimal").model_dump(mode="json", by_alias=True, exclude_none=True)
    tree["jurisdictions"][0]["name"] = {"zh": "北市", "en": "North City"}
    tree["cities"] = [city for city in tree["cities"] if city["id"] != "birch"]
    for section, part in (("strengths", "sites"), ("links", "known")):
        tree[section][part] = [row for row in tree[section][part] if "birch" not in row.values()]
    cap = {"kind": "share_limit", "id": "alder-cap", "of": {"cities": ["alder"]}, "max": 0.1}
    tree["rules"] = [tree["rules"][0], cap]
    return tree


@pytest.fixture
def clashing_file(tmp_path: Path) -> Path:
    """Write the clashing scenario to a file."""
    path = tmp_path / "clashing.json"
    path.write_text(json.dumps(clashing()), encoding="utf-8")
    return path


def strict(text: str) -> Any:
    """Return one JSON document, with nothing beside it and no number that is not finite."""

    def refuse(word: str) -> None:
        raise AssertionError(word)

    return json.loads(text, parse_constant=refuse)
