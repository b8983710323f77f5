"""What only shows in a process of its own: start-up, signals, pipes, the locale of help."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scenarios.files.writing import new_scenario
from scenarios.national import Size
from tests.api.conftest import strict

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "api"]


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LC_")}
    return kept | {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"} | more


def start(*arguments: str, **more: str) -> subprocess.Popen[str]:
    """Start a command that hears Ctrl-C, also where the tests run in the background of a shell.

    There Ctrl-C is ignored, which is inherited and which a command rightly leaves so.
    """
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        return subprocess.Popen(
            [*COMMAND, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env=environment(**more),
        )
    finally:
        signal.signal(signal.SIGINT, before)


def test_help_imports_nothing_heavy() -> None:
    heavy = (
        "{'pandas', 'numpy', 'pulp', 'highspy', 'fastapi', 'pydantic', 'rich', 'yaml', "
        "'openpyxl', 'xlsxwriter', 'jinja2'}"
    )
    code = f"import sys, api.cli; print(sorted({heavy} & set(sys.modules)))"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=True
    )
    assert result.stdout.strip() == "[]"


def test_a_scenario_in_yaml_needs_no_library_of_workbooks_or_reports() -> None:
    code = (
        "import sys, api.cli\n"
        "from api.solving import Wish, solve_and_show\n"
        "from api.voice import Voice\n"
        "code = solve_and_show(Voice('en'), Wish('minimal'))\n"
        "print(sorted({'openpyxl', 'xlsxwriter', 'jinja2'} & set(sys.modules)), code)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=True
    )
    assert result.stdout.splitlines()[-1] == "[] 0"


def test_help_speaks_the_language_of_the_locale() -> None:
    for arguments, locale, word in (
        (["--help"], "en_US.UTF-8", "Find the best allocation"),
        (["--help"], "zh_CN.UTF-8", "求最优分配方案"),
        (["--lang", "en", "solve", "--help"], "zh_CN.UTF-8", "Write the linear program"),
        (["demo", "--lang=zh", "--help"], "C.UTF-8", "写入结果的文件夹"),
    ):
        out, _ = start(*arguments, LC_ALL=locale).communicate()
        assert word in out


def test_every_command_and_option_has_a_chinese_help() -> None:
    code = (
        "import typer.main; from api.cli import app, _in_chinese\n"
        "top = typer.main.get_command(app); _in_chinese(top)\n"
        "for part in (top, *top.commands.values()):\n"
        "    for text in (part.help, *(p.help for p in part.params)):\n"
        "        assert any(ord(c) > 0x4e00 for c in text or ''), (part.name, text)\n"
    )
    subprocess.run([sys.executable, "-c", code], env=environment(), check=True)


@pytest.fixture(scope="module")
def long_solve(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a scenario whose last digits take longer than the test waits."""
    folder = tmp_path_factory.mktemp("large") / "nation"
    new_scenario(folder, "national", Size(cities=500, chains=8))
    return folder


def wait_for_the_solve(process: subprocess.Popen[str], folder: Path) -> None:
    """Wait until the answer's folder is there, which is just before the solve."""
    for _ in range(600):
        if (folder / "tables").is_dir():
            return
        assert process.poll() is None
        time.sleep(0.05)
    pytest.fail("the solve did not begin")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_the_solve_and_keeps_the_best_plan(
    number: int, long_solve: Path, tmp_path: Path
) -> None:
    arguments = ("--gap", "1e-9", "--json", "--out", str(tmp_path / "answer"))
    process = start("solve", str(long_solve), *arguments)
    wait_for_the_solve(process, tmp_path / "answer")
    time.sleep(1.5)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    answer = strict(out)
    assert err == ""
    if answer["status"] == "feasible":
        assert process.returncode == 0
        assert answer["stopped_by"] == "interrupt"
        assert answer["bound"] >= answer["value"] > 0
    else:  # a slow machine had no plan yet
        assert (answer["status"], process.returncode) == ("interrupted", 4)
    assert (tmp_path / "answer" / "allocation.json").exists()


def test_a_reader_that_goes_away_sees_no_traceback() -> None:
    process = start("schema")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    process.wait(timeout=60)
    assert "Traceback" not in err
    assert "fault of deltafund" not in err
