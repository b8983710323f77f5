"""The commands that make scenarios of files in other formats."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from api import words
from api.answering import Exit
from api.voice import Voice
from scenarios.files.reading import read_text
from scenarios.importing.folders import write_folders
from scenarios.importing.gap import read_gap
from scenarios.importing.mknap import read_mknap
from scenarios.importing.pabulib import read_pabulib

READERS = {"mknap": read_mknap, "gap": read_gap}


def import_problems(voice: Voice, kind: str, file: Path, out: Path) -> int:
    """Make a scenario of each problem in a file of OR-Library."""
    found = READERS[kind](read_text(file, file.name), file.name, file.stem)
    return _told(voice, write_folders(found, out))


def import_votes(voice: Voice, files: Sequence[Path], out: Path, virtual: bool) -> int:
    """Make one scenario of the votes of a city's districts."""
    texts = [(read_text(file, file.name), file.name, file.stem) for file in files]
    return _told(voice, write_folders([read_pabulib(texts, virtual)], out))


def _told(voice: Voice, paths: Sequence[Path]) -> int:
    for path in paths:
        voice.say(words.MADE, path=path)
    return Exit.ANSWER
