"""Reports in a real browser: they open without a request, and print on A4 with repeated heads.

Skipped where there is no Chromium. With `DELTAFUND_BROWSER=1` a missing one is a failure.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from api.reports.composing import report
from api.reports.dossier import Dossier
from api.reports.html import html
from optimizer import Allocation
from scenarios.words import Language

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
A4 = {"595", "842"}
"""Points of its sides."""


@pytest.fixture(scope="module")
def browser() -> str:
    """Return Chromium; skip where there is none, fail where there has to be one."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and os.environ.get("DELTAFUND_BROWSER") == "1":
        pytest.fail("DELTAFUND_BROWSER=1, but no Chromium is found")
    if found is None:
        pytest.skip("no Chromium is found: apt-get install chromium fonts-noto-cjk")
    return found


def ask(browser: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Chromium with a profile of its own, and without a home to leave anything in."""
    profile = folder / "profile"
    command = [browser, *QUIET, f"--user-data-dir={profile}", *arguments]
    return subprocess.run(
        command, capture_output=True, encoding="utf-8", timeout=120, check=True,
        env=os.environ | {"HOME": str(folder)},
    )  # fmt: skip


@pytest.fixture(params=["zh", "en"])
def file(request: pytest.FixtureRequest, answer: Allocation, tmp_path: Path) -> Path:
    language: Language = request.param
    path = tmp_path / "report.html"
    path.write_text(html(report(Dossier(answer, language)), language), encoding="utf-8")
    return path


def test_the_page_opens_and_breaks_no_policy(browser: str, file: Path, tmp_path: Path) -> None:
    done = ask(browser, tmp_path, "--enable-logging=stderr", "--v=0", "--dump-dom", file.as_uri())
    assert done.stdout.count("<section") == 8
    assert done.stdout.count("<svg") == 4
    assert "Content Security Policy" not in done.stderr
    assert "CONSOLE" not in done.stderr


def test_a_picture_of_another_site_would_be_refused(
    browser: str, file: Path, tmp_path: Path
) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("<main>", '<main><img src="http://127.0.0.1:9/x.png">'))
    done = ask(browser, tmp_path, "--enable-logging=stderr", "--v=0", "--dump-dom", file.as_uri())
    assert "Content Security Policy" in done.stderr


def test_it_prints_on_a4_pages(browser: str, file: Path, tmp_path: Path) -> None:
    pdf = tmp_path / "report.pdf"
    ask(browser, tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={pdf}", file.as_uri())
    data = pdf.read_bytes()
    assert data.startswith(b"%PDF")
    boxes = re.findall(rb"/MediaBox ?\[0 0 ([0-9.]+) ([0-9.]+)\]", data)
    assert len(boxes) >= 3
    for box in boxes:
        assert {str(round(float(side))) for side in box} == A4
