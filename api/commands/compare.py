"""`deltafund compare`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.entry import end, voice_of
from api.options import (
    DebugOption,
    JsonOption,
    LangOption,
    LimitOption,
    OutOption,
    ReportOption,
)


def compare(
    context: typer.Context,
    things: Annotated[
        list[str],
        typer.Argument(
            metavar="A B...",
            help="Scenarios (FILE, NAME, or FILE:VARIANT) and answers (the folder or JSON file "
            "that solve --out wrote), in any mixture; all are compared with the first.",
            show_default=False,
        ),
    ],
    out: OutOption = None,
    json: JsonOption = False,
    reports: ReportOption = None,
    time_limit: LimitOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Put answers side by side: what changed in the input, and what that did."""
    from api.comparing import compare_things

    end(
        voice_of(context, lang, debug, json),
        lambda voice: compare_things(voice, things, time_limit, out, reports),
    )
