"""`deltafund batch`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.entry import end, voice_of
from api.options import (
    DebugOption,
    GapOption,
    JsonOption,
    LangOption,
    LimitOption,
    ReportOption,
    ResumeOption,
    SchedulerOption,
    SetOption,
    VariantOption,
    WorkersOption,
)

if TYPE_CHECKING:
    from api.voice import Voice


def batch(
    context: typer.Context,
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE|NAME...",
            help="Scenario files, their folders, or shipped scenarios.",
            show_default=False,
        ),
    ],
    grid: Annotated[
        list[str] | None,
        typer.Option(
            "--grid",
            metavar="PATH=A,B,C",
            help="Values of a path, each with all values of the other grids.",
        ),
    ] = None,
    variants: Annotated[
        bool, typer.Option("--variants", help="Every variant of each file too.")
    ] = False,
    workers: WorkersOption = 0,
    scheduler: SchedulerOption = None,
    resume: ResumeOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Write the rows here: batch.json, batch.csv."),
    ] = None,
    json: JsonOption = False,
    reports: ReportOption = None,
    time_limit: LimitOption = None,
    gap: GapOption = None,
    variant: VariantOption = None,
    settings: SetOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Solve many scenarios, variants and values side by side, a row each.

    Exit codes: 0 every row has an answer, 2 some scenario or setting is wrong, 1 some run failed.
    """
    from api.batching import run_many
    from optimizer.analyses.batch import Asking, Grid
    from optimizer.executors import Workers

    def job(voice: Voice) -> int:
        asked = Asking(
            scenarios=tuple(scenarios),
            grids=tuple(Grid.read(written) for written in grid or ()),
            settings=(*(settings or ()), *(() if gap is None else (f"options.gap={gap!r}",))),
            variant=variant,
            variants=variants,
            workers=Workers(workers, scheduler),
            resume=resume,
        )
        return run_many(voice, asked, out, time_limit, reports)

    end(voice_of(context, lang, debug, json), job)
