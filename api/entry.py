"""How a command begins and ends: in whose language it answers, and with which exit code.

Modules that do the work are imported inside functions: `deltafund --help` should not wait for them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from api.options import Lang

if TYPE_CHECKING:
    from api.voice import Voice


def voice_of(context: typer.Context, lang: Lang | None, debug: bool, json: bool = False) -> Voice:
    """Return how to answer: the command's own option goes before the global one."""
    from api.voice import Voice

    given: dict[str, Any] = context.obj or {}
    language = lang or given.get("lang") or locale_language()
    return Voice(language, json=json, debug=debug or bool(given.get("debug")))


def end(voice: Voice, job: Callable[[Voice], int]) -> NoReturn:
    """Do the job and end with its exit code."""
    from api.answering import answer

    raise typer.Exit(answer(voice, job))


def locale_language() -> Lang:
    """Return zh if the first locale variable that is set begins with zh, else en."""
    names = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, names), "").lower().startswith("zh") else "en"
