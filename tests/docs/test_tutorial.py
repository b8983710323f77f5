"""The tutorial of the workbench: what it tells to press is there, and its commands work."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from scenarios import load
from tests.docs.snippets import ROOT

TEXT = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
WORDS = ROOT / "api/web/src/words"
NAMED = "yrd-biomedicine"
PHRASE = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)", re.S)
COMMANDS = [line for line in re.findall(r"^\$ deltafund (.+)$", TEXT, re.M) if "serve" not in line]


def test_what_is_pressed_is_on_the_page() -> None:
    said = "\n".join(file.read_text(encoding="utf-8") for file in sorted(WORDS.glob("*.ts")))
    known = set(re.findall(r'en: "((?:[^"\\]|\\.)*)"', said)) | {load(NAMED).title.en}
    pressed = {" ".join(phrase.split()) for phrase in PHRASE.findall(TEXT)}
    assert len(pressed) > 10
    assert pressed - known == {"fair-return · floor"}  # a setting: a rule and its field


@pytest.mark.parametrize("line", COMMANDS)
def test_commands_work(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the smallest example, which has the same rules and takes no time."""
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, line.replace(NAMED, "minimal").split())
    assert (result.exit_code, result.exception) == (0, None)
    assert result.stdout
    for name in re.findall(r"--report (\S+)", line):
        assert (tmp_path / name).stat().st_size > 1000
