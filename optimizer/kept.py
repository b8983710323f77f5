"""What a sweep has found, on disk: a folder with one line of JSON for each finished chunk.

The file is named after a digest of what was asked, so that a folder can serve many sweeps and never
gives one the results of another. A line that was cut off by a crash is passed over.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any


def digest(asked: Any) -> str:
    """Return a fingerprint of what is asked, which is plain data."""
    text = json.dumps(asked, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Kept:
    """The file of one sweep: results by the key of their item."""

    def __init__(self, folder: Path, asked: Any) -> None:
        self.path = folder / f"{digest(asked)[:32]}.jsonl"

    def read(self) -> dict[str, Any]:
        """Return all results there are."""
        found: dict[str, Any] = {}
        for line in self._lines():
            found |= line
        return found

    def _lines(self) -> Iterator[dict[str, Any]]:
        if not self.path.exists():
            return
        for text in self.path.read_text(encoding="utf-8").splitlines():
            try:
                line = json.loads(text)
            except ValueError:
                continue  # cut off
            if isinstance(line, dict) and isinstance(line.get("results"), dict):
                yield line["results"]

    def add(self, results: Mapping[str, Any]) -> None:
        """Write the results of a chunk, safely on disk before this returns."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"results": dict(results)}, ensure_ascii=False, allow_nan=False)
        with self.path.open("a+b") as file:
            if file.tell():  # an earlier line that was cut off must not swallow this one
                file.seek(-1, os.SEEK_END)
                text = text if file.read(1) == b"\n" else f"\n{text}"
            file.write(f"{text}\n".encode())
            file.flush()
            os.fsync(file.fileno())
