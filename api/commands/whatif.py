"""`deltafund whatif`."""

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


def whatif(
    context: typer.Context,
    scenario: ScenarioArgument,
    settings: SetOption = None,
    locks: Annotated[
        list[str] | None,
        typer.Option(
            "--lock",
            metavar="CITY=AMOUNT",
            help="Hold what a city gets: suzhou=500; also suzhou>=500, suzhou<=500, or in one "
            "period suzhou@2027=100.",
        ),
    ] = None,
    drops: Annotated[
        list[str] | None,
        typer.Option("--drop", metavar="RULE", help="Leave this rule out."),
    ] = None,
    out: OutOption = None,
    json: JsonOption = False,
    reports: ReportOption = None,
    time_limit: LimitOption = None,
    gap: GapOption = None,
    variant: VariantOption = None,
    lang: LangOption = None,
    debug: DebugOption = False,
) -> None:
    """Say what overrides cost against the optimum: values set, rules dropped, amounts locked.

    Exit code: 0 a plan, 2 bad input, 3 with the overrides no plan can keep all rules.
    """
    from api.analysing import Asked
    from api.overriding import ask_what_if

    asked = Asked(scenario, settings, variant, gap, time_limit, out, reports)
    end(
        voice_of(context, lang, debug, json),
        lambda voice: ask_what_if(voice, asked, locks or (), drops or ()),
    )
