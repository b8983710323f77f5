"""The commands of analyses, a module each: what is asked, and which analysis answers it.

The modules import nothing heavy at their top, like `api.cli`, which takes them all in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import typer

from api.commands.batch import batch
from api.commands.coalition import coalition
from api.commands.division import division
from api.commands.ensemble import ensemble
from api.commands.prices import prices

COMMANDS: Final[tuple[Callable[..., Any], ...]] = (prices, division, ensemble, coalition, batch)
"""The commands in the order in which help lists them; each is called as its function is."""


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in COMMANDS:
        app.command(command.__name__)(command)
