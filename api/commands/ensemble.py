"""`deltafund ensemble`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.entry import end, voice_of
from api.options import (
    DebugOption,
    GapOption,
    JsonOption,
    LangOption,
    LimitOption,
    OutOption,
    ReportOption,
    ResumeOption,
    ScenarioArgument,
    SchedulerOption,
    SetOption,
    VariantOption,
    WorkersOption,
)


def ensemble(
    context: typer.Context,
    scenario: ScenarioArgument,
    draws: Annotated[
        int, typer.Option("--draws", metavar="N", min=1, help="How many draws are solved.")
    ] = 1000,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, help="Which draws: the same for a seed.")
    ] = 1,
    caution: Annotated[
        float,
        typer.Option(
            "--caution",
            metavar="SHARE",
            min=0,
            max=1,
            help="How much bad luck counts beside the mean in the cautious plan; 0: no such plan.",
        ),
    ] = 0.5,
    tail: Annotated[
        float,
        typer.Option(
            "--tail", metavar="SHARE", min=0.01, max=1, help="Which share of draws is bad luck."
        ),
    ] = 0.1,
    sample: Annotated[
        int,
        typer.Option(
            "--sample",
            metavar="N",
            min=10,
            max=1000,
            help="For how many draws the cautious plan is made.",
        ),
    ] = 100,
    workers: WorkersOption = 0,
    scheduler: SchedulerOption = None,
    resume: ResumeOption = None,
    out: OutOption = None,
    json: JsonOption = False,
    reports: ReportOption = None,
    time_limit: LimitOption = None,
    gap: GapOption = None,
    variant: VariantOption = None,
    settings: SetOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Say whether the plan survives other returns: many draws, what is sure, what it may lose."""
    from api.analysing import Asked, analyse
    from api.show.analyses.ensemble import show
    from optimizer.analyses.cautious import Caution
    from optimizer.analyses.ensemble import Asking, Ensemble, draw_ensemble
    from optimizer.executors import Workers

    asked = Asked(scenario, settings, variant, gap, time_limit, out, reports)
    careful = Caution(caution, tail, sample)
    drawing = Asking(draws, seed, careful, Workers(workers, scheduler), resume)
    end(
        voice_of(context, lang, debug, json),
        lambda voice: analyse(
            voice,
            asked,
            Ensemble,
            lambda given: draw_ensemble(given.scenario, given.ledger, given.course, drawing),
            show,
        ),
    )
