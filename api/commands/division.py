"""`deltafund division`."""

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
    ScenarioArgument,
    SetOption,
    VariantOption,
)


def division(
    context: typer.Context,
    scenario: ScenarioArgument,
    common: Annotated[
        Literal["apart", "divided"],
        typer.Option(
            "--common",
            help="Money of funders without a jurisdiction: left out where everybody pays for "
            "their own, or divided as the jurisdictions pay in.",
        ),
    ] = "apart",
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
    """Say what division costs: everybody alone, own money only, the rules, no rules at all."""
    from api.analysing import Asked, analyse
    from api.show.analyses.division import show
    from optimizer.analyses.division import Division, divide

    asked = Asked(scenario, settings, variant, gap, time_limit, out, reports)
    end(
        voice_of(context, lang, debug, json),
        lambda voice: analyse(
            voice,
            asked,
            Division,
            lambda given: divide(given.scenario, given.ledger, given.course, common=common),
            show,
        ),
    )
