"""A rule file copied under a new kind is a rule: no other file has to change."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the house in which a rule was copied under another name."""
    folder = tmp_path_factory.mktemp("house")
    for room in ("scenarios", "optimizer", "api", "tests"):
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    rules = folder / "scenarios" / "rules"
    text = (rules / "jurisdiction_return.py").read_text(encoding="utf-8")
    text = text.replace("jurisdiction_return", "fair_share").replace(
        "JurisdictionReturn", "FairShare"
    )
    (rules / "fair_share.py").write_text(text, encoding="utf-8")
    return folder


def run(house: Path, *arguments: str) -> str:
    """Run python in the copied house and return what it prints."""
    environment = os.environ | {"PYTHONPATH": str(house), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=house,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.stdout


def test_it_shows_up_in_the_catalogue(house: Path) -> None:
    assert "fair_share" in run(house, "-m", "api", "rules")


def test_it_shows_up_in_the_schema(house: Path) -> None:
    schema = json.loads(run(house, "-m", "api", "schema"))
    assert "FairShare" in json.dumps(schema)


def test_it_shows_up_in_the_answer(house: Path) -> None:
    answer = run(
        house,
        "-m",
        "api",
        "solve",
        "minimal",
        "--json",
        "--set",
        "rules.fair-return.kind=fair_share",
    )
    kinds = {rule["rule"]: rule["kind"] for rule in json.loads(answer)["rules"]}
    assert kinds["fair-return"] == "fair_share"


def test_the_generic_tests_take_it_up(house: Path) -> None:
    names = run(house, "-m", "pytest", "--collect-only", "-q", "tests/rules/test_catalogue.py")
    assert "[fair_share]" in names
