"""`deltafund audit`."""

from __future__ import annotations

from pathlib import Path
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


def audit(
    context: typer.Context,
    scenario: ScenarioArgument,
    plan: Annotated[
        Path | None,
        typer.Argument(
            metavar="PLAN.csv",
            help="The plan: grants and payments, or what each city gets.",
            show_default=False,
        ),
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(
            "--template",
            metavar="FILE",
            help="Audit nothing, but write what each city gets in the optimum, to start from.",
        ),
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
    """Check a plan made by hand: what it breaks, what it is worth, how far it is from the best.

    Exit code: 0 it keeps all rules, 2 bad input, 3 it breaks some, 4 stopped before that was known.
    """
    from api.analysing import Asked
    from api.auditing import examine_plan, write_template

    asked = Asked(scenario, settings, variant, gap, time_limit, out, reports)
    voice = voice_of(context, lang, debug, json)
    if template is not None:
        end(voice, lambda voice: write_template(voice, asked, template))
    end(voice, lambda voice: examine_plan(voice, asked, plan))
