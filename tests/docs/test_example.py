"""The example in Python runs as it stands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.docs.snippets import ROOT

EXAMPLE = ROOT / "docs" / "example.py"


def test_the_example_runs_without_a_warning(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(EXAMPLE)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "'fair-return'" in done.stdout
    assert not list(tmp_path.iterdir())


def test_it_is_a_notebook_of_cells_that_show_something() -> None:
    cells = EXAMPLE.read_text(encoding="utf-8").split("# %%")[1:]
    assert len(cells) > 8
    assert cells[0].startswith(" [markdown]")
