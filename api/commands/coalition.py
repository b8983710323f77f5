"""`deltafund coalition`."""

from __future__ import annotations

from typing import Annotated, Literal

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
)


def coalition(
    context: typer.Context,
    scenario: ScenarioArgument,
    rules: Annotated[
        Literal["kept", "none"],
        typer.Option(
            "--rules",
            help="Whether a coalition keeps those of the scenario's rules that it can, or none.",
        ),
    ] = "kept",
    orders: Annotated[
        int,
        typer.Option(
            "--orders",
            metavar="N",
            min=2,
            help="How many orders are sampled where there are more than 12 jurisdictions.",
        ),
    ] = 200,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", min=0, help="Which orders: the same for a seed.")
    ] = 1,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            metavar="N",
            min=0,
            help="Processes that work at once; 0 takes as many as there are processors. "
            "The default is one for few coalitions, else 0.",
        ),
    ] = None,
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
    """Say what coalitions of jurisdictions could do, who would leave, and what would hold them."""
    from api.analysing import Asked, analyse
    from api.show.analyses.coalition import show
    from optimizer.analyses.coalition import Asking, Coalitions, weigh_coalitions
    from optimizer.executors import Workers

    asked = Asked(scenario, settings, variant, gap, time_limit, out, reports)
    who = Workers(workers or 0, scheduler) if workers is not None or scheduler else None
    weighing = Asking(rules, orders, seed, who, resume)
    end(
        voice_of(context, lang, debug, json),
        lambda voice: analyse(
            voice,
            asked,
            Coalitions,
            lambda given: weigh_coalitions(given.scenario, given.ledger, given.course, weighing),
            show,
        ),
    )
