"""The commands of analyses, a module each: what is asked, and which analysis answers it.

The modules import nothing heavy at their top, like `api.cli`, which takes them all in.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import typer

from api.commands.admin import admin
from api.commands.alternatives import alternatives
from api.commands.audit import audit
from api.commands.batch import batch
from api.commands.coalition import coalition
from api.commands.compare import compare
from api.commands.diagnose import diagnose
from api.commands.division import division
from api.commands.ensemble import ensemble
from api.commands.frontier import frontier
from api.commands.prices import prices
from api.commands.serve import serve, worker
from api.commands.whatif import whatif

COMMANDS: Final[tuple[Callable[..., Any], ...]] = (
    prices,
    division,
    diagnose,
    frontier,
    alternatives,
    ensemble,
    coalition,
    whatif,
    audit,
    compare,
    batch,
)
"""The commands in the order in which help lists them; each is called as its function is."""

SERVICE: Final[tuple[Callable[..., Any], ...]] = (serve, worker)
"""The commands of the service."""


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    for command in (*COMMANDS, *SERVICE):
        app.command(command.__name__)(command)
    app.add_typer(admin)
