"""The built page is small enough for a slow line."""

from __future__ import annotations

import gzip
from pathlib import Path

import api

BUILT = Path(api.__file__).parent / "static"
MOST = 900_000


def test_built_page_is_light() -> None:
    files = [file for file in BUILT.rglob("*") if file.is_file()]
    assert BUILT / "index.html" in files
    packed = sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)
    assert packed < MOST
