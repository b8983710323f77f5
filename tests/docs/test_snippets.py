"""What the documentation shows is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from api.cli import app
from scenarios import load, read_document, read_tree, shipped
from scenarios.files.plans import read_plan
from tests.docs.snippets import PAGES, ROOT, Command, Snippet, commands, snippets

NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(\.[0-9]+)?")
ROUNDING = 0.01
"""How far a number may be from the one shown, as a share of the largest in its line, and at least
one unit of its last digit: other processors round otherwise."""


@pytest.mark.parametrize("snippet", snippets("yaml complete"), ids=str)
def test_a_whole_scenario_is_sound(snippet: Snippet) -> None:
    assert read_document(snippet.text).open().activities > 0


@pytest.mark.parametrize("snippet", snippets("yaml over "), ids=str)
def test_sections_fit_into_a_scenario(snippet: Snippet) -> None:
    file = shipped()[snippet.info.split()[-1]]
    around = yaml.safe_load(file.read_text(encoding="utf-8"))
    written = around | yaml.safe_load(snippet.text)
    for variant in (None, *written.get("variants", {})):
        read_tree(written, file.parent, variant=variant).open()


@pytest.mark.parametrize("snippet", snippets("csv plan of "), ids=str)
def test_a_plan_made_by_hand_is_read(snippet: Snippet, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text(snippet.text, encoding="utf-8")
    plan = read_plan(file, load(snippet.info.split()[-1]))
    assert len(plan.records) == len(snippet.text.splitlines()) - 1


@pytest.mark.parametrize("snippet", snippets("yaml"), ids=str)
def test_yaml_is_said_to_be_a_whole_or_a_part(snippet: Snippet) -> None:
    generated = ROOT / "docs" / "model.md"
    assert snippet.page == generated or snippet.info.startswith(("yaml complete", "yaml over "))


@pytest.mark.parametrize(
    "snippet", [found for found in snippets("") if " from " in found.info], ids=str
)
def test_excerpts_stand_in_their_files(snippet: Snippet) -> None:
    file = ROOT / snippet.info.partition(" from ")[2]
    lines = {line.strip() for line in file.read_text(encoding="utf-8").splitlines()}
    assert {line.strip() for line in snippet.text.splitlines()} - {"..."} <= lines


@pytest.mark.parametrize(
    "snippet", [found for found in snippets("python") if found.info == "python"], ids=str
)
def test_python_runs(snippet: Snippet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(compile(snippet.text, str(snippet), "exec"), {})


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_print_what_is_shown(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")
    for snippet in snippets("console"):
        if snippet.page == page and snippet.info != "console as a shell":
            code = int(snippet.info.partition("exit=")[2] or 0)
            for command in commands(snippet.text):
                run(command, code)


def run(command: Command, code: int) -> None:
    """Run `deltafund ...` and compare its exit code and its lines."""
    program, *arguments = command.arguments
    assert program == "deltafund"
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == code, done.output
    printed = [" ".join(line.split()) for line in (done.stdout + done.stderr).splitlines()]
    for line in command.shown:
        if line != "..." and set(line) != {"─"}:
            assert any(same(line, other) for other in printed), f"{line!r} is not in\n{printed}"


def same(shown: str, printed: str) -> bool:
    """Tell whether two lines say the same, numbers roughly."""
    if NUMBER.sub("#", shown) != NUMBER.sub("#", printed):
        return False
    texts = [[found[0] for found in NUMBER.finditer(line)] for line in (shown, printed)]
    largest = max((abs(_number(text)) for text in texts[0]), default=0.0)
    return all(_near(one, other, largest) for one, other in zip(*texts, strict=True))


def _near(shown: str, printed: str, largest: float) -> bool:
    unit = 10.0 ** -len(shown.partition(".")[2])
    return abs(_number(shown) - _number(printed)) <= max(1.001 * unit, ROUNDING * largest)


def _number(text: str) -> float:
    return float(text.replace(",", ""))
