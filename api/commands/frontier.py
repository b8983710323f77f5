"""`deltafund frontier`."""

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
    ScenarioArgument,
    SetOption,
    VariantOption,
)


def frontier(
    context: typer.Context,
    scenario: ScenarioArgument,
    against: Annotated[
        str,
        typer.Option(
            "--against",
            metavar="PATH|MEASURE",
            show_default=False,
            help="A number of a rule, e.g. rules.fair-return.floor, or gini, smallest_return, "
            "cross_border_share.",
        ),
    ],
    points: Annotated[int, typer.Option("--points", min=2, help="How many points.")] = 21,
    low: Annotated[
        float | None,
        typer.Option("--from", show_default=False, help="The lowest bound; or else found."),
    ] = None,
    high: Annotated[
        float | None,
        typer.Option("--to", show_default=False, help="The highest bound; or else found."),
    ] = None,
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
    """Draw value against the bound of a rule, or a measure, and mark where it begins to cost."""
    from api.analysing import Asked, analyse
    from api.show.analyses.frontier import show
    from optimizer.analyses.frontier import Frontier, draw

    asked = Asked(scenario, settings, variant, gap, time_limit, out, reports)
    end(
        voice_of(context, lang, debug, json),
        lambda voice: analyse(
            voice,
            asked,
            Frontier,
            lambda given: draw(
                *(given.scenario, given.ledger, given.course),
                against=against,
                points=points,
                low=low,
                high=high,
            ),
            show,
        ),
    )
