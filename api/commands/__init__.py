"""The commands of analyses, a module each: what is asked, and which analysis answers it.

The modules import nothing heavy at their top, like `api.cli`, which takes them all in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import typer

from api.commands.audit import audit
from api.commands.compare import compare
from api.commands.diagnose import diagnose
from api.commands.division import division
from api.commands.prices import prices
from api.commands.whatif import whatif

COMMANDS: Final[tuple[Callable[..., Any], ...]] = (
    prices,
    division,
    diagnose,
    whatif,
    audit,
    compare,
)
"""The commands in the order in which help lists them; each is called as its function is."""


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in COMMANDS:
        app.command(command.__name__)(command)
