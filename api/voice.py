"""How a command answers: in which language, as a text for people or as one JSON document."""

from __future__ import annotations

import json as json_library
import shutil
import sys
from typing import Any, Final

from rich.console import Console, RenderableType

from scenarios.words import Language, Text

WIDEST: Final = 100
"""Columns of the widest line; also where the output is no terminal."""


def _console(to_errors: bool) -> Console:
    width = shutil.get_terminal_size((WIDEST, 24)).columns
    return Console(
        stderr=to_errors,
        width=min(width, WIDEST),
        markup=False,
        highlight=False,
        emoji=False,
    )


class Voice:
    """Speaks to the user: answers on stdout, everything else on stderr.

    With `json` nothing but one document may go to stdout; texts of people's files are never read
    as markup.
    """

    def __init__(self, language: Language, json: bool = False, debug: bool = False) -> None:
        self.language: Language = language
        self.json = json
        self.debug = debug
        self.out = _console(to_errors=False)
        self.err = _console(to_errors=True)

    def words(self, text: Text, **values: object) -> str:
        """Return the text in the language of the answer, with its placeholders filled."""
        return text.format(**values)[self.language] if values else text[self.language]

    def say(self, text: Text, **values: object) -> None:
        """Print a sentence."""
        self.out.print(self.words(text, **values))

    def show(self, *parts: RenderableType) -> None:
        """Print tables and texts."""
        for part in parts:
            self.out.print(part)

    def complain(self, text: Text, **values: object) -> None:
        """Print a sentence on stderr, on one line however long it is."""
        self.err.print(self.words(text, **values), soft_wrap=True)

    def text(self, text: str) -> None:
        """Print a text as it is, however long its lines are."""
        sys.stdout.write(text)

    def document(self, data: Any, indent: int | None = 2) -> None:
        """Print one JSON document; a number that is not finite is a fault of ours."""
        unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
        text = json_library.dumps(data, ensure_ascii=not unicode, allow_nan=False, indent=indent)
        sys.stdout.write(text + "\n")
