"""The fenced blocks of the documentation, and what their first line says is to be done with them.

```yaml complete              a whole scenario: it is loaded and opened
```yaml over <scenario>       sections that take the place of those of a shipped scenario
```csv plan of <scenario>     a plan made by hand: it is read
```console [exit=<code>]      `$ deltafund ...` is run; each line shown must be in its output
```console as a shell         other commands: not run here
```python                     is run
```... from <file>            an excerpt: each line but `...` stands in that file
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
FENCE = re.compile(r"^```([^\n]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Snippet:
    """A fenced block: its page and line, the words after the fence, its text."""

    page: Path
    line: int
    info: str
    text: str

    def __str__(self) -> str:
        """Say where it stands, for the name of a test."""
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def snippets(*starts: str) -> list[Snippet]:
    """Return the blocks of all pages whose first line begins like this."""
    return [found for page in PAGES for found in _of(page) if found.info.startswith(starts)]


def _of(page: Path) -> Iterator[Snippet]:
    text = page.read_text(encoding="utf-8")
    for found in FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Snippet(page, line, found[1].strip(), found[2])


@dataclass(frozen=True)
class Command:
    """A command of a console block, and the lines that it is shown to print."""

    arguments: tuple[str, ...]
    shown: tuple[str, ...]


def commands(text: str) -> list[Command]:
    """Return the commands of a console block."""
    found = []
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        first, *lines = part.splitlines()
        shown = [" ".join(line.split()) for line in lines]
        found.append(Command(tuple(shlex.split(first)), tuple(line for line in shown if line)))
    return found
